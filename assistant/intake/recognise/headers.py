"""Header rows of indicator tables: what each column holds, in any wording, order and period."""

import re
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from assistant.domain.quantity import normalise, read_operator, read_quantity
from assistant.intake.recognise.cells import Row, Token
from assistant.intake.recognise.levels import Rank, read_level


class Role(StrEnum):
    """What a column holds."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "level3"
    LEVEL4 = "level4"
    OPERATOR = "operator"
    VALUE = "value"
    UNIT = "unit"
    WEIGHT = "weight"
    DIRECTION = "direction"
    NOTE = "note"
    ACTUAL = "actual"
    SCORE = "score"
    RATE = "rate"
    REASON = "reason"
    RULE = "rule"
    PROJECT = "project"
    UNIT_NAME = "unit_name"
    BUDGET = "budget"
    GOAL = "goal"
    SEQUENCE = "sequence"
    OTHER = "other"
    MARGIN = "margin"


LEVELS = (Role.LEVEL1, Role.LEVEL2, Role.NAME, Role.LEVEL4)
PROJECT_ROLES = (Role.PROJECT, Role.UNIT_NAME, Role.BUDGET, Role.GOAL)


class Period(StrEnum):
    """For which period a column's targets hold, as far as its header says."""

    LONG = "long"
    HALF = "half"
    PREVIOUS = "previous"
    ANNUAL = "annual"


class Column(NamedTuple):
    """One column of an indicator table.

    Attributes:
        role: what it holds.
        start: first grid column of its header.
        end: grid column after the last.
        text: header as printed, a group header before it where there is one.
        period: period named in the header, if any.
    """

    role: Role
    start: int
    end: int
    text: str
    period: Period | None = None


class Header(NamedTuple):
    """The header of an indicator table.

    Attributes:
        columns: left to right.
        grid: number of the table in the document.
        last_row: last row of the header in its table.
        width: columns of that table.
    """

    columns: tuple[Column, ...]
    grid: int
    last_row: int
    width: int

    def has(self, role: Role) -> bool:
        """Whether a column holds ``role``."""
        return any(column.role is role for column in self.columns)


_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[:*★]")
_PERIODS = (
    (Period.PREVIOUS, re.compile(r"上年|上一年|去年|历史|前三年|近三年|基期|往年|前一年")),
    (Period.HALF, re.compile(r"半年|季度|半程|月度")),
    (Period.LONG, re.compile(r"长期|中期|中长期|实施期|周期|三年|五年|滚动|规划期|总体|总目标值")),
    (Period.ANNUAL, re.compile(r"年度|当年|本年|全年|年初|20\d\d年")),
)
_STRONG = re.compile(r"[一二三四]级|指标|绩效")
_YEAR = re.compile(r"20\d\d")


def find_header(rows: list[Row], at: int, width: int) -> Header | None:
    """The header that begins at ``rows[at]``, with the rows that refine it, or None."""
    top = rows[at]
    cells = [_Printed(token.column, token.end, (token.text,)) for token in top.tokens]
    last = at
    while last + 1 < len(rows) and last - at < 2:
        lower = rows[last + 1]
        if lower.grid != top.grid or not _refines(cells, lower):
            break
        cells = _refine(cells, lower, width)
        last += 1
    columns = _columns(cells)
    if not _is_header(columns, top):
        return None
    above = rows[at - 1] if at and rows[at - 1].grid == top.grid else None
    columns = _apply_group_periods(columns, above)
    return Header(_settle(columns), top.grid, rows[last].place, width)


class _Printed(NamedTuple):
    start: int
    end: int
    texts: tuple[str, ...]


@lru_cache(maxsize=4096)
def read_role(text: str) -> Role | None:
    """The role that a header text names, or None."""
    full = re.sub(r"\s", "", normalise(text))
    plain = _BRACKET.sub("", full) or full.strip("()[]")
    for role, (names, _) in _vocabulary().items():
        if plain in names or full in names:
            return role
    if len(plain) <= 20:
        for role, (_, pattern) in _vocabulary().items():
            if pattern is not None and pattern.search(plain):
                return role
    return None


