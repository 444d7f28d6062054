import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.domain.target import CurrencyUnit
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_units import UnitClass, read_unit
from assistant.validators.flips import FLOORS
from assistant.validators.levels import Level1, Level2
from assistant.validators.likeness import containment, topic
from assistant.validators.policy import ARITHMETIC, CIRCULAR_88
from assistant.validators.rows import Row

_DEARER = Message(
    zh="按“{cost}”{price} 和“{count}”{number} 估算需要 {needed} 元，超过可用资金 {budget} 元的 110%，请核对数量、单位成本或预算。",
    en="'{cost}' {price} times '{count}' {number} comes to {needed} yuan, over 110% of the "
    "{budget} yuan available; check the count, the unit cost or the budget.",
)
_NO_UNIT_COST = Message(
    zh="表中没有能与数量指标对应的单位成本，无法推算所需资金。",
    en="The form has no unit cost that matches a count, so the money needed cannot be worked out.",
)
_NO_MONEY = Message(
    zh="表中没有预算金额，无法核对单位成本与数量的乘积。",
    en="The form prints no budget, so unit cost times count cannot be held against it.",
)
_MARGIN = Decimal("1.10")
_LIKE = 0.5
_SPLIT = re.compile(r"[·*/.、]")
_COST_LEVELS = (Level2.COST, Level2.ECONOMIC_COST)


class D08(Rule):
    """单位成本乘以数量，超过了这项工作的钱。

    **为什么** 数量、单价、预算三者应当对得上。乘积远超预算，不是数量虚高就是预算不足。
    **错例** 培训教师 120 人，人均成本 ≤ 1000 元/人，预算 3 万元
    **正例** 培训教师 120 人，人均成本 ≤ 240 元/人，预算 3 万元
    **何时不报** 找不到单位一致、对象相同的一对单位成本和数量（列入“未检查”）；单位成本还要再乘天数、月数的；没有预算金额；超出不到 10%；读表存疑的行。
    **In English** Unit cost times count exceeds the money for the work.
    """

    name = "implied-cost"
    title = Message(zh="单位成本×数量", en="Unit cost times count")
    severity = Severity.WARNING
    head = Head.APPROPRIATENESS
    basis = (ARITHMETIC, CIRCULAR_88)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        costs = [row for row in ctx.quantitative if _is_priced(row)]
        if not costs:
            yield NotApplicable()
            return
        pairs = [(cost, count) for cost in costs for count in _matching(ctx, cost)]
        if not pairs:
            yield self.insufficient(ctx, _NO_UNIT_COST)
            return
        budget = _budget(ctx)
        if budget is None:
            yield self.insufficient(ctx, _NO_MONEY)
            return
        for cost, count in pairs:
            price = (cost.number or Decimal(0)) * ctx.facts(cost).value.unit.scale
            needed = price * _counted(count)[0]
            if needed > budget * _MARGIN:
                yield self.finding(
                    ctx, _DEARER, cost,
                    field="value", evidence=f"{price} × {_counted(count)[0]:f} = {needed:f}",
                    cost=cost.name, price=f"{cost.value}{cost.unit}", count=count.name,
                    number=f"{count.value}{count.unit}", needed=format(needed, "f"),
                    budget=format(budget, "f"),
                )  # fmt: skip


def _is_priced(row: Row) -> bool:
    """Whether the row is about the unit's own spending, not about harm to others."""
    return row.level1 is Level1.COST or row.level2 in _COST_LEVELS


def _matching(ctx: RuleContext, cost: Row) -> Iterator[Row]:
    """The one count whose unit is the denominator of ``cost`` and whose topic is the same."""
    unit = ctx.facts(cost).value.unit
    if unit.kind is not UnitClass.UNIT_PRICE or cost.operator in FLOORS or cost.number is None:
        return
    # 元/人·天 still lacks the number of days.
    if len(_SPLIT.split(unit.per)) > 1 or read_unit(unit.per).kind is UnitClass.TIME:
        return
    found = [
        row
        for row in ctx.quantitative
        if row.level2 is Level2.QUANTITY
        and row.number is not None
        and _counted(row)[1] == unit.per
        and containment(topic(row.name), topic(cost.name)) >= _LIKE
    ]
    if len(found) == 1:
        yield found[0]


def _counted(row: Row) -> tuple[Decimal, str]:
    """The number and unit of a count, 万 worked in (1.9 万平方米 is 19000 平方米)."""
    number, unit = row.number or Decimal(0), row.unit
    return (number * 10_000, unit[1:]) if unit.startswith("万") else (number, unit)


def _budget(ctx: RuleContext) -> Decimal | None:
    """The project money in yuan; the whole total where a form has no project part."""
    funding = ctx.target.funding
    if funding is None:
        return None
    amount = funding.project.total or funding.total
    if not amount:
        return None
    return amount * (10_000 if funding.currency_unit is CurrencyUnit.TEN_THOUSAND_YUAN else 1)
