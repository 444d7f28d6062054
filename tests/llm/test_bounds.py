"""An endpoint cannot make us read for ever, unpack a bomb, or send our key somewhere else."""

import json
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from assistant.exceptions import (
    AnswerTruncatedError,
    ProviderRejectedError,
    ProviderUnavailableError,
)
from assistant.llm import connection
from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.providers import endpoint_of
from assistant.llm.retrying import RetryPolicy
from assistant.llm.transport import Transport
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, SECRET, MakeClient, Row, row

ONCE = RetryPolicy(attempts=1)


def names(client: object) -> list[str]:
    return [each.name for each in client.rows(PROMPT, Row, max_rows=5)]  # type: ignore[attr-defined]


def test_an_answer_of_too_many_bytes_is_broken_off(
    server: FakeServer, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One event without an end: nothing above counts it, and a parser would hold it all."""
    monkeypatch.setattr(connection, "LARGEST_ANSWER", 50_000)
    server.add(ScriptedAnswer(raw="data: " + "x" * 200_000, times=0))
    with pytest.raises(ProviderRejectedError, match="大得不合理"):
        names(make_client())
    assert len(server.history) == 1


def test_an_error_page_is_bounded_as_well(
    server: FakeServer, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LARGEST_ANSWER", 50_000)
    server.add(ScriptedAnswer(status=500, text="x" * 200_000, times=0))
    with pytest.raises((ProviderRejectedError, ProviderUnavailableError)) as caught:
        names(make_client(retries=ONCE))
    assert len(caught.value.text()) < 500


def test_a_packed_answer_is_not_unpacked(server: FakeServer, make_client: MakeClient) -> None:
    """A kilobyte of it may be a gigabyte."""
    server.add(ScriptedAnswer(rows=(row(),), headers={"Content-Encoding": "gzip"}, times=0))
    with pytest.raises(ProviderRejectedError, match="大得不合理"):
        names(make_client())


def test_an_answer_that_drips_for_ever_ends(server: FakeServer, make_client: MakeClient) -> None:
    """Each piece comes in time, so that no wait is ever too long."""
    server.add(ScriptedAnswer(text='{"rows":[' * 5000, pause=0.02, piece=1, times=0))
    client = make_client(retries=ONCE, provider={"answer_seconds": 0.5})
    with pytest.raises(ProviderUnavailableError, match="超时"):
        names(client)


def test_an_answer_of_too_many_characters_ends(server: FakeServer, make_client: MakeClient) -> None:
    first = ScriptedAnswer(rows=(row("甲指标"),)).body[:-2]
    server.add(ScriptedAnswer(text=first + ', {"name": "' + "很" * 70_000, piece=5_000))
    kept = []
    with pytest.raises(AnswerTruncatedError):
        for each in make_client().rows(PROMPT, Row, max_rows=5):
            kept.append(each.name)
    assert kept == ["甲指标"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_key_follows_no_redirect(
    server: FakeServer, make_client: MakeClient, status: int
) -> None:
    with FakeServer([ScriptedAnswer(rows=(row(),), times=0)]) as elsewhere:
        place = {"Location": f"{elsewhere.base_url}/chat/completions"}
        server.add(ScriptedAnswer(status=status, headers=place, times=0))
        with pytest.raises(ProviderRejectedError, match="不跟随转向"):
            names(make_client())
        assert not elsewhere.history
    assert server.history[0].authorization == f"Bearer {SECRET}"


def test_retry_after_may_be_a_date(
    server: FakeServer, make_client: MakeClient, waits: list[float]
) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    server.add(
        ScriptedAnswer(status=503, headers={"Retry-After": soon}),
        ScriptedAnswer(status=503, headers={"Retry-After": "one day"}),
        ScriptedAnswer(rows=(row("甲指标"),)),
    )
    assert names(make_client()) == ["甲指标"]
    assert 0 < waits[0] <= 33 and waits[1] <= 2, "what is no time is our own wait"


def test_tries_share_one_deadline(server: FakeServer, make_client: MakeClient) -> None:
    """A second try is not given the full wait of the first."""
    server.add(ScriptedAnswer(delay=600.0, times=0))
    policy = RetryPolicy(attempts=50, first_wait=0.01, deadline=1.0)
    client = make_client(retries=policy, provider={"first_byte_seconds": 0.4})
    with pytest.raises(ProviderUnavailableError):
        names(client)
    assert len(server.history) < 10


def test_one_connection_serves_one_question_after_the_other(
    server: FakeServer, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handshake for every question would cost the endpoint and us more than the question."""
    opened: list[object] = []
    known = Transport._opened

    def count(self: Transport, stream: object) -> None:
        opened.append(stream)
        known(self, stream)

    monkeypatch.setattr(Transport, "_opened", count)
    server.add(ScriptedAnswer(rows=(row(),), times=0))
    client = make_client()
    for _ in range(5):
        assert names(client) == ["培训场次"]
    assert len(opened) == 1


def test_an_answer_that_does_not_end_after_its_last_event_keeps_nobody() -> None:
    """The words are there; the connection is given up, and the next question has another."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    over = threading.Event()
    body = json.dumps({"rows": [row()]}, ensure_ascii=False)
    event = json.dumps({"choices": [{"index": 0, "delta": {"content": body}}]}, ensure_ascii=False)
    data = f"data: {event}\n\ndata: [DONE]\n\n".encode()
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    )

    def serve() -> None:
        kept = []
        for _ in range(2):
            connection, _ = listening.accept()
            connection.recv(65536)
            connection.sendall(head + b"%x\r\n%s\r\n" % (len(data), data))
            kept.append(connection)
        over.wait(30)
        for connection in kept:
            connection.close()

    serving = threading.Thread(target=serve)
    serving.start()
    settings = Settings(provider="custom", base_url=address, model="m", answer_mode="text")
    started = time.monotonic()
    with ModelClient(endpoint_of(settings)) as asking:
        assert [names(asking), names(asking)] == [["培训场次"], ["培训场次"]]
    assert time.monotonic() - started < 5
    over.set()
    serving.join()
    listening.close()
