"""The overall goal as a sentence a year can be held to: figures first, in planning tense.

Written from the rows of the table, so that it promises nothing that no indicator measures.
"""

import re
from collections.abc import Sequence

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from assistant.drafting.candidates import (
    BENEFITS,
    COST,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    TIMELINESS,
)

_MOST = {QUANTITY: 6, QUALITY: 2, TIMELINESS: 2, SATISFACTION: 1, COST: 1}
_BENEFITS = 2
_LIMIT = 300
_METRIC = re.compile(
    r"(?:数量|人次|人数|(?<=[农用住商贫难殖植]户)数|(?<![农用住商贫难殖植])户数|场次|次数|期数|批次"
    r"|里程|长度|面积|天数|小时数|课时数|(?<![产储销])量)$"
)
_BOUND = {
    Operator.AT_LEAST: "不低于",
    Operator.MORE: "超过",
    Operator.AT_MOST: "不超过",
    Operator.LESS: "低于",
    Operator.EQUAL: "达到",
}


def write_goal(target: PerformanceTarget, *, without: str = "") -> str | None:
    """The goal text for the rows of ``target``, or None where it has no row to speak of.

    Args:
        target: the table.
        without: text whose phrases are left out (those that a rule could not match to a row).
    """
    rows = [row for row in target.indicators if _phrase(row) not in without]
    year = f"{target.year}年" if target.year else "本年度"
    counts = _of(rows, QUANTITY)
    shares = [row for row in counts if not _is_counted(row)]
    checked = [*_of(rows, QUALITY), *_of(rows, TIMELINESS)]
    effects = [*_benefits(rows), *_of(rows, SATISFACTION)]
    sentences = [
        _sentence("计划完成", [row for row in counts if _is_counted(row)]),
        _sentence("确保", [row for row in (*shares, *checked) if not _is_never(row)]),
        _sentence("力争", [row for row in effects if not _is_never(row)]),
        _sentence("全年", [row for row in (*checked, *effects) if _is_never(row)]),
        _sentence("支出上", _of(rows, COST)),
    ]
    text = "".join(part for part in sentences if part)
    return f"{year}{text}"[:_LIMIT] if text else None


def _of(rows: Sequence[Indicator], level2: str) -> tuple[Indicator, ...]:
    found = [row for row in rows if row.level2 == level2 and row.name and row.value]
    stated = sorted(found, key=lambda row: row.confirm)
    if level2 == QUANTITY and stated and not stated[0].confirm:
        # A count that only we proposed is no promise beside counts that the unit gave.
        stated = [row for row in stated if not row.confirm]
    return tuple(stated[: _MOST[level2]])


def _benefits(rows: Sequence[Indicator]) -> tuple[Indicator, ...]:
    found = [row for row in rows if row.level2 in BENEFITS and row.name and row.value]
    return tuple(sorted(found, key=lambda row: row.confirm)[:_BENEFITS])


def _sentence(opening: str, rows: Sequence[Indicator]) -> str:
    said = [_phrase(row) for row in rows]
    return f"{opening}{'，'.join(said)}。" if said else ""


def _is_counted(row: Indicator) -> bool:
    return row.operator is Operator.AT_LEAST and "%" not in (row.unit or "") and bool(row.unit)


def _is_never(row: Indicator) -> bool:
    return row.value == "0" and bool(_MISHAPS.search(row.name or ""))


_MISHAPS = re.compile(r"(?:起数|次数|件数|人数|数)$")


def _phrase(row: Indicator) -> str:
    """One row in words: 开展培训24场, 满意度不低于90%."""
    name, unit = row.name or "", row.unit or ""
    if _is_never(row):
        return f"不发生{_MISHAPS.sub('', name)}"
    if (row.level2 == QUANTITY or _METRIC.search(name)) and _is_counted(row):
        what = _METRIC.sub("", name)
        return f"{what if len(what) > 1 else name}{row.value}{unit}"
    bound = _BOUND.get(row.operator or Operator.EQUAL, "达到")
    if row.value == "0":
        bound = "为"
    return f"{name}{bound}{row.value}{unit}"
