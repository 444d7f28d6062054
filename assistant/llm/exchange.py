"""One question to one endpoint, until the answer holds to its type or asking again is no use."""

import copy
import json
import logging
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from assistant.domain.draft import Usage
from assistant.exceptions import (
    AnswerInvalidError,
    AnswerTruncatedError,
    AssistantError,
    ProviderError,
)
from assistant.llm.breaker import breaker_of
from assistant.llm.dialect import Dialect
from assistant.llm.failures import CallFailedError
from assistant.llm.privacy import texts_of
from assistant.llm.prompts import Prompt, load_prompt
from assistant.llm.providers import AnswerMode, Endpoint
from assistant.llm.reading import Reading
from assistant.llm.retrying import RetryPolicy, call_with_retries
from assistant.llm.rows import BadRow, find_object
from assistant.llm.schema import JsonSchema, closed_schema, field_table, rows_schema
from assistant.llm.transport import Answer, Request, Transport
from assistant.llm.work import Work
from assistant.messages import Message, field_faults
from assistant.observability.calls import CallEnded, call_ended

_LOG = logging.getLogger(__name__)

RowT = TypeVar("RowT", bound=BaseModel)
OutputT = TypeVar("OutputT", bound=BaseModel)

REASKS = 2
"""How often the model is asked again for what did not hold to its type."""

_SHOWN = 300

_INVALID = Message(
    zh=(
        "模型 {model} 的回答不合格式（{reason}），重问 {reasks} 次仍未改正。已得到的内容都已保留；"
        "可运行 assistant doctor 检查模型，或换一个更强的模型。"
    ),
    en=(
        "The answer of {model} does not hold to the format ({reason}), also after asking again "
        "{reasks} times. What was received is kept; check the model with assistant doctor, or use "
        "a stronger one."
    ),
)
_TRUNCATED = Message(
    zh=(
        "模型 {model} 的回答超出长度上限（{limit} 个词元）被截断。已收到的完整内容都已保留；"
        "请减少任务条数后继续。"
    ),
    en=(
        "The answer of {model} was cut at its limit of {limit} tokens. Complete rows are kept; go "
        "on with fewer tasks."
    ),
)
_REFUSED = Message(
    zh="模型 {model} 拒绝回答：{reason}。已得到的内容都已保留；请改写任务文字，或换一个模型。",
    en="{model} refused to answer: {reason}. What was received is kept; reword the tasks.",
)
_NOTHING = "没有任何内容 / nothing"
_NO_ROWS = "没有一行 JSON 数据 / no row of JSON"
_NO_OBJECT = "没有完整的 JSON 对象 / no complete JSON object"
_BROKEN = "JSON 不完整或有误 / broken JSON"
_UNFINISHED = "没有写完 / unfinished"


class Question(NamedTuple):
    """What is asked in one round.

    Attributes:
        prompt: the words.
        output: the type that the answer, or each row of it, is held to.
        schema: the same as the endpoint is told.
        wanted: rows beyond this are not read.
        in_rows: whether the answer is a list of rows.
        wrong: what did not hold in the round before, and is asked for again.
    """

    prompt: Prompt
    output: type[BaseModel]
    schema: JsonSchema
    wanted: int
    in_rows: bool
    wrong: tuple[BadRow, ...] = ()


def rows_question(prompt: Prompt, row: type[BaseModel], max_rows: int, least: int = 1) -> Question:
    """The question for ``least`` to ``max_rows`` rows of ``row``."""
    return Question(prompt, row, rows_schema(row, max_rows, least), max_rows, in_rows=True)


def one_question(prompt: Prompt, output: type[BaseModel]) -> Question:
    """The question for one object of ``output``."""
    return Question(prompt, output, closed_schema(output), 1, in_rows=False)


