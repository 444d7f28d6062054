"""The closest public peer: a form checker with eleven hard rules, rebuilt from its description.

It looks at cells as text: is it blank, does it hold ``*``, is there a ``≥`` under a cost. Nothing
is read by meaning, no rule holds back. Each finding carries the code of our catalogue that says
the same, so that both can be scored on the same labels.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from assistant.domain.indicator import Indicator
from assistant.domain.target import CurrencyUnit, PerformanceTarget

_TOLERANCE = Decimal("0.1")
"""In 万元."""
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_DATE = re.compile(r"(20\d\d)[年.\-/](\d{1,2})[月.\-/]?(\d{1,2})?")


class Said(NamedTuple):
    """One finding of the peer.

    Attributes:
        code: the code of our catalogue that means the same.
        indicator: id of the row, or None for the table.
    """

    code: str
    indicator: str | None


def check(target: PerformanceTarget) -> Iterator[Said]:
    """All eleven rules over one table."""
    yield from _header(target)
    yield from _classes(target)
    for row in target.indicators:
        yield from _row(row)


def _header(target: PerformanceTarget) -> Iterator[Said]:
    if not target.unit.name:  # 1: the unit's name is blank
        yield Said("F01", None)
    if not target.goal:  # 2: the goal is blank
        yield Said("F01", None)
    funding = target.funding
    if funding is not None and funding.total is not None:  # 3: the parts miss the total
        parts = (funding.basic.total or Decimal(0)) + (funding.project.total or Decimal(0))
        scale = 1 if funding.currency_unit is CurrencyUnit.TEN_THOUSAND_YUAN else 10_000
        if abs(funding.total - parts) > _TOLERANCE * scale:
            yield Said("Y01", None)


def _classes(target: PerformanceTarget) -> Iterator[Said]:
    names = "".join(row.level1 or "" for row in target.indicators)
    for word, code in (("产出", "T04"), ("效益", "T05"), ("满意度", "T05")):  # 4, 5, 6
        if word not in names:
            yield Said(code, None)


def _row(row: Indicator) -> Iterator[Said]:
    printed = f"{row.operator or ''}{row.value or ''}{row.unit or ''}"
    if not row.name:  # 7: the name is blank
        yield Said("F02", row.id)
    if not row.value:  # 8: the value is blank
        yield Said("F02", row.id)
    if "*" in (row.name or "") + printed:  # 9: template residue
        yield Said("F03", row.id)
    if "成本" in f"{row.level1}{row.level2}" and "≥" in printed.replace(">=", "≥"):  # 10
        yield Said("D02", row.id)
    found = _PERCENT.search(printed)
    if found and Decimal(found[1]) > 100:  # 11: more than all
        yield Said("D01", row.id)
    dates = [tuple(int(part or 1) for part in match) for match in _DATE.findall(printed)]
    if len(dates) > 1 and dates[0] > dates[1]:  # with 11: begins after it ends
        yield Said("TM03", row.id)
