"""The client against a scripted server: every mode, every fault, and exact request counts."""

import pytest

from assistant.exceptions import AnswerInvalidError, AnswerTruncatedError
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.providers import AnswerMode
from tests.llm.conftest import PROMPT, MakeClient, Row, row

EVERY_MODE = pytest.mark.parametrize("mode", AnswerMode)


@EVERY_MODE
def test_rows_come_typed_in_every_mode(
    server: FakeServer, make_client: MakeClient, mode: AnswerMode
) -> None:
    server.add(ScriptedAnswer(rows=(row("培训场次"), row("培训人次"))))
    rows = list(make_client(mode).rows(PROMPT, Row, max_rows=5))
    assert [each.name for each in rows] == ["培训场次", "培训人次"]
    sent_as = {"tools": "tools", "json_schema": "json_schema", "json_object": "json_object"}
    assert [request.mode for request in server.history] == [sent_as.get(mode, "text")]


def test_a_row_arrives_before_the_answer_ends(server: FakeServer, make_client: MakeClient) -> None:
    server.add(ScriptedAnswer(rows=(row("培训场次"), row("培训人次")), pause=0.05, piece=8))
    client = make_client()
    rows = client.rows(PROMPT, Row, max_rows=5)
    next(rows)
    assert client.usage.completion_tokens == 0, "the answer is already accounted for"
    assert [each.name for each in rows] == ["培训人次"]
    assert client.usage.completion_tokens > 0


def test_only_the_bad_row_is_asked_again(server: FakeServer, make_client: MakeClient) -> None:
    bad = row("培训场次", operator="大约")
    server.add(
        ScriptedAnswer(rows=(row("甲指标"), bad, row("乙指标"))),
        ScriptedAnswer(rows=(row("丙指标"),)),
    )
    stream = make_client().rows(PROMPT, Row, max_rows=5)
    assert [each.name for each in stream] == ["甲指标", "乙指标", "丙指标"]
    first, second = server.history
    assert "大约" not in first.prompt
    assert "大约" in second.prompt and "甲指标" not in second.prompt
    assert second.body["tools"][0]["function"]["parameters"]["properties"]["rows"]["maxItems"] == 1
    assert stream.dropped == []


def test_the_second_reask_carries_only_the_last_error(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(
        ScriptedAnswer(rows=(row("好指标"), row("坏甲", operator="大约"))),
        ScriptedAnswer(rows=(row("坏乙", importance=9),)),
        ScriptedAnswer(rows=(row("坏丙", value=7),)),
    )
    stream = make_client().rows(PROMPT, Row, max_rows=5)
    assert [each.name for each in stream] == ["好指标"]
    assert len(server.history) == 3, "more than two re-asks"
    last = server.history[2].prompt
    assert "坏乙" in last and "坏甲" not in last
    assert ["坏丙" in dropped.text for dropped in stream.dropped] == [True]


def test_the_same_bad_answer_twice_is_not_asked_a_third_time(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(rows=(row(operator="大约"),), times=0))
    with pytest.raises(AnswerInvalidError) as caught:
        list(make_client().rows(PROMPT, Row, max_rows=5))
    assert len(server.history) == 2
    assert "operator" in caught.value.text()


def test_a_truncated_answer_keeps_its_rows_and_says_so(
    server: FakeServer, make_client: MakeClient
) -> None:
    whole = ScriptedAnswer(rows=(row("甲指标"), row("乙指标"))).body
    server.add(ScriptedAnswer(text=whole[:-30], finish_reason="length"))
    kept = []
    with pytest.raises(AnswerTruncatedError):
        for each in make_client().rows(PROMPT, Row, max_rows=5):
            kept.append(each.name)
    assert kept == ["甲指标"]
    assert len(server.history) == 1
