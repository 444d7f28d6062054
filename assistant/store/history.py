"""Revisions as rows: how one is added, found and read, and how a late writer is told."""

from typing import Any

from sqlalchemy.orm import Session

from assistant.domain.finding import Summary
from assistant.domain.target import PerformanceTarget, Unit
from assistant.exceptions import ConflictError, NotFoundError
from assistant.messages import Message
from assistant.store.access import writable_form
from assistant.store.audit import digest
from assistant.store.columns import now
from assistant.store.database import Transaction
from assistant.store.documents import read_edits
from assistant.store.records import (
    Form,
    FormStatus,
    Revision,
    RevisionAction,
    RevisionEntry,
    User,
)
from assistant.store.tables import FormRow, RevisionRow

_CONFLICT = Message(
    zh=(
        "{who} 已在 {at} 保存了第 {found} 版（{why}），您改的是第 {expected} 版，未覆盖。"
        "请先看对方改了什么，再把您的修改加上去。"
    ),
    en=(
        "{who} saved version {found} at {at} ({why}); you were changing version {expected}, and "
        "nothing was overwritten. Look at what they changed, then make your changes again."
    ),
)
_NO_REVISION = Message(
    zh="“{title}”没有第 {number} 版；现有第 1–{newest} 版。",
    en="'{title}' has no version {number}; it has 1 to {newest}.",
)


def form_of(row: FormRow) -> Form:
    """The record of a row."""
    return Form(
        id=row.id,
        owner=row.owner,
        unit=Unit(code=row.unit_code, name=row.unit_name),
        year=row.year,
        title=row.title,
        source_name=row.source_name,
        profile=row.profile,
        status=FormStatus(row.status),
        version=row.version,
        reviewed=row.reviewed,
        lights=Summary(error=row.errors, warning=row.warnings, info=row.infos),
        created=row.created,
        updated=row.updated,
    )


def add_revision(
    transaction: Transaction,
    form: FormRow,
    document: str,
    action: RevisionAction,
    *,
    by: User,
    why: str,
    edits: str = "[]",
    undo_to: int | None = None,
    redo_to: int | None = None,
) -> RevisionRow:
    """Keep ``document`` as the form's newest revision, with its link in the audit trail."""
    form.version += 1
    form.updated = now()
    row = RevisionRow(
        form_id=form.id,
        number=form.version,
        action=action.value,
        who=by.name,
        why=why,
        at=form.updated,
        target=document,
        edits=edits,
        undo_to=undo_to,
        redo_to=redo_to,
    )
    transaction.session.add(row)
    transaction.record(
        by.name,
        "form.revised",
        form.id,
        revision=row.number,
        how=action.value,
        sha256=digest(document),
    )
    return row


def expected_form(session: Session, form_id: str, version: int, by: User) -> FormRow:
    """The form, locked, if it still is at ``version``.

    Raises:
        ConflictError: somebody else saved since; says who and when.
        NotFoundError: there is none that the user may see.
        NotPermittedError: it is out of the user's hands.
    """
    form = writable_form(session, form_id, by)
    require_version(session, form, version)
    return form


def require_version(session: Session, form: FormRow, expected: int) -> None:
    """Refuse who saw another version than the newest.

    Raises:
        ConflictError: somebody else saved since; says who and when.
    """
    if form.version == expected:
        return
    newest = kept_revision(session, form, form.version)
    raise ConflictError(
        _CONFLICT,
        who=newest.who,
        at=newest.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        why=newest.why or newest.action,
        found=form.version,
        expected=expected,
    )


def kept_revision(session: Session, form: FormRow, number: int) -> RevisionRow:
    """One revision of the form.

    Raises:
        NotFoundError: it has none of this number.
    """
    row = session.get(RevisionRow, (form.id, number))
    if row is None:
        raise NotFoundError(_NO_REVISION, title=form.title, number=number, newest=form.version)
    return row


def revision_entry(row: RevisionRow) -> RevisionEntry:
    """The record of a row whose table was not read."""
    return RevisionEntry(**_entry_fields(row))


def revision_of(row: RevisionRow) -> Revision:
    """The record of a row."""
    target = PerformanceTarget.model_validate_json(row.target)
    return Revision(**_entry_fields(row), target=target)


def _entry_fields(row: RevisionRow) -> dict[str, Any]:
    return {
        "form_id": row.form_id,
        "number": row.number,
        "action": RevisionAction(row.action),
        "who": row.who,
        "why": row.why,
        "at": row.at,
        "edits": read_edits(row.edits),
        "can_undo": row.undo_to is not None,
        "can_redo": row.redo_to is not None,
    }
