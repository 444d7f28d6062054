"""One file that holds everything, in a form that either database takes back.

A zip of one JSON-lines file a table, with counts, checksums and the end of the audit trail in
``manifest.json``. Read in one snapshot and put back in one transaction: a backup is never of two
moments, and a restore that fails has changed nothing.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from pydantic import ValidationError
from sqlalchemy import Connection, DateTime, MetaData, insert, select, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from assistant.exceptions import InputError, StoreDamagedError
from assistant.messages import Message, file_faults, filled, found_value
from assistant.store import audit, schema
from assistant.store.columns import now
from assistant.store.database import Database, Transaction
from assistant.store.records import Backup, KeptTable, Restored
from assistant.store.tables import Table

SCHEMA = "assistant/backup/1"
"""Name and version of the file's format."""

_MANIFEST = "manifest.json"
_ROWS_AT_ONCE = 500
_SUM_SHOWN = 12
_NOT_WRITABLE = Message(
    zh="无法写入备份“{path}”（{reason}）；请检查权限和磁盘空间，或换一个位置。",
    en="The backup '{path}' cannot be written ({reason}); check permissions and space.",
)
_REFUSED = Message(
    zh="未恢复，也未作任何改动：“{path}”{fault}",
    en="Nothing was restored or changed: '{path}' {fault}",
)
_UNREADABLE = Message(
    zh="读不了（{reason}）。请检查文件名、权限和磁盘。",
    en="cannot be read ({reason}). Check its name, permissions and disk.",
)
_NO_ZIP = Message(
    zh="不是本程序的备份，或没有复制完整：应为 assistant backup 写出的 zip 文件，现读不出其目录。"
    "请重新复制，或换一份备份。",
    en="is no backup of this program, or was not copied whole: expected a zip that assistant "
    "backup wrote, found none. Copy it again, or take another backup.",
)
_NO_MEMBER = Message(
    zh="不是完整的备份：应有{member}，现有{names}。请用 assistant backup 写出的原文件。",
    en="is no whole backup: expected {member} in it, found {names}. "
    "Use the file as assistant backup wrote it.",
)
_UNPACKED = Message(
    zh="已损坏：其中的{member}解不开。请重新复制，或换一份备份。",
    en="is damaged: {member} in it cannot be unpacked. Copy it again, or take another backup.",
)
_BAD_MANIFEST = Message(
    zh="的清单 manifest.json 有误：{faults}。请用 assistant backup 写出的原文件。",
    en="has a manifest.json that is wrong: {faults}. Use the file as assistant backup wrote it.",
)
_OTHER_SCHEMA = Message(
    zh="的格式是{found}，本程序读 {expected}。请用写出它的那一版程序恢复。",
    en="is of the format {found}; this program reads {expected}. "
    "Restore it with the version of the program that wrote it.",
)
_OTHER_TABLE = Message(
    zh="的清单里有本程序没有的数据表{found}，应在 {known} 之内。请用写出它的那一版程序恢复。",
    en="names the table {found}, which this program does not have (it has {known}). "
    "Restore it with the version of the program that wrote it.",
)
_CHANGED = Message(
    zh="写出后被改过或已损坏：{member} 的 SHA-256 按清单应为 {expected}…，现为 {found}…。"
    "请换一份未改动的备份。",
    en="was changed or damaged after it was written: by its list the SHA-256 of {member} is "
    "{expected}…, found {found}…. Take a backup that is as it was written.",
)
_BAD_ROW = Message(
    zh="的 {member} 第 {first} 至 {last} 行里有不是本程序写出的一行（{reason}）。"
    "请用 assistant backup 写出的原文件。",
    en="holds in {member}, lines {first} to {last}, one that this program did not write "
    "({reason}). Use the file as assistant backup wrote it.",
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
        with _Reading(path) as kept:
            backup = _checked(kept)
            aside = _opened(database, force=force)
            broken = database.write(
                lambda transaction: _replace(transaction, kept, backup, database.where, force)
            )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refused(path, _UNREADABLE, reason=reason) from None

    def record(transaction: Transaction) -> None:
        transaction.record(by, "store.restored", head=backup.audit_head, made=str(backup.made))

    database.write(record)
    return Restored(backup=backup, broken=broken, kept_aside=str(aside) if aside else None)


def _refused(path: Path, fault: Message, **values: object) -> InputError:
    return InputError(_REFUSED, path=path, fault=filled(fault, **values))


class _Reading(zipfile.ZipFile):
    """The file of a backup; what is wrong with it is said in the user's terms."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            super().__init__(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            raise self.refused(_NO_ZIP) from None

    def refused(self, fault: Message, **values: object) -> InputError:
        return _refused(self.path, fault, **values)

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """One file of the backup, to be read in the block."""
        if name not in self.namelist():
            names = found_value("、".join(self.namelist()))
            raise self.refused(_NO_MEMBER, member=found_value(name), names=names)
        try:
            with self.open(name) as lines:
                yield lines
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
            # The last is what a member locked by a password, or packed otherwise, meets with.
            raise self.refused(_UNPACKED, member=found_value(name)) from None


def _checked(kept: _Reading) -> Backup:
    """The manifest, once every table was found to be as it says."""
    with kept.member(_MANIFEST) as file:
        manifest = file.read()
    try:
        backup = Backup.model_validate_json(manifest)
    except ValidationError as error:
        raise kept.refused(_BAD_MANIFEST, faults=file_faults(error.errors())) from None
    if backup.schema_name != SCHEMA:
        found = found_value(backup.schema_name)
        raise kept.refused(_OTHER_SCHEMA, found=found, expected=SCHEMA)
    for name, table in backup.tables.items():
        if name not in Table.metadata.tables:
            known = "、".join(sorted(Table.metadata.tables))
            raise kept.refused(_OTHER_TABLE, found=found_value(name), known=known)
        _check_sum(kept, f"{name}.jsonl", table.sha256)
    return backup


def _check_sum(kept: _Reading, member: str, expected: str) -> None:
    checksum = hashlib.sha256()
    with kept.member(member) as lines:
        for line in lines:
            checksum.update(line)
    found = checksum.hexdigest()
    if found != expected:
        sums = {"expected": expected[:_SUM_SHOWN], "found": found[:_SUM_SHOWN]}
        raise kept.refused(_CHANGED, member=member, **sums)


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
    transaction: Transaction, kept: _Reading, backup: Backup, where: str, force: bool
) -> tuple[str, ...]:
    session = transaction.session
    connection = session.connection()
    schema.lock_tables(connection)
    if not force and not _is_empty(connection):
        raise InputError(_NOT_EMPTY, where=where)
    schema.drop_tables(connection)
    schema.upgrade(connection, backup.tables_version)
    _fill(connection, kept, backup)
    schema.upgrade(connection)
    broken = audit.verify(session, expected=backup.audit_head).broken
    if broken and not force:
        raise InputError(_BROKEN_TRAIL, broken="；".join(broken))
    return broken


def _is_empty(connection: Connection) -> bool:
    tables = (Table.metadata.tables[name] for name in ("users", "forms", "audit", "usage"))
    return not any(connection.execute(select(table).limit(1)).first() for table in tables)


def _fill(connection: Connection, kept: _Reading, backup: Backup) -> None:
    # The tables as they were when the backup was made, which the code may no longer know.
    there = MetaData()
    there.reflect(connection, only=list(backup.tables))
    for table in there.sorted_tables:
        member, done = f"{table.name}.jsonl", 0
        with kept.member(member) as lines:
            while some := list(islice(lines, _ROWS_AT_ONCE)):
                try:
                    rows = _rows(table, list(map(json.loads, some)))
                except (ValueError, KeyError, TypeError) as error:
                    reason = found_value(f"{type(error).__name__}: {error}")
                    place = {"first": done + 1, "last": done + len(some)}
                    raise kept.refused(_BAD_ROW, member=member, reason=reason, **place) from None
                connection.execute(insert(table), rows)
                done += len(some)
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
