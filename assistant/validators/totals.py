"""Sums of weights, as the weight rules and the guess of a profile see them."""

import re
from decimal import Decimal

from assistant.validators.context import RuleContext
from assistant.validators.rows import Row

KNOWN_TOTALS = (Decimal(80), Decimal(90), Decimal(100))
"""Totals that platforms are known to enforce."""

_EXECUTION = re.compile(
    r"^(?:\d{4}年)?(?:年度|全年|部门|项目|单位|整体|财政|本年)*(?:预算|资金)执行率(?:[(（].*[)）])?$"
)


def is_execution_row(row: Row) -> bool:
    """Whether the row is 预算执行率, which forms score apart from the indicators."""
    return bool(_EXECUTION.match(row.name))


def weight_sum(ctx: RuleContext) -> Decimal:
    """The sum of all weights; 预算执行率 is left out where the total is right without it."""
    total = sum((row.weight for row in ctx.rows if row.weight is not None), Decimal(0))
    if abs(total - ctx.profile.weight_total) > ctx.profile.weight_tolerance:
        apart = sum(
            (row.weight for row in ctx.rows if row.weight is not None and is_execution_row(row)),
            Decimal(0),
        )
        if apart and abs(total - apart - ctx.profile.weight_total) <= ctx.profile.weight_tolerance:
            return total - apart
    return total


def plain(number: Decimal) -> str:
    """The number without trailing zeros or exponent: ``90``, ``22.5``."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
