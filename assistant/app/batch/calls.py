"""Asking a model for thousands of forms: so many at once, so many a minute, so many tokens in all.

Each answer is kept before anything else is done with it, so that no question is ever paid twice.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from assistant.app.batch.answers import ROW_TYPES, Answer, Question, Rows
from assistant.app.batch.ledger import Ledger
from assistant.app.batch.pace import Pace
from assistant.app.batch.turns import InTurn
from assistant.domain.draft import Usage
from assistant.exceptions import (
    AnswerInvalidError,
    AnswerTruncatedError,
    AssistantError,
    ProviderError,
)
from assistant.llm.usage import estimate_tokens
from assistant.messages import Language, Message

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient

FAILURES_IN_A_ROW = 5
"""So many questions failing one after the other mean that the model is away: asking ends."""

_SPENT = Message(
    zh="本次允许的 {limit} 个词元已用 {used} 个，不再提问。",
    en="{used} of the {limit} tokens allowed are spent; nothing more is asked.",
)
_STOPPED = Message(zh="已停止提问。", en="Asking was stopped.")
_FIRST_GUESS = 300
"""Tokens that an answer is reckoned with before any has been seen."""


class Limits(NamedTuple):
    """How much is asked.

    Attributes:
        concurrency: questions under way at the same time; 0 for what suits the provider.
        rate: questions begun in a minute; None for no bound.
        tokens: prompts and answers of this run together; None for no bound.
    """

    concurrency: int = 0
    rate: float | None = None
    tokens: int | None = None


class ModelCalls:
    """Answers questions from the ledger, else from the model; used from one event loop.

    Attributes:
        ended: why nothing more is asked, or None while asking goes on.
        failure: why the last question that failed did, or None.
        asked: questions that the model has answered in this run.
        pace: how many may be under way, as the endpoint bears them.
    """

    def __init__(
        self,
        client: "ModelClient",
        ledger: Ledger,
        turns: InTurn,
        limits: Limits,
        language: Language,
    ) -> None:
        """Prepare; nothing is asked yet."""
        self._client, self._ledger, self._turns = client, ledger, turns
        self._limits = limits
        self._language = language
        self._threads = ThreadPoolExecutor(limits.concurrency, thread_name_prefix="ask")
        self.pace = Pace(limits.concurrency)
        self._under_way: dict[str, asyncio.Task[Answer | None]] = {}
        self._reserved = 0.0
        self._next_start = 0.0
        self._failures = 0
        self.ended: str | None = None
        self.failure: str | None = None
        self.asked = 0

    @property
    def usage(self) -> Usage:
        """What all calls of this run cost."""
        return self._client.usage

    async def answers(self, questions: tuple[Question, ...]) -> dict[str, Answer]:
        """The answers that could be had; those that are missing may be had by a later run."""
        keys = [question.key for question in questions]
        known = await self._turns.do(self._ledger.answers, keys)
        wanted = [question for question in questions if question.key not in known]
        given = await asyncio.gather(*map(self._answer, wanted))
        pairs = zip(wanted, given, strict=True)
        return known | {question.key: answer for question, answer in pairs if answer is not None}

    def stop(self, reason: str | None = None) -> None:
        """Begin no further question; those under way are waited for."""
        self.ended = self.ended or reason or _STOPPED.text(self._language)

    def drop(self) -> None:
        """Give up the questions under way too."""
        self.stop()
        self._client.cancel()

    def close(self) -> None:
        """Wait for the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _answer(self, question: Question) -> Answer | None:
        """One answer; forms that ask the same share it."""
        task = self._under_way.get(question.key)
        if task is None:
            task = asyncio.create_task(self._ask(question))
            self._under_way[question.key] = task
            task.add_done_callback(lambda _: self._under_way.pop(question.key, None))
        return await task

    async def _ask(self, question: Question) -> Answer | None:
        async with self.pace.place():
            await self._turn()
            reckoned = self._reckoned(question)
            if self.ended or not self._affordable(reckoned):
                return None
            self._reserved += reckoned
            try:
                loop = asyncio.get_running_loop()
                call = partial(self._call, question, self._throttled(loop))
                answer = await loop.run_in_executor(self._threads, call)
            except AssistantError as error:
                self._failed(error)
                return None
            finally:
                self._reserved -= reckoned
            self._failures = 0
            self.asked += 1
            self.pace.answered()
            await self._turns.do(self._ledger.answer, question.key, answer)
            return answer

    def _throttled(self, loop: asyncio.AbstractEventLoop) -> Callable[[float], None]:
        """What a thread calls when the endpoint is too busy."""

        def tell(began: float) -> None:
            loop.call_soon_threadsafe(self.pace.refused, began)

        return tell

    def _call(self, question: Question, throttled: Callable[[float], None]) -> Answer:
        """Ask, in a thread; an answer that is no good is an answer, for the next is no better."""
        rows: Rows = []
        problem = None
        client = self._client.apart(throttled)
        stream = client.rows(question.prompt, ROW_TYPES[question.row], max_rows=question.max_rows)
        try:
            rows.extend(row.model_dump(mode="json", by_alias=True) for row in stream)
        except (AnswerInvalidError, AnswerTruncatedError) as error:
            problem = error.text(self._language)
        return Answer(rows, problem)

    def _failed(self, error: AssistantError) -> None:
        self._failures += 1
        self.failure = error.text(self._language)
        if self._failures >= FAILURES_IN_A_ROW or not isinstance(error, ProviderError):
            self.stop(self.failure)

    async def _turn(self) -> None:
        """Wait until the rate allows another question."""
        if self._limits.rate is None:
            return
        now = time.monotonic()
        start = max(now, self._next_start)
        self._next_start = start + 60.0 / self._limits.rate
        await asyncio.sleep(start - now)

    def _affordable(self, reckoned: float) -> bool:
        """Whether the budget holds this question besides those under way."""
        limit = self._limits.tokens
        if limit is None:
            return True
        used = self.usage.prompt_tokens + self.usage.completion_tokens
        if used + self._reserved + reckoned <= limit:
            return True
        self.stop(_SPENT.text(self._language, used=used, limit=limit))
        return False

    def _reckoned(self, question: Question) -> float:
        """Tokens that a question may take; 0 where nobody counts them."""
        if self._limits.tokens is None:
            return 0.0
        usage = self.usage
        answer = usage.completion_tokens / usage.calls if usage.calls else _FIRST_GUESS
        prompt = question.prompt
        return estimate_tokens(prompt.system) + estimate_tokens(prompt.user) + answer
