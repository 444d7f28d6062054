"""Where each cell of the official form stands: one grid with spans, for Excel and Word alike."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import groupby
from typing import NamedTuple

from assistant.export.form import (
    GOAL_LABEL,
    INDICATORS_LABEL,
    NOTES_LABEL,
    TASKS_LABEL,
    Form,
)
from assistant.export.inert import text_width

_BASE_WIDTHS = (13, 13, 19, 14, 14, 14, 13, 12, 13, 10)
_EXTRA_WIDTHS = (12, 46)
"""Least and greatest width of a further column; between them its longest text decides."""
_EXTRA_LINES = 3
_NAME_COLUMNS = 3
_TASK_COLUMNS = 2
_AMOUNT_COLUMNS = 2


class Look(Enum):
    """How a cell is drawn."""

    TITLE = auto()
    LABEL = auto()
    HEADER = auto()
    TEXT = auto()
    NOTE = auto()
    """Running text of a report: small, from the top, may go on over the page."""
    CENTRED = auto()


class Placed(NamedTuple):
    """One cell: its place and span counted from 0, its text and its look."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    look: Look


class Layout(NamedTuple):
    """The whole form.

    Attributes:
        cells: every cell once, in reading order.
        widths: width of each column in half-width characters.
        rows: number of rows.
        header_row: the row that holds the headers of the indicator table, from 0.
    """

    cells: tuple[Placed, ...]
    widths: tuple[int, ...]
    rows: int
    header_row: int


def lay_out(form: Form) -> Layout:
    """``form`` as one grid."""
    widths = (*_BASE_WIDTHS, *_extra_widths(form))
    width = len(widths)
    blocks = [
        [Placed(0, 0, 1, width, form.title, Look.TITLE)],
        list(_facts(form.facts, width)),
        list(_funding(form.funding, width)),
        list(_tasks(form.tasks, width)),
        list(_text_row(GOAL_LABEL, form.goal, width)),
        list(_indicators(form, width)),
        list(_text_row(NOTES_LABEL, form.notes, width)),
    ]
    cells: list[Placed] = []
    top = header_row = 0
    for number, block in enumerate(blocks):
        if number == 5:
            header_row = top
        cells += (cell._replace(row=cell.row + top) for cell in block)
        top += max((cell.row + cell.rowspan for cell in block), default=0)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Layout(tuple(cells), widths, top, header_row)


def _extra_widths(form: Form) -> Iterator[int]:
    """Columns beyond the usual seven: an explanation needs more room than a direction."""
    least, greatest = _EXTRA_WIDTHS
    for number in range(len(_BASE_WIDTHS) - _NAME_COLUMNS, len(form.columns)):
        longest = max(text_width(row[number]) for row in (form.columns, *form.rows))
        yield min(max(longest // _EXTRA_LINES, least), greatest)


def _facts(facts: Sequence[tuple[str, str]], width: int) -> Iterator[Placed]:
    half = width // 2
    for number, (label, text) in enumerate(facts):
        row, right = divmod(number, 2)
        left = half * right
        last = width if right or number == len(facts) - 1 else half
        yield Placed(row, left, 1, 1, label, Look.LABEL)
        yield Placed(row, left + 1, 1, last - left - 1, text, Look.TEXT)


def _funding(funding: Sequence[Sequence[str]], width: int) -> Iterator[Placed]:
    if not funding:
        return
    groups, sources, amounts = funding
    basic, project = 2, 6
    yield Placed(0, 0, 3, 1, groups[0], Look.LABEL)
    yield Placed(0, 1, 2, 1, groups[1], Look.HEADER)
    yield Placed(0, basic, 1, project - basic, groups[basic], Look.HEADER)
    yield Placed(0, project, 1, width - project, groups[project], Look.HEADER)
    last = len(sources) - 1
    for column, source in enumerate(sources[basic:], start=basic):
        span = width - last if column == last else 1
        yield Placed(1, column, 1, span, source, Look.HEADER)
    for column, amount in enumerate(amounts[1:], start=1):
        span = width - last if column == last else 1
        yield Placed(2, column, 1, span, amount, Look.CENTRED)


def _tasks(tasks: Sequence[Sequence[str]], width: int) -> Iterator[Placed]:
    if not tasks:
        return
    content = 1 + _TASK_COLUMNS
    amount = width - _AMOUNT_COLUMNS if len(tasks[0]) == 3 else width
    yield Placed(0, 0, len(tasks), 1, TASKS_LABEL, Look.LABEL)
    for row, cells in enumerate(tasks):
        look = Look.TEXT if row else Look.HEADER
        yield Placed(row, 1, 1, _TASK_COLUMNS, cells[0], look)
        yield Placed(row, content, 1, amount - content, cells[1], look)
        if amount < width:
            number = Look.CENTRED if row else Look.HEADER
            yield Placed(row, amount, 1, _AMOUNT_COLUMNS, cells[2], number)


def _text_row(label: str, text: str, width: int) -> Iterator[Placed]:
    yield Placed(0, 0, 1, 1, label, Look.LABEL)
    yield Placed(0, 1, 1, width - 1, text, Look.TEXT)


def _indicators(form: Form, width: int) -> Iterator[Placed]:
    yield Placed(0, 0, len(form.rows) + 1, 1, INDICATORS_LABEL, Look.LABEL)
    for column, span, text in _across(form.columns):
        yield Placed(0, column, 1, span, text, Look.HEADER)
    for start, size, level1 in _runs([row[0] for row in form.rows]):
        yield Placed(start + 1, 1, size, 1, level1, Look.CENTRED)
        level2s = [row[1] for row in form.rows[start : start + size]]
        for inner, inner_size, level2 in _runs(level2s):
            yield Placed(start + inner + 1, 2, inner_size, 1, level2, Look.CENTRED)
    for row, cells in enumerate(form.rows, start=1):
        for column, span, text in _across(cells):
            if column > 2:
                look = Look.TEXT if span > 1 or column >= len(_BASE_WIDTHS) else Look.CENTRED
                yield Placed(row, column, 1, span, text, look)


def _across(cells: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Column, span and text of one indicator row: the name takes several columns of the grid."""
    column = 1
    for number, text in enumerate(cells):
        span = _NAME_COLUMNS if number == 2 else 1
        yield column, span, text
        column += span


def _runs(names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Start, length and text of equal neighbours; blank cells stand alone."""
    position = 0
    for name, same in groupby(names):
        size = len(list(same))
        if name:
            yield position, size, name
        else:
            yield from ((position + offset, 1, "") for offset in range(size))
        position += size
