"""Connections to one endpoint, each with a pool of its own.

The pool below ``httpx2`` looks at every connection whenever a request begins or ends, under one
lock and asking the system about each: with sixty-four under way, threads spend more time at that
lock than on their requests. A pool of one connection has nothing to look through.
"""

import ssl
import urllib.request
from collections import deque
from collections.abc import Iterator

import httpx2

_IDLE_SECONDS = 5.0
_ONE = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_IDLE_SECONDS)


class Lanes(httpx2.BaseTransport):
    """Takes as many requests at once as come; what one leaves open, the next one uses."""

    def __init__(self, trusted: ssl.SSLContext) -> None:
        """Open nothing yet.

        Args:
            trusted: whom to trust.
        """
        self._trusted = trusted
        self._free: deque[httpx2.HTTPTransport] = deque()
        self._all: list[httpx2.HTTPTransport] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; its lane is free again when its answer is closed."""
        try:
            lane = self._free.pop()  # the one used last is the likeliest to be open still
        except IndexError:
            lane = httpx2.HTTPTransport(verify=self._trusted, trust_env=False, limits=_ONE)
            self._all.append(lane)
        try:
            response = lane.handle_request(request)
        except BaseException:
            self._free.append(lane)
            raise
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = _OnLane(response.stream, lane, self._free)
        return response

    def close(self) -> None:
        """Close every connection."""
        for lane in self._all:
            lane.close()


class _OnLane(httpx2.SyncByteStream):
    """The body of an answer; closing it frees the lane that it came by."""

    def __init__(
        self,
        body: httpx2.SyncByteStream,
        lane: httpx2.HTTPTransport,
        free: deque[httpx2.HTTPTransport],
    ) -> None:
        self._body, self._lane, self._free = body, lane, free
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        """Close the body, and let another request have the lane."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            self._body.close()
        finally:
            self._free.append(self._lane)


def needs_proxy() -> bool:
    """Whether the environment names a proxy: then ``httpx2`` itself finds the way."""
    return bool(urllib.request.getproxies().keys() & {"http", "https", "all"})
