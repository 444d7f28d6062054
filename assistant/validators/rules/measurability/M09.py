from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head as ReviewHead
from assistant.domain.finding import Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import Head
from assistant.validators.facts_units import UnitClass
from assistant.validators.policy import CIRCULAR_101, EXPERIENCE
from assistant.validators.rows import Row
from assistant.validators.wording import words

_PSEUDO = Message(
    zh="“{name} {target}”看似有数，其实算不出来：没有说明{target}是什么占什么、从哪里取数。请换成有分子分母的指标，"
    "如“信访事项按期办结率 ≥ 95%（来源：信访台账）”。",
    en="'{name} {target}' looks like a figure but cannot be worked out: nothing says what it is a "
    "share of or where it is read. Use an indicator with a numerator, a denominator and a source.",
)
_HIGH, _ONE = Decimal(80), Decimal(1)


class M09(Rule):
    """伪量化：给口号或状态配上一个 95%，没有分子分母。

    **为什么** “维护社会稳定 ≥ 95%”没有计算口径，谁也算不出实际值，只能照抄目标当完成值。这是“必须量化”要求下最常见的变通。
    **错例** 维护社会稳定 · ≥ · 95 · %；按时发放 · ≥ · 1 · 人/年
    **正例** 信访事项按期办结率 · ≥ · 95 · %（来源：信访台账）
    **何时不报** 名称以率、比例、人数、面积等度量名词收尾；说明栏写了计算公式、分母或数据来源；百分比不到 80（经济增长 5% 是真指标）；单位是钱、人、面积等实物量。自动起草的行出现时为错误，单位填报的为警告；读表存疑的行。
    **In English** A state or slogan with a percentage that nobody can work out.
    """

    name = "pseudo-quantified"
    title = Message(zh="伪量化", en="Pseudo-quantified")
    severity = Severity.WARNING
    head = ReviewHead.RELEVANCE
    basis = (CIRCULAR_101, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        severity = Severity.ERROR if ctx.drafted else self.severity
        for row in ctx.quantitative:
            if row.number is None or not _is_pseudo(ctx, row):
                continue
            core = ctx.facts(row).name.core
            target = f"{row.operator or ''}{row.value}{row.unit}"
            yield self.finding(
                ctx, _PSEUDO, row,
                field="value", evidence=f"{core} {target}", severity=severity,
                name=core, target=target,
            )  # fmt: skip


def _is_pseudo(ctx: RuleContext, row: Row) -> bool:
    facts = ctx.facts(row)
    name = facts.name
    if name.head is not Head.NONE or not (name.macro or name.state):
        return False
    if row.indicator.note and words("effects.formula_marks").find(row.indicator.note):
        return False
    return _is_token_figure(row, facts.value.unit.kind)


def _is_token_figure(row: Row, kind: UnitClass) -> bool:
    """A percentage near the top, or a 1 that counts nothing."""
    if row.operator in (Operator.AT_MOST, Operator.LESS) or row.number is None:
        return False
    if kind in (UnitClass.PERCENT, UnitClass.NONE) and _HIGH <= row.number <= 100:
        return True
    counts_nothing = (
        UnitClass.TIME, UnitClass.PEOPLE_RATE, UnitClass.COUNT, UnitClass.NONE, UnitClass.EVENT,
        UnitClass.EVENT_RATE, UnitClass.OTHER,
    )  # fmt: skip
    return row.number == _ONE and kind in counts_nothing
