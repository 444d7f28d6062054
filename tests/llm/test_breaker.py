"""An endpoint that keeps failing is left alone, tried by one call, and welcomed back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.exceptions import ProviderRejectedError, ProviderUnavailableError
from assistant.llm.breaker import Breaker, BreakerPolicy, breaker_of
from assistant.llm.failures import CallFailedError
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.providers import Endpoint, endpoint_of
from assistant.llm.retrying import RetryPolicy
from assistant.messages import Language, Message
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, MakeClient, Row, row

ENDPOINT: Endpoint = endpoint_of(
    Settings(provider="custom", base_url="http://127.0.0.1:9/v1", model="m")
)
WORDS = Message(zh="坏", en="broken")
DOWN = CallFailedError(ProviderUnavailableError, WORDS, {}, retryable=True, status=503)
KEY = CallFailedError(ProviderRejectedError, WORDS, {}, status=401, account=True)
REQUEST = CallFailedError(ProviderRejectedError, WORDS, {}, status=400)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(BreakerPolicy(failures=3, pause=30.0, longest_pause=100.0), clock)


def call(breaker: Breaker, failure: CallFailedError | None = None) -> str:
    """What becomes of one call: ``fine``, or the fault in one word."""
    try:
        with breaker.passing(ENDPOINT):
            if failure is not None:
                raise failure
    except CallFailedError as error:
        return error.fault
    breaker.succeeded()
    return "fine"


def test_it_opens_after_three_in_a_row_and_not_before(breaker: Breaker) -> None:
    for outcome in (DOWN, DOWN, None, DOWN, DOWN):
        call(breaker, outcome)
    assert not breaker.is_open
    call(breaker, DOWN)
    assert breaker.is_open
    assert call(breaker) == "paused"


def test_a_refused_key_or_an_empty_account_opens_it_at_once(breaker: Breaker) -> None:
    call(breaker, KEY)
    assert breaker.is_open


def test_a_request_refused_for_its_words_shows_a_service_that_lives(breaker: Breaker) -> None:
    for _ in range(5):
        call(breaker, DOWN)
        call(breaker, REQUEST)
    assert not breaker.is_open


def test_each_failed_trial_doubles_the_pause_up_to_its_bound(
    breaker: Breaker, clock: Clock
) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    for pause in (30, 60, 100, 100):
        clock.now += pause - 1
        assert call(breaker, DOWN) == "paused"
        clock.now += 2
        assert call(breaker, DOWN) != "paused", "the trial was not let through"
    clock.now += 101
    assert call(breaker) == "fine"
    assert not breaker.is_open


def test_of_all_that_wait_one_tries(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now = 31
    at_work, over = threading.Event(), threading.Event()

    def trial() -> None:
        with breaker.passing(ENDPOINT):
            at_work.set()
            over.wait(10)

    with ThreadPoolExecutor(1) as pool:
        trying = pool.submit(trial)
        at_work.wait(10)
        assert {call(breaker) for _ in range(20)} == {"paused"}
        over.set()
        trying.result()
    assert call(breaker) == "fine"


def test_a_trial_that_the_user_stops_leaves_the_next_one_free(
    breaker: Breaker, clock: Clock
) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now = 31
    with pytest.raises(KeyboardInterrupt), breaker.passing(ENDPOINT):
        raise KeyboardInterrupt
    assert call(breaker) == "fine"


def test_a_dead_endpoint_gets_no_further_request_and_the_user_is_told(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(status=503, times=0))
    client = make_client(retries=RetryPolicy(attempts=2))
    for _ in range(3):
        with pytest.raises(ProviderUnavailableError):
            list(client.rows(PROMPT, Row, max_rows=1))
    assert len(server.history) == 6
    with pytest.raises(ProviderUnavailableError) as caught:
        list(make_client().rows(PROMPT, Row, max_rows=1))
    assert len(server.history) == 6, "another client of the same endpoint asked all the same"
    assert "30 秒" in caught.value.text()
    assert "left alone" in caught.value.text(Language.ENGLISH)


def test_streams_that_break_off_count(server: FakeServer, make_client: MakeClient) -> None:
    rows = (row("甲指标"), row("乙指标"))
    server.add(ScriptedAnswer(rows=rows, cut_after=100, times=0))
    client = make_client()
    for _ in range(3):
        with pytest.raises(ProviderUnavailableError):
            list(client.rows(PROMPT, Row, max_rows=5))
    assert breaker_of(client.endpoint).is_open
