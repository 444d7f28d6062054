"""The store as a whole, and how it is opened."""

from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from assistant.settings import Settings
from assistant.store import audit, backup, retention
from assistant.store.database import Database, database_url
from assistant.store.forms import Forms
from assistant.store.records import AuditEntry, AuditReport, Backup, Form, Restored
from assistant.store.reviews import Reviews
from assistant.store.schema import NEWEST
from assistant.store.sessions import Sessions
from assistant.store.usages import Usages
from assistant.store.users import Users

PATIENCE = 60.0
"""Seconds to wait for a database that is away, so that a restart of it is not noticed."""


class Store:
    """Everything that is kept, in one database; to be shared by all threads of a process.

    Attributes:
        where: the database as people may see it, without a password.
        users: who may sign in.
        forms: forms and their revisions.
        sessions: conversations at the page.
        reviews: findings, decisions, waivers and slips.
        usages: what models cost.
    """

    def __init__(self, database: Database) -> None:
        """Over an open database."""
        self._database = database
        self.where = database.where
        self.users = Users(database)
        self.forms = Forms(database)
        self.sessions = Sessions(database)
        self.reviews = Reviews(database)
        self.usages = Usages(database)

    def audit_trail(
        self, *, subject: str | None = None, limit: int = 100
    ) -> tuple[AuditEntry, ...]:
        """The newest links of the audit trail, newest first.

        Args:
            subject: only those about this form or user.
            limit: how many at most.
        """
        return self._database.read(
            lambda session: audit.entries(session, subject=subject, limit=limit)
        )

    def verify_audit(self, *, head: str | None = None) -> AuditReport:
        """Check the whole audit trail, and every revision against it.

        Args:
            head: hash that must be among the links, as an earlier check or backup printed it.
        """
        return self._database.snapshot(lambda session: audit.verify(session, expected=head))

    def purge(self, before: datetime, *, by: str, dry_run: bool = False) -> tuple[Form, ...]:
        """Remove passed and returned forms that have not changed since, never drafts.

        Revisions, findings, decisions, slips and conversations about a form go with it; the audit
        trail keeps that it was there, who did what with it, and that it was removed.

        Args:
            before: forms that changed later stay.
            by: who asks for it.
            dry_run: remove nothing.

        Returns:
            The forms that were, or would be, removed, the oldest first.
        """
        return retention.purge(self._database, before, by=by, dry_run=dry_run)

    def back_up(self, path: Path, *, by: str) -> Backup:
        """Write everything, as it stands at one moment, into one file.

        Others may go on working; what they save meanwhile is not in it.

        Args:
            path: the file to make; one that is there is replaced once the new one is whole.
            by: who asks for it.

        Raises:
            InputError: the file cannot be written.
        """
        return backup.write(self._database, path, by=by)

    def close(self) -> None:
        """Give all connections back."""
        self._database.close()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


def open_store(settings: Settings, *, patience: float = PATIENCE) -> Store:
    """The store of these settings, made or migrated where needed.

    Args:
        settings: where the database is.
        patience: seconds to wait for a database that is away.

    Raises:
        ConfigurationError: the address is none, the tables are newer than this program or not ours,
            or nothing can be written there.
        StoreError: the database cannot be reached or used.
    """
    database = _database(settings, patience)
    try:
        database.open()
    except BaseException:
        database.close()
        raise
    return Store(database)


class StoreState(NamedTuple):
    """How a database stands.

    Attributes:
        where: the file, or the address without its password.
        folder: the folder of the file; None for a database server.
        version: the migration that its tables are at; None where there are none yet.
        is_newest: no migration is missing.
    """

    where: str
    folder: Path | None
    version: str | None
    is_newest: bool


def look_at_store(settings: Settings, *, patience: float = 5.0) -> StoreState:
    """How the database of these settings stands; nothing is made or changed.

    Args:
        settings: where the database is.
        patience: seconds to wait for a database that is away.

    Raises:
        ConfigurationError: the address is none, or the tables are newer than this program or not
            ours.
        StoreError: the database cannot be reached, read or written.
    """
    database = _database(settings, patience)
    try:
        found = database.look()
    finally:
        database.close()
    folder = Path(database.where).absolute().parent if database.is_sqlite else None
    return StoreState(database.where, folder, found, found == NEWEST)


def restore_store(settings: Settings, path: Path, *, by: str, force: bool = False) -> Restored:
    """Put what a backup holds into the database of these settings, all of it or nothing.

    The backup may come from the other kind of database, and from an older version of the program.

    Args:
        settings: where the database is.
        path: the backup.
        by: who asks for it.
        force: replace what the database holds; a SQLite file that is damaged is kept beside.

    Raises:
        InputError: the file is no backup, is not whole, or the database is not empty and ``force``
            is not given.
        StoreError: the database cannot be reached or used.
    """
    database = _database(settings, PATIENCE)
    try:
        return backup.restore(database, path, by=by, force=force)
    finally:
        database.close()


def _database(settings: Settings, patience: float) -> Database:
    address = settings.database_url
    url = database_url(address.get_secret_value() if address else None, settings.home)
    return Database(url, patience=patience)
