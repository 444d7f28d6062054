"""Columns of an indicator table: roles that depend on the other columns, and their periods."""

import re
from collections import Counter
from typing import NamedTuple

from assistant.intake.recognise.roles import LEVELS, PROJECT_ROLES, Period, Role


class Column(NamedTuple):
    """One column of an indicator table.

    Attributes:
        role: what it holds.
        start: first grid column of its header.
        end: grid column after the last.
        text: header as printed, without the group header over it.
        period: period named in the header, if any.
        held: role of a column set aside for another period, taken up if that one is empty.
    """

    role: Role
    start: int
    end: int
    text: str
    period: Period | None = None
    held: Role | None = None


_YEAR = re.compile(r"20\d\d")


def settle(columns: list[Column], year: int | None = None) -> tuple[Column, ...]:
    """Roles that depend on the other columns: margins, depth of levels, one period of several.

    Args:
        columns: left to right, each with the role that its own header names.
        year: budget year of the form, to choose among columns of several years.
    """
    columns = _mark_margin(columns)
    columns = _settle_levels(columns)
    columns = _settle_periods(columns)
    columns = _settle_values(columns, year)
    columns = _settle_weights(columns)
    columns = _settle_parts(columns)
    return tuple(_settle_single(columns))


def take_long_term(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with those of the longer period in place of the annual ones."""
    held = {column.held for column in columns if column.held is not None}
    return tuple(
        column._replace(role=column.held, held=None)
        if column.held is not None
        else column._replace(role=Role.OTHER)
        if column.role in held
        else column
        for column in columns
    )


def _first(columns: list[Column], *roles: Role) -> int | None:
    return next((at for at, column in enumerate(columns) if column.role in roles), None)


def _mark_margin(columns: list[Column]) -> list[Column]:
    """Columns left of the levels hold the project, or nothing of the indicator at all."""
    explicit = [at for at, column in enumerate(columns) if _explicit(column)]
    first = explicit[0] if explicit else _first(columns, *LEVELS)
    if first is None:
        return columns
    if not any(column.role in (Role.VALUE, Role.ACTUAL) for column in columns[first:]) and any(
        column.role is Role.VALUE for column in columns[:first]
    ):
        return columns  # printed from right to left: the values stand before the levels
    left = {Role.UNIT: Role.UNIT_NAME, Role.VALUE: Role.GOAL}
    kept = (*PROJECT_ROLES, Role.SEQUENCE)
    settled = []
    for at, column in enumerate(columns):
        if at < first:
            role = left.get(column.role, column.role)
            if role not in kept:
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
    shared = Role.LEVEL2 not in {columns[at].role for at in kept}
    dropped = {
        at
        for group in groups
        for at in group
        if at not in kept and not (shared and columns[at].role is Role.LEVEL2)
    }
    return [
        column._replace(
            role=Role.OTHER,
            period=column.period or Period.LONG,
            text=_with_period(column),
            held=column.role,
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


def _settle_values(columns: list[Column], year: int | None) -> list[Column]:
    """One value column: the annual before the plain, before those of longer or other periods."""
    values = [column for column in columns if column.role is Role.VALUE]
    columns = _past_actuals(columns, values)
    if len(values) < 2:
        return columns
    best = min(values, key=lambda column: _distance_in_time(column, year))
    return [
        column._replace(role=Role.OTHER, held=_held(column))
        if column.role is Role.VALUE and column is not best
        else column
        for column in columns
    ]


def _distance_in_time(column: Column, year: int | None) -> tuple[int, int]:
    """How far a value column is from this year's target; the smallest is taken."""
    named = _YEAR.search(column.text)
    years = abs(int(named[0]) - year) if named and year is not None else 0
    return _PERIOD_ORDER.index(column.period), years


def _settle_weights(columns: list[Column]) -> list[Column]:
    """Where every level has its points, those right of the names are the indicator's."""
    weights = [at for at, column in enumerate(columns) if column.role is Role.WEIGHT]
    name = _first(columns, Role.NAME)
    if len(weights) < 2 or name is None:
        return columns
    kept = next((at for at in weights if at > name), weights[-1])
    return [
        column._replace(role=Role.OTHER) if at in weights and at != kept else column
        for at, column in enumerate(columns)
    ]


def _held(column: Column) -> Role | None:
    return Role.VALUE if column.period is Period.LONG else None


_TOTAL = re.compile(r"合计|总计|小计|全[市县区省州]|总目标")


def _settle_parts(columns: list[Column]) -> list[Column]:
    """Without a value column, what stands right of the names has one target each (districts)."""
    if any(column.role is Role.VALUE for column in columns):
        return columns
    last = max(at for at, column in enumerate(columns) if column.role in LEVELS)
    parts = [
        at
        for at, column in enumerate(columns)
        if column.role is Role.PART or (at > last and column.role is Role.OTHER)
    ]
    total = next((at for at in parts if _TOTAL.match(columns[at].text)), None)
    return [
        column._replace(role=Role.VALUE if at == total else Role.PART) if at in parts else column
        for at, column in enumerate(columns)
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
        if past and values and column.role is Role.ACTUAL:
            column = column._replace(role=Role.OTHER, period=Period.PREVIOUS)
        settled.append(column)
    return settled


def _settle_single(columns: list[Column]) -> list[Column]:
    """A role is held by one column; a second one of the same role is kept under its header."""
    seen: set[Role] = set()
    settled = []
    for column in columns:
        free = column.role in (Role.OTHER, Role.MARGIN, Role.SEQUENCE, Role.RULE, Role.REASON)
        free = free or column.role is Role.PART
        if column.role in seen and not free:
            column = column._replace(role=Role.OTHER)
        seen.add(column.role)
        settled.append(column)
    return settled
