from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_units import UnitClass
from assistant.validators.levels import Level2
from assistant.validators.policy import EXPERIENCE
from assistant.validators.rows import Row
from assistant.validators.wording import words

_EQUAL = Message(
    zh="数量指标写“= {value}{unit}”，多做一件也算没有完成。活动类任务一般用“≥”；数量确实固定的，请在说明中注明。",
    en="The count is '= {value} {unit}', so doing one more would miss it. Use ≥ for activities, or "
    "say that the number is fixed.",
)
_TIMES = frozenset({"次数", "场次", "期数", "班次", "批次", "频次", "轮次"})
"""Measures that count how often something is done, whatever it is called."""


class V07(Rule):
    """活动类数量指标用了“=”。

    **为什么** “=50 项”意味着做 51 项也不算达标，多半是随手选的符号。
    **错例** 质量监测 = 50 项
    **正例** 质量监测 ≥ 50 场次；保障在职人数 = 116 人
    **何时不报** 名册、编制、行政村等本来固定的数；购置、建设一类计划数；百分比、金额；值为 1 或 0；说明里写了固定；读表存疑的行。只作提示。
    **In English** An activity is counted with an equals sign.
    """

    name = "equality-on-count"
    title = Message(zh="数量用“=”", en="Equality on a count")
    severity = Severity.INFO
    head = Head.FEASIBILITY
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            if (
                row.operator is Operator.EQUAL
                and row.level2 is Level2.QUANTITY
                and row.number is not None
                and row.number > 1
                and self._is_open(ctx, row)
            ):
                yield self.finding(
                    ctx, _EQUAL, row,
                    field="operator", evidence=f"= {row.value}{row.unit}",
                    value=row.value, unit=row.unit,
                )  # fmt: skip

    def _is_open(self, ctx: RuleContext, row: Row) -> bool:
        """Whether the name tells of activities whose number the year decides."""
        if ctx.facts(row).value.unit.kind in (UnitClass.PERCENT, UnitClass.MONEY):
            return False
        if words("units.fixed").find(row.name) or "固定" in (row.indicator.note or ""):
            return False
        if ctx.facts(row).name.head_word in _TIMES:
            return True
        return words("units.open_activities").find(row.name) is not None
