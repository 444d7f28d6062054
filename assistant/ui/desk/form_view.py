"""One form as the desk shows it."""

from base64 import b64encode
from collections.abc import Iterable
from typing import NamedTuple

from assistant.app.desk.decided import with_accepted
from assistant.app.desk.desk import DeskForm
from assistant.app.desk.reviewing import review_form
from assistant.domain.comparison import Comparison
from assistant.domain.finding import NotChecked
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.export.comparison import comparison_pages
from assistant.export.coverage import coverage_svg
from assistant.export.form import GOAL_LABEL
from assistant.export.pages import Pages
from assistant.messages import Language, Message
from assistant.review.coverage import coverage_of
from assistant.store import AuditEntry, FormStatus
from assistant.ui.desk import wording
from assistant.ui.desk.card_view import CardView, card_views
from assistant.ui.desk.document_view import Document, cell_text, document_view
from assistant.ui.desk.queue_view import light_of
from assistant.ui.desk.state import Pane

_FIELDS = ("level1", "level2", "name", "operator", "value", "unit", "weight", "note")
_PANES: dict[Pane, Message] = {
    Pane.DOCUMENT: wording.DOCUMENT,
    Pane.AFTER: wording.AFTERWARDS,
    Pane.COMPARE: wording.COMPARED,
    Pane.COVERAGE: wording.COVERAGE,
    Pane.HISTORY: wording.HISTORY,
}


class ChangedCell(NamedTuple):
    """A cell after the accepted changes; ``before`` is None where it is as it was."""

    text: str
    before: str | None = None


class ChangedRow(NamedTuple):
    """A row after the accepted changes: ``kept``, ``added`` or ``removed``."""

    kind: str
    cells: tuple[ChangedCell, ...]


class Afterwards(NamedTuple):
    """The whole table with every accepted change; see after.html."""

    line: str
    conflicts: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[ChangedRow, ...]
    goal: str
    goal_before: str
    goal_label: str = GOAL_LABEL


class HistoryLine(NamedTuple):
    """One thing that was done."""

    when: str
    who: str
    what: str
    why: str


class FormView(NamedTuple):
    """One form; see form.html for what each value is for."""

    id: str
    version: int
    unit: str
    title: str
    profile: str
    light: str
    errors: int
    warnings: int
    status: str
    done: int
    total: int
    link: str
    can_decide: bool
    can_return: bool
    can_apply: bool
    can_reopen: bool
    panes: tuple[tuple[str, Message], ...]
    pane: str
    pane_title: str
    thinking: bool
    cards: tuple[CardView, ...]
    infos: tuple[CardView, ...]
    not_checked: tuple[NotChecked, ...]
    document: Document | None = None
    afterwards: Afterwards | None = None
    pages: Pages | None = None
    picture: str = ""
    history: tuple[HistoryLine, ...] = ()


def form_view(
    on_desk: DeskForm,
    pane: Pane,
    *,
    compared: Comparison | None = None,
    trail: Iterable[AuditEntry] = (),
) -> FormView:
    """One form with its cards, and what stands on the left.

    Args:
        on_desk: the form.
        pane: what stands on the left.
        compared: the form beside its last version, for that pane.
        trail: what was done with it, newest first, for that pane.
    """
    language, form, reviewed = on_desk.language, on_desk.form, on_desk.reviewed
    grave = [card for card in on_desk.cards if card.is_grave]
    infos = [card for card in on_desk.cards if not card.is_grave]
    can_decide = on_desk.can_decide
    profile = wording.PROFILE_GUESSED if reviewed.guessed else wording.PROFILE
    lit = form.model_copy(update={"lights": on_desk.summary, "reviewed": form.version})
    view = FormView(
        id=form.id,
        version=form.version,
        unit=form.unit.name or wording.NO_UNIT.text(language),
        title=form.title.removeprefix(form.unit.name or "").strip(),
        profile=profile.text(language, name=reviewed.title),
        light=light_of(lit),
        errors=on_desk.summary.error,
        warnings=on_desk.summary.warning,
        status=form.status.value,
        done=sum(card.is_done for card in grave),
        total=len(grave),
        link=f"desk/forms/{form.id}",
        can_decide=can_decide,
        can_return=can_decide or form.status is FormStatus.PASSED,
        can_apply=can_decide and on_desk.is_mine and bool(on_desk.accepted.edits),
        can_reopen=form.status is FormStatus.RETURNED,
        panes=tuple((name.value, label) for name, label in _PANES.items()),
        pane=pane.value,
        pane_title=_PANES[pane].text(language),
        thinking=not reviewed.suggested,
        cards=card_views(grave, on_desk.target, language),
        infos=card_views(infos, on_desk.target, language),
        not_checked=reviewed.review.not_checked,
    )
    return _with_pane(view, on_desk, pane, compared, trail)


