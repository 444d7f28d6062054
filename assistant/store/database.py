"""One database and its transactions: SQLite in a file of ours, or PostgreSQL at an address.

Work is given as a function, for it may have to run again: a connection that is lost is opened anew
for a bounded time. Where it was lost in the very moment of a commit, PostgreSQL is asked what came
of that transaction, so that nothing is written twice.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_delay,
    wait_exponential_jitter,
)

from assistant.exceptions import ConfigurationError
from assistant.messages import Message
from assistant.store import audit
from assistant.store.failures import is_passing, told
from assistant.store.schema import bring_up_to_date, version_in_use

_LOG = logging.getLogger(__name__)
_BAD_URL = Message(
    zh=(
        "ASSISTANT_DATABASE_URL 写法不对；应为 postgresql://用户:密码@主机:5432/库名，"
        "或 sqlite:////绝对路径/forms.db，不设则用本机的 SQLite 文件。"
    ),
    en=(
        "ASSISTANT_DATABASE_URL is not an address; expected postgresql://user:password@host/name "
        "or sqlite:////path/forms.db; unset, a SQLite file on this machine is used."
    ),
)
_NO_DRIVER = Message(
    zh="连接 PostgreSQL 需要另装组件：pip install 'budget-target-assistant[postgresql]'。",
    en="PostgreSQL needs an extra: pip install 'budget-target-assistant[postgresql]'.",
)
_NO_FOLDER = Message(
    zh="不能在“{path}”存放数据（{reason}）。请用 ASSISTANT_HOME 指定一个可写的文件夹。",
    en="Nothing can be kept in '{path}' ({reason}). Set ASSISTANT_HOME to a folder to write in.",
)
BUSY_SECONDS = 10.0
"""How long a SQLite writer waits for the one before it."""
T = TypeVar("T")


@dataclass
class Transaction:
    """One transaction under way: the session and what is to be written to the audit trail.

    Attributes:
        session: where rows are read and written.
    """

    session: Session
    _entries: list[audit.Event] = field(default_factory=list)

    def record(self, who: str, action: str, subject: str | None = None, **details: Any) -> None:
        """Add to the audit trail, with everything else or not at all.

        The trail is one queue that all writers stand in, hence it is written last, when nothing
        else is left to wait for.
        """
        self._entries.append(audit.Event(who, action, subject, details))

    def finish(self) -> str | None:
        """Send what is pending, the trail last; the hash of its last link, if it grew."""
        self.session.flush()
        return audit.append(self.session, self._entries)


@dataclass
class _Outcome(Generic[T]):
    """What is known of a try whose commit was sent.

    Attributes:
        transaction: its number in PostgreSQL.
        link: hash of the last link that it added to the audit trail, if it added any.
        result: what the work gave back.
    """

    transaction: str
    link: str | None
    result: T


class Database:
    """Runs work in transactions and opens lost connections anew.

    Attributes:
        where: the database as people may see it, without a password.
    """

    def __init__(self, url: URL, *, patience: float) -> None:
        """Take the address; nothing is opened yet.

        Args:
            url: where.
            patience: seconds to wait for a database that is away.

        Raises:
            ConfigurationError: the driver of PostgreSQL is not installed.
        """
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        shown = url.set(query={}).render_as_string()
        self.where = url.database or "" if self.is_sqlite else shown
        self._patience = patience
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        # The same connections; only the first word of a transaction differs.
        self._writer = self.engine.execution_options(assistant_writes=True)
        isolation = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._snapshots = self.engine.execution_options(**isolation)

    def open(self) -> None:
        """Make the database, or bring its tables up to date.

        Raises:
            ConfigurationError: its tables are newer than this program, or are not ours.
            StoreError: it cannot be reached or used.
        """
        if self.is_sqlite:
            self._make_file()
        self._tried(lambda: bring_up_to_date(self._writer), min(self._patience, BUSY_SECONDS))

    def look(self) -> str | None:
        """The migration that its tables are at, once it is proven that they can be written.

        Nothing is made, migrated or changed; None where there are no tables yet.

        Raises:
            ConfigurationError: the tables are newer than this program, or are not ours.
            StoreError: it cannot be reached, read or written.
        """
        if self.is_sqlite and not Path(self.where).is_file():
            return None
        return self._tried(self._prove, min(self._patience, BUSY_SECONDS))

    def _prove(self) -> str | None:
        with self._writer.connect() as connection:
            found = version_in_use(connection)
            if found is not None:
                connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
            connection.rollback()
            return found

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def read(self, work: Callable[[Session], T]) -> T:
        """What ``work`` reads; it may run more than once.

        Raises:
            StoreError: the database cannot be used.
        """

        def once() -> T:
            with Session(self.engine) as session:
                return work(session)

        return self._tried(once, self._patience)

    def snapshot(self, work: Callable[[Session], T]) -> T:
        """What ``work`` reads as it stood at one moment, however many queries it needs.

        Raises:
            StoreError: the database cannot be used.
        """

        def once() -> T:
            with Session(self._snapshots) as session:
                return work(session)

        return self._tried(once, self._patience)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """What ``work`` gives back, once all it wrote is kept; it may run more than once.

        Raises:
            StoreError: the database cannot be used; nothing of this work was written.
        """
        sent: list[_Outcome[T]] = []

        def once() -> T:
            if sent and self._was_kept(sent[-1]):
                return sent[-1].result
            with Session(self._writer, expire_on_commit=False) as session:
                transaction = Transaction(session)
                result = work(transaction)
                link = transaction.finish()
                if not self.is_sqlite:
                    number = session.scalar(text("SELECT pg_current_xact_id()::text"))
                    sent.append(_Outcome(str(number), link, result))
                session.commit()
                return result

        return self._tried(once, self._patience)

    def _was_kept(self, sent: _Outcome[T]) -> bool:
        """Whether a try was committed, asked on a connection of its own.

        The number of a transaction that a dying server never wrote down is unknown to it, or is
        given to another one later; a link of the trail belongs to one transaction for ever.
        """
        with self.engine.connect() as connection:
            query = text("SELECT pg_xact_status(CAST(:number AS xid8))")
            try:
                state = connection.scalar(query, {"number": sent.transaction})
            except DataError:
                return False
            if state == "in progress":
                raise OperationalError("COMMIT", None, ConnectionError("in progress"))
            if sent.link is not None:
                return audit.holds(connection, sent.link)
        return bool(state == "committed")

    def _tried(self, once: Callable[[], T], patience: float) -> T:
        trying = Retrying(
            retry=retry_if_exception(is_passing),
            stop=stop_after_delay(patience),
            wait=wait_exponential_jitter(multiplier=0.05, max=2.0, jitter=0.1),
            before_sleep=self._say_waiting,
            reraise=True,
        )
        try:
            return trying(once)
        except SQLAlchemyError as error:
            failure = told(error, self.where)
            if failure is None:
                raise
            raise failure from None

    def _say_waiting(self, state: RetryCallState) -> None:
        if state.attempt_number == 1:
            _LOG.warning("database %s is away or busy, trying again", self.where)

    def _make_file(self) -> None:
        """The folder and the file, for the user's eyes only."""
        path = Path(self.where)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ConfigurationError(_NO_FOLDER, path=path.parent, reason=reason) from None


def database_url(address: str | None, home: Path) -> URL:
    """The address of the database to use.

    Args:
        address: the setting, or None for a file under ``home``.
        home: folder of the program's own data.

    Raises:
        ConfigurationError: it is no address that we can use; never repeats it.
    """
    if address is None:
        return URL.create("sqlite", database=str((home / "forms.db").absolute()))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise ConfigurationError(_BAD_URL) from None
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url.set(database=str(Path(url.database).absolute()))
    if url.drivername.partition("+")[0] in {"postgresql", "postgres"} and url.database:
        return url.set(drivername="postgresql+psycopg")
    raise ConfigurationError(_BAD_URL)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Python's own idea of when a transaction begins would leave DDL outside of any.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer says so at once: one that reads first and writes later may find that it cannot.
    writes = connection.get_execution_options().get("assistant_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_size=10,
            max_overflow=20,
            connect_args={
                "connect_timeout": 5,
                # A server whose machine vanished is noticed in seconds, not in hours.
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 20_000,
                "application_name": "budget-target-assistant",
            },
        )
    except ImportError:
        raise ConfigurationError(_NO_DRIVER) from None
