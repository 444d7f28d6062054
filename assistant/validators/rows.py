"""A row with what every rule asks of it, worked out once: classes, operator, number, unit."""

import re
from decimal import Decimal
from typing import NamedTuple

from assistant.domain.calendar import read_calendar
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import normalise, read_number, read_operator, read_quantity
from assistant.validators.levels import (
    CHILDREN,
    PARENTS,
    Level1,
    Level2,
    Spelling,
    read_level1,
    read_level2,
)
from assistant.validators.placeholders import is_placeholder


class Row(NamedTuple):
    """One indicator as rules see it. Texts are normalised (half-width), never None.

    Attributes:
        indicator: the row as printed.
        position: place in print order, from 0.
        id: ``I1`` …
        level1: class of the level-1 name, or None where it is blank or unknown.
        level2: class of the level-2 name, or None.
        level1_spelling: how the level-1 name is written, where the class is known.
        level2_spelling: how the level-2 name is written, where the class is known.
        name: 三级指标.
        operator: the bound as printed, also where it stands inside the value cell; None if none.
        qualitative: 定性, by operator or because the value holds words and no number.
        value: the value without operator and unit.
        number: the value as a number, where it is one.
        unit: the unit, also where it stands inside the value cell.
        weight: points.
        doubtful: E01 names this row, so value, direction and weight findings hold back.
    """

    indicator: Indicator
    position: int
    id: str
    level1: Level1 | None
    level2: Level2 | None
    level1_spelling: Spelling | None
    level2_spelling: Spelling | None
    name: str
    operator: Operator | None
    qualitative: bool
    value: str
    number: Decimal | None
    unit: str
    weight: Decimal | None
    doubtful: bool

    @property
    def is_cost(self) -> bool:
        """Whether the row stands under cost, as level 1 or as a class of outputs."""
        return self.level1 is Level1.COST or self.level2 in CHILDREN[Level1.COST]


def read_row(indicator: Indicator, position: int, *, doubtful: bool, flat: bool = False) -> Row:
    """``indicator`` as rules see it.

    Args:
        indicator: the row as printed.
        position: its place in print order, from 0.
        doubtful: E01 names it.
        flat: the form has one column of levels only, so that 数量指标 may stand in level 1.
    """
    first, second = _levels(indicator, flat)
    operator, value, number, unit = _measure(indicator)
    return Row(
        indicator,
        position,
        indicator.id,
        first[0] if first else None,
        second[0] if second else None,
        first[1] if first else None,
        second[1] if second else None,
        normalise(indicator.name) if indicator.name else "",
        operator,
        operator is Operator.QUALITATIVE or (operator is None and number is None and _words(value)),
        value,
        number,
        unit,
        indicator.weight,
        doubtful,
    )


_Level1 = tuple[Level1, Spelling] | None
_Level2 = tuple[Level2, Spelling] | None


def _levels(indicator: Indicator, flat: bool) -> tuple[_Level1, _Level2]:
    """Both classes, also where a form prints them one column to the left or to the right."""
    one, two = indicator.level1, indicator.level2
    first = read_level1(one) if one else None
    second = read_level2(two) if two else None
    if first is None and flat and one and (found := read_level2(one)) is not None:
        return (PARENTS[found[0]], found[1]), found
    if first is None and second is None and two and (shifted := read_level1(two)) is not None:
        # Investment plans print 产出指标 as level 2, under 实施效果指标.
        return shifted, None
    return first, second


_DIGIT = re.compile(r"\d")
_DATED_UNIT = re.compile(r"[年月日季].{0,3}[前底末初旬止]")
"""A unit cell that is the rest of a date torn in two: 9 · 月前, 12 · 月底到位."""


def _words(value: str) -> bool:
    """Whether a value without an operator is words: no figure, no date, no blank to fill in."""
    if not value or _DIGIT.search(value) or read_calendar(value):
        return False
    return not is_placeholder(value)


def _measure(indicator: Indicator) -> tuple[Operator | None, str, Decimal | None, str]:
    """Operator, value, number and unit, looking inside the value cell where need be."""
    operator = indicator.operator
    value = normalise(indicator.value) if indicator.value else ""
    unit = normalise(indicator.unit) if indicator.unit else ""
    if operator is None and indicator.operator_printed:
        operator = read_operator(indicator.operator_printed)
    if not value or operator is Operator.QUALITATIVE:
        return operator, value, None, unit
    number = read_number(value)
    if number is not None:
        dated = _DATED_UNIT.match(unit) is not None
        return operator, value, None if dated else number, unit
    quantity = None if _is_date(value) else read_quantity(value)
    if quantity is None:
        return operator, value, None, unit
    return (
        operator or quantity.operator,
        quantity.value,
        read_number(quantity.value),
        unit or quantity.unit or "",
    )


def _is_date(value: str) -> bool:
    """Whether the value opens with a date (12月底前), which `read_quantity` takes for 12."""
    mentions = read_calendar(value)
    return bool(mentions) and mentions[0].start == 0
