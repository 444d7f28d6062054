"""What happens when a person says, drops, edits or presses something.

Each function takes the session and gives back steps; the page shows a step as it comes. Nothing
here knows a component, so tests need no browser. An error never loses the table on screen: it
becomes a sentence in the chat.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec

from assistant.app.documents import parse_document, parse_text
from assistant.app.drafts import (
    Drafted,
    DraftOptions,
    Head,
    StopButton,
    draft_target,
    with_head,
)
from assistant.app.refinement import refine_target
from assistant.app.reviews import ReviewOptions, review_table
from assistant.domain.draft import Draft
from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.finding import Severity, Summary, TargetReview
from assistant.domain.indicator import Indicator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget
from assistant.drafting.events import DraftEvent, Repairing, RowDrafted, TaskStarted
from assistant.exceptions import AssistantError, EditError, InputError
from assistant.export.changes import edit_text
from assistant.export.report import DraftReport, TableReport
from assistant.messages import Language, Message
from assistant.settings import Settings
from assistant.ui import view, wording
from assistant.ui.session import Session
from assistant.ui.ticking import with_beats

P = ParamSpec("P")
USER, ASSISTANT = "user", "assistant"
_TASK_SHOWN = 60
_BEAT_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Step(NamedTuple):
    """What to show next.

    Attributes:
        session: state of the page after the step.
        status: the line above the table, or None for the sum of the table.
        busy: work goes on; downloads wait.
        clear_box: empty the input box.
    """

    session: Session
    status: str | None = None
    busy: bool = False
    clear_box: bool = False


class Said(NamedTuple):
    """One message and the fields beside the chat.

    Attributes:
        text: what was typed or pasted.
        path: the file that was dropped, if any.
        unit: the field for the unit's name.
        year: the field for the budget year.
    """

    text: str
    path: Path | None = None
    unit: str = ""
    year: str = ""


class _Kept:
    """The newest session of a run of steps, so that an error in the middle loses nothing."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def step(self, session: Session, status: str | None = None, *, busy: bool = False) -> Step:
        self.session = session
        return Step(session, status, busy)


def send(session: Session, said: Said, settings: Settings, stop: StopButton) -> Iterator[Step]:
    """Answer one message: a file to review, tasks to draft from, or a change to the table."""
    shown = "\n".join(part for part in (said.path.name if said.path else "", said.text) if part)
    if not shown.strip():
        yield Step(_tell(session, wording.SAID_EMPTY))
        return
    session = session.said(USER, shown.strip())
    yield Step(session, busy=True, clear_box=True)
    kept = _Kept(session)
    try:
        yield from _answer(kept, said, settings, stop)
    except Exception as error:  # a refusal, or a bug of ours: the page says so, the table stays
        yield _failed(kept.session, error)


def _failed(session: Session, error: Exception) -> Step:
    if isinstance(error, AssistantError):
        return Step(session.said(ASSISTANT, error.text(session.language)))
    number = secrets.token_hex(4)
    _log.error("error %s on the page", number, exc_info=error)
    words = wording.EXPLAIN_INTERNAL.text(session.language, number=number)
    return Step(session.said(ASSISTANT, words))


