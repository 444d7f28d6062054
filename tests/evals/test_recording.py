"""Recorded answers: played back by what was asked, without the network, without the key."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import openai
import pytest
from pydantic import BaseModel, SecretStr

from assistant.exceptions import ProviderError
from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.prompts import Prompt, fence
from assistant.llm.providers import AnswerMode, Endpoint, find_provider
from evals.recording import Label, Tape, TapeServer, request_key

KEY = "sk-very-secret-0001"
LABEL = Label(name="test", provider="custom", model="m", mode="tools")


class Row(BaseModel):
    name: str


def endpoint(base_url: str) -> Endpoint:
    return Endpoint(find_provider("custom"), base_url, "m", AnswerMode.TOOLS, SecretStr(KEY))


def prompt(text: str) -> Prompt:
    return Prompt(name="p", version="1", system="s", user=fence(text))


def names(base_url: str, text: str) -> list[str]:
    with ModelClient(endpoint(base_url)) as client:
        return [row.name for row in client.rows(prompt(text), Row, max_rows=3)]


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


def test_what_was_recorded_is_played_back_without_the_endpoint(
    fake: FakeServer, tmp_path: Path
) -> None:
    path = tmp_path / "t.jsonl"
    fake.add(ScriptedAnswer(rows=({"name": "培训场次"}, {"name": "培训人次"})))
    with TapeServer(Tape(path, LABEL), endpoint(fake.base_url)) as recording:
        live = names(recording.base_url, "培训24场")
    fake.stop()
    with TapeServer(Tape.load(path)) as playing:
        # Whatever the marks of its fence, it is the same question.
        assert names(playing.base_url, "培训24场") == live == ["培训场次", "培训人次"]
        assert playing.missing == []
        assert playing.seconds > 0 or recording.seconds == 0


def test_what_was_not_recorded_fails_by_name_and_asks_nobody(
    fake: FakeServer, tmp_path: Path
) -> None:
    with TapeServer(Tape(tmp_path / "t.jsonl", LABEL)) as playing:
        with pytest.raises(ProviderError):
            names(playing.base_url, "没有录过的问题")
        assert len(playing.missing) == 1
        assert "没有录过的问题" in playing.missing[0]
    assert fake.history == ()


def test_no_key_reaches_the_tape(fake: FakeServer, tmp_path: Path) -> None:
    """Neither the header, nor a key that the endpoint repeats, whole or in part."""
    path = tmp_path / "t.jsonl"
    fake.add(
        ScriptedAnswer(status=400, text="no such key: sk-very-****0001"),
        ScriptedAnswer(rows=({"name": f"键{KEY}"},)),
    )
    with TapeServer(Tape(path, LABEL), endpoint(fake.base_url)) as recording:
        with pytest.raises(ProviderError):
            names(recording.base_url, "一")
        names(recording.base_url, "二")
    assert fake.history[0].authorization == f"Bearer {KEY}"
    text = path.read_text(encoding="utf-8")
    assert "very-secret" not in text
    assert "0001" not in text
    assert len(text.splitlines()) == 3


def test_a_passing_trouble_is_not_recorded(fake: FakeServer, tmp_path: Path) -> None:
    """The client tries again, and the tape holds only the answer."""
    path = tmp_path / "t.jsonl"
    fake.add(
        ScriptedAnswer(status=429, retry_after=0), ScriptedAnswer(rows=({"name": "培训场次"},))
    )
    with TapeServer(Tape(path, LABEL), endpoint(fake.base_url)) as recording:
        assert names(recording.base_url, "一") == ["培训场次"]
    head, *answers = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(head)["name"] == "test"
    assert len(answers) == 1


def test_a_recording_goes_on_where_it_was(fake: FakeServer, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    fake.add(ScriptedAnswer(rows=({"name": "甲"},)), ScriptedAnswer(rows=({"name": "乙"},)))
    with TapeServer(Tape(path, LABEL), endpoint(fake.base_url)) as first:
        names(first.base_url, "一")
    tape = Tape.load(path)
    with TapeServer(tape, endpoint(fake.base_url)) as second:
        assert names(second.base_url, "一") == ["甲"]
        assert names(second.base_url, "二") == ["乙"]
        assert second.asked == 1
    assert len(fake.history) == 2
    # What this pass did not ask for is dropped.
    again = Tape.load(path)
    with TapeServer(again) as third:
        names(third.base_url, "二")
    again.keep_played()
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_a_plain_answer_is_recorded_too(fake: FakeServer, tmp_path: Path) -> None:
    fake.add(ScriptedAnswer(text="| 一级指标 |"))
    with TapeServer(Tape(tmp_path / "t.jsonl", LABEL), endpoint(fake.base_url)) as recording:
        for _ in range(2):
            with openai.OpenAI(base_url=recording.base_url, api_key="x", max_retries=0) as client:
                answer = client.chat.completions.create(
                    model="m", messages=[{"role": "user", "content": "一"}]
                )
            assert answer.choices[0].message.content == "| 一级指标 |"
            assert answer.usage is not None
    assert len(fake.history) == 1


def test_the_model_and_its_parameters_are_part_of_the_question() -> None:
    body = {"model": "a", "messages": [{"role": "user", "content": fence("甲")}]}
    other = {"model": "a", "messages": [{"role": "user", "content": fence("甲")}]}
    assert request_key("/v1/c", body) == request_key("/v1/c", other)
    assert request_key("/v1/c", {**body, "model": "b"}) != request_key("/v1/c", body)
    assert request_key("/v1/c", {**body, "temperature": 1}) != request_key("/v1/c", body)
    text = {"model": "a", "messages": [{"role": "user", "content": fence("乙")}]}
    assert request_key("/v1/c", text) != request_key("/v1/c", body)


def test_an_endpoint_that_is_not_there_is_no_answer(tmp_path: Path) -> None:
    gone = endpoint("http://127.0.0.1:9/v1")
    with TapeServer(Tape(tmp_path / "t.jsonl", LABEL), gone) as recording:
        url = f"{recording.base_url}/chat/completions"
        assert httpx2.post(url, json={"messages": []}).status_code == 502
    assert not (tmp_path / "t.jsonl").exists()
