"""What ends the work on a form: the slip, return, pass; and applying what was accepted."""

from datetime import date

from assistant.app.desk.cards import finding_key
from assistant.app.desk.decided import decided_review, open_errors
from assistant.app.desk.desk import Desk, DeskForm
from assistant.domain.comparison import Comparison
from assistant.domain.finding import Finding
from assistant.domain.slip import Slip, SlipNotes
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import InputError, NotPermittedError
from assistant.messages import Language, Message
from assistant.review import questions_about
from assistant.review.compare import compare_targets
from assistant.review.slip import make_slip
from assistant.store import Form, FormStatus, IssuedSlip, Revision, User

_CANNOT_PASS = Message(
    zh="还不能通过：{count} 项错误既没有改正，也没有写明理由判为不成立或豁免（{where}）。"
    "采纳的建议要由单位改好重报，请退回。",
    en="It cannot pass: {count} errors are neither corrected, nor rejected or waived with a reason "
    "({where}). Accepted changes are carried out by the unit: return it.",
)
_NOT_YOURS = Message(
    zh="这是单位报送的表，审核人不能改；采纳的建议会写进意见书，由单位改好重报。",
    en="This form is the unit's; a reviewer cannot change it. Accepted changes stand on the slip, "
    "and the unit carries them out.",
)
_NOTHING_TO_APPLY = Message(
    zh="还没有采纳可以写入的建议。", en="No change has been accepted that could be applied."
)
_APPLIED = Message(zh="写入审核时采纳的 {count} 处建议", en="{count} accepted changes applied")
_CHANGED_SINCE = Message(
    zh="单位已经在改这份表，不能收回；请等单位重报。",
    en="The unit is changing the form already; wait until it is filed again.",
)
_TABLE = Message(zh="整表", en="table")
_ROW = Message(zh="第{number}行", en="row {number}")
_MOST_TOLD = 8


def slip_of(on_desk: DeskForm, *, by: User, opinion: str = "") -> Slip:
    """The slip as it would go out now, with every decision in it."""
    reviewed, language = on_desk.reviewed, on_desk.language
    review = decided_review(reviewed.review, on_desk.decisions)
    standing = [finding for finding in review.findings if finding.waiver is None]
    asked = questions_about(standing, review.target, language)
    notes = SlipNotes(
        reviewer=by.name,
        date=date.today().isoformat(),  # noqa: DTZ011
        opinion=opinion.strip() or None,
    )
    return make_slip(
        review.model_copy(update={"questions": tuple(asked)}),
        profile=reviewed.title,
        notes=notes,
        language=language,
    )


def return_form(
    desk: Desk,
    form_id: str,
    version: int,
    *,
    by: User,
    opinion: str = "",
    language: Language = Language.CHINESE,
) -> IssuedSlip:
    """Send the form back to its unit with a slip, which is kept as it went out.

    Raises:
        ConflictError: the unit has filed a new version.
        NotPermittedError: the form is no longer to be decided on.
    """
    on_desk = desk.open_to_decide(form_id, version, by=by, language=language)
    slip = slip_of(on_desk, by=by, opinion=opinion)
    # The status first: a slip must not go out on a form that somebody passed a moment ago.
    desk.store.forms.set_status(form_id, version, FormStatus.RETURNED, by=by, why=opinion.strip())
    return desk.store.reviews.issue_slip(form_id, version, slip, by=by)


def pass_form(
    desk: Desk, form_id: str, version: int, *, by: User, language: Language = Language.CHINESE
) -> Form:
    """Let the form go on.

    Raises:
        NotPermittedError: an error stands that is neither resolved, nor rejected with a reason,
            nor waived; or the form is no longer to be decided on.
        ConflictError: the unit has filed a new version.
    """
    on_desk = desk.open_to_decide(form_id, version, by=by, language=language)
    errors = open_errors(on_desk.reviewed.review, on_desk.decisions)
    if errors:
        where = _places(errors, on_desk.target, language)
        raise NotPermittedError(_CANNOT_PASS, count=len(errors), where=where)
    return desk.store.forms.set_status(form_id, version, FormStatus.PASSED, by=by)


def reopen_form(desk: Desk, form_id: str, version: int, *, by: User) -> Form:
    """Take a return back while the unit has not begun to change the form.

    Raises:
        ConflictError: the unit has changed the form since.
        NotPermittedError: the form is not returned, or the user is no reviewer.
    """
    issued = desk.store.reviews.slips(form_id, by=by)
    if issued and issued[-1].revision != version:
        raise NotPermittedError(_CHANGED_SINCE)
    return desk.store.forms.set_status(form_id, version, FormStatus.SUBMITTED, by=by)


def apply_accepted(
    desk: Desk, form_id: str, version: int, *, by: User, language: Language = Language.CHINESE
) -> Revision:
    """Make the accepted changes in a form that the reviewer brought, as a new version of it.

    A unit's form is never changed by a reviewer: there the changes stand on the slip.

    Raises:
        NotPermittedError: the form is another's, or no longer to be decided on.
        InputError: nothing was accepted.
        ConflictError: there is a newer version.
    """
    on_desk = desk.open_to_decide(form_id, version, by=by, language=language)
    if not on_desk.is_mine:
        raise NotPermittedError(_NOT_YOURS)
    applied = on_desk.accepted
    if not applied.edits:
        raise InputError(_NOTHING_TO_APPLY)
    kinds = {finding_key(one.finding) for one in on_desk.decisions.values() if one.edits}
    saved = desk.store.forms.save(
        form_id,
        version,
        applied.target,
        by=by,
        why=_APPLIED.text(language, count=len(kinds)),
        edits=applied.edits,
    )
    desk.keep_lights(desk.open(form_id, by=by, language=language, suggest=False), by=by)
    return saved


def compare_with_last(desk: Desk, on_desk: DeskForm, *, by: User) -> Comparison | None:
    """The form beside the version that went back last, or the first; None for a first version."""
    form = on_desk.form
    returned = sorted({slip.revision for slip in desk.store.reviews.slips(form.id, by=by)})
    earlier = [number for number in returned if number < form.version] or [1]
    if form.version == 1:
        return None
    tables = [desk.store.forms.revision(form.id, number, by=by).target for number in earlier]
    return compare_targets(
        tables[-1],
        on_desk.target,
        on_desk.reviewed.settings(on_desk.language),
        history=tables[:-1],
    )


def _places(findings: tuple[Finding, ...], target: PerformanceTarget, language: Language) -> str:
    numbers = {row.id: number for number, row in enumerate(target.indicators, start=1)}
    places: dict[str, None] = {}
    for finding in findings:
        number = numbers.get(finding.indicator or "")
        place = _ROW.text(language, number=number) if number else _TABLE.text(language)
        places[f"{place} {finding.code}"] = None
    told = list(places)
    more = "…" if len(told) > _MOST_TOLD else ""
    return "、".join(told[:_MOST_TOLD]) + more
