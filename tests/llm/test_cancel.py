"""Stopping from another thread, and several threads on one client."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.exceptions import CancelledError
from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from tests.llm.conftest import PROMPT, MakeClient, Row, row

ENDLESS = ScriptedAnswer(rows=tuple(row(f"第{n}个指标") for n in range(200)), pause=0.02, piece=40)


def test_cancel_in_the_middle_keeps_the_rows_so_far(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ENDLESS)
    client, kept = make_client(), []
    with pytest.raises(CancelledError):
        for each in client.rows(PROMPT, Row, max_rows=200):
            kept.append(each.name)
            if len(kept) == 3:
                threading.Thread(target=client.cancel).start()
    assert kept[:3] == ["第0个指标", "第1个指标", "第2个指标"]
    assert len(kept) < 50, "the stream went on"
    assert client.usage.completion_tokens > 0, "a stopped answer costs too"


def test_cancel_wakes_a_reader_that_waits_for_a_silent_server(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(rows=(row("甲指标"), row("乙指标")), pause=60, piece=110))
    client = make_client()
    rows = client.rows(PROMPT, Row, max_rows=5)
    assert next(rows).name == "甲指标"
    threading.Timer(0.2, client.cancel).start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        next(rows)
    assert time.monotonic() - started < 30, "it waited for the server"


@pytest.mark.parametrize("served_before", [False, True], ids=["new", "kept"])
def test_cancel_wakes_who_waits_for_an_answer_to_begin(
    server: FakeServer, make_client: MakeClient, served_before: bool
) -> None:
    """On a new connection, and on one that has served before."""
    server.add(ScriptedAnswer(rows=(row("甲指标"),), match="快"))
    server.add(ScriptedAnswer(rows=(), delay=600, times=0))
    client = make_client()
    if served_before:
        quick = PROMPT.model_copy(update={"user": "快"})
        assert [each.name for each in client.rows(quick, Row, max_rows=1)] == ["甲指标"]
    asked = len(server.history)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: list(client.rows(PROMPT, Row, max_rows=5)))
        while len(server.history) == asked:
            threading.Event().wait(0.01)
        client.cancel()
        with pytest.raises(CancelledError):
            waiting.result(30)


def test_cancel_wakes_a_wait_between_tries(server: FakeServer, make_client: MakeClient) -> None:
    server.add(ScriptedAnswer(status=429, retry_after=90, times=0))
    # The default way to wait, in place of the recording one.
    with ModelClient(make_client().endpoint) as client:
        threading.Timer(0.2, client.cancel).start()
        with pytest.raises(CancelledError):
            list(client.rows(PROMPT, Row, max_rows=5))
    assert len(server.history) == 1


def test_a_cancelled_client_asks_nothing_more(server: FakeServer, make_client: MakeClient) -> None:
    client = make_client()
    client.cancel()
    with pytest.raises(CancelledError):
        client.one(PROMPT, Row)
    assert server.history == ()


def test_threads_share_a_client_without_mixing_answers(
    server: FakeServer, make_client: MakeClient
) -> None:
    questions = [f"问题{n}号" for n in range(12)]
    for question in questions:
        rows = tuple(row(f"{question}的指标{n}") for n in range(4))
        server.add(ScriptedAnswer(rows=rows, match=question, piece=7))
    client = make_client()

    def ask(question: str) -> list[str]:
        prompt = PROMPT.model_copy(update={"user": question})
        return [each.name for each in client.rows(prompt, Row, max_rows=4)]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, questions))
    assert answers == [[f"{question}的指标{n}" for n in range(4)] for question in questions]
    assert client.usage.calls == len(server.history) == len(questions)
    assert not client.usage.estimated


def test_leaving_early_ends_the_request(server: FakeServer, make_client: MakeClient) -> None:
    server.add(ENDLESS, ScriptedAnswer(rows=(row("下一个"),)))
    client = make_client()
    stream = client.rows(PROMPT, Row, max_rows=200)
    next(stream)
    stream.close()
    assert client.usage.estimated
    assert [each.name for each in client.rows(PROMPT, Row, max_rows=5)] == ["下一个"]
