"""One sheet of a workbook, of whatever format, made into a grid as a person sees it."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from assistant.domain.indicator import SourceAnchor
from assistant.intake import limits
from assistant.intake.grid import Cell, Grid
from assistant.intake.hidden import HiddenTexts
from assistant.intake.number_format import print_date, print_number

SheetValue = str | float | int | bool | datetime.date | datetime.time | datetime.timedelta | None
Span = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 0."""


class Sheet(NamedTuple):
    """A sheet before printing.

    Attributes:
        name: its tab.
        number: its place in the workbook, from 1.
        shown: whether the tab can be seen.
        values: value by (row, column) from 0; blank cells are absent.
        spans: merged ranges.
        codes: number format by place, where it is not general.
        unseen: how a cell's text is hidden, by place.
        hidden_rows: rows not shown.
        hidden_columns: columns not shown.
    """

    name: str
    number: int
    shown: bool
    values: dict[tuple[int, int], SheetValue]
    spans: Iterable[Span]
    codes: dict[tuple[int, int], str]
    unseen: dict[tuple[int, int], str]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def print_value(value: SheetValue, code: str | None) -> str:
    """A value as its cell prints it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = Decimal(str(value))
        return print_number(number, code) if number.is_finite() else ""
    if isinstance(value, datetime.date | datetime.time):
        return print_date(value, code)
    return "" if value is None else str(value)


def sheet_grid(sheet: Sheet, hidden: HiddenTexts) -> Grid | None:
    """The visible grid of a sheet; None when it is blank or not shown.

    Rows and columns that are not shown are closed up, blank ones at the edges dropped; anchors keep
    the row number that the person sees at the margin.
    """
    counter = limits.CellCounter()
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.spans}
    kept: list[tuple[Span, str]] = []
    for place, value in sorted(sheet.values.items()):
        counter.add()
        span = (*place, *_span_end(place, spans.get(place)))
        text = hidden.visible(print_value(value, sheet.codes.get(place)), _anchor(sheet, place[0]))
        how = _unseen(sheet, span)
        if how is not None:
            hidden.add(text, how, _anchor(sheet, place[0]))
        elif text:
            kept.append((span, text))
    return _grid(sheet, kept) if kept else None


def _anchor(sheet: Sheet, row: int) -> SourceAnchor:
    """Where a row of the sheet stands."""
    return SourceAnchor(table=sheet.number, row=row + 1, sheet=sheet.name)


def _span_end(place: tuple[int, int], end: tuple[int, int] | None) -> tuple[int, int]:
    """Last row and column of the cell at ``place``, never before it."""
    if end is None:
        return place
    return max(end[0], place[0]), max(end[1], place[1])


def _unseen(sheet: Sheet, span: Span) -> str | None:
    """How a cell escapes the eye, or None; a merged cell shows as long as a part of it does."""
    top, left, bottom, right = span
    if not sheet.shown:
        return "hidden-sheet"
    if sheet.hidden_rows and all(row in sheet.hidden_rows for row in _few(top, bottom)):
        return "hidden-row"
    if sheet.hidden_columns and all(c in sheet.hidden_columns for c in _few(left, right)):
        return "hidden-column"
    return sheet.unseen.get((top, left))


def _few(first: int, last: int) -> range:
    """The range between, without following a merge over a whole sheet to its end."""
    return range(first, min(last, first + limits.MAX_ROWS) + 1)


def _grid(sheet: Sheet, kept: list[tuple[Span, str]]) -> Grid:
    """The cells that can be seen, on rows and columns counted without the hidden ones."""
    last_row = max(span[0] for span, _ in kept)
    last_column = max(span[1] for span, _ in kept)
    limits.check_rows(len({span[0] for span, _ in kept}))
    rows = _positions(min(span[0] for span, _ in kept), last_row, sheet.hidden_rows)
    columns = _positions(min(span[1] for span, _ in kept), last_column, sheet.hidden_columns)
    row_count, column_count = rows[last_row] + 1, columns[last_column] + 1
    cells: list[Cell] = []
    for (top, left, bottom, right), text in kept:
        row, column = rows[top], columns[left]
        below = rows[min(bottom, last_row)] if bottom > top else row
        beside = columns[min(right, last_column)] if right > left else column
        rowspan = _visible_length(row, below, min(bottom, last_row), sheet.hidden_rows)
        colspan = _visible_length(column, beside, min(right, last_column), sheet.hidden_columns)
        cells.append(Cell(row, column, rowspan, colspan, text, _anchor(sheet, top)))
    return Grid(tuple(cells), row_count, column_count, sheet.name)


def _positions(first: int, last: int, hidden: frozenset[int]) -> dict[int, int]:
    """New position of each row or column; a hidden one has that of the next that is shown."""
    positions: dict[int, int] = {}
    count = 0
    for index in range(first, last + 1):
        positions[index] = count
        count += index not in hidden
    return positions


def _visible_length(start: int, end: int, last: int, hidden: frozenset[int]) -> int:
    """How many visible positions a span covers."""
    return max(end - start + (last not in hidden), 1)
