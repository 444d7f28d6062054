"""A draft that grows at the workbench: rows are kept as they come, and what people typed stays."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import NamedTuple

from assistant.app.drafts import Drafted, DraftOptions, draft_target
from assistant.app.workbench import wording
from assistant.app.workbench.state import DraftRun, PartialDraft, Progress, Stage, TypedCell
from assistant.app.workbench.ticking import with_beats
from assistant.app.workbench.turn import Turn
from assistant.app.workbench.work import Work
from assistant.domain.draft import Draft, Usage
from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.indicator import Indicator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget
from assistant.drafting.events import DraftEvent, Repairing, RowDrafted, TaskStarted
from assistant.settings import Settings

BEAT_SECONDS = 5.0
"""How often a draft shows that its process is alive."""
_TASK_SHOWN = 60


class Drafter(NamedTuple):
    """What drafting needs of the workbench.

    Attributes:
        turn: opens a turn of the user.
        settings: which model.
        worker: name of this process.
        spent: told what the calls of the model cost.
    """

    turn: Callable[[], AbstractContextManager[Turn]]
    settings: Settings
    worker: str
    spent: Callable[[Usage], None]


def draft(work: Work, drafter: Drafter, source: PerformanceTarget, options: DraftOptions) -> None:
    """Draft ``source`` to its end, or until it is stopped."""
    with drafter.turn() as turn:
        form_id = turn.form.id if turn.form else None
        partial = PartialDraft(worker=drafter.worker, beat=datetime.now(UTC), form_id=form_id)
        turn.put(source=source, partial=partial, panel=None, choices=())
    work.at(Progress(stage=Stage.STARTING))
    events = with_beats(
        lambda: draft_target(source, options, drafter.settings, stop=work.stop),
        BEAT_SECONDS,
        work.stop.press,
    )
    for event in events:
        if isinstance(event, Drafted):
            drafter.spent(event.report.draft.usage)
            _finish(work, drafter, event.report.draft)
        elif isinstance(event, RowDrafted):
            _keep_row(drafter, event.indicator)
            work.changes += 1
        else:
            _go_on(work, drafter, event)


def _go_on(work: Work, drafter: Drafter, event: object) -> None:
    """A sign of life, and the stage if it is a new one."""
    progress = _progress(event) if isinstance(event, DraftEvent) else None
    if progress is not None:
        work.at(progress)
    with drafter.turn() as turn:
        if turn.state.partial is not None:
            update = {"beat": datetime.now(UTC), "progress": work.progress}
            turn.put(partial=turn.state.partial.model_copy(update=update))


def _progress(event: DraftEvent) -> Progress | None:
    if isinstance(event, TaskStarted):
        words = event.task.text[:_TASK_SHOWN]
        return Progress(stage=Stage.DRAFTING, number=event.place, total=event.total, words=words)
    if isinstance(event, Repairing):
        return Progress(stage=Stage.CHECKING)
    return None


def _keep_row(drafter: Drafter, row: Indicator) -> None:
    with drafter.turn() as turn:
        partial = turn.state.partial
        if partial is None:
            return
        numbered = row.model_copy(update={"id": f"I{len(partial.rows) + 1}"})
        update = {"rows": (*partial.rows, numbered), "beat": datetime.now(UTC)}
        turn.put(partial=partial.model_copy(update=update))


def _finish(work: Work, drafter: Drafter, made: Draft) -> None:
    with drafter.turn() as turn:
        partial = turn.state.partial
        target = with_typed(made.target, partial.typed if partial else ())
        turn.put(partial=None)
        turn.save(target, wording.DRAFTED.text(turn.language))
        turn.put(
            run=DraftRun(
                rounds=made.rounds, usage=made.usage, notes=made.notes, failure=made.failure
            )
        )
        rows = target.indicators
        message = wording.STOPPED if work.stop.is_set() else wording.DONE
        confirm = sum(row.confirm for row in rows)
        said = message.text(turn.language, rows=len(rows), seconds=work.seconds, confirm=confirm)
        turn.tell("\n".join((said, *made.notes)))


def keep_interrupted(turn: Turn, *, failed: bool = False) -> None:
    """Make a table of the rows that a draft left when its process went away, or when it failed.

    Args:
        turn: the turn of its user.
        failed: the reason is told by the caller.
    """
    partial = turn.state.partial
    if partial is None:
        return
    turn.put(partial=None)
    if not partial.rows:
        if not failed:
            turn.say(wording.INTERRUPTED, rows=0)
        return
    source = turn.state.source or PerformanceTarget()
    turn.save(
        source.model_copy(update={"indicators": partial.rows}), wording.DRAFTED.text(turn.language)
    )
    message = wording.FAILED_HALFWAY if failed else wording.INTERRUPTED
    turn.say(message, rows=len(partial.rows))


def type_into_partial(partial: PartialDraft, edit: Edit) -> PartialDraft:
    """The rows so far with one cell changed by hand.

    Raises:
        EditError: there is no such row, or the cell cannot be that.
    """
    rows = PerformanceTarget(indicators=partial.rows)
    changed = apply_edits(rows, (edit, *_confirming(edit)))
    name = next((row.name for row in partial.rows if row.id == edit.indicator), None)
    known = next(
        (cell.name for cell in partial.typed if cell.edit.indicator == edit.indicator), name
    )
    typed = (*partial.typed, TypedCell(name=known, edit=edit))
    return partial.model_copy(update={"rows": changed.indicators, "typed": typed})


def with_typed(target: PerformanceTarget, typed: tuple[TypedCell, ...]) -> PerformanceTarget:
    """The finished draft with what people typed meanwhile; a row that it dropped is put back."""
    places: dict[str | None, str] = {}
    for cell in typed:
        row_id = places.get(cell.edit.indicator) or next(
            (row.id for row in target.indicators if row.name == cell.name), None
        )
        if row_id is None:
            row_id = f"I{max((row.number for row in target.indicators), default=0) + 1}"
            blank = Indicator(
                id=row_id,
                name=cell.name,
                provenance={"value": Provenance(kind=ProvenanceKind.USER)},
            )
            target = apply_edits(target, (Edit(op=EditOp.ADD, row=blank),))
        places[cell.edit.indicator] = row_id
        edit = cell.edit.model_copy(update={"indicator": row_id})
        target = apply_edits(target, (edit, *_confirming(edit)))
    return target


def _confirming(edit: Edit) -> tuple[Edit, ...]:
    """A value that a person typed is theirs: it needs no confirmation and no other's passport."""
    if edit.field != "value":
        return ()
    return (Edit(op=EditOp.SET, indicator=edit.indicator, field="confirm", value="false"),)
