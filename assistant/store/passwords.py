"""Passwords are kept as Argon2id hashes only."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from assistant.exceptions import InputError
from assistant.messages import Message

# The least that OWASP asks of Argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each hash takes 19 MiB: whoever signs in beside others waits a moment, and memory is bounded."""
LEAST_LENGTH = 8
_MOST_LENGTH = 256
_UNFIT = Message(
    zh="密码应为 {least} 到 {most} 个字符；请换一个。",
    en="A password has {least} to {most} characters; choose another.",
)


def hashed(password: str) -> str:
    """The hash to keep.

    Raises:
        InputError: it is too short to be one, or absurdly long.
    """
    if not LEAST_LENGTH <= len(password) <= _MOST_LENGTH:
        raise InputError(_UNFIT, least=LEAST_LENGTH, most=_MOST_LENGTH)
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password; takes as long where nothing is kept as where it is wrong."""
    try:
        with _AT_ONCE:
            _HASHER.verify(kept or _nobody(), password[: _MOST_LENGTH + 1])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobody() -> str:
    return _HASHER.hash("a password that nobody has")