def read_period(text: str) -> Period | None:
    """The period that a header text names, or None."""
    plain = re.sub(r"\s", "", normalise(text))
    return next((period for period, pattern in _PERIODS if pattern.search(plain)), None)


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
    if read_operator(token.text) is not None:
        return True
    return read_quantity(token.text) is not None


def _refines(cells: list[_Printed], lower: Row) -> bool:
    """Whether ``lower`` prints the parts of header cells above it, and nothing else of its own."""
    own = lower.own
    if not own or any(_is_data(token) for token in own):
        return False
    roles = [read_role(cell.texts[-1]) for cell in cells]
    if not any(role is not None for role in roles):
        return False
    for token in own:
        if _above(cells, token) is None:
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
            parent = read_role(whole) or read_role(cell.texts[0])
            # A part of a value column that names no value is one of several targets (districts).
            role = Role.OTHER if parent is Role.VALUE and role is None else (role or parent)
            if role is Role.OTHER and read_period(own) is not None:
                role = Role.VALUE
        text = "/".join(dict.fromkeys(cell.texts))
        columns.append(Column(role or Role.OTHER, cell.start, cell.end, text, read_period(whole)))
    return columns


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


def _settle(columns: list[Column]) -> tuple[Column, ...]:
    """Roles that depend on the other columns: margins, depth of levels, one period of several."""
    columns = _mark_margin(columns)
    columns = _settle_levels(columns)
    columns = _settle_periods(columns)
    columns = _settle_values(columns)
    return tuple(_settle_single(columns))


def _first(columns: list[Column], *roles: Role) -> int | None:
    return next((at for at, column in enumerate(columns) if column.role in roles), None)


def _mark_margin(columns: list[Column]) -> list[Column]:
    """Columns left of the levels hold the project, or nothing of the indicator at all."""
    explicit = [at for at, column in enumerate(columns) if _explicit(column)]
    first = explicit[0] if explicit else _first(columns, *LEVELS)
    if first is None:
        return columns
    several = any(column.role is Role.PROJECT for column in columns[:first])
    left = {Role.UNIT: Role.UNIT_NAME, Role.VALUE: Role.GOAL}
    kept = (*PROJECT_ROLES, Role.SEQUENCE)
    settled = []
    for at, column in enumerate(columns):
        if at < first:
            role = left.get(column.role, column.role)
            if role not in kept or (role is Role.GOAL and not several):
                role = Role.MARGIN
            column = column._replace(role=role)
        elif column.role in PROJECT_ROLES or column.role is Role.SEQUENCE:
            late = {Role.GOAL: Role.VALUE, Role.UNIT_NAME: Role.OTHER}
            column = column._replace(role=late.get(column.role, Role.OTHER))
        settled.append(column)
    return settled


def _explicit(column: Column) -> bool:
    return column.role in LEVELS and re.search(r"[一二三四]级", column.text) is not None


def _settle_levels(columns: list[Column]) -> list[Column]:
    """The deepest level is the indicator; a level named twice side by side keeps its plain name."""
    ranks = {column.role for column in columns if column.role in LEVELS}
    explicit = {column.role for column in columns if _explicit(column)}
    settled = []
    for column in columns:
        role = column.role
        if role in explicit and not _explicit(column):
            role = Role.OTHER
        settled.append(column._replace(role=role))
    if Role.LEVEL4 in ranks:
        moved = {Role.LEVEL4: Role.NAME, Role.NAME: Role.OTHER}
        return [column._replace(role=moved.get(column.role, column.role)) for column in settled]
    if Role.NAME not in ranks:
        deepest = Role.LEVEL2 if Role.LEVEL2 in ranks else Role.LEVEL1
        return [
            column._replace(role=Role.NAME) if column.role is deepest else column
            for column in settled
        ]
    return settled


