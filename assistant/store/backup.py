"""One file that holds everything, in a form that either database takes back.

A zip of one JSON-lines file a table, with counts, checksums and the end of the audit trail in
``manifest.json``. Read in one snapshot and put back in one transaction: a backup is never of two
moments, and a restore that fails has changed nothing.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, DateTime, MetaData, insert, select, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from assistant.exceptions import InputError, StoreDamagedError
from assistant.messages import Message
from assistant.store import audit, schema
from assistant.store.columns import now
from assistant.store.database import Database, Transaction
from assistant.store.records import Backup, KeptTable, Restored
from assistant.store.tables import Table

SCHEMA = "assistant/backup/1"
"""Name and version of the file's format."""

_MANIFEST = "manifest.json"
_ROWS_AT_ONCE = 500
_NOT_WRITABLE = Message(
    zh="无法写入备份“{path}”（{reason}）；请检查权限和磁盘空间，或换一个位置。",
    en="The backup '{path}' cannot be written ({reason}); check permissions and space.",
)
_NO_BACKUP = Message(
    zh="“{path}”不是本程序的备份，或已损坏（{reason}）；未作任何改动。请换一份备份。",
    en="'{path}' is no backup of this program, or is damaged ({reason}); nothing was changed.",
)
_NOT_EMPTY = Message(
    zh="数据库 {where} 里已有内容，未恢复。确要以备份替换全部现有内容，请加 --force。",
    en="The database {where} is not empty; nothing was restored. Add --force to replace it all.",
)
_BROKEN_TRAIL = Message(
    zh="备份里的审计记录不完整（{broken}），未恢复。仍要恢复请加 --force。",
    en="The audit trail in the backup does not hold ({broken}); add --force to restore it anyway.",
)


def write(database: Database, path: Path, *, by: str) -> Backup:
    """Write everything into ``path``; see `Store.back_up`."""
    try:
        with _new_file(path) as temporary:
            kept = database.snapshot(lambda session: _write(session, temporary))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(_NOT_WRITABLE, path=path, reason=reason) from None

    def record(transaction: Transaction) -> None:
        transaction.record(by, "store.backed_up", head=kept.audit_head, links=kept.audit_entries)

    database.write(record)
    return kept


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """A file that takes the place of ``path`` once it is whole; for its owner's eyes only."""
    with NamedTemporaryFile(dir=path.absolute().parent, prefix=f".{path.name}.", delete=False) as f:
        temporary = Path(f.name)
    try:
        yield temporary
        with temporary.open("rb") as whole:
            os.fsync(whole.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write(session: Session, path: Path) -> Backup:
    number, head = audit.head(session)
    tables = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in Table.metadata.sorted_tables:
            tables[table.name] = _write_table(session, table, archive)
        backup = Backup(
            schema=SCHEMA,
            tables_version=schema.NEWEST,
            made=now(),
            audit_entries=number,
            audit_head=head,
            tables=tables,
        )
        archive.writestr(_MANIFEST, backup.model_dump_json(by_alias=True, indent=1))
    return backup


def _write_table(session: Session, table: SqlTable, archive: zipfile.ZipFile) -> KeptTable:
    query = select(*table.columns).order_by(*table.primary_key)
    checksum, rows = hashlib.sha256(), 0
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
        for row in session.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)).mappings():
            line = json.dumps(dict(row), default=datetime.isoformat).encode("ascii") + b"\n"
            checksum.update(line)
            lines.write(line)
            rows += 1
    return KeptTable(rows=rows, sha256=checksum.hexdigest())


def restore(database: Database, path: Path, *, by: str, force: bool) -> Restored:
    """Put a backup in place of what the database holds; see `restore_store`."""
    try:
        with zipfile.ZipFile(path) as archive:
            backup = _checked(archive, path)
            aside = _opened(database, force=force)
            broken = database.write(
                lambda transaction: _replace(transaction, archive, backup, database.where, force)
            )
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(_NO_BACKUP, path=path, reason=reason) from None

    def record(transaction: Transaction) -> None:
        transaction.record(by, "store.restored", head=backup.audit_head, made=str(backup.made))

    database.write(record)
    return Restored(backup=backup, broken=broken, kept_aside=str(aside) if aside else None)


def _checked(archive: zipfile.ZipFile, path: Path) -> Backup:
    """The manifest, once every table was found to be as it says."""
    try:
        backup = Backup.model_validate_json(archive.read(_MANIFEST))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "JSON"
        raise InputError(_NO_BACKUP, path=path, reason=f"{_MANIFEST}: {where}") from None
    if backup.schema_name != SCHEMA:
        raise InputError(_NO_BACKUP, path=path, reason=backup.schema_name)
    for name, kept in backup.tables.items():
        checksum = hashlib.sha256()
        with archive.open(f"{name}.jsonl") as lines:
            for line in lines:
                checksum.update(line)
        if name not in Table.metadata.tables or checksum.hexdigest() != kept.sha256:
            raise InputError(_NO_BACKUP, path=path, reason=f"SHA-256 {name}.jsonl")
    return backup


def _opened(database: Database, *, force: bool) -> Path | None:
    """Open the database; with ``force`` a damaged file is moved aside and its new name returned."""
    try:
        database.open()
    except StoreDamagedError:
        if not (force and database.is_sqlite):
            raise
        database.close()
        path = Path(database.where)
        aside = path.with_name(f"{path.name}.damaged-{now():%Y%m%d-%H%M%S}")
        path.rename(aside)
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        database.open()
        return aside
    return None


def _replace(
    transaction: Transaction, archive: zipfile.ZipFile, backup: Backup, where: str, force: bool
) -> tuple[str, ...]:
    session = transaction.session
    connection = session.connection()
    schema.lock_tables(connection)
    if not force and not _is_empty(connection):
        raise InputError(_NOT_EMPTY, where=where)
    schema.drop_tables(connection)
    schema.upgrade(connection, backup.tables_version)
    _fill(connection, archive, backup)
    schema.upgrade(connection)
    broken = audit.verify(session, expected=backup.audit_head).broken
    if broken and not force:
        raise InputError(_BROKEN_TRAIL, broken="；".join(broken))
    return broken


def _is_empty(connection: Connection) -> bool:
    tables = (Table.metadata.tables[name] for name in ("users", "forms", "audit", "usage"))
    return not any(connection.execute(select(table).limit(1)).first() for table in tables)


def _fill(connection: Connection, archive: zipfile.ZipFile, backup: Backup) -> None:
    # The tables as they were when the backup was made, which the code may no longer know.
    there = MetaData()
    there.reflect(connection, only=list(backup.tables))
    for table in there.sorted_tables:
        with archive.open(f"{table.name}.jsonl") as lines:
            read = map(json.loads, lines)
            while some := list(islice(read, _ROWS_AT_ONCE)):
                connection.execute(insert(table), _rows(table, some))
        _count_on(connection, table)


def _rows(table: SqlTable, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    moments = [column.name for column in table.columns if isinstance(column.type, DateTime)]
    zoned = any(getattr(table.columns[name].type, "timezone", False) for name in moments)
    for row in lines:
        for name in moments:
            if row[name] is not None:
                moment = datetime.fromisoformat(row[name]).astimezone(UTC)
                row[name] = moment if zoned else moment.replace(tzinfo=None)
    return list(lines)


def _count_on(connection: Connection, table: SqlTable) -> None:
    """Let PostgreSQL number the next row after those that came with their numbers."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name}
    )
    if sequence is not None:
        connection.execute(
            text(f"SELECT setval(:sequence, (SELECT max(id) FROM {table.name}))"),
            {"sequence": sequence},
        )
