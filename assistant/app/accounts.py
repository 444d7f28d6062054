"""The users, as whoever runs the machine manages them."""

import getpass
from datetime import UTC, datetime

from assistant.domain.target import Unit
from assistant.settings import Settings
from assistant.store import Role, User, open_store


def operator() -> User:
    """Whoever gives commands on this machine; may do everything, and is on record by name."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a container may know no names
        name = "?"
    return User(name=f"命令行:{name}", role=Role.ADMIN, created=datetime.now(UTC))


def list_users(settings: Settings) -> tuple[User, ...]:
    """Everybody, by name.

    Raises:
        StoreError: the database cannot be used.
    """
    with open_store(settings) as store:
        return store.users.all()


def add_user(settings: Settings, name: str, password: str, *, role: Role, unit: Unit) -> User:
    """Add a user.

    Raises:
        InputError: the name or the password cannot be used, or the name is taken.
        StoreError: the database cannot be used.
    """
    with open_store(settings) as store:
        return store.users.add(name, password, by=operator().name, role=role, unit=unit)


def set_password(settings: Settings, name: str, password: str) -> None:
    """Give a user a new password, and lift a lock.

    Raises:
        InputError: there is no such user, or the password cannot be used.
        StoreError: the database cannot be used.
    """
    with open_store(settings) as store:
        store.users.set_password(name, password, by=operator().name)


def set_disabled(settings: Settings, name: str, disabled: bool) -> None:
    """Let a user no longer sign in, or let them again.

    Raises:
        InputError: there is no such user.
        StoreError: the database cannot be used.
    """
    with open_store(settings) as store:
        store.users.set_disabled(name, disabled, by=operator().name)