class Exchange:
    """Puts questions to one endpoint; several threads may use it."""

    def __init__(
        self,
        endpoint: Endpoint,
        work: Work,
        retries: RetryPolicy,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """Prepare; nothing is sent.

        Args:
            endpoint: where and how to ask.
            work: what the answers are charged to.
            retries: how often the same request is tried.
            sleep: how to wait between tries; the default wakes up when cancelled.
        """
        self._endpoint, self._work = endpoint, work
        patience = max(retries.deadline, endpoint.provider.first_byte_seconds)
        self._retries = retries._replace(deadline=patience)
        self._sleep = sleep
        self._transport = Transport(endpoint)
        self._dialect = Dialect(endpoint.mode)
        self._breaker = breaker_of(endpoint)
        self._on_throttled: Callable[[float], None] | None = None

    def apart(self, work: Work, on_throttled: Callable[[float], None] | None) -> Self:
        """The same connection for other work.

        Args:
            work: what its answers are charged to.
            on_throttled: see `ModelClient.apart`.
        """
        other = copy.copy(self)
        other._work, other._on_throttled = work, on_throttled
        return other

    @property
    def mode(self) -> AnswerMode:
        """How the endpoint is asked now; what it refused has been left behind."""
        return self._dialect.mode

    @property
    def is_cancelled(self) -> bool:
        """Whether it was told to stop."""
        return self._transport.stop.is_set()

    def cancel(self) -> None:
        """Stop everything under way, from any thread; rows already given stay good."""
        self._transport.cancel()

    def close(self) -> None:
        """Give the connection back."""
        self._transport.close()

    def one(self, question: Question, output: type[OutputT]) -> OutputT:
        """One object of ``output``.

        Raises:
            ProviderError: the model or the way to it failed.
            CancelledError: it was told to stop.
        """
        last: BadRow | None = None
        for _ in range(1 + REASKS):
            text = self._whole(question)
            try:
                return output.model_validate(self._restored(find_object(text)))
            except (ValidationError, ValueError) as error:
                bad = BadRow(text, _explain(error, _NO_OBJECT if text.strip() else _NOTHING))
            if bad == last or not self._work.meter.may_reask:
                break
            last = bad
            question = question._replace(wrong=(bad,))
        raise self._invalid(bad.error)

    def rows(
        self, question: Question, row: type[RowT], dropped: list[BadRow]
    ) -> Generator[RowT, None, None]:
        """Rows of ``row``, each as soon as it has closed and validated.

        Args:
            question: what to ask.
            row: what each row is held to.
            dropped: takes the rows that did not hold even after asking again.

        Raises:
            ProviderError: the model or the way to it failed; rows given before stay good.
            CancelledError: it was told to stop.
        """
        given = 0
        for _ in range(1 + REASKS):
            bad: list[BadRow] = []
            for result in self._round(question, row):
                if isinstance(result, BadRow):
                    bad.append(result)
                else:
                    given += 1
                    yield result
            if not bad:
                return
            stuck = tuple(bad) == question.wrong
            question = self._ask_again(question, tuple(bad), row)
            if stuck or not self._work.meter.may_reask:
                break
        dropped.extend(question.wrong)
        if not given:
            raise self._invalid(question.wrong[0].error)
        _LOG.warning("%d rows dropped after asking again", len(question.wrong))

    def _ask_again(
        self, question: Question, bad: tuple[BadRow, ...], row: type[BaseModel]
    ) -> Question:
        nothing_came = len(bad) == 1 and bad[0].error in (_NO_ROWS, _NOTHING)
        count = question.wanted if nothing_came else min(len(bad), question.wanted)
        return question._replace(wrong=bad, wanted=count, schema=rows_schema(row, count))

    def _round(self, question: Question, row: type[RowT]) -> Iterator[RowT | BadRow]:
        reading = self._begin(question)
        seen = 0
        try:
            for text in reading:
                seen += 1
                yield self._validated(text, row)
                if seen == question.wanted:
                    reading.drain()
                    self._breaker.succeeded()
                    return
            self._breaker.succeeded()
            self._check_end(reading)
            if (tail := reading.scanner.unfinished) is not None:
                seen += 1
                yield BadRow(tail, _UNFINISHED)
            if not seen:
                text = reading.scanner.text
                yield BadRow(text, _NO_ROWS if text.strip() else _NOTHING)
        except CallFailedError as failure:
            # Broken after the first row: the same question again would repeat what was given.
            self._breaker.failed(failure)
            raise failure.for_user() from None
        finally:
            reading.close()

    def _whole(self, question: Question) -> str:
        def read(patience: float) -> Reading:
            reading = self._open(question, patience)
            try:
                deque(reading, maxlen=0)
            finally:
                reading.close()
            return reading

        reading = self._with_retries(read)
        self._breaker.succeeded()
        self._check_end(reading)
        return reading.scanner.text

    def _begin(self, question: Question) -> Reading:
        return self._with_retries(lambda patience: self._open(question, patience).prime())

    def _with_retries(self, call: Callable[[float], Reading]) -> Reading:
        try:
            with self._breaker.passing(self._endpoint):
                return call_with_retries(call, self._retries, self._transport.stop, self._sleep)
        except CallFailedError as failure:
            raise failure.for_user() from None

    def _open(self, question: Question, patience: float) -> Reading:
        def account(ended: Answer) -> None:
            self._work.meter.spend(ended.cost, reask=bool(question.wrong))
            self._tell(ended.cost, ended.finish_reason, ended.fault)

        while True:
            mode = self._dialect.mode
            try:
                return Reading(self._send(question, patience), account, question.in_rows)
            except CallFailedError as failure:
                another_thread_learned = mode is not self._dialect.mode
                if failure.status not in (400, 422) or not (
                    another_thread_learned or self._dialect.learn(failure.detail)
                ):
                    raise

    def _send(self, question: Question, patience: float) -> Answer:
        self._work.meter.begin()
        started = time.perf_counter()
        try:
            return self._transport.send(self._request(question), self._dialect, patience)
        except CallFailedError as failure:
            if failure.status == 429 and not failure.account and self._on_throttled is not None:
                self._on_throttled(started)
            waited = Usage(seconds=round(time.perf_counter() - started, 3))
            self._work.meter.spend(waited)
            self._tell(waited, None, failure.fault)
            raise

    def _tell(self, cost: Usage, finish_reason: str | None, fault: str | None) -> None:
        address = urlsplit(self._endpoint.base_url)
        call_ended(
            CallEnded(
                work=self._work.id,
                provider=self._endpoint.provider.name,
                model=self._endpoint.model,
                host=address.hostname or "",
                port=address.port,
                max_tokens=self._endpoint.provider.answer_tokens,
                seconds=cost.seconds,
                prompt_tokens=cost.prompt_tokens,
                completion_tokens=cost.completion_tokens,
                finish_reason=finish_reason,
                fault=fault,
            )
        )

    def _request(self, question: Question) -> Request:
        messages = question.prompt.messages
        provider = self._endpoint.provider
        if provider.describe_fields and self.mode is AnswerMode.JSON_SCHEMA:
            table = load_prompt("fields").render(
                fields=field_table(question.output), in_rows=question.in_rows
            )
            # Into the part that never changes, so that prefix caches hold.
            messages[0]["content"] += f"\n\n{table.user}"
        if question.wrong:
            again = load_prompt("reask").render(
                wrong=_numbered(question.wrong),
                count=len(question.wrong),
                fields=field_table(question.output),
            )
            messages[-1]["content"] += f"\n\n{again.user}"
        name = "Rows" if question.in_rows else question.output.__name__
        schema = question.schema
        if self._endpoint.masked:
            schema = self._hide(messages[-1], schema)
        return Request(messages, name, schema, provider.answer_tokens, self._work.id)

    def _hide(self, message: dict[str, str], schema: JsonSchema) -> JsonSchema:
        """Take personal data out of a message, and out of the schema, which quotes the material."""
        mask = self._work.mask
        mask.learn(message["content"])
        for text in texts_of(schema):
            mask.learn(text)
        hidden: JsonSchema = mask.hide(schema)
        told = mask.hide(message["content"])
        if told != message["content"]:
            told = f"{load_prompt('masked').render().user}\n{told}"
        message["content"] = told
        return hidden

    def _validated(self, text: str, row: type[RowT]) -> RowT | BadRow:
        try:
            # Control characters inside strings are what small models most often get wrong.
            return row.model_validate(self._restored(json.loads(text, strict=False)))
        except (ValidationError, ValueError) as error:
            return BadRow(text, _explain(error, _NO_ROWS))

    def _restored(self, answer: Any) -> Any:
        """An answer with the personal data that its request was sent without."""
        return self._work.mask.restore(answer) if self._endpoint.masked else answer

    def _check_end(self, reading: Reading) -> None:
        answer = reading.answer
        if answer.finish_reason == "length" or reading.runaway:
            raise AnswerTruncatedError(
                _TRUNCATED,
                model=self._endpoint.model,
                limit=self._endpoint.provider.answer_tokens,
            )
        if answer.refusal or answer.finish_reason == "content_filter":
            reason = _shown(answer.refusal) or "content_filter"
            raise AnswerInvalidError(_REFUSED, model=self._endpoint.model, reason=reason)

    def _invalid(self, reason: str) -> ProviderError:
        return AnswerInvalidError(
            _INVALID, model=self._endpoint.model, reason=_shown(reason), reasks=REASKS
        )


def _explain(error: Exception, otherwise: str) -> str:
    if isinstance(error, AssistantError):
        return error.text()
    if isinstance(error, ValidationError):
        return field_faults(error.errors(include_input=False)).text()
    return _BROKEN if isinstance(error, json.JSONDecodeError) else otherwise


def _numbered(wrong: tuple[BadRow, ...]) -> str:
    return "\n".join(
        f"{number}. {_shown(bad.text)}\n   原因：{_shown(bad.error)}"
        for number, bad in enumerate(wrong, 1)
    )


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
