"""Counters for Prometheus, kept by processes that serve and by no other."""

import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any, NamedTuple

Scope = MutableMapping[str, Any]
Channel = Callable[..., Awaitable[Any]]
Application = Callable[[Scope, Channel, Channel], Awaitable[None]]

_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320)
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-real-ip")


class _Switch:
    on = False


class _Counters(NamedTuple):
    calls: Any
    seconds: Any
    tokens: Any
    fallbacks: Any


@cache
def _counters() -> _Counters:
    from prometheus_client import Counter, Histogram

    return _Counters(
        Counter("assistant_model_calls", "Calls of a model, every try", ["provider", "outcome"]),
        Histogram("assistant_model_call_seconds", "Time of a call", ["provider"], buckets=_SECONDS),
        Counter("assistant_model_tokens", "Tokens of calls", ["provider", "direction"]),
        Counter("assistant_fallbacks", "Endpoints that took over", ["before", "after"]),
    )


def count_call(
    provider: str, outcome: str, seconds: float, prompt_tokens: int, completion_tokens: int
) -> None:
    """Count a call that is over, where somebody may ask for it."""
    if not _Switch.on:
        return
    counters = _counters()
    counters.calls.labels(provider, outcome).inc()
    counters.seconds.labels(provider).observe(seconds)
    counters.tokens.labels(provider, "prompt").inc(prompt_tokens)
    counters.tokens.labels(provider, "completion").inc(completion_tokens)


def count_fallback(before: str, after: str) -> None:
    """Count that one endpoint took over from another."""
    if _Switch.on:
        _counters().fallbacks.labels(before, after).inc()


def metrics_application() -> Application:
    """What answers at ``/metrics``: the counters, to this machine alone.

    A request that a proxy passed on is not from this machine, whatever the connection says.
    """
    from prometheus_client import make_asgi_app

    _Switch.on = True
    _counters()
    return _FromHereOnly(make_asgi_app())


class _FromHereOnly:
    """An object, not a function: a route of Starlette takes functions for request handlers."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Channel, send: Channel) -> None:
        if scope["type"] == "http" and not _is_from_here(scope):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._inner(scope, receive, send)


def _is_from_here(scope: Scope) -> bool:
    if any(name.lower() in _FORWARDED for name, _ in scope["headers"]):
        return False
    try:
        return ipaddress.ip_address((scope.get("client") or ("",))[0]).is_loopback
    except ValueError:
        return False
