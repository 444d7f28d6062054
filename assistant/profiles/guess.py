"""Which local settings a table seems to follow, from what is printed in it."""

from decimal import Decimal

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.profiles.loader import load_profile

_TOTALS = {Decimal(100): "generic-100", Decimal(80): "generic-80"}
_EXECUTION = "预算执行率"
_OUTPUT = ("产出", "预期产出", "项目完成", "项目产出")
_COST = ("成本", "投资规模", "控制指标")


def guess_profile(target: PerformanceTarget) -> Profile:
    """The profile whose marks ``target`` bears; national (2021) where it bears none.

    In this order: a total of exactly 100 or 80 points; drop-down scales as the Sichuan platform
    prints them; level names that only the 2015 catalogue has. The choice shows in the review, and
    naming a profile always wins over it.
    """
    by_total = _TOTALS.get(_total(target))
    if by_total is not None:
        return load_profile(by_total)
    sichuan = load_profile("sichuan")
    if any(_is_scale(row, sichuan) for row in target.indicators):
        return sichuan
    if any(_is_of_2015(row) for row in target.indicators):
        return load_profile("national-2015")
    return load_profile("national-2021")


def _total(target: PerformanceTarget) -> Decimal:
    """The sum of the weights, or 0 where one is missing; 预算执行率 is scored apart."""
    if any(row.weight is None for row in target.indicators):
        return Decimal(0)
    rows = [row for row in target.indicators if _EXECUTION not in (row.name or "")]
    return sum((row.weight for row in rows if row.weight is not None), Decimal(0))


def _is_scale(row: Indicator, profile: Profile) -> bool:
    return row.operator is Operator.QUALITATIVE and row.value in profile.qualitative_picklist


def _is_of_2015(row: Indicator) -> bool:
    first, second = row.level1 or "", row.level2 or ""
    return (
        second.startswith("可持续")
        or (first.startswith(_OUTPUT) and any(word in second for word in _COST))
        or (first.startswith(("效益", "效果")) and "满意" in second)
    )
