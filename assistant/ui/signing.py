"""Who sent a request: a browser by its signed cookie, a program by its token.

Both are signed, so that a restart or a second worker changes nothing.
"""

import secrets
from pathlib import Path

from fastapi import Request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from assistant.app.tokens import signing_key, user_of_token
from assistant.exceptions import InputError
from assistant.store import Store

COOKIE = "assistant_user"
VALID_SECONDS = 12 * 3600
_BEARER = "bearer "


class Signatures:
    """Signs and reads the cookie, and reads tokens."""

    def __init__(self, home: Path) -> None:
        """With the key of this installation, made at first use."""
        self._home = home
        self._serializer = URLSafeTimedSerializer(signing_key(home), salt="sign-in")

    def sign(self, name: str, store: Store) -> str:
        """A cookie for the user of this name; good until their password is another.

        Raises:
            NotFoundError: there is no such user.
            InputError: they have no password, so that nobody signs in as them.
        """
        return str(self._serializer.dumps([name, store.users.password_mark(name)]))

    def name(self, request: Request, store: Store) -> str | None:
        """Who sent ``request``, or None.

        None where nothing is signed, it is stale or forged, the user is disabled or gone, or their
        password is another since.
        """
        if "authorization" in request.headers:
            return self.program(request, store)
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            name, mark = self._serializer.loads(cookie, max_age=VALID_SECONDS)
            user = store.users.get(str(name))
            good = not user.disabled and secrets.compare_digest(
                str(mark), store.users.password_mark(user.name)
            )
        except (BadSignature, ValueError, TypeError, InputError):
            return None
        return user.name if good else None

    def program(self, request: Request, store: Store) -> str | None:
        """Whose program sent ``request``, or None where it carries no token that is good."""
        header = request.headers.get("authorization", "")
        if header[: len(_BEARER)].lower() != _BEARER:
            return None
        return user_of_token(header[len(_BEARER) :].strip(), self._home, store)
