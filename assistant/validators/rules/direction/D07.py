from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.domain.target import CurrencyUnit
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_units import UnitClass
from assistant.validators.flips import FLOORS
from assistant.validators.policy import ARITHMETIC, EXPERIENCE
from assistant.validators.rows import Row

_OVER = Message(
    zh="成本指标值 {value}{unit} 超过预算支出总额 {total}{currency}，请核对金额和单位（元、万元）。",
    en="The cost target {value}{unit} exceeds the whole budget of {total}{currency}; check the "
    "amounts and their units.",
)
_SAME = Message(
    zh="成本指标值 {value}{unit} 恰好等于预算总额，只是重复了预算数，起不到控制成本的作用；可改为单位成本或节约率。",
    en="The cost target {value}{unit} merely restates the budget; a unit cost or a saving says more.",
)
_NO_TOTAL = Message(
    zh="表中没有预算支出总额，无法核对成本指标值是否超过预算。",
    en="The form prints no budget total, so cost targets cannot be held against it.",
)
_MANY_YEARS = ("总投资", "概算", "累计", "全周期", "全生命", "建设总", "估算", "总造价")


class D07(Rule):
    """成本指标值超过预算总额，或恰好等于预算总额。

    **为什么** 花费上限比预算还高，说明金额或单位（元、万元）写错；等于预算则等于没有设成本指标。
    **错例** 预算 20 万元，项目总成本 ≤ 200 万元
    **正例** 预算 20 万元，人均培训成本 ≤ 380 元/人
    **何时不报** 单位成本（元/人、元/亩）；总投资、概算、累计等跨年口径超过本年预算的；金额方向写反的（D02）；没有预算总额的列入“未检查”；读表存疑的行。等于预算的只作提示。
    **In English** A cost target above the whole budget, or equal to it.
    """

    name = "cost-over-budget"
    title = Message(zh="成本值超预算", en="Cost over budget")
    severity = Severity.ERROR
    head = Head.APPROPRIATENESS
    basis = (ARITHMETIC, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        costs = [row for row in ctx.quantitative if _is_total_cost(ctx, row)]
        funding = ctx.target.funding
        if not costs:
            yield NotApplicable()
            return
        if funding is None or not funding.total:
            yield self.insufficient(ctx, _NO_TOTAL)
            return
        scale = 10_000 if funding.currency_unit is CurrencyUnit.TEN_THOUSAND_YUAN else 1
        for row in costs:
            cost = (row.number or Decimal(0)) * ctx.facts(row).value.unit.scale
            budget = funding.total * scale
            if cost < budget or (cost > budget and any(word in row.name for word in _MANY_YEARS)):
                continue
            over = cost > budget
            yield self.finding(
                ctx, _OVER if over else _SAME, row,
                field="value", evidence=f"{row.value}{row.unit}",
                severity=Severity.ERROR if over else Severity.INFO,
                value=row.value, unit=row.unit, total=format(funding.total, "f"),
                currency=funding.currency_unit.value,
            )  # fmt: skip


def _is_total_cost(ctx: RuleContext, row: Row) -> bool:
    if not row.is_cost:
        return False
    money = ctx.facts(row).value.unit.kind is UnitClass.MONEY
    return money and row.number is not None and row.operator not in FLOORS
