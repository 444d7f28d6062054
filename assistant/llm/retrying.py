"""The one owner of retries: neither the SDK nor instructor tries anything again by itself."""

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import tenacity

from assistant.exceptions import CancelledError
from assistant.llm.failures import CallFailedError
from assistant.messages import Message

CANCELLED = Message(
    zh="已停止。已得到的内容都已保留。",
    en="Stopped. What was received is kept.",
)

_LOG = logging.getLogger(__name__)
_LEAST_PATIENCE = 1.0
_SPREAD = 0.1

Result = TypeVar("Result")


class RetryPolicy(NamedTuple):
    """How often and how long the same request is tried.

    Attributes:
        attempts: tries in all.
        first_wait: upper bound of the first random wait, doubled at each further one; seconds.
        longest_wait: bound of every wait of our own; one that the server asks for is kept.
        deadline: no wait is begun that would end later than this many seconds after the start, and
            no try is given longer than what is left of them.
    """

    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 20.0
    deadline: float = 120.0


def call_with_retries(
    call: Callable[[float], Result],
    policy: RetryPolicy,
    stop: threading.Event,
    sleep: Callable[[float], None] | None = None,
) -> Result:
    """The result of ``call``, tried again while it fails in a way that may pass.

    Args:
        call: the work; told how many seconds it may wait for an answer to begin.
        policy: how often and how long.
        stop: set by the user.
        sleep: how to wait between tries; the default wakes up when ``stop`` is set.

    Raises:
        CallFailedError: the last failure, with the number of tries.
        CancelledError: ``stop`` was set, also during a wait.
    """
    started = time.monotonic()
    # Full jitter: many desks that were refused together do not come back together.
    own_wait = tenacity.wait_random_exponential(policy.first_wait, policy.longest_wait)

    def wait(state: tenacity.RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.retry_after if isinstance(failure, CallFailedError) else None
        if asked is None:
            return own_wait(state)
        # Never earlier than the server asked, and not all of those that it asked at once.
        return asked + random.uniform(0, asked * _SPREAD)

    def guarded() -> Result:
        if stop.is_set():
            raise CancelledError(CANCELLED)
        return call(max(policy.deadline - (time.monotonic() - started), _LEAST_PATIENCE))

    def note(state: tenacity.RetryCallState) -> None:
        failure = state.outcome.exception() if state.outcome else None
        fault = failure.fault if isinstance(failure, CallFailedError) else "?"
        wait_seconds = round(state.upcoming_sleep, 2)
        _LOG.info(
            "trying again in %s s after %s (try %d)", wait_seconds, fault, state.attempt_number
        )

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_is_retryable),
        stop=tenacity.stop_after_attempt(policy.attempts)
        | tenacity.stop_before_delay(policy.deadline),
        wait=wait,
        before_sleep=note,
        sleep=sleep or tenacity.sleep_using_event(stop),
        reraise=True,
    )
    try:
        return retrying(guarded)
    except CallFailedError as failure:
        failure.attempts = int(retrying.statistics.get("attempt_number", 1))
        raise


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, CallFailedError) and error.retryable
