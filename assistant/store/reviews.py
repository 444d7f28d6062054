"""What was found in a form, what people decided on it, and the slips that went out."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from assistant.domain.edit import Edit
from assistant.domain.finding import Finding, Severity, Suggestion, Summary
from assistant.domain.slip import Slip
from assistant.domain.waiver import Waiver
from assistant.exceptions import InputError, NotFoundError
from assistant.messages import Message
from assistant.store.access import require_reviewer, visible_form, writable_form
from assistant.store.columns import now
from assistant.store.database import Database, Transaction
from assistant.store.documents import read_edits, written, written_edits
from assistant.store.history import form_of
from assistant.store.records import (
    Decision,
    DecisionKind,
    Form,
    IssuedSlip,
    KeptWaiver,
    User,
)
from assistant.store.tables import DecisionRow, FindingRow, FormRow, SlipRow, WaiverRow

_NO_REASON = Message(zh="豁免 {code} 需写明理由。", en="Waiving {code} needs a reason; write why.")
_NO_WAIVER = Message(
    zh="没有第 {waiver} 号豁免，或已撤销。", en="There is no waiver {waiver}, or it was revoked."
)


class Reviews:
    """Findings, decisions, waivers and slips of forms.

    Findings are those of the newest review only, for the rules give them again at any time; what
    people decided is kept for ever, with the finding and the suggestion as they saw them.
    """

    def __init__(self, database: Database) -> None:
        """Keep them in this database."""
        self._database = database

    def keep_findings(
        self, form_id: str, version: int, findings: Sequence[Finding], *, by: User
    ) -> Form:
        """Keep what a review found, in place of the review before.

        A review of an older version than the kept one is passed over: a slow one must not put out
        the lights of a newer.

        Args:
            form_id: the form.
            version: the revision that was reviewed.
            findings: all of them, waived ones too.
            by: who asked for the review.

        Raises:
            NotFoundError: there is no such form.
        """
        rows = [_finding_row(form_id, place, one) for place, one in enumerate(findings)]

        def work(transaction: Transaction) -> Form:
            form = visible_form(transaction.session, form_id, by, lock=True)
            if version < (form.reviewed or 0) or version > form.version:
                return form_of(form)
            transaction.session.execute(delete(FindingRow).where(FindingRow.form_id == form_id))
            if rows:
                transaction.session.execute(insert(FindingRow), rows)
            lights = _lights(findings)
            form.reviewed = version
            form.errors, form.warnings, form.infos = lights.error, lights.warning, lights.info
            return form_of(form)

        return self._database.write(work)

    def findings(self, form_id: str, *, by: User) -> tuple[Finding, ...]:
        """What the newest review found, in its order; `Form.reviewed` says of which version.

        Raises:
            NotFoundError: there is no such form.
        """

        def work(session: Session) -> tuple[Finding, ...]:
            form = visible_form(session, form_id, by)
            query = select(FindingRow.finding).where(FindingRow.form_id == form.id)
            documents = session.scalars(query.order_by(FindingRow.position))
            return tuple(map(Finding.model_validate_json, documents))

        return self._database.read(work)

    def decide(
        self,
        form_id: str,
        version: int,
        kind: DecisionKind,
        finding: Finding,
        *,
        by: User,
        suggestion: Suggestion | None = None,
        edits: Sequence[Edit] = (),
        reason: str | None = None,
    ) -> Decision:
        """Keep what a person made of a finding or of a suggestion for it.

        Args:
            form_id: the form.
            version: the revision that was on screen.
            kind: what was decided; `waive` is the one for waivers.
            finding: the finding as it was shown.
            by: who decided.
            suggestion: the suggestion that was decided on.
            edits: the changes that were made of it.
            reason: why.

        Raises:
            NotFoundError: there is no such form.
            NotPermittedError: the form is out of the user's hands.
        """

        def work(transaction: Transaction) -> Decision:
            form = writable_form(transaction.session, form_id, by)
            row = _decision_row(form, version, kind, finding, by, suggestion, edits, reason)
            transaction.session.add(row)
            transaction.session.flush()
            transaction.record(
                by.name, f"finding.{kind}", form.id, code=finding.code, decision=row.id
            )
            return _decision(row)

        return self._database.write(work)

    def decisions(self, form_id: str, *, by: User) -> tuple[Decision, ...]:
        """All decisions on a form, oldest first.

        Raises:
            NotFoundError: there is no such form.
        """

        def work(session: Session) -> tuple[Decision, ...]:
            form = visible_form(session, form_id, by)
            query = select(DecisionRow).where(DecisionRow.form_id == form.id)
            return tuple(map(_decision, session.scalars(query.order_by(DecisionRow.id))))

        return self._database.read(work)

    def waive(
        self,
        form_id: str,
        version: int,
        finding: Finding,
        reason: str,
        *,
        by: User,
        expires: date | None = None,
    ) -> KeptWaiver:
        """Let a finding stand, as a reviewer.

        Args:
            form_id: the form.
            version: the revision that was on screen.
            finding: what is let stand; further findings of its rule on its row are, too.
            reason: why; never empty.
            by: the reviewer.
            expires: last day on which it holds.

        Raises:
            InputError: there is no reason.
            NotFoundError: there is no such form.
            NotPermittedError: the user is no reviewer.
        """
        require_reviewer(by)
        if not reason.strip():
            raise InputError(_NO_REASON, code=finding.code)
        waiver = Waiver(
            code=finding.code,
            indicator=finding.indicator,
            who=by.name,
            reason=reason.strip(),
            expires=expires.isoformat() if expires else None,
        )

        def work(transaction: Transaction) -> KeptWaiver:
            form = writable_form(transaction.session, form_id, by)
            kind = DecisionKind.WAIVED
            decision = _decision_row(form, version, kind, finding, by, None, (), waiver.reason)
            row = WaiverRow(form_id=form.id, waiver=written(waiver), at=now())
            transaction.session.add_all((decision, row))
            transaction.session.flush()
            transaction.record(by.name, "finding.waived", form.id, code=finding.code, waiver=row.id)
            return _waiver(row)

        return self._database.write(work)

    def revoke(self, form_id: str, waiver_id: int, *, by: User) -> KeptWaiver:
        """Take a waiver back, as a reviewer; that it was given stays on record.

        Raises:
            NotFoundError: there is no such form or waiver, or it was revoked before.
            NotPermittedError: the user is no reviewer.
        """
        require_reviewer(by)

        def work(transaction: Transaction) -> KeptWaiver:
            form = visible_form(transaction.session, form_id, by)
            row = transaction.session.get(WaiverRow, waiver_id, with_for_update=True)
            if row is None or row.form_id != form.id or row.revoked_at is not None:
                raise NotFoundError(_NO_WAIVER, waiver=waiver_id)
            row.revoked_by, row.revoked_at = by.name, now()
            transaction.record(by.name, "waiver.revoked", form.id, waiver=row.id)
            return _waiver(row)

        return self._database.write(work)

    def waivers(self, form_id: str, *, by: User, revoked: bool = False) -> tuple[KeptWaiver, ...]:
        """The waivers of a form that hold, or with ``revoked`` all of them, oldest first.

        Raises:
            NotFoundError: there is no such form.
        """

        def work(session: Session) -> tuple[KeptWaiver, ...]:
            form = visible_form(session, form_id, by)
            query = select(WaiverRow).where(WaiverRow.form_id == form.id).order_by(WaiverRow.id)
            if not revoked:
                query = query.where(WaiverRow.revoked_at.is_(None))
            return tuple(map(_waiver, session.scalars(query)))

        return self._database.read(work)

    def issue_slip(self, form_id: str, version: int, slip: Slip, *, by: User) -> IssuedSlip:
        """Keep a slip as it goes out.

        Raises:
            NotFoundError: there is no such form.
            NotPermittedError: the user is no reviewer.
        """
        require_reviewer(by)

        def work(transaction: Transaction) -> IssuedSlip:
            form = visible_form(transaction.session, form_id, by, lock=True)
            issued = select(func.max(SlipRow.number)).where(SlipRow.form_id == form.id)
            row = SlipRow(
                form_id=form.id,
                number=(transaction.session.scalar(issued) or 0) + 1,
                revision=version,
                verdict=(slip.notes.verdict or slip.verdict).value,
                slip=written(slip),
                who=by.name,
                at=now(),
            )
            transaction.session.add(row)
            transaction.record(
                by.name, "slip.issued", form.id, number=row.number, verdict=row.verdict
            )
            return _slip(row)

        return self._database.write(work)

    def slips(self, form_id: str, *, by: User) -> tuple[IssuedSlip, ...]:
        """The slips that went out on a form, oldest first.

        Raises:
            NotFoundError: there is no such form.
        """

        def work(session: Session) -> tuple[IssuedSlip, ...]:
            form = visible_form(session, form_id, by)
            query = select(SlipRow).where(SlipRow.form_id == form.id).order_by(SlipRow.number)
            return tuple(map(_slip, session.scalars(query)))

        return self._database.read(work)


def _lights(findings: Sequence[Finding]) -> Summary:
    standing = [one.severity for one in findings if one.waiver is None]
    return Summary(**{severity.value: standing.count(severity) for severity in Severity})


def _finding_row(form_id: str, position: int, finding: Finding) -> dict[str, object]:
    return {
        "form_id": form_id,
        "position": position,
        "code": finding.code,
        "severity": finding.severity.value,
        "indicator": finding.indicator,
        "finding": written(finding),
    }


def _decision_row(
    form: FormRow,
    version: int,
    kind: DecisionKind,
    finding: Finding,
    by: User,
    suggestion: Suggestion | None,
    edits: Sequence[Edit],
    reason: str | None,
) -> DecisionRow:
    return DecisionRow(
        form_id=form.id,
        revision=version,
        code=finding.code,
        indicator=finding.indicator,
        kind=kind.value,
        finding=written(finding),
        suggestion=written(suggestion) if suggestion else None,
        edits=written_edits(edits),
        reason=reason,
        who=by.name,
        at=now(),
    )


def _decision(row: DecisionRow) -> Decision:
    suggestion = row.suggestion and Suggestion.model_validate_json(row.suggestion)
    return Decision(
        id=row.id,
        form_id=row.form_id,
        revision=row.revision,
        kind=DecisionKind(row.kind),
        finding=Finding.model_validate_json(row.finding),
        suggestion=suggestion or None,
        edits=read_edits(row.edits),
        reason=row.reason,
        who=row.who,
        at=row.at,
    )


def _waiver(row: WaiverRow) -> KeptWaiver:
    return KeptWaiver(
        id=row.id,
        form_id=row.form_id,
        waiver=Waiver.model_validate_json(row.waiver),
        at=row.at,
        revoked_by=row.revoked_by,
        revoked_at=row.revoked_at,
    )


def _slip(row: SlipRow) -> IssuedSlip:
    return IssuedSlip(
        form_id=row.form_id,
        number=row.number,
        revision=row.revision,
        slip=Slip.model_validate_json(row.slip),
        who=row.who,
        at=row.at,
    )