def _keeping_the_table(
    act: Callable[Concatenate[Session, P], Step],
) -> Callable[Concatenate[Session, P], Step]:
    """``act``, answering with a sentence and the session as it was where it fails."""

    @wraps(act)
    def answered(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> Step:
        try:
            return act(session, *args, **kwargs)
        except Exception as error:
            return _failed(session, error)

    return answered


def _answer(kept: _Kept, said: Said, settings: Settings, stop: StopButton) -> Iterator[Step]:
    session = kept.session
    if _asks_to_change(session, said):
        yield from _refine(kept, session, said.text, settings)
        return
    if said.path is not None or not _asks_to_redraft(said.text):
        document = parse_document(said.path) if said.path else parse_text(said.text)
        source = with_head(document.targets[0], head_of(said.unit, said.year))
        session = replace(session, source=source)
        if source.indicators:
            table = review_table(source, _options(session, settings))
            read = _said_read(session, said.path, source)
            yield kept.step(replace(session.showing(table), draft=None).said(ASSISTANT, read))
            return
    elif session.source is None:
        yield kept.step(_tell(session, wording.SAID_EMPTY))
        return
    yield from _draft(kept, session, settings, stop)


def _asks_to_change(session: Session, said: Said) -> bool:
    """One line about the table on screen is a change to it; several lines are new tasks."""
    one_line = said.path is None and "\n" not in said.text.strip()
    return one_line and session.target is not None and not _asks_to_redraft(said.text)


def _refine(kept: _Kept, session: Session, text: str, settings: Settings) -> Iterator[Step]:
    """Carry out one sentence, or ask back; rows that it does not name stay as they are."""
    target = session.target or PerformanceTarget()
    yield kept.step(session, wording.REFINING.text(session.language), busy=True)
    previous = session.history[-1][0] if session.history else None
    options = DraftOptions(profile=settings.profile, language=session.language)
    refined = refine_target(target, text, options, settings, previous=previous)
    changes = [f"{number}. {change.words}" for number, change in enumerate(refined.changes, 1)]
    words = "\n".join([refined.question or "", *changes, *refined.notes]).strip()
    if refined.target != target:
        table = review_table(refined.target, _options(session, settings))
        if refined.undone:
            draft = session.history[-1][1]
            session = replace(session, table=table, draft=draft, history=session.history[:-1])
        else:
            session = session.showing(table)
    yield kept.step(session.said(ASSISTANT, words or wording.SAID_NO_CHANGE.text(session.language)))


def _draft(kept: _Kept, session: Session, settings: Settings, stop: StopButton) -> Iterator[Step]:
    """Rows as they are drafted, then the checked table."""
    source = session.source or PerformanceTarget()
    began = time.monotonic()
    session = replace(session, history=session.remembering, table=None, draft=None)
    yield kept.step(session, wording.STARTING.text(session.language), busy=True)
    rows: list[Indicator] = []
    stage: DraftEvent | None = None
    options = DraftOptions(profile=settings.profile, language=session.language)
    events = with_beats(
        lambda: draft_target(source, options, settings, stop=stop), _BEAT_SECONDS, stop.press
    )
    for event in events:
        seconds = round(time.monotonic() - began)
        if isinstance(event, Drafted):
            words = _said_done(event.report.draft, seconds, session.language, stopped=stop.is_set())
            done = replace(session, table=_table_of(event.report), draft=event.report.draft)
            yield kept.step(done.said(ASSISTANT, words))
            return
        if isinstance(event, RowDrafted):
            rows.append(event.indicator.model_copy(update={"id": f"I{len(rows) + 1}"}))
            session = replace(session, table=_unchecked(source, rows))
        elif isinstance(event, TaskStarted | Repairing):
            stage = event
        yield kept.step(session, _doing(stage, len(rows), seconds, session.language), busy=True)


def _unchecked(source: PerformanceTarget, rows: list[Indicator]) -> TableReport:
    """The rows so far, before weights and rules."""
    partial = source.model_copy(update={"indicators": tuple(rows)})
    return TableReport(TargetReview(target=partial), cards=(), profile="")


def _doing(stage: DraftEvent | None, rows: int, seconds: int, language: Language) -> str:
    """The progress line of the stage that work has reached."""
    if isinstance(stage, TaskStarted):
        return wording.DRAFTING.text(
            language,
            number=stage.place,
            total=stage.total,
            rows=rows,
            seconds=seconds,
            task=stage.task.text[:_TASK_SHOWN],
        )
    if isinstance(stage, Repairing):
        return wording.CHECKING.text(language, rows=rows, seconds=seconds)
    return wording.STARTING.text(language)


def _table_of(report: DraftReport) -> TableReport:
    draft = report.draft
    counts = {
        level.value: sum(finding.severity is level for finding in draft.findings)
        for level in Severity
    }
    review = TargetReview(
        target=draft.target,
        findings=draft.findings,
        not_checked=draft.not_checked,
        summary=Summary(**counts),
    )
    return TableReport(review, report.cards, report.profile, report.guessed)


def _said_done(draft: Draft, seconds: int, language: Language, *, stopped: bool) -> str:
    rows = draft.target.indicators
    message = wording.SAID_STOPPED if stopped else wording.SAID_DONE
    confirm = sum(row.confirm for row in rows)
    said = message.text(language, rows=len(rows), seconds=seconds, confirm=confirm)
    return "\n".join((said, *draft.notes))


def _asks_to_redraft(text: str) -> bool:
    return text.strip(" 。.！!") in wording.RESTART_DRAFT


def head_of(unit: str, year: str) -> Head:
    """What the fields beside the chat say of the form.

    Raises:
        InputError: the year is not four digits.
    """
    unit, year = unit.strip(), year.strip()
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise InputError(wording.BAD_YEAR, year=year)
    return Head(unit=unit or None, year=int(year) if year else None)


def _said_read(session: Session, path: Path | None, source: PerformanceTarget) -> str:
    return wording.SAID_READ.text(
        session.language,
        name=path.name if path else wording.PASTED.text(session.language),
        tasks=len(source.tasks),
        rows=len(source.indicators),
        next=wording.NEXT_REVIEW.text(session.language) if source.tasks else "",
    )


def _options(session: Session, settings: Settings) -> ReviewOptions:
    return ReviewOptions(profile=settings.profile, language=session.language)


@_keeping_the_table
def edit_cells(session: Session, cells: list[list[object]], settings: Settings) -> Step:
    """Take over what was typed into the table; a cell that cannot be is said and put back."""
    target = session.target
    if target is None:
        return Step(session)
    try:
        edits = _edits(target, cells)
        changed = apply_edits(target, edits)
    except EditError as error:
        return Step(session.said(ASSISTANT, error.text(session.language)))
    if not edits:
        return Step(session)
    shown = [edit for edit in edits if edit.field != "confirm"]
    changes = "；".join(edit_text(edit, target, session.language) for edit in shown)
    table = review_table(changed, _options(session, settings))
    said = wording.SAID_EDITED.text(session.language, changes=changes)
    return Step(session.showing(table).said(ASSISTANT, said))


def _edits(target: PerformanceTarget, cells: list[list[object]]) -> tuple[Edit, ...]:
    """What the typed cells change; rows are matched by their number in the first column."""
    known = {str(row.number): row for row in target.indicators}
    edits: list[Edit] = []
    for line in cells:
        row = known.get(_typed(line[0]) or "")
        if row is not None:
            edits += _row_edits(row, line)
        elif any(_typed(line[column]) for column, _ in view.EDITABLE):
            edits += _added(target, line)
    shown = {_typed(line[0]) for line in cells}
    gone = (row.id for number, row in known.items() if number not in shown)
    edits += (Edit(op=EditOp.REMOVE, indicator=row) for row in gone)
    return tuple(edits)


def _added(target: PerformanceTarget, line: list[object]) -> tuple[Edit, ...]:
    """A row typed into a blank line: added empty, then filled as any other row is."""
    number = max((row.number for row in target.indicators), default=0) + 1
    blank = Indicator(id=f"I{number}", provenance={"value": Provenance(kind=ProvenanceKind.USER)})
    return (Edit(op=EditOp.ADD, row=blank), *_row_edits(blank, line))


def _row_edits(row: Indicator, line: list[object]) -> list[Edit]:
    edits: list[Edit] = []
    for column, field in view.EDITABLE:
        typed = _typed(line[column])
        old = getattr(row, field)
        if typed != (None if old is None else str(old)):
            edits.append(Edit(op=EditOp.SET, indicator=row.id, field=field, value=typed))
    drafted = row.confirm or row.provenance
    if drafted and any(edit.field == "value" for edit in edits):
        # A value that a person typed is theirs: it needs no confirmation and no other's passport.
        edits.append(Edit(op=EditOp.SET, indicator=row.id, field="confirm", value="false"))
    return edits


def _typed(cell: object) -> str | None:
    return str("" if cell is None else cell).strip() or None


@_keeping_the_table
def undo(session: Session, settings: Settings) -> Step:
    """Back to the table before the last change."""
    if not session.history:
        return Step(_tell(session, wording.SAID_NOTHING_TO_UNDO))
    target, draft = session.history[-1]
    table = review_table(target, _options(session, settings))
    back = replace(session, table=table, draft=draft, history=session.history[:-1])
    return Step(_tell(back, wording.SAID_UNDONE))


@_keeping_the_table
def fix(session: Session, settings: Settings) -> Step:
    """Apply the fixes that change form and never meaning."""
    if session.target is None:
        return Step(_tell(session, wording.SAID_EMPTY))
    table = review_table(session.target, _options(session, settings)._replace(fix=True))
    if not table.changes:
        return Step(_tell(session, wording.SAID_NOTHING_TO_FIX))
    said = wording.SAID_FIXED.text(session.language, count=len(table.changes))
    listed = "\n".join((said, *table.changes))
    return Step(session.showing(table).said(ASSISTANT, listed))


def restart(session: Session) -> Step:
    """A clean page in the same language."""
    return Step(Session(language=session.language), clear_box=True)


@_keeping_the_table
def speak(session: Session, language: Language, settings: Settings) -> Step:
    """The same page in another language; findings are worded anew."""
    session = replace(session, language=language)
    if session.target is None:
        return Step(session)
    table = review_table(session.target, _options(session, settings))
    return Step(replace(session, table=table))


def _tell(session: Session, message: Message) -> Session:
    return session.said(ASSISTANT, message.text(session.language))
