"""The one owner of retries: neither the SDK nor instructor tries anything again by itself."""

import threading
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

Result = TypeVar("Result")


class RetryPolicy(NamedTuple):
    """How often and how long the same request is tried.

    Attributes:
        attempts: tries in all.
        first_wait: upper bound of the first random wait, doubled at each further one; seconds.
        longest_wait: bound of every wait of our own; one that the server asks for is kept.
        deadline: no wait is begun that would end later than this many seconds after the start.
    """

    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 20.0
    deadline: float = 120.0


def call_with_retries(
    call: Callable[[], Result],
    policy: RetryPolicy,
    stop: threading.Event,
    sleep: Callable[[float], None] | None = None,
) -> Result:
    """The result of ``call``, tried again while it fails in a way that may pass.

    Raises:
        ProviderError: the last failure, as the user should see it.
        CancelledError: ``stop`` was set, also during a wait.
    """
    # Full jitter: many desks that were refused together do not come back together.
    own_wait = tenacity.wait_random_exponential(policy.first_wait, policy.longest_wait)

    def wait(state: tenacity.RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.retry_after if isinstance(failure, CallFailedError) else None
        return asked if asked is not None else own_wait(state)

    def guarded() -> Result:
        if stop.is_set():
            raise CancelledError(CANCELLED)
        return call()

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_is_retryable),
        stop=tenacity.stop_after_attempt(policy.attempts)
        | tenacity.stop_before_delay(policy.deadline),
        wait=wait,
        sleep=sleep or tenacity.sleep_using_event(stop),
        reraise=True,
    )
    try:
        return retrying(guarded)
    except CallFailedError as failure:
        attempts = int(retrying.statistics.get("attempt_number", 1))
        raise failure.for_user(attempts) from None


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, CallFailedError) and error.retryable
