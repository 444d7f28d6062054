"""Sums and shares of weights, as the weight rules see them."""

import re
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from assistant.validators.context import RuleContext
from assistant.validators.levels import Level1
from assistant.validators.rows import Row

KNOWN_TOTALS = (Decimal(80), Decimal(90), Decimal(100))
"""Totals that platforms are known to enforce."""

EXECUTION_POINTS = Decimal(10)
"""Points that 预算执行率 takes where it is scored apart."""

_EXECUTION = re.compile(
    r"^(?:\d{4}年)?(?:年度|全年|部门|项目|单位|整体|财政|本年|当年|总体)*"
    r"(?:预算|资金|经费|支出){1,3}执行率(?:[(（].*[)）])?$"
)


def is_execution_row(row: Row) -> bool:
    """Whether the row is 预算执行率, which forms score apart from the indicators."""
    return "执行率" in row.name and _EXECUTION.match(row.name) is not None


def _sum(rows: Iterable[Row]) -> Decimal:
    return sum((row.weight for row in rows if row.weight is not None), Decimal(0))


def weight_sum(ctx: RuleContext) -> Decimal:
    """The sum of all weights; 预算执行率 is left out where the total is right without it."""
    total, profile = _sum(ctx.rows), ctx.profile
    if abs(total - profile.weight_total) > profile.weight_tolerance:
        apart = _sum(row for row in ctx.rows if is_execution_row(row))
        if apart and abs(total - apart - profile.weight_total) <= profile.weight_tolerance:
            return total - apart
    return total


def level_shares(rows: Iterable[Row]) -> dict[Level1, Decimal]:
    """Percent of the weight under each level-1 class."""
    weights: dict[Level1, Decimal] = {}
    for row in rows:
        if row.level1 is not None and row.weight is not None:
            weights[row.level1] = weights.get(row.level1, Decimal(0)) + row.weight
    total = sum(weights.values(), Decimal(0))
    return {level: weight * 100 / total for level, weight in weights.items()} if total else {}


def norm_shares(ctx: RuleContext) -> dict[Level1, Decimal]:
    """Percent that the profile expects of each class; without 满意度 its part goes to 效益."""
    present = {row.level1 for row in ctx.rows}
    profile = ctx.profile
    norm = profile.level1_norm_with_cost if Level1.COST in present else profile.level1_norm
    points = {Level1(level): value for level, value in norm.items()}
    if Level1.SATISFACTION not in present and Level1.BENEFIT in points:
        points[Level1.BENEFIT] += points.pop(Level1.SATISFACTION, Decimal(0))
    total = sum(points.values(), Decimal(0))
    return {level: value * 100 / total for level, value in points.items()} if total else {}


def rescaled_weights(ctx: RuleContext, norm: dict[Level1, Decimal]) -> list[Decimal] | None:
    """Whole-number weights in print order with the norm's shares and the profile's exact total.

    Rows keep their proportions inside their class; None where a class of the norm has no row or a
    row would fall to nothing.
    """
    total, sums = ctx.profile.weight_total, {}
    for level in norm:
        sums[level] = _sum(row for row in ctx.rows if row.level1 is level)
        if not sums[level]:
            return None
    exact = [
        norm[row.level1] * total * row.weight / sums[row.level1] / 100
        for row in ctx.rows
        if row.level1 in norm and row.weight is not None
    ]
    if len(exact) != len(ctx.rows) or total != int(total):
        return None
    weights = [max(Decimal(1), part.quantize(Decimal(1), ROUND_DOWN)) for part in exact]
    missing = int(total - sum(weights))
    # The largest remainders take the points left over by rounding down.
    order = sorted(range(len(exact)), key=lambda place: weights[place] - exact[place])
    if not 0 <= missing <= len(order):
        return None
    for place in order[:missing]:
        weights[place] += 1
    return weights


def plain(number: Decimal) -> str:
    """The number without trailing zeros or exponent: ``90``, ``22.5``."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
