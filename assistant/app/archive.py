"""Backup and restore, what a unit takes along, what is removed in time, whether history holds."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from assistant.app.accounts import operator
from assistant.app.exports import FormFormat, export_document
from assistant.domain.target import TargetDocument
from assistant.exceptions import ConfigurationError, InputError, StoreDamagedError
from assistant.messages import Message
from assistant.settings import Settings
from assistant.store import (
    AuditReport,
    Backup,
    Form,
    Restored,
    Role,
    Store,
    User,
    open_store,
    restore_store,
)

SCHEMA = "assistant/unit/1"
"""Name and version of the JSON inside a unit's archive."""

_PAGE = 200
_OFFICIAL: tuple[tuple[str, FormFormat], ...] = (
    ("target.json", "json"),
    ("绩效目标表.docx", "docx"),
    ("绩效目标表.xlsx", "xlsx"),
)
_NO_UNIT = Message(
    zh="没有属于“{unit}”的用户；有用户的单位：{known}。请用单位代码或全称。",
    en="No user belongs to '{unit}'; units with users: {known}. Give the code or the full name.",
)
_NO_RETENTION = Message(
    zh="没有设定保存期限：请加 --days，或设置 ASSISTANT_RETENTION_DAYS。",
    en="No time is set: give --days, or set ASSISTANT_RETENTION_DAYS.",
)
_NONE = Message(zh="（无）", en="(none)")


def back_up(settings: Settings, path: Path) -> Backup:
    """Write everything that is kept into one file, while others go on working.

    Raises:
        InputError: the file cannot be written.
        StoreError: the database cannot be used.
    """
    with open_store(settings) as store:
        return store.back_up(path, by=operator().name)


class Replaced(NamedTuple):
    """What a restore did.

    Attributes:
        restored: what was put in.
        before: backup of what was there before, where it was replaced and could be read.
    """

    restored: Restored
    before: Path | None


def restore(settings: Settings, path: Path, *, force: bool) -> Replaced:
    """Put what a backup holds into the database; with ``force`` in place of what is there.

    What is replaced is backed up first, under ``backups`` in the home folder.

    Raises:
        InputError: the file is no whole backup, or the database is not empty.
        StoreError: the database cannot be used.
    """
    before = _rescue(settings) if force else None
    return Replaced(restore_store(settings, path, by=operator().name, force=force), before)


def _rescue(settings: Settings) -> Path | None:
    folder = settings.home / "backups"
    try:
        with open_store(settings) as store:
            if not store.verify_audit().entries:
                return None
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # To the microsecond: the file being restored may be such a backup itself, made a
            # moment ago, and must not be written over.
            path = folder / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.zip"
            store.back_up(path, by=operator().name)
            return path
    except StoreDamagedError:  # the restore itself keeps the damaged file
        return None


def check_history(settings: Settings, *, head: str | None = None) -> AuditReport:
    """Check the audit trail, and every revision against it.

    Args:
        settings: where the database is.
        head: hash that an earlier check or a backup printed.

    Raises:
        StoreError: the database cannot be used.
    """
    with open_store(settings) as store:
        return store.verify_audit(head=head)


def purge(settings: Settings, *, days: int | None = None, dry_run: bool) -> tuple[Form, ...]:
    """Remove passed and returned forms that have not changed for so many days, never drafts.

    Args:
        settings: where the database is, and for how long forms are kept.
        days: another time than the settings say.
        dry_run: remove nothing, only say what would be.

    Raises:
        ConfigurationError: neither says for how long.
        StoreError: the database cannot be used.
    """
    kept = days or settings.retention_days
    if kept is None:
        raise ConfigurationError(_NO_RETENTION)
    before = datetime.now(UTC) - timedelta(days=kept)
    with open_store(settings) as store:
        return store.purge(before, by=operator().name, dry_run=dry_run)


def export_unit(settings: Settings, unit: str) -> bytes:
    """Everything that a unit owns, as a zip: JSON for programs, official forms for people.

    Args:
        settings: where the database is.
        unit: budget code or full name.

    Raises:
        InputError: no user belongs to the unit.
        StoreError: the database cannot be used.
    """
    with open_store(settings) as store:
        users = _users_of(store, unit)
        # To look through the eyes of the unit is to see exactly what is theirs.
        eyes = operator().model_copy(update={"unit": users[0].unit, "role": Role.UNIT})
        product = io.BytesIO()
        with zipfile.ZipFile(product, "w", zipfile.ZIP_DEFLATED) as archive:
            forms = [
                _add_form(archive, store, form, number, eyes)
                for number, form in enumerate(_forms(store, eyes), start=1)
            ]
            for user in users:
                _add_conversations(archive, store, user)
            index = {
                "schema": SCHEMA,
                "unit": users[0].unit.model_dump(),
                "made": datetime.now(UTC).isoformat(),
                "users": [user.model_dump(mode="json") for user in users],
                "forms": forms,
            }
            archive.writestr("index.json", _json(index))
        return product.getvalue()


def _users_of(store: Store, unit: str) -> list[User]:
    users = store.users.all()
    key = next((one.unit for one in users if unit in {one.unit.code, one.unit.name}), None)
    if not unit or key is None:
        units = sorted({str(one.unit.name or one.unit.code) for one in users if _has_unit(one)})
        raise InputError(_NO_UNIT, unit=unit, known="、".join(units) or _NONE.text())
    wanted = key.code or key.name
    return [one for one in users if wanted == (one.unit.code or one.unit.name)]


def _has_unit(user: User) -> bool:
    return bool(user.unit.name or user.unit.code)


def _forms(store: Store, eyes: User) -> Iterator[Form]:
    offset = 0
    while page := store.forms.queue(by=eyes, offset=offset, limit=_PAGE).forms:
        yield from page
        offset += len(page)


def _add_form(
    archive: zipfile.ZipFile, store: Store, form: Form, number: int, eyes: User
) -> dict[str, Any]:
    """Add one form's folder; its entry in the index."""
    folder = f"forms/{number:04d}-{_file_name(form.title)}"
    newest = store.forms.revision(form.id, by=eyes)
    history = {
        "form": _plain(form),
        "revisions": [
            _plain(store.forms.revision(form.id, one, by=eyes))
            for one in range(1, newest.number + 1)
        ],
        "findings": _all(store.reviews.findings(form.id, by=eyes)),
        "decisions": _all(store.reviews.decisions(form.id, by=eyes)),
        "waivers": _all(store.reviews.waivers(form.id, by=eyes, revoked=True)),
        "slips": _all(store.reviews.slips(form.id, by=eyes)),
    }
    archive.writestr(f"{folder}/history.json", _json(history))
    document = TargetDocument(targets=(newest.target,))
    for name, file_format in _OFFICIAL:
        archive.writestr(f"{folder}/{name}", export_document(document, file_format))
    return {"id": form.id, "title": form.title, "status": form.status.value, "folder": folder}


def _add_conversations(archive: zipfile.ZipFile, store: Store, user: User) -> None:
    for talk in store.sessions.recent(by=user, limit=100_000):
        said = store.sessions.messages(talk.id, by=user)
        content = {"session": _plain(talk), "messages": _all(said)}
        archive.writestr(f"conversations/{talk.id}.json", _json(content))


def _file_name(title: str) -> str:
    """What of a title can stand in the name of a file anywhere; never a path."""
    return "".join(one if one.isalnum() else "_" for one in title)[:60]


def _plain(value: BaseModel) -> dict[str, Any]:
    return value.model_dump(mode="json")


def _all(values: tuple[BaseModel, ...]) -> list[dict[str, Any]]:
    return [_plain(one) for one in values]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
