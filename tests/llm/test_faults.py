"""Everything that goes wrong at an endpoint: what is tried again, how often, and what is said."""

import logging
import traceback
from typing import Any

import pytest

from assistant.exceptions import (
    AnswerInvalidError,
    AnswerTruncatedError,
    AssistantError,
    BudgetExceededError,
    ProviderError,
    ProviderRejectedError,
    ProviderUnavailableError,
)
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.providers import AnswerMode
from assistant.llm.retrying import RetryPolicy
from assistant.llm.usage import Budget
from assistant.messages import Language
from tests.llm.conftest import PROMPT, SECRET, MakeClient, Row, row

GOOD = ScriptedAnswer(rows=(row("甲指标"), row("乙指标")))


def names(client: Any, max_rows: int = 5) -> list[str]:
    return [each.name for each in client.rows(PROMPT, Row, max_rows=max_rows)]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_a_passing_fault_is_tried_again_once_each(
    server: FakeServer, make_client: MakeClient, waits: list[float], status: int
) -> None:
    server.add(ScriptedAnswer(status=status), GOOD)
    client = make_client()
    assert names(client) == ["甲指标", "乙指标"]
    assert len(server.history) == 2, "something else retries too"
    assert client.usage.calls == 2
    assert len(waits) == 1


def test_retry_after_is_kept_and_never_cut_short(
    server: FakeServer, make_client: MakeClient, waits: list[float]
) -> None:
    server.add(
        ScriptedAnswer(status=429, retry_after=7), ScriptedAnswer(status=503, retry_after=2.5), GOOD
    )
    assert names(make_client()) == ["甲指标", "乙指标"]
    assert 7.0 <= waits[0] <= 7.7 and 2.5 <= waits[1] <= 2.75


def test_a_wait_beyond_the_deadline_is_not_begun(
    server: FakeServer, make_client: MakeClient, waits: list[float]
) -> None:
    server.add(ScriptedAnswer(status=429, retry_after=3600, times=0))
    with pytest.raises(ProviderUnavailableError):
        names(make_client())
    assert waits == []
    assert len(server.history) == 1


def test_our_own_waits_are_random_and_bounded(
    server: FakeServer, make_client: MakeClient, waits: list[float]
) -> None:
    server.add(ScriptedAnswer(status=500, times=0))
    policy = RetryPolicy(attempts=6, first_wait=1.0, longest_wait=3.0)
    with pytest.raises(ProviderUnavailableError) as caught:
        names(make_client(retries=policy))
    assert len(server.history) == 6
    assert len(waits) == 5 and len(set(waits)) == 5
    assert all(0 <= wait <= 3.0 for wait in waits)
    assert "6" in caught.value.text(), "the number of attempts is not said"


@pytest.mark.parametrize(
    ("answer", "say"),
    [
        (ScriptedAnswer(status=401, text="bad key"), "ASSISTANT_API_KEY"),
        (ScriptedAnswer(status=402, text="Insufficient Balance"), "余额"),
        (ScriptedAnswer(status=403, text="no"), "ASSISTANT_API_KEY"),
        (ScriptedAnswer(status=404, text="no such model"), "ASSISTANT_MODEL"),
        (ScriptedAnswer(status=400, text="context too long"), "doctor"),
        (ScriptedAnswer(status=429, code="insufficient_quota", text="quota"), "额度"),
    ],
)
def test_a_final_refusal_is_asked_once(
    server: FakeServer, make_client: MakeClient, answer: ScriptedAnswer, say: str
) -> None:
    server.add(answer, GOOD)
    with pytest.raises(ProviderRejectedError) as caught:
        names(make_client())
    assert len(server.history) == 1
    assert say in caught.value.text()
    assert caught.value.exit_code == 3


def test_a_stream_cut_before_the_first_row_is_tried_again(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(rows=(row(),), cut_after=20), GOOD)
    client = make_client()
    assert names(client) == ["甲指标", "乙指标"]
    assert client.usage.calls == len(server.history) == 2


