from collections.abc import Iterator

from assistant.domain.finding import Head as ReviewHead
from assistant.domain.finding import Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import Head, NameFacts
from assistant.validators.policy import EXPERIENCE
from assistant.validators.wording import phrases, words

_GENERIC = Message(
    zh="“{what}”用“{unit}”计数，看不出数的是场次、人次还是课时。请改用更具体的单位。",
    en="'{what}' is counted in '{unit}', which may be sessions, people or lessons; use a plainer "
    "unit.",
)
_UNITS = frozenset({"项", "个"})


class V06(Rule):
    """培训、会议一类活动用“项”“个”计数。

    **为什么** “学科培训 5 项”可以是 5 场、5 个班或 5 门课，口径不定，完成与否说不清。
    **错例** 学科培训指导 ≥ 5 项
    **正例** 学科培训场次 ≥ 5 场；培训教师 ≥ 120 人次
    **何时不报** 数的是机构、设施、材料等实物（监测点 4 个、培训班 3 个、会议室 2 个、指导意见 1 项）；单位是次、场、期、节、人次；定性指标；读表存疑的行。只作提示。
    **In English** An activity such as training is counted in a catch-all unit.
    """

    name = "generic-unit"
    title = Message(zh="万能单位", en="Catch-all unit")
    severity = Severity.INFO
    head = ReviewHead.APPROPRIATENESS
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            if row.unit not in _UNITS:
                continue
            name = ctx.facts(row).name
            if name.head not in (Head.NONE, Head.COUNT):
                continue
            what = words("units.activities").find(name.bare) or _activity(name)
            if what is not None:
                yield self.finding(
                    ctx, _GENERIC, row, field="unit", evidence=row.unit, what=what, unit=row.unit
                )


def _activity(name: NameFacts) -> str | None:
    """The activity that a name ends in, whatever counts it."""
    return phrases("units.activity_shapes").find(name.bare.removesuffix(name.head_word))