_GROUPED = (Role.LEVEL2, Role.NAME, Role.OPERATOR, Role.VALUE, Role.UNIT)


def _settle_periods(columns: list[Column]) -> list[Column]:
    """Where 二级指标 三级指标 指标值 stand twice, the annual ones count, the others are kept."""
    names = [at for at, column in enumerate(columns) if column.role is Role.NAME]
    if len(names) < 2:
        return columns
    groups: list[list[int]] = [[]]
    seen: set[Role] = set()
    for at, column in enumerate(columns):
        if column.role in _GROUPED:
            if column.role in seen:
                groups.append([])
                seen = set()
            seen.add(column.role)
            groups[-1].append(at)
    kept = groups[_annual_group(columns, groups)]
    dropped = {at for group in groups for at in group if at not in kept}
    return [
        column._replace(
            role=Role.OTHER,
            period=column.period or Period.LONG,
            text=_with_period(column),
        )
        if at in dropped
        else column
        for at, column in enumerate(columns)
    ]


def _with_period(column: Column) -> str:
    """Header of a column set aside: the same words may head an annual column too."""
    return column.text if column.period else f"{column.text}(长期)"


def _annual_group(columns: list[Column], groups: list[list[int]]) -> int:
    """The group that says it is annual, else the last that does not say it is something else."""
    periods = [
        Counter(columns[at].period for at in group if columns[at].period).most_common(1)
        for group in groups
    ]
    named = [found[0][0] if found else None for found in periods]
    if Period.ANNUAL in named:
        return named.index(Period.ANNUAL)
    unnamed = [at for at, period in enumerate(named) if period is None]
    return unnamed[-1] if unnamed else len(groups) - 1


_PERIOD_ORDER = (Period.ANNUAL, None, Period.LONG, Period.HALF, Period.PREVIOUS)


def _settle_values(columns: list[Column]) -> list[Column]:
    """One value column: the annual before the plain, before those of longer or other periods."""
    values = [column for column in columns if column.role is Role.VALUE]
    columns = _past_actuals(columns, values)
    if len(values) < 2:
        return columns
    best = min(values, key=lambda column: _PERIOD_ORDER.index(column.period))
    return [
        column._replace(role=Role.OTHER)
        if column.role is Role.VALUE and column is not best
        else column
        for column in columns
    ]


def _past_actuals(columns: list[Column], values: list[Column]) -> list[Column]:
    """2021年实际实现值 beside 预期2022年实现值 is history, not this year's result."""
    years = [int(found[0]) for column in values if (found := _YEAR.search(column.text))]
    settled = []
    for column in columns:
        found = _YEAR.search(column.text)
        past = column.period is Period.PREVIOUS or (
            found is not None and bool(years) and int(found[0]) < max(years)
        )
        past = past and column.role in (Role.ACTUAL, Role.VALUE) and len(values) > 0
        if past and (column.role is Role.ACTUAL or len(values) > 1):
            column = column._replace(role=Role.OTHER, period=Period.PREVIOUS)
        settled.append(column)
    return settled


def _settle_single(columns: list[Column]) -> list[Column]:
    """A role is held by one column; a second one of the same role is kept under its header."""
    seen: set[Role] = set()
    settled = []
    for column in columns:
        free = column.role in (Role.OTHER, Role.MARGIN, Role.SEQUENCE, Role.RULE, Role.REASON)
        if column.role in seen and not free:
            column = column._replace(role=Role.OTHER)
        seen.add(column.role)
        settled.append(column)
    return settled


@cache
def _vocabulary() -> dict[Role, tuple[frozenset[str], re.Pattern[str] | None]]:
    raw = yaml.safe_load(
        (files("assistant.intake") / "terms" / "headers.yaml").read_text(encoding="utf-8")
    )
    return {
        Role(role): (
            frozenset(words.get("names", ())),
            re.compile(words["pattern"]) if "pattern" in words else None,
        )
        for role, words in raw.items()
    }
