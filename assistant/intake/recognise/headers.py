"""Header rows of indicator tables: found by their words, joined with the rows that refine them."""

import re
from typing import NamedTuple

from assistant.domain.quantity import read_quantity
from assistant.intake.recognise.cells import Row, Token
from assistant.intake.recognise.columns import Column, settle
from assistant.intake.recognise.levels import Rank, read_level
from assistant.intake.recognise.roles import (
    LEVELS,
    PROJECT_ROLES,
    Role,
    is_named,
    read_period,
    read_role,
)
from assistant.intake.recognise.values import read_sign


class Header(NamedTuple):
    """The header of an indicator table.

    Attributes:
        columns: left to right.
        grid: number of the table in the document.
        last_row: last row of the header in its table.
        width: columns of that table.
        floating: the header was lost; its columns have an order but no places.
    """

    columns: tuple[Column, ...]
    grid: int
    last_row: int
    width: int
    floating: bool = False

    def has(self, role: Role) -> bool:
        """Whether a column holds ``role``."""
        return any(column.role is role for column in self.columns)


_BROKEN_WORD = 6
_MIN_BROKEN = 3
_PARTS_OF_TARGET = (Role.OPERATOR, Role.VALUE, Role.UNIT)
_STRONG = re.compile(r"[一二三四]级|指标|绩效")


def find_header(rows: list[Row], at: int, width: int, year: int | None = None) -> Header | None:
    """The header that begins at ``rows[at]``, with the rows that refine it, or None.

    Args:
        rows: rows of one table.
        at: the row to look at.
        width: columns of that table.
        year: budget year of the form, where it is known.
    """
    top = rows[at]
    cells = [_Printed(token.column, token.end, (token.text,)) for token in top.tokens]
    last = at
    if at + 1 < len(rows) and rows[at + 1].grid == top.grid:
        joined = _join_lines(top, rows[at + 1])
        if joined is not None:
            cells, last = joined, at + 1
    while last + 1 < len(rows) and last - at < 2:
        lower = rows[last + 1]
        if lower.grid != top.grid or not _refines(cells, lower):
            break
        cells = _refine(cells, lower, width)
        last += 1
    if not any(read_role(cell.texts[-1]) in LEVELS for cell in cells):
        return None
    columns = _columns(cells)
    if not _is_header(columns, top):
        return None
    above = rows[at - 1] if at and rows[at - 1].grid == top.grid else None
    columns = _apply_group_periods(columns, above)
    return Header(settle(columns, year), top.grid, rows[last].place, width)


class _Printed(NamedTuple):
    start: int
    end: int
    texts: tuple[str, ...]


def _join_lines(top: Row, lower: Row) -> list[_Printed] | None:
    """The header whose words a copy broke over two rows (一级 over 指标), or None."""
    if any(len(token.text) > _BROKEN_WORD for token in (*top.own, *lower.own)):
        return None
    joined = []
    for token in top.tokens:
        below = next((one for one in lower.own if token.column <= one.column < token.end), None)
        text = token.text + below.text if below is not None else token.text
        joined.append((_Printed(token.column, token.end, (text,)), below is not None))
    whole = [cell for cell, broken in joined if broken and is_named(cell.texts[0])]
    return [cell for cell, _ in joined] if len(whole) >= _MIN_BROKEN else None


def _is_header(columns: list[Column], top: Row) -> bool:
    """At least two kinds of columns, one of them a level or name that says 指标, and no data."""
    roles = {column.role for column in columns}
    measured = roles & {Role.VALUE, Role.OPERATOR, Role.UNIT, Role.WEIGHT, Role.NOTE, Role.ACTUAL}
    levels = roles & set(LEVELS)
    if not levels or len(levels) + len(measured) < 2:
        return False
    named = any(column.role in LEVELS and _STRONG.search(column.text) for column in columns)
    return named and not any(_is_data(token) for token in top.own)


