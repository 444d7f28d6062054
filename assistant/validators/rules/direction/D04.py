import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Fix, Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.facts_units import UnitClass
from assistant.validators.flips import CEILINGS
from assistant.validators.levels import Level1, Level2
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import CIRCULAR_10, CIRCULAR_101
from assistant.validators.rows import Row

_WORDS = Message(
    zh="满意度填的是“{value}”，无法按问卷结果打分。满意度应是百分比，请改为“≥ 90%”一类的数值。",
    en="Satisfaction is given as '{value}', which no survey can be scored against. Give a "
    "percentage such as '≥ 90%'.",
)
_NO_PERCENT = Message(
    zh="满意度的单位是“{unit}”，应为“%”。",
    en="Satisfaction is counted in '{unit}'; it should be a percentage.",
)
_LOW = Message(
    zh="满意度目标 {value}% 偏低（低于 80%），按 90%、80%、60% 三档计分时连第二档都不到，请核实后提高。",
    en="A satisfaction target of {value}% is low (under 80%); check it and raise it.",
)
_BELOW_FULL = Message(
    zh="满意度目标 {value}% 低于 90%，达到目标也得不到满分，请确认是否适当。",
    en="A satisfaction target of {value}% is under 90%, so reaching it does not earn full marks; "
    "confirm that it is meant.",
)
_PERFECT = Message(
    zh="满意度要求达到 100%，有一份不满意的问卷就完不成，请改为可实现的数值，如“≥ 95%”。",
    en="Satisfaction of 100% fails with a single unhappy answer; give a figure that can be "
    "reached, such as '≥ 95%'.",
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_IN_WORDS = re.compile(r"百分之|[一二三四五六七八九]十|[一二三四五六七八九]成")
"""A figure spelled out (九十, 九成): a figure all the same."""
_OPINION = re.compile(r"满意|评价|评议|口碑|反映|反响|认可|认同|好评|意见|叫好|称赞")
"""What a survey of those who are served asks for, whatever the row calls it."""
_LOW_LIMIT, _FULL_LIMIT, _PERFECT_VALUE = Decimal(80), Decimal(90), Decimal(100)
_POINTS = Decimal(10)
"""Up to here a figure without a unit may well be points out of 5 or 10."""
_COUNTED_UNITS = (
    UnitClass.PEOPLE, UnitClass.PEOPLE_RATE, UnitClass.EVENT, UnitClass.EVENT_RATE,
    UnitClass.COUNT, UnitClass.MONEY, UnitClass.TIME, UnitClass.AREA, UnitClass.LENGTH,
)  # fmt: skip


class D04(Rule):
    """满意度不是数字百分比，或数值不合理。

    **为什么** 满意度靠问卷测出百分比，通常按 90%、80%、60% 三档计分；“好坏”“满意”无从计算，100% 又几乎不可能实现。
    **错例** 参训教师满意度 · 定性 · 好坏
    **正例** 参训教师满意度 · ≥ · 90 · %
    **何时不报** 不满意率、满意度提升幅度、问卷份数、投诉率等本身不是满意度的指标；单位是“分”或比例（0.95）的；值里有百分比、只是性质误选了定性的；90% 到 100% 之间的目标；值为空（F02）；读表存疑的行。
    **In English** A satisfaction row is not a percentage, or the percentage makes no sense.
    """

    name = "satisfaction-form"
    title = Message(zh="满意度形态", en="Form of satisfaction")
    severity = Severity.ERROR
    head = Head.APPROPRIATENESS
    basis = (CIRCULAR_101, CIRCULAR_10)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows_for_values:
            if not row.value or is_placeholder(row.value) or not _is_satisfaction(ctx, row):
                continue
            verdict = _judge(ctx, row)
            if verdict is None:
                continue
            severity, message, figure = verdict
            yield self.finding(
                ctx, message, row,
                field="unit" if message is _NO_PERCENT else "value",
                evidence=f"{row.operator or ''} {row.value} {row.unit}".strip(),
                severity=severity, fix=_fix(row, severity), value=figure, unit=row.unit,
            )  # fmt: skip


def _is_satisfaction(ctx: RuleContext, row: Row) -> bool:
    """The name says so; under 满意度 a nameless row with words for a value is one too."""
    name = ctx.facts(row).name
    if name.satisfaction_of is not None:
        return True
    under = row.level1 is Level1.SATISFACTION or row.level2 is Level2.SERVED_SATISFACTION
    return under and row.qualitative and _OPINION.search(name.bare + row.value) is not None


def _judge(ctx: RuleContext, row: Row) -> tuple[Severity, Message, str] | None:
    found = _NUMBER.search(row.value)
    if found is None and _IN_WORDS.search(row.value):
        return None
    if found is None:
        return Severity.ERROR, _WORDS, row.value
    kind = ctx.facts(row).value.unit.kind
    if kind in _COUNTED_UNITS:
        return Severity.WARNING, _NO_PERCENT, row.value
    figure = Decimal(found[0])
    if kind is not UnitClass.PERCENT and (figure <= 1 or kind is not UnitClass.NONE):
        return None
    return _judge_figure(row, figure)


def _judge_figure(row: Row, figure: Decimal) -> tuple[Severity, Message, str] | None:
    if row.operator in CEILINGS or figure > _PERFECT_VALUE:
        return None
    if figure <= _POINTS and not row.unit:
        return None
    if figure < _LOW_LIMIT:
        return Severity.WARNING, _LOW, str(figure)
    if figure < _FULL_LIMIT:
        return Severity.INFO, _BELOW_FULL, str(figure)
    return (Severity.WARNING, _PERFECT, str(figure)) if figure == _PERFECT_VALUE else None


def _fix(row: Row, severity: Severity) -> Fix | None:
    """A figure is proposed only where none is printed: any other is the unit's own decision."""
    if severity is not Severity.ERROR:
        return None
    return confirm(
        set_field(row, "operator", Operator.AT_LEAST.value),
        set_field(row, "value", "90"),
        set_field(row, "unit", "%"),
    )
