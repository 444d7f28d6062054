"""Operators, numbers and units as forms write them: ``≥95%``, ``不少于12场次``, ``1600元/亩``.

Only whole cells are read here; numbers inside sentences are facts of the drafting package.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from assistant.domain.indicator import Operator

OPERATOR_ALIASES: dict[str, Operator] = {
    **dict.fromkeys(
        ("≥", ">=", "=>", "≧", "⩾", "大于等于", "大于或等于", "不小于", "不少于", "不低于", "至少"),
        Operator.AT_LEAST,
    ),
    **dict.fromkeys(
        ("≤", "<=", "=<", "≦", "⩽", "小于等于", "小于或等于", "不大于", "不多于", "不高于"),
        Operator.AT_MOST,
    ),
    **dict.fromkeys(("不超过", "不超", "至多", "控制在"), Operator.AT_MOST),
    **dict.fromkeys(("=", "═", "==", "等于"), Operator.EQUAL),
    **dict.fromkeys((">", "大于", "高于", "超过"), Operator.MORE),
    **dict.fromkeys(("<", "小于", "低于", "少于"), Operator.LESS),
    **dict.fromkeys(("区间", "±", "介于"), Operator.RANGE),
    **dict.fromkeys(("定性", "定性指标"), Operator.QUALITATIVE),
}  # fmt: skip
"""How forms print each operator, after `normalise`."""

SUFFIX_OPERATORS: dict[str, Operator] = {
    "及以上": Operator.AT_LEAST,
    "以上": Operator.AT_LEAST,
    "及以下": Operator.AT_MOST,
    "以下": Operator.AT_MOST,
    "以内": Operator.AT_MOST,
    "之内": Operator.AT_MOST,
    "内": Operator.AT_MOST,
}
"""Operators that follow the number (95%以上)."""

_WIDTH: dict[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDTH |= {0x3000: ord(" "), 0x00A0: ord(" ")}
_NUMBER = r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?"
_PREFIX = "|".join(
    re.escape(alias) for alias in sorted(OPERATOR_ALIASES, key=len, reverse=True)
    if alias not in ("区间", "介于", "定性", "定性指标")
)  # fmt: skip
_CELL = re.compile(
    rf"(?P<operator>{_PREFIX})?\s*(?P<value>{_NUMBER})\s*"
    rf"(?:(?:-|~|—|–|至|到)\s*(?P<upper>{_NUMBER}))?\s*"
    r"(?P<unit>[^\d\s≥≤=<>±][^\d≥≤=<>±]*?)?"
    rf"(?P<suffix>{'|'.join(SUFFIX_OPERATORS)})?"
)


class Quantity(NamedTuple):
    """A cell that says how much.

    Attributes:
        operator: the bound, or None where the cell prints none.
        value: the number as printed, without thousands separators; a range as ``a-b``.
        unit: what stands after the number, as printed, or None.
    """

    operator: Operator | None
    value: str
    unit: str | None


@lru_cache(maxsize=1024)
def normalise(text: str) -> str:
    """``text`` with full-width letters, digits and marks made half-width, outer blanks dropped."""
    return text.translate(_WIDTH).strip()


def read_operator(text: str) -> Operator | None:
    """The operator that a whole cell prints, in any of its spellings, or None."""
    return OPERATOR_ALIASES.get(normalise(text).replace(" ", ""))


def read_number(text: str) -> Decimal | None:
    """The number that a whole cell prints (``2,630,574.00``), or None."""
    plain = normalise(text).replace(",", "").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and "E" not in plain.upper() else None


@lru_cache(maxsize=1024)
def read_quantity(text: str) -> Quantity | None:
    """The quantity that a whole cell prints (``≥95%``, ``95%以上``, ``±3%以内``), or None."""
    match = _CELL.fullmatch(normalise(text).replace("％", "%"))
    if match is None:
        return None
    value, upper, unit = match["value"].replace(",", ""), match["upper"], match["unit"]
    operator = OPERATOR_ALIASES.get(match["operator"] or "")
    if operator is Operator.RANGE:
        value = f"±{value}"
    elif match["suffix"]:
        operator = operator or SUFFIX_OPERATORS[match["suffix"]]
    if upper is not None:
        operator, value = Operator.RANGE, f"{value}-{upper.replace(',', '')}"
    if unit is not None:
        unit = "%" if unit.strip() in ("百分比", "个百分比") else unit.strip() or None
    return Quantity(operator, value, unit)
