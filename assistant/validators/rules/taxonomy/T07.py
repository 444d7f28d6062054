import re
from collections.abc import Iterator

from assistant.domain.finding import Fix, Severity
from assistant.domain.finding import Head as ReviewHead
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.facts import RowFacts
from assistant.validators.facts_names import Head, Polarity
from assistant.validators.facts_units import UnitClass
from assistant.validators.flips import CEILINGS
from assistant.validators.levels import CHILDREN, PARENTS, Level1, Level2
from assistant.validators.policy import CIRCULAR_101, FORM_GUIDE
from assistant.validators.rows import Row
from assistant.validators.wording import endings, phrases, words

_WRONG = Message(
    zh="“{name}”放在“{printed}”下，按名称看应属“{level}”（{why}）。请确认后调整。",
    en="'{name}' stands under '{printed}', but by its name it belongs to '{level}' ({why}). "
    "Confirm and move it.",
)
_WHY = {
    Level2.SERVED_SATISFACTION: Message(zh="衡量的是满意度", en="it measures satisfaction"),
    Level2.TIMELINESS: Message(zh="衡量的是按时、及时", en="it measures punctuality"),
    Level2.COST: Message(zh="衡量的是花费", en="it measures spending"),
    Level2.ECONOMIC_COST: Message(zh="衡量的是花费", en="it measures spending"),
    Level2.QUALITY: Message(zh="衡量的是合格、达标", en="it measures conformity"),
    Level2.QUANTITY: Message(zh="只数了多少，没有质量要求", en="it only counts"),
}
_ASKS_WHEN = re.compile(
    r"(?:完成|完工|竣工|办理|办结|响应|到场|交付|发放)(?:时间|日期|时效|用时)$|^[^,;]{0,6}工期$"
)
_DONE_BY_MEASURE = frozenset(
    {UnitClass.AREA, UnitClass.LENGTH, UnitClass.MASS, UnitClass.EVENT_RATE, UnitClass.PEOPLE_RATE}
)
"""Units that count work where the name opens with a verb (修建便道 3 公里); 路基宽度 is quality."""
_COUNTED = frozenset({UnitClass.COUNT, UnitClass.EVENT, UnitClass.PEOPLE})
_NOT_COUNTS = frozenset({Head.NONE, Head.RATE, Head.DEGREE, Head.TIME})
_OUTPUT = frozenset(CHILDREN[Level1.OUTPUT])
_COSTS = frozenset(CHILDREN[Level1.COST])


class T07(Rule):
    """指标放错了类：名称说的是另一类的事。

    **为什么** 按时、满意、合格、花费各归其类，评分口径才对；放错类会让该类看似不缺，实际没有衡量。
    **错例** 质量指标：按时发放；质量指标：省市课题立项结题 ≥3项
    **正例** 时效指标：按时发放率；数量指标：课题结题数 ≥3项
    **何时不报** 数量指标里的覆盖率、完成率一类百分比；质量指标里带“合格、达标、获奖、事故、差错”等质量含义的计数；效益里的成本下降、节约；“满意度调查次数”等只是提到的名称；二级指标认不出的行。
    **In English** By its name the row belongs to another class.
    """

    name = "wrong-class"
    title = Message(zh="疑似错类", en="Wrong class by name")
    severity = Severity.WARNING
    head = ReviewHead.APPROPRIATENESS
    basis = (CIRCULAR_101, FORM_GUIDE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows_for_values:
            if row.level2 is None or not row.name:
                continue
            level = _rightful(ctx, row, row.level2, ctx.facts(row))
            if level is None:
                continue
            yield self.finding(
                ctx, _WRONG, row,
                field="level2", evidence=f"{row.indicator.level2} · {row.indicator.name}",
                fix=None if _stands_there(ctx, row, level) else _move(row, level),
                name=row.indicator.name, printed=row.indicator.level2,
                level=level, why=_WHY[level].text(ctx.language),
            )  # fmt: skip


def _rightful(ctx: RuleContext, row: Row, level: Level2, facts: RowFacts) -> Level2 | None:
    """The class that the name speaks of, where it is not the row's own."""
    if facts.name.satisfaction_of is not None:
        served = level is Level2.SERVED_SATISFACTION or row.level1 is Level1.SATISFACTION
        return None if served else Level2.SERVED_SATISFACTION
    if row.operator in CEILINGS and phrases("levels.prices_each").find(facts.name.bare):
        charged = facts.value.unit.kind in (UnitClass.UNIT_PRICE, UnitClass.MONEY)
        if charged and level not in _COSTS and level is not Level2.COST:
            return Level2.ECONOMIC_COST if _has_cost_class(ctx) else Level2.COST
    if level not in _OUTPUT:
        return None
    if level is not Level2.TIMELINESS and _is_punctuality(level, facts):
        return Level2.TIMELINESS
    if words("levels.costs").find(facts.name.bare) and not words("levels.cost_cuts").find(row.name):
        return Level2.ECONOMIC_COST if _has_cost_class(ctx) else Level2.COST
    if level is Level2.QUANTITY and _is_quality_rate(facts.name.bare):
        return Level2.QUALITY
    return Level2.QUANTITY if level is Level2.QUALITY and _only_counts(row, facts) else None


def _is_punctuality(level: Level2, facts: RowFacts) -> bool:
    """Whether the name measures being in time; how many were in time is still a number of them."""
    counts = level is Level2.QUANTITY and facts.name.head not in _NOT_COUNTS
    if counts:
        return False
    told = words("levels.punctual").find(facts.name.bare) is not None
    return told or _ASKS_WHEN.search(facts.name.bare) is not None


def _is_quality_rate(bare: str) -> bool:
    passing = phrases("levels.passing_rates").find(bare)
    return bool(endings("levels.quality_rates").find(bare) or passing)


def _has_cost_class(ctx: RuleContext) -> bool:
    """Whether the form has cost as level 1 (else it stands under 产出)."""
    return any(row.level1 is Level1.COST for row in ctx.rows)


def _only_counts(row: Row, facts: RowFacts) -> bool:
    """Whether a quality row counts things without saying how good they are."""
    return (
        not row.qualitative
        and row.number is not None
        and row.number > 0
        and _counts_work(facts)
        and facts.name.polarity is Polarity.OPEN
        and facts.name.head in (Head.NONE, Head.COUNT, Head.PEOPLE)
        and words("levels.quality_nouns").find(row.name) is None
    )


def _counts_work(facts: RowFacts) -> bool:
    kind = facts.value.unit.kind
    done = facts.name.verb and facts.name.head is Head.NONE and kind in _DONE_BY_MEASURE
    return kind in _COUNTED or bool(done)


def _stands_there(ctx: RuleContext, row: Row, level: Level2) -> bool:
    """Whether the rightful class has the name already: moved there, the row would be its double."""
    core = ctx.facts(row).name.core
    return any(other.level2 is level and ctx.facts(other).name.core == core for other in ctx.rows)


def _move(row: Row, level: Level2) -> Fix:
    """The edits that put the row under ``level``; a form without level 1 stays without."""
    edits = [set_field(row, "level2", level)]
    if row.indicator.level1 and row.level1 is not _parent(row, level):
        edits.insert(0, set_field(row, "level1", _parent(row, level)))
    return confirm(*edits)


def _parent(row: Row, level: Level2) -> Level1:
    if level is Level2.COST and row.level1 is Level1.OUTPUT:
        return Level1.OUTPUT
    return PARENTS[level]
