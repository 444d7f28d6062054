"""The one way to ask a model: typed rows as they close, or one typed object."""

import copy
import logging
import threading
from collections.abc import Callable, Generator, Iterator
from types import TracebackType
from typing import Generic, Self

from assistant.domain.draft import Usage
from assistant.exceptions import BudgetExceededError, ProviderError
from assistant.llm.exchange import (
    Exchange,
    OutputT,
    Question,
    RowT,
    one_question,
    rows_question,
)
from assistant.llm.failures import where
from assistant.llm.prompts import Prompt
from assistant.llm.providers import AnswerMode, Endpoint
from assistant.llm.retrying import RetryPolicy
from assistant.llm.rows import BadRow
from assistant.llm.usage import Budget
from assistant.llm.work import Switch, Work
from assistant.messages import Language, Message
from assistant.observability.metrics import count_fallback

_LOG = logging.getLogger(__name__)

_SWITCHED = Message(
    zh="模型服务 {before} 失败：{reason} 已改由 {after} 继续。",
    en="Provider {before} failed: {reason} {after} went on in its place.",
)


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


class ModelClient:
    """Asks one endpoint, and where that fails the next one in its place, if there is one.

    Several threads may use it; each `RowStream` belongs to one of them. A cancelled client stays
    cancelled: open another for the next piece of work.

    Attributes:
        endpoint: where and how it asks.
    """

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
        self._work = work or Work(budget)
        self._exchange = Exchange(endpoint, self._work, retries or RetryPolicy(), sleep)
        self._on_close, self._successor = on_close, successor
        self._next: ModelClient | None = None
        self._changing = threading.Lock()

    def apart(self, on_throttled: Callable[[float], None] | None = None) -> Self:
        """This client for another text: one connection and one account, but no shared mask.

        For callers that ask about thousands of texts, of which none may see a word of another.

        Args:
            on_throttled: told when a request began that the endpoint was too busy for (429), by
                ``time.perf_counter``, at every try and in the thread that asked.
        """
        other = copy.copy(self)
        other._work = self._work.apart()
        other._exchange = self._exchange.apart(other._work, on_throttled)
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
        return self._exchange.mode

    def rows(
        self,
        prompt: Prompt,
        row: type[RowT],
        *,
        max_rows: int,
        least: int = 1,
        fall_back: bool = True,
    ) -> RowStream[RowT]:
        """Rows of ``row``, each as soon as it has closed and validated.

        Only rows that did not validate are asked again, `exchange.REASKS` times at most.

        Args:
            prompt: what to ask.
            row: a flat type; its schema is sent closed, with every field required.
            max_rows: rows beyond this are not read.
            least: rows before which an endpoint that decodes by the schema does not stop.
            fall_back: put the same question to the next endpoint where this one fails before its
                first row; False for a caller that words it anew for each (`fall_back`).
        """
        question = rows_question(prompt, row, max_rows, least)
        return RowStream(lambda dropped: self._given(question, row, dropped, fall_back))

    def one(self, prompt: Prompt, output: type[OutputT]) -> OutputT:
        """One object of ``output``.

        Raises:
            ProviderError: the model or the way to it failed, and so did all that took over.
            CancelledError: the client was cancelled.
        """
        question = one_question(prompt, output)
        client = self.current
        while True:
            try:
                return client._exchange.one(question, output)
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
        if following is not None and self._exchange.is_cancelled:
            following.cancel()
        return following

    def cancel(self) -> None:
        """Stop everything under way, from any thread; rows already given stay good."""
        self._exchange.cancel()
        if self._next is not None:
            self._next.cancel()

    def close(self) -> None:
        """Give connections and servers back."""
        self._exchange.close()
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
        return not isinstance(error, BudgetExceededError) and not self._exchange.is_cancelled

    def _given(
        self, question: Question, row: type[RowT], dropped: list[BadRow], fall_back: bool
    ) -> Generator[RowT, None, None]:
        client, given = self.current, 0
        while True:
            try:
                for each in client._exchange.rows(question, row, dropped):
                    given += 1
                    yield each
                return
            except ProviderError as error:
                # After the first row the same question again would repeat what was given.
                following = client.fall_back(error) if fall_back and not given else None
                if following is None:
                    raise
                client = following

    def __repr__(self) -> str:
        """Where it asks; never the key."""
        return f"ModelClient({self.endpoint.provider.name}, {where(self.endpoint)})"
