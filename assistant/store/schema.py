"""The tables at their newest version, whoever opens the database first.

Alembic is loaded only where something is to be done.
"""

from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, Engine, inspect, text

from assistant.exceptions import ConfigurationError
from assistant.messages import Message
from assistant.store.tables import Table

NEWEST = "0002"
"""The migration that this code is written for."""

_VERSIONS = "alembic_version"
# Any number will do, as long as nobody else in the database locks it.
_MIGRATION_LOCK = 20_210_102
_NEWER = Message(
    zh=(
        "数据库的版本（{found}）比本程序（{newest}）新，为免损坏未打开。"
        "请换用建立它的那一版程序，或用备份恢复到另一个库。"
    ),
    en=(
        "The database is at version {found}, newer than this program ({newest}), and was left "
        "alone. Use the program that made it, or restore a backup elsewhere."
    ),
)
_FOREIGN = Message(
    zh=(
        "这个数据库里已有别的程序的表（{names}），为免混杂未使用。"
        "请给 ASSISTANT_DATABASE_URL 另建一个空库。"
    ),
    en=(
        "The database already holds tables of another program ({names}) and was left alone. "
        "Name an empty one in ASSISTANT_DATABASE_URL."
    ),
)


def bring_up_to_date(engine: Engine) -> None:
    """Make or migrate the tables; two programs that start together do it once.

    Args:
        engine: where; its transactions must lock out other writers on SQLite.

    Raises:
        ConfigurationError: the tables are newer than this code, or are not ours.
    """
    with engine.connect() as connection:
        if version(connection) == NEWEST:
            return
    if engine.dialect.name == "sqlite":
        # Two programs that change the journal's mode at once would refuse each other unheard.
        with FileLock(f"{engine.url.database}.lock"):
            raw = engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA journal_mode=WAL")
            finally:
                raw.close()
            _migrate(engine)
    else:
        _migrate(engine)


def version(connection: Connection) -> str | None:
    """The migration that the database is at, or None where it has no tables yet.

    Raises:
        ConfigurationError: there are tables of the same names that are not ours.
    """
    names = set(inspect(connection).get_table_names())
    if _VERSIONS in names:
        found: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSIONS}"))
        return found
    foreign = names & set(Table.metadata.tables)
    if foreign:
        raise ConfigurationError(_FOREIGN, names="、".join(sorted(foreign)))
    return None


def version_in_use(connection: Connection) -> str | None:
    """The same, where this program can use the database.

    Raises:
        ConfigurationError: the tables are newer than this code, or are not ours.
    """
    found = version(connection)
    if found is not None and found > NEWEST:
        raise ConfigurationError(_NEWER, found=found, newest=NEWEST)
    return found


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        lock_tables(connection)
        upgrade(connection)


def lock_tables(connection: Connection) -> None:
    """Be the only one who changes tables until the transaction ends."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:key)")
        connection.execute(lock, {"key": _MIGRATION_LOCK})


def upgrade(connection: Connection, to: str = NEWEST) -> None:
    """Run the migrations that are missing, in the transaction of ``connection``.

    Args:
        connection: where.
        to: the migration to stop at.

    Raises:
        ConfigurationError: the tables, or ``to``, are newer than this code.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    for found in (version(connection), to):
        if found is not None and found not in known:
            raise ConfigurationError(_NEWER, found=found, newest=NEWEST)
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def drop_tables(connection: Connection) -> None:
    """Remove all our tables, as a restore needs it."""
    Table.metadata.drop_all(connection)
    connection.execute(text(f"DROP TABLE IF EXISTS {_VERSIONS}"))