def test_a_stream_cut_later_keeps_its_rows_and_repeats_none(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(rows=(row("甲指标"), row("乙指标")), cut_after=100), GOOD)
    client, kept = make_client(), []
    with pytest.raises(ProviderUnavailableError):
        for each in client.rows(PROMPT, Row, max_rows=5):
            kept.append(each.name)
    assert kept == ["甲指标"]
    assert len(server.history) == 1
    assert client.usage.estimated, "tokens of a cut answer are a guess and must say so"
    assert client.usage.completion_tokens > 0


def test_a_slow_first_byte_times_out_and_is_tried_again(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(rows=(row(),), delay=30), GOOD)
    assert names(make_client(provider={"first_byte_seconds": 0.3})) == ["甲指标", "乙指标"]
    assert len(server.history) == 2


def test_nobody_listening_says_so(make_client: MakeClient, server: FakeServer) -> None:
    client = make_client()
    server.stop()
    with pytest.raises(ProviderUnavailableError) as caught:
        names(client)
    assert "127.0.0.1" in caught.value.text()
    assert "cannot be reached" in caught.value.text(Language.ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sure! Here is what I think about your request.",
        "好的，下面是指标：培训场次≥24场。",
        '{"rows": []}',
        '{"rows": [{"name": ',
        "<think>rows {1}</think>",
        '{"error": "no"}',
    ],
)
def test_an_answer_without_rows_is_asked_again_and_then_given_up(
    server: FakeServer, make_client: MakeClient, text: str
) -> None:
    server.add(ScriptedAnswer(text=text, times=0))
    with pytest.raises(AnswerInvalidError) as caught:
        names(make_client())
    assert len(server.history) == 2, "the same nothing twice is not worth a third question"
    assert "doctor" in caught.value.text()


def test_an_answer_without_rows_is_put_right_by_the_second_question(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(text="我先想一想。"), GOOD)
    assert names(make_client()) == ["甲指标", "乙指标"]


def test_a_refusal_is_not_asked_again(server: FakeServer, make_client: MakeClient) -> None:
    server.add(ScriptedAnswer(refusal="I cannot help with that.", times=0))
    with pytest.raises(AnswerInvalidError) as caught:
        names(make_client())
    assert len(server.history) == 1
    assert "I cannot help" in caught.value.text()


@pytest.mark.parametrize("channel", ["content", "tool", "reasoning"])
@pytest.mark.parametrize("mode", AnswerMode)
def test_rows_are_found_wherever_the_server_puts_them(
    server: FakeServer, make_client: MakeClient, mode: AnswerMode, channel: Any
) -> None:
    server.add(GOOD.model_copy(update={"channel": channel}))
    assert names(make_client(mode)) == ["甲指标", "乙指标"]


@pytest.mark.parametrize(
    ("mode", "words", "then"),
    [
        (AnswerMode.JSON_SCHEMA, "This response_format type is unavailable now", "tools"),
        (AnswerMode.TOOLS, "Thinking mode does not support this tool_choice", "json_schema"),
        (AnswerMode.JSON_OBJECT, "response_format is not supported", "tools"),
    ],
)
def test_a_refused_mode_is_left_behind_for_good(
    server: FakeServer, make_client: MakeClient, mode: AnswerMode, words: str, then: str
) -> None:
    server.add(ScriptedAnswer(status=400, text=words), GOOD, GOOD)
    client = make_client(mode)
    assert names(client) == names(client) == ["甲指标", "乙指标"]
    assert [request.mode for request in server.history] == [mode.value, then, then]