def _is_data(token: Token) -> bool:
    """Whether a cell can only belong to an indicator, never to a header."""
    if read_role(token.text) is not None:
        return False
    level = read_level(token.text)
    if level is not None and level.rank is not Rank.BOTH and "指标" in token.text:
        return True
    if read_sign(token.text) is not None:
        return True
    return read_quantity(token.text) is not None


def _refines(cells: list[_Printed], lower: Row) -> bool:
    """Whether ``lower`` prints the parts of header cells above it, and nothing else of its own."""
    own = lower.own
    if not own or any(_is_data(token) for token in own):
        return False
    for token in own:
        cell = _above(cells, token)
        role = read_role(cell.texts[-1]) if cell is not None else None
        parts = role is Role.GOAL and read_role(token.text) in _PARTS_OF_TARGET
        if role is None or (role in PROJECT_ROLES and not parts):
            return False
    named = [read_role(token.text) for token in own]
    wide = all(_is_wide(cells, token) for token in own)
    if any(role in LEVELS for role in named):
        return wide and len([role for role in named if role is not None]) >= len(named) / 2
    return wide and len(own) > 1


def _above(cells: list[_Printed], token: Token) -> _Printed | None:
    """The header cell over ``token``: the one that covers it, else the nearest to its left."""
    found = [cell for cell in cells if cell.start <= token.column]
    return max(found, key=lambda cell: cell.start) if found else None


def _is_wide(cells: list[_Printed], token: Token) -> bool:
    """Whether the header cell over ``token`` spans several columns, or leaves blanks to its right.

    A text copy loses spans, so a wide cell prints once and is followed by blanks.
    """
    cell = _above(cells, token)
    if cell is None:
        return False
    following = min((other.start for other in cells if other.start > cell.start), default=None)
    return cell.end - cell.start > 1 or following is None or following - cell.start > 1


def _refine(cells: list[_Printed], lower: Row, width: int) -> list[_Printed]:
    refined: list[_Printed] = []
    used: set[int] = set()
    for token in lower.own:
        cell = _above(cells, token)
        assert cell is not None
        used.add(cell.start)
        refined.append(_Printed(token.column, token.end, (*cell.texts, token.text)))
    kept = [cell for cell in cells if cell.start not in used]
    return sorted([*kept, *refined], key=lambda cell: cell.start)


def _columns(cells: list[_Printed]) -> list[Column]:
    columns = []
    for cell in cells:
        own, whole = cell.texts[-1], "".join(cell.texts)
        role = read_role(own)
        if len(cell.texts) > 1 and (role is None or role is Role.NOTE):
            role = _role_of_part(own, read_role(whole) or read_role(cell.texts[0]), role)
        columns.append(Column(role or Role.OTHER, cell.start, cell.end, own, read_period(whole)))
    return columns


def _role_of_part(own: str, parent: Role | None, role: Role | None) -> Role | None:
    """A part of a value column that names no value is one of several targets (districts)."""
    if parent is not Role.VALUE or role is not None:
        return role or parent
    return Role.VALUE if read_period(own) is not None else Role.PART


def _apply_group_periods(columns: list[Column], above: Row | None) -> list[Column]:
    """Periods that a row over the header gives to the columns beneath (实施期目标 | 年度目标)."""
    if above is None:
        return columns
    groups = [
        (token.column, read_period(token.text)) for token in above.tokens if len(token.text) <= 16
    ]
    if sum(period is not None for _, period in groups) < 2:
        return columns
    settled = []
    for column in columns:
        over = [period for start, period in groups if start <= column.start]
        period = column.period or (over[-1] if over else None)
        settled.append(column._replace(period=period))
    return settled


def floating_header(row: Row) -> Header:
    """The usual order of columns, for rows whose header is lost."""
    separate = any(read_sign(token.text) is not None for token in row.tokens)
    apart = (Role.OPERATOR, Role.VALUE, Role.UNIT) if separate else (Role.VALUE,)
    roles = (Role.LEVEL1, Role.LEVEL2, Role.NAME, *apart, Role.WEIGHT, Role.NOTE)
    columns = tuple(Column(role, -1, -1, role.value) for role in roles)
    return Header(columns, row.grid, row.place - 1, 0, floating=True)
