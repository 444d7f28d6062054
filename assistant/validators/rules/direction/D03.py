from collections.abc import Iterator

from assistant.domain.finding import Head as ReviewHead
from assistant.domain.finding import Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import Head, NameFacts, Polarity
from assistant.validators.facts_units import UnitClass
from assistant.validators.flips import CEILINGS, FLIPPED, FLOORS, flip
from assistant.validators.levels import Level2
from assistant.validators.policy import EXPERIENCE
from assistant.validators.rows import Row
from assistant.validators.wording import endings, words

_CAPPED = Message(
    zh="“{name}”越高越好，却填了“{operator} {value}{unit}”，等于做得越差得分越高。请改为“{upright}”。",
    en="More of '{name}' is better, yet it is capped with '{operator} {value}{unit}'; use "
    "'{upright}'.",
)
_FLOORED = Message(
    zh="“{name}”越低越好，却填了“{operator} {value}{unit}”，等于要求至少出这么多问题。请改为“{upright}”。",
    en="Less of '{name}' is better, yet '{operator} {value}{unit}' asks for at least that much; "
    "use '{upright}'.",
)
_DELIVERED = Message(
    zh="“{name}”是要完成的工作量，却填了“{operator} {value}{unit}”，一件不做也算完成。请改为“{upright}”；确属总量控制的，请在名称里写明“控制数”。",
    en="'{name}' is work to be delivered, yet '{operator} {value}{unit}' is met by doing nothing. "
    "Use '{upright}', or say in the name that it is a cap.",
)
_DELIVERED_UNITS = (
    UnitClass.PEOPLE, UnitClass.COUNT, UnitClass.EVENT, UnitClass.AREA, UnitClass.LENGTH,
    UnitClass.EVENT_RATE,
)  # fmt: skip
_EVENTS = (UnitClass.EVENT, UnitClass.EVENT_RATE)


class D03(Rule):
    """方向与名词相反：越高越好的指标封了顶，越低越好的指标设了下限。

    **为什么** 方向写反，做得越差得分越高，而且很难被发现。
    **错例** 系统稳定运行率 · ≤ · 99 · %；投诉率 · ≥ · 5 · %；新建公厕数量 · ≤ · 3 · 座
    **正例** 系统稳定运行率 · ≥ · 99 · %；投诉率 · ≤ · 5 · %；新建公厕数量 · ≥ · 3 · 座
    **何时不报** 名称里有处理、办结、下降、整改等字样，说的是处理问题（投诉处理率≥95%、故障下降率≥10%）；不合格率、不满意率按越低越好对待；误差、偏差、波动；封顶本来合理的（结余率≤5%、调整次数≤10、公务用车购置数≤1、控制数、编制数、按时间和金额计的）；成本、时效指标里的数量；读表存疑的行。
    **In English** The bound points against the meaning of the name.
    """

    name = "polarity"
    title = Message(zh="方向与名词相反", en="Bound against the meaning")
    severity = Severity.ERROR
    head = ReviewHead.APPROPRIATENESS
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            if row.operator is None or row.number is None:
                continue
            message = _judge(ctx, row)
            if message is not None:
                yield self.finding(
                    ctx, message, row,
                    field="operator", evidence=f"{row.name} {row.operator}{row.value}{row.unit}",
                    fix=flip(row, row.operator), name=ctx.facts(row).name.core,
                    operator=row.operator, value=row.value, unit=row.unit,
                    upright=FLIPPED[row.operator].value,
                )  # fmt: skip


def _judge(ctx: RuleContext, row: Row) -> Message | None:
    polarity = ctx.facts(row).name.polarity
    if row.operator in CEILINGS:
        if polarity is Polarity.MORE:
            return _CAPPED
        return _DELIVERED if _is_delivered(ctx, row) else None
    if row.operator in FLOORS and polarity is Polarity.LESS:
        return _FLOORED
    return None


def _is_delivered(ctx: RuleContext, row: Row) -> bool:
    """Whether a quantity is work to be done, with no sign that it is meant as a cap."""
    facts = ctx.facts(row)
    unit = facts.value.unit
    if row.level2 is not Level2.QUANTITY or unit.kind not in _DELIVERED_UNITS:
        return False
    held = unit.kind not in _EVENTS or words("direction.held_events").find(facts.name.bare)
    if unit.per and unit.kind not in _EVENTS or not held:
        return False
    text = facts.name.core + (row.indicator.note or "")
    delivered = words("direction.delivered").find(facts.name.bare) or _ends_in_work(facts.name)
    return bool(delivered) and words("direction.cap_signs").find(text) is None


def _ends_in_work(name: NameFacts) -> bool:
    """Whether what is counted is an act: a verb stands right before the measure (物资储备件数)."""
    counted = name.bare.removesuffix(name.head_word)
    verbs = endings("names.closing_verbs")
    return name.head in (Head.COUNT, Head.PEOPLE, Head.AREA, Head.LENGTH) and bool(
        verbs.find(counted)
    )