def test_parameters_that_are_refused_are_left_out(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(
        ScriptedAnswer(status=400, text="Unsupported value: 'temperature'"),
        ScriptedAnswer(status=400, text="Use 'max_completion_tokens' instead of 'max_tokens'"),
        ScriptedAnswer(status=400, text="Unrecognized: stream_options"),
        GOOD,
    )
    client = make_client()
    assert names(client) == ["甲指标", "乙指标"]
    last = server.history[-1].body
    assert not {"temperature", "max_tokens", "stream_options"} & set(last)
    assert last["max_completion_tokens"] == client.endpoint.provider.answer_tokens
    assert client.usage.estimated


def test_white_space_without_end_is_stopped(server: FakeServer, make_client: MakeClient) -> None:
    rows = ScriptedAnswer(rows=(row("甲指标"), row("乙指标"))).body
    server.add(ScriptedAnswer(text=rows[:-2] + " " * 50_000, piece=100))
    kept = []
    with pytest.raises(AnswerTruncatedError):
        for each in make_client().rows(PROMPT, Row, max_rows=5):
            kept.append(each.name)
    assert kept == ["甲指标", "乙指标"]


def test_no_more_rows_are_read_than_were_asked_for(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(rows=tuple(row(f"第{n}个指标") for n in range(40))))
    client = make_client()
    assert len(names(client, max_rows=3)) == 3
    assert len(server.history) == 1


def test_the_budget_ends_the_work_before_a_request(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(*[GOOD] * 5)
    client = make_client(budget=Budget(tokens=200))
    with pytest.raises(BudgetExceededError) as caught:
        for _ in range(5):
            names(client)
    used = client.usage.prompt_tokens + client.usage.completion_tokens
    assert used >= 200 and str(used) in caught.value.text()
    assert len(server.history) == client.usage.calls < 5


def test_asking_again_has_a_budget_of_its_own(server: FakeServer, make_client: MakeClient) -> None:
    server.add(
        ScriptedAnswer(rows=(row("好指标"), row("坏甲", operator="约"))),
        ScriptedAnswer(rows=(row("坏乙", operator="约"),)),
        ScriptedAnswer(rows=(row("坏丙", operator="约"),)),
    )
    assert names(make_client(budget=Budget(reask_tokens=1))) == ["好指标"]
    assert len(server.history) == 2


def test_usage_counts_every_try_as_the_endpoint_does(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(
        ScriptedAnswer(status=500),
        ScriptedAnswer(rows=(row("好指标"), row("坏指标", operator="约"))),
        ScriptedAnswer(rows=(row("改好了"),)),
    )
    client = make_client()
    assert names(client) == ["好指标", "改好了"]
    usage, answered = client.usage, server.history[1:]
    assert usage.calls == 3
    assert usage.prompt_tokens == sum(len(request.prompt) for request in answered)
    assert usage.completion_tokens > 0 and usage.seconds > 0
    assert not usage.estimated


LEAKS = [
    ScriptedAnswer(status=401, text=f"Incorrect API key provided: {SECRET}", times=0),
    ScriptedAnswer(status=403, text="Your api key: ****cdef is invalid", times=0),
    ScriptedAnswer(status=400, text=f"bad header Authorization: Bearer {SECRET}", times=0),
    ScriptedAnswer(status=500, text=f"upstream said {SECRET}", times=0),
    ScriptedAnswer(text=f"no rows but {SECRET}", times=0),
    ScriptedAnswer(rows=(row(operator="约"),), times=0),
    ScriptedAnswer(rows=(row(),), cut_after=10, times=0),
]


@pytest.mark.parametrize("answer", LEAKS)
def test_the_key_is_in_no_error_no_log_and_no_repr(
    server: FakeServer,
    make_client: MakeClient,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    answer: ScriptedAnswer,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.add(answer)
    client = make_client()
    with pytest.raises(AssistantError) as caught:
        names(client)
    error = caught.value
    told = [str(error), repr(error), error.text(Language.ENGLISH), repr(error.values)]
    told += traceback.format_exception(error)
    told += [repr(client), repr(client.endpoint), str(client.endpoint), caplog.text]
    told += capfd.readouterr()
    assert server.history[0].authorization == f"Bearer {SECRET}"
    assert not [text for text in told if SECRET in text or "cdef" in text]


def test_one_object_is_asked_again_with_its_error(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(
        ScriptedAnswer(text="不知道"),
        ScriptedAnswer(output=row(operator="约")),
        ScriptedAnswer(text=f"好的：\n```json\n{ScriptedAnswer(output=row('改好了')).body}\n```"),
    )
    client = make_client()
    assert client.one(PROMPT, Row).name == "改好了"
    assert client.usage.calls == 3
    assert "operator" in server.history[2].prompt and "不知道" not in server.history[2].prompt


def test_one_object_that_never_comes_is_an_error(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(text="甲"), ScriptedAnswer(text="乙"), ScriptedAnswer(text="丙"))
    with pytest.raises(AnswerInvalidError):
        make_client().one(PROMPT, Row)
    assert len(server.history) == 3


def test_every_provider_error_leaves_with_exit_code_three() -> None:
    assert {error.exit_code for error in ProviderError.__subclasses__()} == {3}
