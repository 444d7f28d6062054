"""Endpoints that are there and never come to an end, on real sockets: each is left in time.

What keeps us waiting comes in pieces, each before any single wait is over: a byte of a header, a
byte of the words of an error, a comment of the stream.
"""

import itertools
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from pydantic import SecretStr

from assistant.exceptions import AssistantError, ProviderUnavailableError
from assistant.llm.client import ModelClient
from assistant.llm.providers import endpoint_of
from assistant.llm.retrying import RetryPolicy
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, Row

PIECE_SECONDS = 0.05
FIRST_BYTE, WHOLE = 0.6, 1.0
IN_TIME = 12.0
"""Far above what the bounds come to, for a busy machine; far below for ever."""

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
EVENT = (
    b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[]}\n\n'
)

Script = Callable[[], Iterator[bytes]]


def silent() -> Iterator[bytes]:
    """The first byte never comes."""
    while True:
        yield b""


def header_drips() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Padding: "
    yield from itertools.repeat(b"a")


def status_drips() -> Iterator[bytes]:
    """Interim answers, one after the other, and never the last."""
    yield from itertools.repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n")


def error_drips() -> Iterator[bytes]:
    """The words of an error are read before the error is known."""
    yield b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100000\r\n\r\n"
    yield from itertools.repeat(b"x")


def comments_drip() -> Iterator[bytes]:
    yield OK + b"\r\n"
    yield from itertools.repeat(b": wait\n\n")


def body_drips() -> Iterator[bytes]:
    """Well formed, and without a word in it."""
    yield OK + b"\r\n"
    yield from itertools.repeat(EVENT)


def _read_request(caller: socket.socket) -> None:
    """One request to its end: head and body may come in two pieces."""
    got = b""
    while b"\r\n\r\n" not in got and (piece := caller.recv(65536)):
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    left = int(length[1]) - len(body) if length else 0
    while left > 0 and (piece := caller.recv(65536)):
        left -= len(piece)


class Endless:
    """A server that sends every caller the pieces of a script until they hang up.

    Attributes:
        calls: how many connections were taken.
        answered: requests on one connection that are answered with 503 before the script begins.
    """

    def __init__(self, script: Script, answered: int = 0) -> None:
        self._script, self.answered = script, answered
        self.calls = 0
        self._end = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self._end.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while not self._end.is_set():
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            self._threads.append(threading.Thread(target=self._serve, args=(caller,), daemon=True))
            self._threads[-1].start()

    def _serve(self, caller: socket.socket) -> None:
        with caller:
            try:
                for _ in range(self.answered):
                    _read_request(caller)
                    caller.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy")
                caller.recv(65536)
                for piece in self._script():
                    caller.sendall(piece)
                    if self._end.wait(PIECE_SECONDS):
                        return
            except OSError:
                return


def client_of(address: str, attempts: int = 2) -> ModelClient:
    settings = Settings(
        provider="custom", base_url=address, model="m", api_key=SecretStr("k"),
        answer_mode="tools", fallback_embedded=False,
    )  # fmt: skip
    endpoint = endpoint_of(settings)
    bounds = {"first_byte_seconds": FIRST_BYTE, "answer_seconds": WHOLE}
    provider = endpoint.provider.model_copy(update=bounds)
    policy = RetryPolicy(attempts=attempts, first_wait=0.01, longest_wait=0.02, deadline=10.0)
    return ModelClient(endpoint._replace(provider=provider), retries=policy)


def seconds_until_left(server: Endless, attempts: int = 2) -> float:
    """How long a call took to be refused; a call that never ends fails the test, not the suite."""
    began = time.monotonic()
    raised: list[AssistantError] = []

    def call() -> None:
        with client_of(server.address, attempts) as client:
            try:
                list(client.rows(PROMPT, Row, max_rows=2))
            except AssistantError as error:
                raised.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(IN_TIME)
    assert not thread.is_alive(), "the call goes on for ever"
    assert isinstance(raised[0], ProviderUnavailableError)
    return time.monotonic() - began


@pytest.mark.parametrize(
    "script", [silent, header_drips, status_drips, error_drips, comments_drip, body_drips]
)
def test_what_never_ends_is_left_in_time(script: Script) -> None:
    """Tried twice, each try within its bound, and then said."""
    with closing(Endless(script)) as server:
        spent = seconds_until_left(server)
        assert server.calls == 2
    assert FIRST_BYTE <= spent < IN_TIME


def test_a_connection_that_was_kept_is_bounded_too() -> None:
    """The second request goes over the first one's connection, and meets the dripping header."""
    with closing(Endless(header_drips, answered=1)) as server:
        spent = seconds_until_left(server)
        assert server.calls == 1, "the connection was not used again"
    assert FIRST_BYTE <= spent < IN_TIME


def test_many_at_once_are_all_let_go() -> None:
    """Each by its own bound, none by another's."""
    ended: list[float] = []
    with closing(Endless(header_drips)) as server:
        threads = [
            threading.Thread(target=lambda: ended.append(seconds_until_left(server, 1)))
            for _ in range(16)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(IN_TIME * 2)
    assert len(ended) == 16
