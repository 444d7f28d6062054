"""Staying signed in: a signed cookie, so that a restart or a second worker changes nothing."""

import contextlib
import os
import secrets
from pathlib import Path

from fastapi import Request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from assistant.exceptions import NotFoundError
from assistant.store import Store

COOKIE = "assistant_user"
VALID_SECONDS = 12 * 3600
_KEY_FILE = "signing.key"


class Signatures:
    """Signs and reads the cookie."""

    def __init__(self, home: Path) -> None:
        """With the key of this installation, made at first use."""
        self._serializer = URLSafeTimedSerializer(_key(home), salt="sign-in")

    def sign(self, name: str) -> str:
        """A cookie for the user of this name."""
        return str(self._serializer.dumps(name))

    def name(self, request: Request, store: Store) -> str | None:
        """Who sent ``request``, or None: no cookie, a stale or forged one, or a disabled user."""
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            name = self._serializer.loads(cookie, max_age=VALID_SECONDS)
            user = store.users.get(str(name))
        except (BadSignature, NotFoundError):
            return None
        return None if user.disabled else user.name


def _key(home: Path) -> str:
    home.mkdir(parents=True, exist_ok=True)
    path = home / _KEY_FILE
    # Another worker may be making it at this moment: the first one wins.
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")
