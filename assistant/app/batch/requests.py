"""Questions as Batch JSONL for services that answer in hours at half the price, and back.

The ``custom_id`` of a request is the ledger's key of the question, so that answers may come in any
order, more than once, or from several files. Personal data is replaced by tokens in what is written
and put back into what is read; the tokens follow from the question, so that nothing is kept of
them.
"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from assistant.app.batch.answers import ROW_TYPES, Answer, Question, Rows
from assistant.app.batch.identity import model_identity
from assistant.app.batch.ledger import Ledger
from assistant.app.batch.run import (
    BatchOptions,
    BatchResult,
    OnProgress,
    collect_questions,
    open_run,
)
from assistant.exceptions import InputError
from assistant.llm.privacy import Mask
from assistant.llm.prompts import load_prompt
from assistant.llm.providers import AnswerMode, Endpoint, endpoint_of
from assistant.llm.rows import RowScanner
from assistant.llm.schema import JsonSchema, field_table, rows_schema
from assistant.messages import Language, Message
from assistant.settings import Settings

REQUESTS_A_FILE = 50_000
"""Most that services take in one file."""

_NAME = "requests-{number:04}.jsonl"
_SHAPE = "Rows"
_UNREADABLE = Message(
    zh="读不到答复文件“{path}”（{reason}）。请检查文件名，并确认是批量接口给出的 JSONL。",
    en="The answers '{path}' cannot be read ({reason}). Check the name, and that it is the JSONL "
    "that the service gave.",
)
_NO_ROW = Message(
    zh="批量接口的答复里没有合格的内容。", en="The service's answer held nothing that fits."
)


class Imported(NamedTuple):
    """What came of reading answers.

    Attributes:
        answers: answers that were kept.
        failed: lines whose request the service did not answer; they stay open.
        strange: lines that belong to no question of this ledger.
    """

    answers: int
    failed: int
    strange: int


class Exported(NamedTuple):
    """What was written for a service.

    Attributes:
        result: the forms, as far as they could be taken without the model.
        files: the files of requests.
        requests: how many are in them.
    """

    result: BatchResult
    files: tuple[Path, ...]
    requests: int


def export_requests(
    options: BatchOptions, settings: Settings, on_progress: OnProgress = lambda _: None
) -> Exported:
    """Run the rules on every form, and write what a model is still to be asked.

    Raises:
        InputError: as for `run_batch`.
        ConfigurationError: the provider lacks an address, a model or a key.
    """
    endpoint = endpoint_of(settings)
    how = options.how._replace(model=model_identity(settings))
    options = options._replace(semantic=True, how=how)
    with open_run(options, settings) as ledger:
        result = collect_questions(options, ledger, on_progress)
        files, count = _write(ledger, options.out, endpoint)
    return Exported(result, files, count)


def import_answers(options: BatchOptions, settings: Settings, files: tuple[Path, ...]) -> Imported:
    """Keep the answers in ``files``; the forms are finished by the next batch with ``--resume``.

    Raises:
        InputError: a file cannot be read, or the folder is in use.
    """
    total = Imported(0, 0, 0)
    with open_run(options._replace(resume=True), settings) as ledger:
        for path in files:
            for line in _lines(path):
                one = _take(line, ledger, options.how.language)
                total = Imported(*(a + b for a, b in zip(total, one, strict=True)))
    return total


def request_of(question: Question, endpoint: Endpoint) -> dict[str, Any]:
    """One line of Batch JSONL."""
    row = ROW_TYPES[question.row]
    messages, schema = question.prompt.messages, rows_schema(row, question.max_rows)
    shape, in_words = _shape(endpoint.mode, schema)
    if in_words or endpoint.provider.describe_fields:
        table = load_prompt("fields").render(fields=field_table(row), in_rows=True)
        messages[0]["content"] += f"\n\n{table.user}"
    told = messages[-1]["content"]
    messages[-1]["content"] = hidden = _mask_of(question).hide(told)
    if hidden != told:
        messages[-1]["content"] = f"{load_prompt('masked').render().user}\n{hidden}"
    body = {
        "model": endpoint.model,
        "messages": messages,
        "temperature": 0,
        "max_tokens": endpoint.provider.answer_tokens,
        **shape,
        **endpoint.provider.extra,
    }
    return {
        "custom_id": question.key,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": body,
    }


def _shape(mode: AnswerMode, schema: JsonSchema) -> tuple[dict[str, Any], bool]:
    """How the answer is held to its shape, and whether the fields must be told in words."""
    if mode is AnswerMode.TOOLS:
        function = {"name": _SHAPE, "description": "按要求填写。", "parameters": schema}
        choice = {"type": "function", "function": {"name": _SHAPE}}
        return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}, False
    if mode is AnswerMode.JSON_SCHEMA:
        named = {"name": _SHAPE, "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": named}}, False
    if mode is AnswerMode.JSON_OBJECT:
        return {"response_format": {"type": "json_object"}}, True
    return {}, True


def _mask_of(question: Question) -> Mask:
    """The tokens of a question, the same whenever it is asked."""
    mask = Mask()
    mask.learn(question.prompt.user)
    return mask


def _write(ledger: Ledger, out: Path, endpoint: Endpoint) -> tuple[tuple[Path, ...], int]:
    questions = ledger.open_questions()
    files: list[Path] = []
    count = 0
    while part := list(islice(questions, REQUESTS_A_FILE)):
        path = out / _NAME.format(number=len(files) + 1)
        partial = path.with_name(f".{path.name}.partial")
        with partial.open("w", encoding="utf-8") as file:
            for question in part:
                line = json.dumps(request_of(question, endpoint), ensure_ascii=False)
                file.write(f"{line}\n")
        partial.replace(path)
        files.append(path)
        count += len(part)
    return tuple(files), count


def _lines(path: Path) -> Iterator[Any]:
    """The JSON of each line; what is no JSON is None."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for line in file:
                if line.strip():
                    yield _json(line)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise InputError(_UNREADABLE, path=path, reason=reason) from None


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _take(line: Any, ledger: Ledger, language: Language) -> Imported:
    """Keep the answer of one line."""
    key = line.get("custom_id") if isinstance(line, dict) else None
    question = ledger.question(key) if isinstance(key, str) else None
    if question is None:
        return Imported(0, 0, 1)
    text = _text(line)
    if text is None:
        return Imported(0, 1, 0)
    rows = _rows(text, question)
    problem = None if rows else _NO_ROW.text(language)
    ledger.answer(question.key, Answer(rows, problem))
    return Imported(1, 0, 0)


def _text(line: dict[str, Any]) -> str | None:
    """What the model said, or None where the service failed on the request."""
    try:
        response = line["response"]
        if response["status_code"] != 200:
            return None
        message = response["body"]["choices"][0]["message"]
        calls = message.get("tool_calls") or ()
        arguments = "".join(call["function"]["arguments"] for call in calls)
        return arguments + (message.get("content") or "")
    except (KeyError, IndexError, TypeError, AttributeError):
        return None


def _rows(text: str, question: Question) -> Rows:
    """The rows of an answer that hold to their type."""
    mask, row = _mask_of(question), ROW_TYPES[question.row]
    found = RowScanner().feed(text)
    valid = (one for one in (_valid(mask.restore(_json(part)), row) for part in found) if one)
    return [one.model_dump(mode="json", by_alias=True) for one in islice(valid, question.max_rows)]


def _valid(value: Any, row: type[BaseModel]) -> BaseModel | None:
    try:
        return row.model_validate(value)
    except ValidationError:
        return None
