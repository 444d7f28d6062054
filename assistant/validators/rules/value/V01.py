from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import Polarity
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import FORM_GUIDE, PLATFORM_CHECK
from assistant.validators.rows import Row

_UNKNOWN = Message(
    zh="性质填的是“{printed}”，应为 ≥、≤、=、>、<、区间、定性之一。",
    en="The operator is '{printed}'; it must be one of ≥ ≤ = > <, a range or qualitative.",
)
_ABSENT = Message(
    zh="指标值“{value}”前没有 ≥、≤、= 等符号，看不出是至少、至多还是正好，请补上（建议 {operator}）。",
    en="The value '{value}' has no operator, so it may mean at least, at most or exactly; add one "
    "(suggested: {operator}).",
)
_HUNDRED = Decimal(100)


class V01(Rule):
    """绩效指标性质不是规定的符号，或定量值没有符号。

    **为什么** 没有符号就没有方向：“20万元”是不超过 20 万元还是不少于 20 万元，评分时各执一词。
    **错例** 项目总投资 · 20万元
    **正例** 项目总投资 · ≤ · 20 · 万元
    **何时不报** 各种等价写法（>=、不低于、95%以上、≧）；指标值是文字；值为 0 或 100%，只能理解为等于；指标值是日期、占位符或空白；单位也没有的裸数（由 V04 报告）；确有性质栏而本格空白（由 F02 报告）；读表存疑的行。
    **In English** The operator is not one of those allowed, or a quantity stands without one.
    """

    name = "operator"
    title = Message(zh="性质合法", en="Operator")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (PLATFORM_CHECK, FORM_GUIDE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows_for_values:
            if row.operator is not None:
                continue
            printed = row.indicator.operator_printed
            if printed and not is_placeholder(printed):
                yield self.finding(
                    ctx, _UNKNOWN, row, field="operator", evidence=printed, printed=printed
                )
            elif not ctx.has_operator_column and _needs_operator(row):
                yield self._absent(ctx, row)

    def _absent(self, ctx: RuleContext, row: Row) -> Result:
        operator = Operator.AT_MOST if _less_is_better(ctx, row) else Operator.AT_LEAST
        value = row.indicator.value if not row.indicator.unit else row.value + row.unit
        return self.finding(
            ctx, _ABSENT, row,
            field="operator", evidence=value,
            fix=confirm(set_field(row, "operator", operator)),
            value=value, operator=operator,
        )  # fmt: skip


def _needs_operator(row: Row) -> bool:
    """Whether the value is a quantity that does not say whether it bounds from below or above."""
    if row.number is None or not row.unit:
        return False
    return row.number != 0 and not (row.unit.startswith(("%", "百分")) and row.number == _HUNDRED)


def _less_is_better(ctx: RuleContext, row: Row) -> bool:
    return row.is_cost or ctx.facts(row).name.polarity is Polarity.LESS
