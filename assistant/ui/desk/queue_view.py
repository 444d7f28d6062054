"""The queue and the intake as the desk shows them."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from assistant.app.desk.desk import PAGE_SIZE
from assistant.app.desk.taking_in import Intake, Outcome, TakenIn
from assistant.messages import Language
from assistant.store import Form, FormPage, FormStatus
from assistant.ui.desk import wording
from assistant.ui.desk.moments import local_time, span_text
from assistant.ui.desk.state import State

_SHOWN_RESULTS = 200
"""Rows of an intake on screen; bad files first, so that none of them is missed."""


class Chip(NamedTuple):
    """One state to filter by."""

    value: str
    label: str
    forms: int
    chosen: bool


class QueueRow(NamedTuple):
    """One form in the queue."""

    id: str
    light: str
    unit: str
    title: str
    year: str
    status: str
    errors: int
    warnings: int
    version: int
    source: str
    updated: str


class QueueView(NamedTuple):
    """One page of the queue; see queue.html for what each value is for."""

    chips: tuple[Chip, ...]
    search: str
    order: str
    rows: tuple[QueueRow, ...]
    page: int
    pages: int
    total: int
    filtered: bool
    export_link: str


class IntakeRow(NamedTuple):
    """What came of one table or file."""

    file: str
    form: str
    unit: str
    light: str
    result: str
    failed: bool


class IntakeView(NamedTuple):
    """An intake under way or done."""

    line: str
    running: bool
    done: int
    total: int
    rows: tuple[IntakeRow, ...]


def light_of(form: Form) -> str:
    """Red with an error, amber with a warning, green with neither, none before a review."""
    if form.reviewed is None:
        return "none"
    if form.lights.error:
        return "red"
    return "amber" if form.lights.warning else "green"


def queue_view(
    found: FormPage,
    counts: Mapping[FormStatus, int],
    state: State,
    language: Language,
) -> QueueView:
    """One page of the queue.

    Args:
        found: the forms.
        counts: how many forms stand where.
        state: filter, order and page.
        language: language on screen.
    """
    chips = [
        Chip(status.value, wording.STATUSES[status.value].text(language), count,
             status is state.status)
        for status, count in counts.items()
    ]  # fmt: skip
    every = Chip("", wording.ALL.text(language), sum(counts.values()), state.status is None)
    return QueueView(
        chips=(*chips, every),
        search=state.search,
        order=state.order.value,
        rows=tuple(_row(form, language) for form in found.forms),
        page=state.page,
        pages=max(-(-found.total // PAGE_SIZE), 1),
        total=found.total,
        filtered=bool(state.search) or sum(counts.values()) > 0,
        export_link=export_link(state),
    )


def export_link(state: State, name: str = "export.zip") -> str:
    """Where everything that the filter lets through can be fetched."""
    asked = {"status": state.status.value if state.status else "", "search": state.search}
    return f"desk/{name}?{urlencode(asked)}"


def _row(form: Form, language: Language) -> QueueRow:
    source = wording.FROM_UNIT.text(language)
    if form.source_name:
        source = wording.FROM_FILE.text(language, name=form.source_name)
    return QueueRow(
        id=form.id,
        light=light_of(form),
        unit=form.unit.name or wording.NO_UNIT.text(language),
        title=form.title.removeprefix(form.unit.name or "").strip(),
        year=str(form.year or ""),
        status=form.status.value,
        errors=form.lights.error,
        warnings=form.lights.warning,
        version=form.version,
        source=source,
        updated=local_time(form.updated),
    )


def intake_view(intake: Intake, language: Language) -> IntakeView:
    """An intake as it stands."""
    rows = sorted(intake.results, key=lambda row: row.outcome is not Outcome.FAILED)
    return IntakeView(
        line=_line(intake, language),
        running=not intake.finished,
        done=intake.done,
        total=intake.total,
        rows=tuple(_taken(row, language) for row in rows[:_SHOWN_RESULTS]),
    )


def _line(intake: Intake, language: Language) -> str:
    failed = sum(row.outcome is Outcome.FAILED for row in intake.results)
    forms = len(intake.results) - failed
    if intake.stopped:
        return wording.STOPPED_INTAKE.text(language, forms=forms, rest=intake.total - intake.done)
    if intake.finished:
        took = span_text(intake.seconds, language)
        return wording.TAKEN_IN.text(language, forms=forms, failed=failed, took=took)
    left = intake.seconds_left
    return wording.READING.text(
        language,
        done=intake.done,
        total=intake.total,
        rate=round(intake.rate * 60),
        left="…" if left is None else span_text(left, language),
    )


def _taken(row: TakenIn, language: Language) -> IntakeRow:
    if row.form is None:
        return IntakeRow(row.file, "", "", "", row.reason, failed=True)
    said = {
        Outcome.NEW: wording.NEW_FORM,
        Outcome.VERSION: wording.NEW_VERSION,
        Outcome.SAME: wording.SAME_FORM,
    }[row.outcome].text(language, version=row.form.version)
    counts = wording.COUNTS.text(language, **row.form.lights.model_dump())
    unit = row.form.unit.name or row.form.title
    return IntakeRow(
        row.file, row.form.id, unit, light_of(row.form), f"{said} · {counts}", failed=False
    )
