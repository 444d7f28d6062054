"""Forms and every revision of them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from assistant.domain.edit import Edit
from assistant.domain.target import PerformanceTarget, Unit
from assistant.exceptions import InputError, NotPermittedError
from assistant.messages import Message
from assistant.store.access import visible_form, visible_to, writable_form
from assistant.store.columns import now
from assistant.store.database import Database, Transaction
from assistant.store.documents import written, written_edits
from assistant.store.history import (
    add_revision,
    expected_form,
    form_of,
    kept_revision,
    require_version,
    revision_entry,
    revision_of,
)
from assistant.store.listing import conditions, ordering
from assistant.store.records import (
    Form,
    FormOrder,
    FormPage,
    FormStatus,
    Revision,
    RevisionAction,
    RevisionEntry,
    Role,
    User,
)
from assistant.store.tables import FormRow, RevisionRow
from assistant.store.users import unit_key

_NOTHING_TO_UNDO = Message(zh="没有可撤销的修改。", en="There is nothing to undo.")
_NOTHING_TO_REDO = Message(zh="没有可重做的修改。", en="There is nothing to do again.")
_NO_STEP = Message(
    zh="“{title}”{found}，不能由{role}改为{wanted}。",
    en="'{title}' is {found}; a user of role {role} cannot make it {wanted}.",
)
_UNCONFIRMED = Message(
    zh="还有 {count} 行的数值待确认（{rows}），不能提交；请逐行确认或改成有依据的数。",
    en="{count} rows still wait to be confirmed ({rows}); confirm or change each, then submit.",
)
_UNTITLED = Message(zh="未命名的表", en="untitled form")
_UNDONE = Message(zh="撤销", en="undo")
_REDONE = Message(zh="重做", en="redo")
_RESTORED = Message(zh="恢复第 {number} 版", en="back to version {number}")

_STEPS = {
    (FormStatus.DRAFT, FormStatus.SUBMITTED): Role.UNIT,
    (FormStatus.RETURNED, FormStatus.SUBMITTED): Role.UNIT,
    (FormStatus.SUBMITTED, FormStatus.DRAFT): Role.UNIT,
    (FormStatus.SUBMITTED, FormStatus.RETURNED): Role.REVIEWER,
    (FormStatus.SUBMITTED, FormStatus.PASSED): Role.REVIEWER,
    (FormStatus.PASSED, FormStatus.RETURNED): Role.REVIEWER,
}


class Forms:
    """Forms and every revision of them.

    Every method takes the user who asks (``by``); to a user of a unit, other units' forms do not
    exist. Whoever changes a form names the version that they saw: if another was saved since, they
    are told by whom, and nothing is overwritten.
    """

    def __init__(self, database: Database) -> None:
        """Keep them in this database."""
        self._database = database

    def create(
        self,
        target: PerformanceTarget,
        *,
        by: User,
        title: str | None = None,
        source_name: str | None = None,
        profile: str | None = None,
        why: str = "",
    ) -> Form:
        """Keep a new form as version 1.

        Args:
            target: the table, perhaps still empty.
            by: its owner.
            title: what it is called on screen; by default unit, year and project.
            source_name: name of the file that it was read from.
            profile: local rule settings.
            why: how it came about, as shown in the history.
        """
        form_id = uuid.uuid4().hex
        unit = _unit_of(target, by)

        def work(transaction: Transaction) -> Form:
            moment = now()
            row = FormRow(
                id=form_id,
                owner=by.name,
                unit_code=unit.code,
                unit_name=unit.name,
                unit_key=unit_key(unit),
                year=target.year,
                title=title or _title(unit, target),
                source_name=source_name,
                profile=profile,
                status=FormStatus.DRAFT.value,
                version=0,
                errors=0,
                warnings=0,
                infos=0,
                created=moment,
                updated=moment,
            )
            transaction.session.add(row)
            transaction.record(by.name, "form.created", form_id, owner=by.name)
            add_revision(transaction, row, written(target), RevisionAction.CREATED, by=by, why=why)
            return form_of(row)

        return self._database.write(work)

    def get(self, form_id: str, *, by: User) -> Form:
        """The form without its table.

        Raises:
            NotFoundError: there is none that the user may see.
        """
        return self._database.read(lambda session: form_of(visible_form(session, form_id, by)))

    def queue(
        self,
        *,
        by: User,
        status: FormStatus | Sequence[FormStatus] | None = None,
        unit: str | None = None,
        year: int | None = None,
        owner: str | None = None,
        search: str | None = None,
        order: FormOrder = FormOrder.UPDATED,
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> FormPage:
        """One page of the forms that the user may see.

        Args:
            by: who asks.
            status: only those that stand here, or at one of these.
            unit: only those of this unit, by code or full name.
            year: only those of this year.
            owner: only those that this user brought.
            search: only those with these words in title or unit.
            order: what to order by.
            descending: the greatest, newest or last first.
            offset: how many to pass over.
            limit: how many to give at most.
        """
        shown = [visible_to(by), *conditions(status, unit, year, owner, search)]

        def work(session: Session) -> FormPage:
            counted = select(func.count()).select_from(FormRow).where(*shown)
            total = session.scalar(counted) or 0
            query = select(FormRow).where(*shown).order_by(*ordering(order, descending))
            rows = session.scalars(query.offset(offset).limit(limit))
            return FormPage(forms=tuple(map(form_of, rows)), total=total)

        return self._database.read(work)

    def count_by_status(self, *, by: User) -> dict[FormStatus, int]:
        """How many forms stand where, of those that the user may see."""
        query = select(FormRow.status, func.count()).where(visible_to(by))
        found: dict[str, int] = self._database.read(
            lambda session: {
                row[0]: row[1] for row in session.execute(query.group_by(FormRow.status))
            }
        )
        return {status: found.get(status.value, 0) for status in FormStatus}

    def revision(self, form_id: str, number: int | None = None, *, by: User) -> Revision:
        """The form as it stands, or as somebody left it.

        Raises:
            NotFoundError: there is no such form or revision.
        """

        def work(session: Session) -> Revision:
            form = visible_form(session, form_id, by)
            return revision_of(
                kept_revision(session, form, form.version if number is None else number)
            )

        return self._database.read(work)

    def revisions(self, form_id: str, *, by: User, limit: int = 200) -> tuple[RevisionEntry, ...]:
        """The form's history without its tables, newest first.

        Raises:
            NotFoundError: there is no such form.
        """

        def work(session: Session) -> tuple[RevisionEntry, ...]:
            form = visible_form(session, form_id, by)
            query = (
                select(RevisionRow)
                .where(RevisionRow.form_id == form.id)
                .options(defer(RevisionRow.target, raiseload=True))
                .order_by(RevisionRow.number.desc())
            )
            return tuple(revision_entry(row) for row in session.scalars(query.limit(limit)))

        return self._database.read(work)

    def save(
        self,
        form_id: str,
        expected_version: int,
        target: PerformanceTarget,
        *,
        by: User,
        why: str,
        edits: Sequence[Edit] = (),
    ) -> Revision:
        """Keep the form as the newest revision; the same table again changes nothing.

        Args:
            form_id: the form.
            expected_version: the version that the user was looking at.
            target: the whole table as it now is.
            by: who changes it.
            why: what they did or their reason, as shown in the history.
            edits: the changes from that version to this, where they are known.

        Raises:
            ConflictError: somebody else saved since; says who and when.
            NotFoundError: there is no such form.
            NotPermittedError: the form is submitted or passed, and the user is of a unit.
        """
        document = written(target)

        def work(transaction: Transaction) -> Revision:
            form = expected_form(transaction.session, form_id, expected_version, by)
            newest = kept_revision(transaction.session, form, form.version)
            if newest.target == document:
                return revision_of(newest)
            _follow(form, target)
            row = add_revision(
                transaction,
                form,
                document,
                RevisionAction.EDITED,
                by=by,
                why=why,
                edits=written_edits(edits),
                undo_to=newest.number,
            )
            return revision_of(row)

        return self._database.write(work)

    def undo(self, form_id: str, expected_version: int, *, by: User) -> Revision:
        """Take the last change back, as a new revision.

        Raises:
            InputError: there is nothing to undo.
            ConflictError: somebody else saved since; says who and when.
            NotFoundError: there is no such form.
            NotPermittedError: the form is out of the user's hands.
        """

        def work(transaction: Transaction) -> Revision:
            form = expected_form(transaction.session, form_id, expected_version, by)
            newest = kept_revision(transaction.session, form, form.version)
            if newest.undo_to is None:
                raise InputError(_NOTHING_TO_UNDO)
            before = kept_revision(transaction.session, form, newest.undo_to)
            _follow(form, PerformanceTarget.model_validate_json(before.target))
            row = add_revision(
                transaction,
                form,
                before.target,
                RevisionAction.UNDONE,
                by=by,
                why=_UNDONE.text(),
                undo_to=before.undo_to,
                redo_to=newest.number,
            )
            return revision_of(row)

        return self._database.write(work)

    def redo(self, form_id: str, expected_version: int, *, by: User) -> Revision:
        """Make the change again that was undone last, as a new revision.

        Raises:
            InputError: nothing was undone, or something was changed since.
            ConflictError: somebody else saved since; says who and when.
            NotFoundError: there is no such form.
            NotPermittedError: the form is out of the user's hands.
        """

        def work(transaction: Transaction) -> Revision:
            form = expected_form(transaction.session, form_id, expected_version, by)
            newest = kept_revision(transaction.session, form, form.version)
            if newest.redo_to is None:
                raise InputError(_NOTHING_TO_REDO)
            after = kept_revision(transaction.session, form, newest.redo_to)
            _follow(form, PerformanceTarget.model_validate_json(after.target))
            row = add_revision(
                transaction,
                form,
                after.target,
                RevisionAction.REDONE,
                by=by,
                why=_REDONE.text(),
                edits=after.edits,
                undo_to=after.undo_to,
                redo_to=after.redo_to,
            )
            return revision_of(row)

        return self._database.write(work)

    def restore(self, form_id: str, number: int, expected_version: int, *, by: User) -> Revision:
        """Put an older revision back as the newest.

        Raises:
            ConflictError: somebody else saved since; says who and when.
            NotFoundError: there is no such form or revision.
            NotPermittedError: the form is out of the user's hands.
        """

        def work(transaction: Transaction) -> Revision:
            form = expected_form(transaction.session, form_id, expected_version, by)
            older = kept_revision(transaction.session, form, number)
            _follow(form, PerformanceTarget.model_validate_json(older.target))
            row = add_revision(
                transaction,
                form,
                older.target,
                RevisionAction.RESTORED,
                by=by,
                why=_RESTORED.text(number=number),
                undo_to=form.version,
            )
            return revision_of(row)

        return self._database.write(work)

    def set_status(
        self, form_id: str, expected_version: int, status: FormStatus, *, by: User, why: str = ""
    ) -> Form:
        """Submit, withdraw, return or pass a form.

        Args:
            form_id: the form.
            expected_version: the version that the user was looking at.
            status: where it is to stand.
            by: who decides.
            why: their reason.

        Raises:
            NotPermittedError: this step is not open to the user, or values still wait to be
                confirmed.
            ConflictError: somebody else saved since; says who and when.
            NotFoundError: there is no such form.
        """

        def work(transaction: Transaction) -> Form:
            form = visible_form(transaction.session, form_id, by, lock=True)
            require_version(transaction.session, form, expected_version)
            _require_step(form, status, by)
            if status is FormStatus.SUBMITTED:
                _require_confirmed(kept_revision(transaction.session, form, form.version))
            before, form.status, form.updated = form.status, status.value, now()
            transaction.record(
                by.name,
                "form.status",
                form.id,
                **{"from": before, "to": status.value, "version": form.version, "why": why},
            )
            return form_of(form)

        return self._database.write(work)

    def describe(
        self, form_id: str, *, by: User, title: str | None = None, profile: str | None = None
    ) -> Form:
        """Change what the form is called or what it is held to; None leaves it as it is.

        Raises:
            NotFoundError: there is no such form.
            NotPermittedError: the form is out of the user's hands.
        """

        def work(transaction: Transaction) -> Form:
            form = writable_form(transaction.session, form_id, by)
            form.title = title or form.title
            form.profile = profile or form.profile
            transaction.record(
                by.name, "form.described", form.id, title=form.title, profile=form.profile
            )
            return form_of(form)

        return self._database.write(work)


def _unit_of(target: PerformanceTarget, by: User) -> Unit:
    """A unit's user files for their unit, whatever is printed; others go by what is printed."""
    mine = by.role is Role.UNIT and unit_key(by.unit) is not None
    return by.unit if mine else target.unit


def _title(unit: Unit, target: PerformanceTarget) -> str:
    year = f"{target.year}年" if target.year else None
    parts = (unit.name, year, target.project or (target.kind and target.kind.value))
    return " ".join(part for part in parts if part) or _UNTITLED.text()


def _follow(form: FormRow, target: PerformanceTarget) -> None:
    """What the queue shows follows what the table says."""
    form.year = target.year
    if form.unit_key is None:
        form.unit_code, form.unit_name = target.unit.code, target.unit.name
        form.unit_key = unit_key(target.unit)


def _require_step(form: FormRow, status: FormStatus, by: User) -> None:
    role = _STEPS.get((FormStatus(form.status), status))
    if role is None or (role is Role.REVIEWER and not by.role.reviews):
        raise NotPermittedError(
            _NO_STEP, title=form.title, found=form.status, wanted=status.value, role=by.role.value
        )


def _require_confirmed(row: RevisionRow) -> None:
    target = PerformanceTarget.model_validate_json(row.target)
    open_rows = [one.id for one in target.indicators if one.confirm]
    if open_rows:
        raise NotPermittedError(_UNCONFIRMED, count=len(open_rows), rows="、".join(open_rows))
