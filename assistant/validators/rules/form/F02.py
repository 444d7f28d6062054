from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import FORM_GUIDE, PLATFORM_CHECK
from assistant.validators.rows import Row

_BLANK = Message(
    zh="“{label}”一栏为空。每条指标的一级、二级、三级指标、性质、指标值和权重都要填写，请补齐。",
    en="'{label}' is blank. Every row needs its three levels, operator, value and weight; fill it in.",
)
_NOT_POSITIVE = Message(
    zh="权重为 {weight}，应为大于 0 的数。请重新分配权重，不计分的行请删除。",
    en="The weight is {weight}; it must be above 0. Reassign the weights or remove the row.",
)
_TOO_FINE = Message(
    zh="权重 {weight} 的小数超过两位，系统不接受。请保留不超过两位小数。",
    en="The weight {weight} has more than two decimals; keep two at most.",
)
_AWAITED = Message(
    zh="有 {count} 行的指标值留给单位补填，填好前无法检查",
    en="{count} rows wait for the unit to fill in their value",
)
_LABELS = {
    "level1": Message(zh="一级指标", en="level 1"),
    "level2": Message(zh="二级指标", en="level 2"),
    "name": Message(zh="三级指标", en="indicator name"),
    "operator": Message(zh="绩效指标性质", en="operator"),
    "value": Message(zh="绩效指标值", en="value"),
    "weight": Message(zh="权重", en="weight"),
}
_TWO_DECIMALS = -2


class F02(Rule):
    """指标行有必填栏为空，或权重不是大于 0、至多两位小数的数。

    **为什么** 缺了性质、指标值或权重，这条指标年终无法评分，系统也不予保存。
    **错例** 培训教师人次 · ≥ · 120 · 人次 · 权重空白
    **正例** 培训教师人次 · ≥ · 120 · 人次 · 权重 10
    **何时不报** 表格本身没有这一栏（例如没有性质栏、权重栏，或只有一级名称）；读表存疑的行（E01）；指标值标为待单位补填、尚未提交的行（列入未检查）。
    **In English** A required field of the row is blank, or its weight is not a positive number of at most two decimals.
    """

    name = "row-fields"
    title = Message(zh="指标行必填", en="Row fields")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (PLATFORM_CHECK, FORM_GUIDE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        expected, awaited = list(_expected(ctx)), 0
        for row in ctx.rows_for_values:
            for field in expected:
                if field == "value" and _is_awaited(ctx, row):
                    awaited += 1
                elif getattr(row.indicator, field) in (None, ""):
                    label = _LABELS[field].text(ctx.language)
                    yield self.finding(ctx, _BLANK, row, field=field, label=label)
            if row.weight is not None:
                yield from self._check_weight(ctx, row, row.weight)
        if awaited:
            yield self.insufficient(ctx, _AWAITED, count=awaited)

    def _check_weight(self, ctx: RuleContext, row: Row, weight: Decimal) -> Iterator[Result]:
        exponent = weight.normalize().as_tuple().exponent
        if weight <= 0:
            message = _NOT_POSITIVE
        elif isinstance(exponent, int) and exponent < _TWO_DECIMALS:
            message = _TOO_FINE
        else:
            return
        yield self.finding(ctx, message, row, field="weight", evidence=weight, weight=weight)


def _is_awaited(ctx: RuleContext, row: Row) -> bool:
    """Whether the value was left blank on purpose: marked for the unit to fill, not submitted."""
    return row.indicator.confirm and not row.indicator.value and not ctx.submitted


def _expected(ctx: RuleContext) -> Iterator[str]:
    """The fields that the form has a column for."""
    yield from ("name", "value")
    for level in ("level1", "level2"):
        if any(getattr(row.indicator, level) for row in ctx.rows):
            yield level
    if ctx.has_operator_column:
        yield "operator"
    if ctx.has_weight_column:
        yield "weight"
