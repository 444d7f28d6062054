"""Our own JSON: what ``parse``, ``draft`` and ``review`` print, read back unchanged."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from assistant.domain.target import SCHEMA, PerformanceTarget, TargetDocument
from assistant.exceptions import UnreadableFileError
from assistant.intake.text import read_text_file
from assistant.messages import Message, field_path, file_faults, filled, found_value

_NOT_JSON = Message(
    zh="JSON 写法有误（第 {line} 行）：{problem}。请使用 parse 或 draft 输出的文件。",
    en="Not valid JSON (line {line}): {problem}. Use a file that parse or draft wrote.",
)
_OTHER_JSON = Message(
    zh="这个 JSON 不是绩效目标表：应含 targets、target 或 indicators，顶层现有{keys}。",
    en="This JSON is no target table: expected targets, target or indicators, found {keys}.",
)
_BAD_FIELD = Message(
    zh="JSON 不符合 {schema} 的约定：{details}。请改正，或使用 parse、draft 输出的文件。",
    en="The JSON does not follow {schema}: {details}. "
    "Correct it, or use a file that parse or draft wrote.",
)
_BAD_ID = Message(
    zh="{field} 现为{found}，应写作 {letter}1、{letter}2 这样的编号",
    en="{field} is {found}, but must be a number such as {letter}1 or {letter}2",
)
_SAME_ID = Message(
    zh="{field} 的编号{found}前面已经用过，请各用各的",
    en="{field} is {found}, which stands above already; give each its own",
)
_DEEP = Message(zh="层次太多", en="nested too deeply")
_LONG = Message(zh="有一个数字太长", en="a number too long")
_NO_UNICODE = Message(zh="有不成文字的字符", en="text that is no Unicode")
_UNWRITTEN = Message(zh="逗号、引号或括号不对", en="a comma, quote or bracket is not right")
# The beginnings of what Python says of a text that is no JSON.
_SYNTAX = {
    "Expecting value": Message(zh="缺少一个值，或有多余的逗号", en="a value is missing"),
    "Expecting ',' delimiter": Message(zh="缺少逗号", en="a comma is missing"),
    "Expecting ':' delimiter": Message(zh="缺少冒号", en="a colon is missing"),
    "Expecting property name": Message(
        zh="键名应加英文双引号，末尾不能有逗号",
        en="names stand in double quotes, and no comma after the last",
    ),
    "Illegal trailing comma": Message(zh="末尾多了逗号", en="there is a comma after the last"),
    "Unterminated string": Message(zh="引号没有闭合", en="a quote is not closed"),
    "Invalid control character": Message(
        zh="引号里有换行或控制字符", en="a line break or control character inside quotes"
    ),
    "Invalid \\": Message(zh="反斜杠的写法不对", en="a backslash that means nothing"),
    "Extra data": Message(zh="结尾后面还有内容", en="something follows the end"),
}

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
        raise UnreadableFileError(
            _NOT_JSON, line=error.lineno, problem=_problem(error.msg)
        ) from None
    except RecursionError:
        raise UnreadableFileError(_NOT_JSON, line=1, problem=_DEEP) from None
    except ValueError:
        # Python itself refuses numbers of thousands of digits.
        raise UnreadableFileError(_NOT_JSON, line=1, problem=_LONG) from None
    tables = _targets(found)
    try:
        document = TargetDocument.model_validate(
            {"schema": SCHEMA, "targets": [table.content for table in tables]}
        )
        document.model_dump_json()
    except PydanticSerializationError:
        # Half a surrogate pair is text to Python, and to nobody else.
        raise UnreadableFileError(_NOT_JSON, line=1, problem=_NO_UNICODE) from None
    except ValidationError as error:
        # Where the tables were put for checking is not where they stand in the file.
        faults = [
            {**one, "loc": (*tables[int(one["loc"][1])].place, *one["loc"][2:])}
            for one in error.errors()
        ]
        raise UnreadableFileError(_BAD_FIELD, schema=SCHEMA, details=file_faults(faults)) from None
    for target, table in zip(document.targets, tables, strict=True):
        _check_ids([row.id for row in target.indicators], "I", (*table.place, "indicators"))
        _check_ids([task.id for task in target.tasks], "T", (*table.place, "tasks"))
    return document


def _check_ids(ids: list[str], letter: str, place: tuple[int | str, ...]) -> None:
    """Rows and tasks are told apart by their ids, so that an edit reaches the one it names."""
    for at, one in enumerate(ids):
        number = one.removeprefix(letter)
        whole = one.startswith(letter) and number.isascii() and number.isdecimal()
        if not whole or len(number) > _ID_DIGITS:
            problem = _BAD_ID
        elif one in ids[:at]:
            problem = _SAME_ID
        else:
            continue
        place_of_id = field_path((*place, at, "id"))
        details = filled(problem, field=place_of_id, found=found_value(one), letter=letter)
        raise UnreadableFileError(_BAD_FIELD, schema=SCHEMA, details=details)


def _problem(said: str) -> Message:
    """What Python says of broken JSON, in words of our own."""
    return next((ours for start, ours in _SYNTAX.items() if said.startswith(start)), _UNWRITTEN)


class _Table(NamedTuple):
    """What should be a table, and where it stands in the file."""

    place: tuple[int | str, ...]
    content: Any


def _targets(found: Any) -> list[_Table]:
    """The tables inside any of our outputs: parse, review (each in its own wrapper), draft."""
    if isinstance(found, dict):
        inner = found.get("targets")
        if isinstance(inner, list) and inner:
            return [
                _Table(("targets", at, "target"), one["target"])
                if isinstance(one, dict) and "target" in one
                else _Table(("targets", at), one)
                for at, one in enumerate(inner)
            ]
        if isinstance(found.get("target"), dict):
            return [_Table(("target",), found["target"])]
        if found.keys() & {"indicators", "tasks"} and found.keys() <= _TARGET_KEYS:
            return [_Table((), found)]
    keys = "、".join(found) if isinstance(found, dict) and found else found
    raise UnreadableFileError(_OTHER_JSON, keys=found_value(keys))


_TARGET_KEYS = PerformanceTarget.model_fields.keys()
