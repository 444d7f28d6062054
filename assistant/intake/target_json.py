"""Our own JSON: what ``parse``, ``draft`` and ``review`` print, read back unchanged."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from assistant.domain.target import SCHEMA, PerformanceTarget, TargetDocument
from assistant.exceptions import UnreadableFileError
from assistant.intake.text import read_text_file
from assistant.messages import Message

_NOT_JSON = Message(
    zh="JSON 写法有误（第 {line} 行）：{problem}。请使用 parse 或 draft 输出的文件。",
    en="Not valid JSON (line {line}): {problem}. Use a file that parse or draft wrote.",
)
_OTHER_JSON = Message(
    zh="这个 JSON 不是绩效目标表：应含 targets、target 或 indicators，顶层现有 {keys}。",
    en="This JSON is no target table: expected targets, target or indicators, found {keys}.",
)
_BAD_FIELD = Message(
    zh="JSON 中的“{field}”不符合 {schema} 的约定（{problem}）。请使用 parse 或 draft 输出的文件。",
    en="'{field}' in the JSON does not follow {schema} ({problem}). "
    "Use a file that parse or draft wrote.",
)


_ID_DIGITS = 6


def read(source: Path | bytes) -> TargetDocument:
    """The tables in a JSON file of ours.

    Raises:
        UnreadableFileError: not JSON, or not one of our own shapes; names the first bad field.
    """
    return read_targets(read_text_file(source, accepted=".json"))


def looks_like_target(text: str) -> bool:
    """Whether pasted text is meant as our JSON."""
    return text.lstrip().startswith("{") and '"' in text


def read_targets(text: str) -> TargetDocument:
    """The tables in JSON text of ours.

    Raises:
        UnreadableFileError: not JSON, or not one of our own shapes.
    """
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFileError(_NOT_JSON, line=error.lineno, problem=error.msg) from None
    except RecursionError:
        raise UnreadableFileError(_NOT_JSON, line=1, problem="nested too deeply") from None
    except ValueError:
        # Python itself refuses numbers of thousands of digits.
        raise UnreadableFileError(_NOT_JSON, line=1, problem="a number too long") from None
    try:
        document = TargetDocument.model_validate({"schema": SCHEMA, "targets": _targets(found)})
        document.model_dump_json()
    except PydanticSerializationError:
        # Half a surrogate pair is text to Python, and to nobody else.
        raise UnreadableFileError(_NOT_JSON, line=1, problem="text that is no Unicode") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise UnreadableFileError(
            _BAD_FIELD, field=field, schema=SCHEMA, problem=first["msg"]
        ) from None
    for target in document.targets:
        _check_ids([row.id for row in target.indicators], "I")
        _check_ids([task.id for task in target.tasks], "T")
    return document


def _check_ids(ids: list[str], letter: str) -> None:
    """Rows and tasks are told apart by their ids, so that an edit reaches the one it names."""
    for at, one in enumerate(ids):
        number = one.removeprefix(letter)
        whole = one.startswith(letter) and number.isascii() and number.isdecimal()
        if not whole or len(number) > _ID_DIGITS:
            problem = f"{one!r}, expected {letter}1"
        elif one in ids[:at]:
            problem = f"{one!r} twice"
        else:
            continue
        raise UnreadableFileError(_BAD_FIELD, field="id", schema=SCHEMA, problem=problem)


def _targets(found: Any) -> list[Any]:
    """The tables inside any of our outputs: parse, review (each in its own wrapper), draft."""
    if isinstance(found, dict):
        inner = found.get("targets")
        if isinstance(inner, list) and inner:
            return [one.get("target", one) if isinstance(one, dict) else one for one in inner]
        if isinstance(found.get("target"), dict):
            return [found["target"]]
        if found.keys() & {"indicators", "tasks"} and found.keys() <= _TARGET_KEYS:
            return [found]
    keys = "、".join(map(str, found)) if isinstance(found, dict) else type(found).__name__
    raise UnreadableFileError(_OTHER_JSON, keys=keys[:200] or "{}")


_TARGET_KEYS = PerformanceTarget.model_fields.keys()
