from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head as ReviewHead
from assistant.domain.finding import Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import Head
from assistant.validators.facts_units import UnitClass
from assistant.validators.flips import CEILINGS
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import CIRCULAR_101, EXPERIENCE
from assistant.validators.rows import Row
from assistant.validators.wording import words

_PSEUDO = Message(
    zh="“{name} {target}”看似有数，其实算不出来：没有说明{target}是什么占什么、从哪里取数。请换成有分子分母的指标，"
    "如“信访事项按期办结率 ≥ 95%（来源：信访台账）”。",
    en="'{name} {target}' looks like a figure but cannot be worked out: nothing says what it is a "
    "share of or where it is read. Use an indicator with a numerator, a denominator and a source.",
)
_HIGH, _FULL, _ONE = Decimal(80), Decimal(100), Decimal(1)
_COUNTS_NOTHING = (
    UnitClass.TIME, UnitClass.PEOPLE_RATE, UnitClass.COUNT, UnitClass.NONE, UnitClass.EVENT,
    UnitClass.EVENT_RATE, UnitClass.OTHER,
)  # fmt: skip


class M09(Rule):
    """伪量化：给口号或状态配上一个 95%，没有分子分母。

    **为什么** “维护社会稳定 ≥ 95%”没有计算口径，谁也算不出实际值，只能照抄目标当完成值。这是“必须量化”要求下最常见的变通。
    **错例** 维护社会稳定 · ≥ · 95 · %；按时发放 · ≥ · 1 · 人/年
    **正例** 信访事项按期办结率 · ≥ · 95 · %（来源：信访台账）
    **何时不报** 名称以率、比例、人数、面积等度量名词收尾；说明栏写了计算公式、分母或数据来源；百分比不到 80（经济增长 5% 是真指标）；单位是钱、人、面积等实物量；“按时完成 100%”（可理解为按时完成率）。自动起草的行出现时为错误，单位填报的为警告；读表存疑的行。
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
    if name.head is not Head.NONE or not (name.macro or name.state or name.bare_time):
        return False
    note = row.indicator.note or ""
    if not is_placeholder(note) and words("effects.formula_marks").find(note):
        return False
    kind = facts.value.unit.kind
    return _is_lone_one(row, kind) or (not name.bare_time and _is_high_percentage(row, kind))


def _is_high_percentage(row: Row, kind: UnitClass) -> bool:
    if row.operator in CEILINGS or row.number is None:
        return False
    return kind in (UnitClass.PERCENT, UnitClass.NONE) and _HIGH <= row.number <= _FULL


def _is_lone_one(row: Row, kind: UnitClass) -> bool:
    """Whether the value is a 1 that counts nothing (≥ 1 年, ≥ 1 人/年)."""
    return row.number == _ONE and kind in _COUNTS_NOTHING and row.operator not in CEILINGS
