from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule, safe, set_field
from assistant.validators.context import RuleContext
from assistant.validators.policy import PLATFORM_CHECK

_UNIT_LEFT = Message(
    zh="定性指标不应有度量单位，此处填了“{unit}”，请清空；若系统必须选择单位，可不改。",
    en="A qualitative row takes no unit, but '{unit}' is filled in; clear it unless the platform "
    "forces one.",
)


class V03(Rule):
    """定性指标填了度量单位。

    **为什么** 定性值没有可数的东西，填上“项”会让系统把它当定量指标计算。
    **错例** 参训教师满意度 · 定性 · 好坏 · 项
    **正例** 定性指标的度量单位留空
    **何时不报** 单位栏填“/”“无”“—”表示没有单位；口径注明系统强制选择单位的，只作提示；读表存疑的行。
    **In English** A qualitative row carries a unit of measure.
    """

    name = "unit-on-qualitative"
    title = Message(zh="定性不带单位", en="Unit on a qualitative row")
    severity = Severity.WARNING
    head = Head.COMPLETENESS
    basis = (PLATFORM_CHECK,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        severity = Severity.INFO if ctx.profile.unit_forced else Severity.WARNING
        for row in ctx.qualitative:
            unit = row.indicator.unit
            if row.operator is Operator.QUALITATIVE and unit and unit.strip(_NO_UNIT):
                yield self.finding(
                    ctx, _UNIT_LEFT, row,
                    field="unit", evidence=unit, severity=severity, unit=unit,
                    fix=safe(set_field(row, "unit", None)),
                )  # fmt: skip


_NO_UNIT = "/／-—–无 　\\"
