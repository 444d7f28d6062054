"""The HTTP client below `openai`: no redirect, no endless answer, no way inside for a user's URL.

A model service is not trusted: its answer is counted in bytes as it arrives, before anything parses
or unpacks it, and it cannot send our key elsewhere.
"""

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx2

from assistant.llm.failures import too_large
from assistant.llm.lanes import Lanes, needs_proxy
from assistant.llm.providers import Endpoint
from assistant.network import public_only

if TYPE_CHECKING:
    import openai

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes of one answer as they come over the wire; a form takes some hundred thousand."""

_CONNECT_SECONDS = 10.0
_WRITE_SECONDS = 30.0
_LAST_EVENT, _END_SECONDS = b"[DONE]", 0.25
_THREAD = threading.local()


def openai_client(endpoint: Endpoint, opened: Callable[[object], None]) -> "openai.OpenAI":
    """A client of ``openai`` for one endpoint; it tries nothing again and follows no redirect.

    Args:
        endpoint: whom to ask.
        opened: told each network stream as soon as it is connected, before anything is sent.
    """
    import openai

    # A proxy of the desk's network must not come between us and our own machine, nor carry a
    # user's own address to where this machine itself would not go.
    direct = endpoint.on_this_machine or endpoint.allowed is not None
    lanes = Lanes(_trusted()) if direct or not needs_proxy() else None
    client = openai.DefaultHttpxClient(
        transport=lanes,
        trust_env=not direct,
        verify=_trusted(),
        timeout=timeouts(endpoint, endpoint.provider.first_byte_seconds),
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        event_hooks={
            "request": [lambda request: _tell_connections(request, opened)],
            "response": [lambda response: _bound(response, endpoint)],
        },
    )
    return openai.OpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.key.get_secret_value(),
        max_retries=0,
        timeout=client.timeout,
        http_client=client,
    )


def timeouts(endpoint: Endpoint, patience: float) -> "openai.Timeout":
    """How long to wait: ``patience`` seconds for the next piece of an answer, at most."""
    import openai

    seconds = min(endpoint.provider.first_byte_seconds, patience)
    return openai.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds), write=_WRITE_SECONDS)


def reaching(endpoint: Endpoint) -> contextlib.AbstractContextManager[None]:
    """What this thread may connect to while it calls the endpoint."""
    if endpoint.allowed is None:
        return contextlib.nullcontext()
    return public_only(endpoint.allowed)


@contextlib.contextmanager
def beginning_within(seconds: float) -> Iterator[None]:
    """In this block nothing that this thread reads of a connection comes later than ``seconds``.

    The libraries bound each wait by itself, so that a server which sends a byte of its headers, or
    of the words of an error, before every such bound would keep us for ever.
    """
    before: float | None = getattr(_THREAD, "end", None)
    _THREAD.end = time.monotonic() + seconds
    try:
        yield
    finally:
        _THREAD.end = before


def _read_in_time(stream: Any) -> None:
    """Have every read of a network stream keep to `beginning_within`."""
    read = stream.read

    def bounded(max_bytes: int, timeout: float | None = None) -> bytes:
        end: float | None = getattr(_THREAD, "end", None)
        if end is not None:
            left = end - time.monotonic()
            if left <= 0:
                raise httpx2.ReadTimeout("the answer did not begin in time")
            timeout = left if timeout is None else min(timeout, left)
        return bytes(read(max_bytes, timeout))

    stream.read = bounded


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust, read once a process: it takes longer than all else that a client needs."""
    return httpx2.create_ssl_context()


class _Counted(httpx2.SyncByteStream):
    """A body that ends in an error where it grows beyond `LARGEST_ANSWER`.

    Whoever reads events stops at the last one, before the few bytes that end the body. These are
    read here, so that the connection is good for the next request and need not be made anew.
    """

    def __init__(self, body: httpx2.SyncByteStream, endpoint: Endpoint) -> None:
        self._body, self._endpoint = body, endpoint
        self._pieces: Iterator[bytes] | None = None
        self._count = 0
        self._is_done = False

    def __iter__(self) -> Iterator[bytes]:
        self._pieces = iter(self._body)
        for piece in self._pieces:
            self._count += len(piece)
            if self._count > LARGEST_ANSWER:
                raise too_large(self._endpoint)
            self._is_done = piece.rstrip().endswith(_LAST_EVENT)
            yield piece

    def close(self) -> None:
        """Close the body itself."""
        if self._is_done:
            self._read_end()
        self._body.close()

    def _read_end(self) -> None:
        """Read what stands after the last event, if that is nothing and comes at once."""
        with contextlib.suppress(httpx2.HTTPError, OSError), beginning_within(_END_SECONDS):
            next(self._pieces or iter(()), None)


def _tell_connections(request: httpx2.Request, opened: Callable[[object], None]) -> None:
    def trace(event: str, info: dict[str, object]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            _read_in_time(info["return_value"])
            opened(info["return_value"])

    request.extensions = {**request.extensions, "trace": trace}


def _bound(response: httpx2.Response, endpoint: Endpoint) -> None:
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        # A few bytes unpack to gigabytes in one piece, before anybody could count.
        raise too_large(endpoint)
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Counted(response.stream, endpoint)
