"""What a program signs in with: a token that names its user, signed by this installation.

Nothing of a token is kept. It ends by itself, when its user's password is changed, and when its
user is disabled.
"""

import contextlib
import os
import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from assistant.app.accounts import operator
from assistant.exceptions import AssistantError, InputError
from assistant.messages import Message
from assistant.settings import Settings
from assistant.store import Store, open_store

DAYS = 90
_MOST_DAYS = 3660
_SALT = "program"
_KEY_FILE = "signing.key"
_BAD_DAYS = Message(
    zh="有效天数应为 1 到 {most}，收到的是 {days}。", en="Days are 1 to {most}, not {days}."
)


def issue_token(settings: Settings, name: str, *, days: int = DAYS) -> str:
    """A token for the programs of one user; who gave it out, and until when, is on record.

    Args:
        settings: where the database and the key are.
        name: the user.
        days: for how long it is good.

    Raises:
        InputError: there is no such user, they cannot sign in, or the time is absurd.
        StoreError: the database cannot be used.
    """
    if not 1 <= days <= _MOST_DAYS:
        raise InputError(_BAD_DAYS, days=days, most=_MOST_DAYS)
    until = _today() + timedelta(days=days)
    with open_store(settings) as store:
        mark = store.users.let_programs_in(name, until, by=operator().name)
        user = store.users.get(name)
    return str(_serializer(settings.home).dumps([user.name, mark, until.isoformat()]))


def user_of_token(token: str, home: Path, store: Store) -> str | None:
    """Whose token this is, or None: forged, over, of a disabled user or of an older password."""
    try:
        name, mark, until = _serializer(home).loads(token)
        if date.fromisoformat(until) < _today():
            return None
        user = store.users.get(str(name))
        good = not user.disabled and secrets.compare_digest(
            str(mark), store.users.password_mark(user.name)
        )
    except (BadSignature, ValueError, TypeError, AssistantError):
        return None
    return user.name if good else None


def signing_key(home: Path) -> str:
    """The key of this installation, made at first use."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / _KEY_FILE
    # Another worker may be making it at this moment: the first one wins.
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def _serializer(home: Path) -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(home), salt=_SALT)


def _today() -> date:
    return datetime.now(UTC).date()
