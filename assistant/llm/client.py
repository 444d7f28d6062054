"""The one way to ask a model: typed rows as they close, or one typed object."""

import copy
import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from types import TracebackType
from typing import Any, Generic, NamedTuple, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from assistant.domain.draft import Usage
from assistant.exceptions import (
    AnswerInvalidError,
    AnswerTruncatedError,
    AssistantError,
    BudgetExceededError,
    ProviderError,
)
from assistant.llm.breaker import breaker_of
from assistant.llm.dialect import Dialect
from assistant.llm.failures import CallFailedError, where
from assistant.llm.privacy import Mask, texts_of
from assistant.llm.prompts import Prompt, load_prompt
from assistant.llm.providers import AnswerMode, Endpoint
from assistant.llm.reading import Reading
from assistant.llm.retrying import RetryPolicy, call_with_retries
from assistant.llm.rows import BadRow, find_object
from assistant.llm.schema import JsonSchema, closed_schema, field_table, rows_schema
from assistant.llm.transport import Answer, Request, Transport
from assistant.llm.usage import Budget, Meter
from assistant.messages import Language, Message, field_faults
from assistant.observability.calls import CallEnded, call_ended
from assistant.observability.metrics import count_fallback
from assistant.observability.requests import request_id

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
_SWITCHED = Message(
    zh="模型服务 {before} 失败：{reason} 已改由 {after} 继续。",
    en="Provider {before} failed: {reason} {after} went on in its place.",
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


class RowStream(Generic[RowT], Iterator[RowT]):
    """Rows as they close and validate; an iterator to be used by one thread.

    Attributes:
        dropped: rows that did not hold to their type even after asking again, known at the end.
    """

    def __init__(self, rows: Callable[[list[BadRow]], Generator[RowT, None, None]]) -> None:
        """Prepare; the request goes out at the first ``next``."""
        self.dropped: list[BadRow] = []
        self._rows = rows(self.dropped)

    def __iter__(self) -> Self:
        """This stream."""
        return self

    def __next__(self) -> RowT:
        """The next row that holds to its type.

        Raises:
            ProviderError: the model or the way to it failed; rows given before stay good.
            CancelledError: the client was cancelled.
        """
        return next(self._rows)

    def close(self) -> None:
        """Stop early; the server stops answering."""
        self._rows.close()


class _Question(NamedTuple):
    """What is asked in one round."""

    prompt: Prompt
    output: type[BaseModel]
    schema: JsonSchema
    wanted: int
    in_rows: bool
    wrong: tuple[BadRow, ...] = ()


class Switch(NamedTuple):
    """A change from one endpoint to the next, after the first had failed.

    Attributes:
        before: name of the provider that failed.
        after: name of the one that goes on.
        error: why the first failed.
    """

    before: str
    after: str
    error: ProviderError


class Work:
    """What all endpoints share that answer for one piece of work, one after the other.

    Attributes:
        id: names the work in logs, and to the endpoints.
        meter: what it cost.
        switches: where one endpoint took over from another.
        mask: what was kept from endpoints on other machines.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        """Begin with nothing spent."""
        self.id = request_id()
        self.meter = Meter(budget or Budget())
        self.switches: list[Switch] = []
        self.mask = Mask()

    def apart(self) -> "Work":
        """The same account for another text, where nothing that was masked in this one is known."""
        other = Work()
        other.meter = self.meter
        return other


class ModelClient:
    """Asks one endpoint, and where that fails the next one in its place, if there is one.

    Several threads may use it; each `RowStream` belongs to one of them. A cancelled client stays
    cancelled: open another for the next piece of work.

    Attributes:
        on_throttled: told when a request began that the endpoint was too busy for (429), by
            ``time.perf_counter``, at every try and in the thread that asked.
    """

    on_throttled: Callable[[float], None] | None = None

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        retries: RetryPolicy | None = None,
        budget: Budget | None = None,
        sleep: Callable[[float], None] | None = None,
        on_close: Callable[[], None] | None = None,
        work: Work | None = None,
        successor: "Callable[[], ModelClient | None] | None" = None,
    ) -> None:
        """Prepare a client; nothing is sent.

        Args:
            endpoint: where and how to ask.
            retries: how often the same request is tried.
            budget: how many tokens may be spent.
            sleep: how to wait between tries; the default wakes up when cancelled.
            on_close: what else ends with this client.
            work: what it shares with the client that it takes over from.
            successor: opens the client that takes over when this one fails; None where nothing can.
        """
        self.endpoint = endpoint
        retries = retries or RetryPolicy()
        patience = max(retries.deadline, endpoint.provider.first_byte_seconds)
        self._retries = retries._replace(deadline=patience)
        self._work = work or Work(budget)
        self._sleep, self._on_close = sleep, on_close
        self._transport = Transport(endpoint)
        self._dialect = Dialect(endpoint.mode)
        self._breaker = breaker_of(endpoint)
        self._successor = successor
        self._next: ModelClient | None = None
        self._changing = threading.Lock()

    def apart(self) -> Self:
        """This client for another text: one connection and one account, but no shared mask.

        For callers that ask about thousands of texts, of which none may see a word of another.
        """
        other = copy.copy(self)
        other._work = self._work.apart()
        return other

    @property
    def current(self) -> "ModelClient":
        """The client that answers now: this one, or what took over from it."""
        return self if self._next is None else self._next.current

    @property
    def usage(self) -> Usage:
        """What all calls of this work cost so far, every try included."""
        return self._work.meter.usage

    @property
    def switches(self) -> tuple[Switch, ...]:
        """Where one endpoint took over from another, in order."""
        return tuple(self._work.switches)

    def notices(self, language: Language) -> tuple[str, ...]:
        """What the user is told of how the work was done: who took over, what was kept back."""
        told = [
            _SWITCHED.text(
                language, before=each.before, after=each.after, reason=each.error.text(language)
            )
            for each in self.switches
        ]
        kept_back = self.privacy_notice(language)
        return (*told, *([kept_back] if kept_back else []))

    def privacy_notice(self, language: Language) -> str | None:
        """What the user is told of personal data that was kept back; None where there was none."""
        return self._work.mask.notice(language)

    @property
    def mode(self) -> AnswerMode:
        """How the endpoint is asked now; what it refused has been left behind."""
        return self._dialect.mode

    def rows(
        self, prompt: Prompt, row: type[RowT], *, max_rows: int, fall_back: bool = True
    ) -> RowStream[RowT]:
        """Rows of ``row``, each as soon as it has closed and validated.

        Only rows that did not validate are asked again, `REASKS` times at most.

        Args:
            prompt: what to ask.
            row: a flat type; its schema is sent closed, with every field required.
            max_rows: rows beyond this are not read.
            fall_back: put the same question to the next endpoint where this one fails before its
                first row; False for a caller that words it anew for each (`fall_back`).
        """
        schema = rows_schema(row, max_rows)
        question = _Question(prompt, row, schema, max_rows, in_rows=True)
        return RowStream(lambda dropped: self._given(question, row, dropped, fall_back))

    def one(self, prompt: Prompt, output: type[OutputT]) -> OutputT:
        """One object of ``output``.

        Raises:
            ProviderError: the model or the way to it failed, and so did all that took over.
            CancelledError: the client was cancelled.
        """
        question = _Question(prompt, output, closed_schema(output), 1, in_rows=False)
        client = self.current
        while True:
            try:
                return client._one(question, output)
            except ProviderError as error:
                following = client.fall_back(error)
                if following is None:
                    raise
                client = following

    def fall_back(self, error: ProviderError) -> "ModelClient | None":
        """The client to go on with after ``error``; None where there is none, or nothing to spend.

        From then on it answers in the place of this one.
        """
        with self._changing:
            if self._next is None and self._may_change(error):
                self._next = self._successor() if self._successor is not None else None
                self._successor = None
                if self._next is not None:
                    names = self.endpoint.provider.name, self._next.endpoint.provider.name
                    self._work.switches.append(Switch(*names, error))
                    said = {"request_id": self._work.id}
                    _LOG.warning("%s failed, %s goes on", *names, extra=said)
                    count_fallback(*names)
            following = self._next
        if following is not None and self._transport.stop.is_set():
            following.cancel()
        return following

    def cancel(self) -> None:
        """Stop everything under way, from any thread; rows already given stay good."""
        self._transport.cancel()
        if self._next is not None:
            self._next.cancel()

    def close(self) -> None:
        """Give connections and servers back."""
        self._transport.close()
        if self._on_close is not None:
            self._on_close()
        if self._next is not None:
            self._next.close()

    def __enter__(self) -> Self:
        """This client."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def _may_change(self, error: ProviderError) -> bool:
        return not isinstance(error, BudgetExceededError) and not self._transport.stop.is_set()

    def _given(
        self, question: _Question, row: type[RowT], dropped: list[BadRow], fall_back: bool
    ) -> Generator[RowT, None, None]:
        client, given = self.current, 0
        while True:
            try:
                for each in client._rows(question, row, dropped):
                    given += 1
                    yield each
                return
            except ProviderError as error:
                # After the first row the same question again would repeat what was given.
                following = client.fall_back(error) if fall_back and not given else None
                if following is None:
                    raise
                client = following

    def _one(self, question: _Question, output: type[OutputT]) -> OutputT:
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

    def _rows(
        self, question: _Question, row: type[RowT], dropped: list[BadRow]
    ) -> Generator[RowT, None, None]:
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
        self, question: _Question, bad: tuple[BadRow, ...], row: type[BaseModel]
    ) -> _Question:
        nothing_came = len(bad) == 1 and bad[0].error in (_NO_ROWS, _NOTHING)
        count = question.wanted if nothing_came else min(len(bad), question.wanted)
        return question._replace(wrong=bad, wanted=count, schema=rows_schema(row, count))

    def _round(self, question: _Question, row: type[RowT]) -> Iterator[RowT | BadRow]:
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

    def _whole(self, question: _Question) -> str:
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

    def _begin(self, question: _Question) -> Reading:
        return self._with_retries(lambda patience: self._open(question, patience).prime())

    def _with_retries(self, call: Callable[[float], Reading]) -> Reading:
        try:
            with self._breaker.passing(self.endpoint):
                return call_with_retries(call, self._retries, self._transport.stop, self._sleep)
        except CallFailedError as failure:
            raise failure.for_user() from None

    def _open(self, question: _Question, patience: float) -> Reading:
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

    def _send(self, question: _Question, patience: float) -> Answer:
        self._work.meter.begin()
        started = time.perf_counter()
        try:
            return self._transport.send(self._request(question), self._dialect, patience)
        except CallFailedError as failure:
            if failure.status == 429 and not failure.account and self.on_throttled is not None:
                self.on_throttled(started)
            waited = Usage(seconds=round(time.perf_counter() - started, 3))
            self._work.meter.spend(waited)
            self._tell(waited, None, failure.fault)
            raise

    def _tell(self, cost: Usage, finish_reason: str | None, fault: str | None) -> None:
        address = urlsplit(self.endpoint.base_url)
        call_ended(
            CallEnded(
                work=self._work.id,
                provider=self.endpoint.provider.name,
                model=self.endpoint.model,
                host=address.hostname or "",
                port=address.port,
                max_tokens=self.endpoint.provider.answer_tokens,
                seconds=cost.seconds,
                prompt_tokens=cost.prompt_tokens,
                completion_tokens=cost.completion_tokens,
                finish_reason=finish_reason,
                fault=fault,
            )
        )

    def _request(self, question: _Question) -> Request:
        messages = question.prompt.messages
        provider = self.endpoint.provider
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
        if self.endpoint.masked:
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
        return self._work.mask.restore(answer) if self.endpoint.masked else answer

    def _check_end(self, reading: Reading) -> None:
        answer = reading.answer
        if answer.finish_reason == "length" or reading.runaway:
            raise AnswerTruncatedError(
                _TRUNCATED,
                model=self.endpoint.model,
                limit=self.endpoint.provider.answer_tokens,
            )
        if answer.refusal or answer.finish_reason == "content_filter":
            reason = _shown(answer.refusal) or "content_filter"
            raise AnswerInvalidError(_REFUSED, model=self.endpoint.model, reason=reason)

    def _invalid(self, reason: str) -> ProviderError:
        return AnswerInvalidError(
            _INVALID, model=self.endpoint.model, reason=_shown(reason), reasks=REASKS
        )

    def __repr__(self) -> str:
        """Where it asks; never the key."""
        return f"ModelClient({self.endpoint.provider.name}, {where(self.endpoint)})"


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
