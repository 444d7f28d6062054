"""One id for each piece of work, in every log line, trace and call that belongs to it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request", default="")


def request_id() -> str:
    """The id of the work that this context is part of, or a new one where there is none."""
    return _current.get() or new_id()


def current_id() -> str:
    """The id of the work that this context is part of, or nothing."""
    return _current.get()


def new_id() -> str:
    """An id that no other piece of work has."""
    return secrets.token_hex(8)


@contextmanager
def request(name: str | None = None) -> Iterator[str]:
    """Give everything in the block one id.

    Args:
        name: the id, where the caller brings one; a new one otherwise.
    """
    token = _current.set(name or new_id())
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def begin(name: str | None = None) -> str:
    """Give the rest of this context one id, say that of a whole process."""
    _current.set(name or new_id())
    return _current.get()
