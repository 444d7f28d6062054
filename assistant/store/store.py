"""The store as a whole, and how it is opened."""

from types import TracebackType
from typing import Self

from assistant.settings import Settings
from assistant.store import audit
from assistant.store.database import Database, database_url
from assistant.store.forms import Forms
from assistant.store.records import AuditEntry, AuditReport
from assistant.store.reviews import Reviews
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
        return self._database.read(lambda session: audit.verify(session, head=head))

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
    address = settings.database_url
    url = database_url(address.get_secret_value() if address else None, settings.home)
    database = Database(url, patience=patience)
    try:
        database.open()
    except BaseException:
        database.close()
        raise
    return Store(database)
