"""Markdown: the form as pipe tables that our own intake reads back, and reviews to send on."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.export.form import (
    GOAL_LABEL,
    NOTES_LABEL,
    TASKS_LABEL,
    Form,
    form_of,
)
from assistant.export.inert import markdown_text


def document_markdown(document: TargetDocument) -> str:
    """Every table of one file."""
    return "\n".join(form_markdown(target) for target in document.targets)


def form_markdown(target: PerformanceTarget) -> str:
    """One table with all that stands around it."""
    return "\n".join(_form(form_of(target)))


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A pipe table whose first row is the header, and the blank line after it."""
    for number, cells in enumerate(rows):
        yield f"| {' | '.join(map(markdown_text, cells))} |"
        if number == 0:
            yield f"|{' --- |' * len(cells)}"
    yield ""


def _form(form: Form) -> Iterator[str]:
    yield f"## {form.title}"
    yield ""
    for label, text in form.facts:
        yield f"{label}：{markdown_text(text)}"
        yield ""
    if form.funding:
        yield from table(form.funding)
    if form.tasks:
        header, *rows = form.tasks
        yield from table([(TASKS_LABEL, *header), *(("", *row) for row in rows)])
    yield from table([(GOAL_LABEL, form.goal)])
    yield from table([form.columns, *form.rows])
    yield from table([(NOTES_LABEL, form.notes)])
