"""Calls to a ledger from an event loop: in turn, and those that wait in one transaction together.

A transaction takes longer than what is written in it. While one is under way others come in; they
share the next. Nobody is told before all of it is durable, and where one of them fails, none is
lost by it: each is done again by itself.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, TypeVar

from assistant.app.batch.ledger import Ledger

_LOG = logging.getLogger(__name__)
Result = TypeVar("Result")

_MOST_TOGETHER = 256


class _Turn(NamedTuple):
    call: Callable[[], Any]
    told: asyncio.Future[Any]


class _Outcome(NamedTuple):
    """What a call gave, or why it could not be done."""

    value: Any = None
    error: Exception | None = None


class InTurn:
    """Does the calls to one ledger in a thread of their own; to be used from one event loop."""

    def __init__(self, ledger: Ledger) -> None:
        """Start with nothing to do."""
        self._ledger = ledger
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._waiting: list[_Turn] = []
        self._is_busy = False

    async def do(self, call: Callable[..., Result], *arguments: Any) -> Result:
        """The result of ``call``, a method of the ledger, once all that it wrote is durable."""
        told: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Turn(partial(call, *arguments), told))
        self._next()
        return await told

    def close(self) -> None:
        """Wait for what is under way."""
        self._thread.shutdown(wait=True)

    def _next(self) -> None:
        """Hand what waits to the thread, unless it is busy: then it asks for it itself."""
        if self._is_busy or not self._waiting:
            return
        self._is_busy = True
        group, self._waiting = self._waiting[:_MOST_TOGETHER], self._waiting[_MOST_TOGETHER:]
        self._thread.submit(self._work, group, asyncio.get_running_loop())

    def _work(self, group: list[_Turn], loop: asyncio.AbstractEventLoop) -> None:
        outcomes = self._outcomes([turn.call for turn in group])
        loop.call_soon_threadsafe(self._tell, group, outcomes)

    def _outcomes(self, calls: list[Callable[[], Any]]) -> list[_Outcome]:
        if len(calls) > 1:
            try:
                with self._ledger.together():
                    return [_Outcome(call()) for call in calls]
            except Exception as error:  # whichever it was: by itself it says so to its caller alone
                _LOG.info("%d calls once more, one by one: %s", len(calls), type(error).__name__)
        return [_alone(call) for call in calls]

    def _tell(self, group: list[_Turn], outcomes: list[_Outcome]) -> None:
        self._is_busy = False
        for turn, outcome in zip(group, outcomes, strict=True):
            if turn.told.done():  # cancelled: nobody wants to know
                continue
            if outcome.error is None:
                turn.told.set_result(outcome.value)
            else:
                turn.told.set_exception(outcome.error)
        self._next()


def _alone(call: Callable[[], Any]) -> _Outcome:
    try:
        return _Outcome(call())
    except Exception as error:
        return _Outcome(error=error)
