"""Connections side by side: as many as needed, used again, and a proxy still asked where named."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.exceptions import ProviderError
from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.providers import endpoint_of
from assistant.llm.retrying import RetryPolicy
from assistant.llm.transport import Transport
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, MakeClient, Row, row


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[socket.socket]:
    """The connections made, in order."""
    made: list[socket.socket] = []
    known = Transport._opened

    def note(self: Transport, stream: object) -> None:
        made.append(stream.get_extra_info("socket"))  # type: ignore[attr-defined]
        known(self, stream)

    monkeypatch.setattr(Transport, "_opened", note)
    return made


def names(client: ModelClient) -> list[str]:
    return [each.name for each in client.rows(PROMPT, Row, max_rows=5)]


def test_eight_at_a_time_need_eight_connections(
    server: FakeServer, make_client: MakeClient, opened: list[socket.socket]
) -> None:
    server.add(ScriptedAnswer(rows=(row(),), delay=0.05, times=0))
    client = make_client()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: names(client), range(64)))
    assert answers == [["培训场次"]] * 64
    assert len(opened) <= 8


def test_a_connection_that_was_reset_serves_nobody_else(
    server: FakeServer, make_client: MakeClient, opened: list[socket.socket]
) -> None:
    server.add(ScriptedAnswer(reset=True), ScriptedAnswer(rows=(row(),), times=0))
    client = make_client(retries=RetryPolicy(attempts=1))
    with pytest.raises(ProviderError):
        names(client)
    assert names(client) == names(client) == ["培训场次"]
    assert len(opened) == 2


def test_a_closed_client_keeps_no_connection(
    server: FakeServer, make_client: MakeClient, opened: list[socket.socket]
) -> None:
    server.add(ScriptedAnswer(rows=(row(),), times=0))
    client = make_client()
    names(client)
    client.close()
    assert [each.fileno() for each in opened] == [-1]


def test_the_proxy_of_the_environment_is_asked(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that reaches its model service through a proxy only."""
    server.add(ScriptedAnswer(rows=(row(),), times=0))
    monkeypatch.setenv("HTTP_PROXY", server.base_url.removesuffix("/v1"))
    address = "http://models.example/v1"
    settings = Settings(provider="custom", base_url=address, model="m", answer_mode="tools")
    with ModelClient(endpoint_of(settings)) as client:
        assert names(client) == ["培训场次"]
    assert server.history[0].path == f"{address}/chat/completions"
