"""Passwords are kept as Argon2id hashes only."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from assistant.exceptions import InputError
from assistant.messages import Message

# The least that OWASP asks of Argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="passwords")
"""Each hash takes 19 MiB, which the allocator keeps for every thread that ever made one: in threads
of their own, two at a time, people who sign in together do not add up."""
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
    return _THREADS.submit(_HASHER.hash, password).result()


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password; takes as long where nothing is kept as where it is wrong."""
    try:
        _THREADS.submit(_HASHER.verify, kept or _nobody(), password[: _MOST_LENGTH + 1]).result()
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobody() -> str:
    return _HASHER.hash("a password that nobody has")