def _with_pane(
    view: FormView,
    on_desk: DeskForm,
    pane: Pane,
    compared: Comparison | None,
    trail: Iterable[AuditEntry],
) -> FormView:
    language = on_desk.language
    match pane:
        case Pane.DOCUMENT:
            document = document_view(on_desk.target, on_desk.cards, language)
            return view._replace(document=document)
        case Pane.AFTER:
            return view._replace(afterwards=afterwards(on_desk))
        case Pane.COMPARE:
            if compared is None:
                return view
            return view._replace(pages=comparison_pages(compared, language))
        case Pane.COVERAGE:
            covered = coverage_of(on_desk.target, on_desk.reviewed.profile)
            picture = b64encode(coverage_svg(covered, language).encode()).decode("ascii")
            return view._replace(picture=f"data:image/svg+xml;base64,{picture}")
        case Pane.HISTORY:
            lines = (history_line(entry, language) for entry in trail)
            return view._replace(history=tuple(line for line in lines if line))


def afterwards(on_desk: DeskForm) -> Afterwards | None:
    """The table with every accepted change, reviewed anew; None where none was accepted."""
    applied = with_accepted(on_desk.target, on_desk.decisions.values())
    if not applied.edits and not applied.conflicts:
        return None
    language, before, after = on_desk.language, on_desk.target, applied.target
    again = review_form(after, on_desk.reviewed.profile.name, language).review.summary
    now = on_desk.reviewed.review.summary
    accepted = {str(one.edits) for one in on_desk.decisions.values() if one.edits}
    line = wording.SUMMARY_AFTER.text(
        language,
        count=len(accepted) - len(applied.conflicts),
        e0=now.error,
        e1=again.error,
        w0=now.warning,
        w1=again.warning,
    )
    conflicts = tuple(
        wording.NOT_APPLICABLE.text(
            language,
            where=_row_name(one.finding.indicator, before, language),
            codes=one.finding.code,
        )
        for one in applied.conflicts
    )
    changed_goal = before.goal != after.goal
    return Afterwards(
        line=line,
        conflicts=conflicts,
        columns=(
            wording.NUMBER.text(language),
            *(wording.FIELDS[field].text(language) for field in _FIELDS),
        ),
        rows=tuple(_changed_rows(before, after)),
        goal=(after.goal or "") if changed_goal else "",
        goal_before=before.goal or "",
    )


def _row_name(row: str | None, target: PerformanceTarget, language: Language) -> str:
    for number, one in enumerate(target.indicators, start=1):
        if one.id == row:
            return wording.ROW.text(language, number=number)
    return wording.WHOLE_TABLE.text(language)


def _changed_rows(before: PerformanceTarget, after: PerformanceTarget) -> Iterable[ChangedRow]:
    """The rows of ``after`` in order, and where they stood those that are gone."""
    old = {row.id: row for row in before.indicators}
    new = {row.id for row in after.indicators}
    gone = [row for row in before.indicators if row.id not in new]
    places = {row.id: number for number, row in enumerate(before.indicators, start=1)}
    for row in after.indicators:
        while gone and places[gone[0].id] < places.get(row.id, 0):
            yield _changed("removed", gone.pop(0), None, places)
        kind = "kept" if row.id in old else "added"
        yield _changed(kind, row, old.get(row.id), places)
    for row in gone:
        yield _changed("removed", row, None, places)


def _changed(
    kind: str, row: Indicator, old: Indicator | None, places: dict[str, int]
) -> ChangedRow:
    cells = [ChangedCell(str(places.get(row.id, "+")))]
    for field in _FIELDS:
        text, was = cell_text(row, field), cell_text(old, field)
        cells.append(ChangedCell(text, was if old is not None and was != text else None))
    return ChangedRow(kind, tuple(cells))


def history_line(entry: AuditEntry, language: Language) -> HistoryLine | None:
    """A link of the audit trail in words; None for what is no news to a reviewer."""
    message = wording.HISTORY_ACTIONS.get(entry.action)
    if message is None:
        return None
    details = {**entry.details, "from_": entry.details.get("from", "")}
    known = {"from_": "", "to": "", "code": "", "revision": "", "number": "", "verdict": ""}
    values = {name: str(details.get(name, "")) for name in known}
    when = entry.at[:16].replace("T", " ")
    why = str(entry.details.get("why") or "")
    return HistoryLine(when, entry.who, message.text(language, **values), why)
