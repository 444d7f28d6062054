"""When to leave an endpoint alone for a while: one breaker for each, shared by the whole process.

An endpoint that failed several pieces of work in a row gets no further calls until a pause is
over; then one call may try, and either all go on or the pause begins again, longer. So hundreds of
drafts neither wait for a dead service one after another nor fall upon one that is coming back.

Kept libraries were looked at: pybreaker holds its lock for the whole call, so that calls go one by
one; circuitbreaker and purgatory let every waiting call through at once when the pause is over.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

from pydantic import SecretStr

from assistant.llm.failures import CallFailedError, paused
from assistant.llm.providers import Endpoint

_ENDPOINTS_REMEMBERED = 256


class BreakerPolicy(NamedTuple):
    """How patient a breaker is.

    Attributes:
        failures: calls in a row, all tries of each included, that must fail before it opens.
        pause: seconds without calls after that, doubled at each trial that fails.
        longest_pause: bound of the pause in seconds.
    """

    failures: int = 3
    pause: float = 30.0
    longest_pause: float = 300.0


class Breaker:
    """Counts what became of the calls to one endpoint; safe to use from several threads."""

    def __init__(
        self, policy: BreakerPolicy | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start closed: calls pass.

        Args:
            policy: how patient it is.
            clock: seconds that only grow.
        """
        self._policy, self._clock = policy or BreakerPolicy(), clock
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = 0.0
        self._opened: float | None = None
        self._trying = False
        self._reason = ""

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, but for the one that tries."""
        with self._lock:
            return self._opened is not None

    @contextmanager
    def passing(self, endpoint: Endpoint) -> Iterator[None]:
        """Let one call pass until its answer begins, and learn from what becomes of it.

        Raises:
            CallFailedError: the endpoint is left alone for now; or whatever the call raised.
        """
        seconds = self._admit()
        if seconds > 0:
            raise paused(endpoint, seconds, self._reason)
        try:
            yield
        except CallFailedError as failure:
            self.failed(failure)
            raise
        except BaseException:
            # Stopped by the user or a bug of ours: says nothing about the endpoint.
            with self._lock:
                self._trying = False
            raise
        with self._lock:
            self._opened, self._trying = None, False

    def succeeded(self) -> None:
        """An answer came to its proper end."""
        with self._lock:
            self._failures, self._opened, self._trying = 0, None, False

    def failed(self, failure: CallFailedError) -> None:
        """A call came to its end without an answer, or its answer broke off."""
        if not (failure.retryable or failure.account):
            # A request that was refused for what it says was refused by a service that lives.
            self.succeeded()
            return
        with self._lock:
            self._failures += 1
            self._reason = failure.detail
            trial, self._trying = self._trying, False
            if failure.account or trial or self._failures >= self._policy.failures:
                again = self._pause * 2 if trial else self._policy.pause
                self._pause = min(again, self._policy.longest_pause)
                self._opened = self._clock()

    def _admit(self) -> float:
        """Seconds until a call may try again; 0 lets this one pass."""
        with self._lock:
            if self._opened is None:
                return 0.0
            left = self._opened + self._pause - self._clock()
            if left > 0:
                return left
            if self._trying:
                return 1.0
            self._trying = True
            return 0.0


def breaker_of(endpoint: Endpoint) -> Breaker:
    """The breaker of this endpoint, model and key."""
    return _breaker(endpoint.base_url, endpoint.model, endpoint.key)


def forget_breakers() -> None:
    """Close every breaker, as a new process would have them."""
    _breaker.cache_clear()


@lru_cache(maxsize=_ENDPOINTS_REMEMBERED)
def _breaker(base_url: str, model: str, key: SecretStr) -> Breaker:
    return Breaker()
