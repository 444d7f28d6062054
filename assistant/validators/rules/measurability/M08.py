from collections.abc import Iterator

from assistant.domain.finding import Head as ReviewHead
from assistant.domain.finding import Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts import RowFacts
from assistant.validators.facts_names import Head
from assistant.validators.facts_units import UnitClass
from assistant.validators.levels import Level1, Level2
from assistant.validators.policy import CIRCULAR_101, EXPERIENCE

_MACRO = Message(
    zh="“{words}”是许多因素共同的结果，本单位做了多少、有没有用，都看不出来。请换成与本项工作直接相关、能取到数的效果，"
    "如“中考 D 等级占比下降 ≥ 2 个百分点”。",
    en="'{words}' comes of many causes; nobody can tell this unit's part in it. Name an effect of "
    "this very work for which figures exist.",
)
_BENEFITS = (
    Level2.ECONOMIC_BENEFIT, Level2.SOCIAL_BENEFIT, Level2.ECOLOGICAL_BENEFIT,
    Level2.SUSTAINABLE_IMPACT,
)  # fmt: skip
_OWN_MEASURE = (
    UnitClass.MONEY, UnitClass.UNIT_PRICE, UnitClass.PEOPLE, UnitClass.AREA, UnitClass.LENGTH,
    UnitClass.VOLUME, UnitClass.MASS, UnitClass.ENERGY,
)  # fmt: skip


class M08(Rule):
    """宏大效果：效益指标只说社会稳定、经济发展，没有对象和度量。

    **为什么** 宏大效果不能归因到一个单位、一个项目，写上去只能得满分，起不到考核作用。
    **错例** 社会效益 · 保障教学有序健康地发展
    **正例** 社会效益 · 中考 C、D 等级占比下降 · ≥ · 2 · 个百分点
    **何时不报** 有度量名词的（生态环境质量改善面积、农村人居环境整治村数）；单位是钱、人、面积等实物量的（带动集体经济 ≥ 6 万元）；产出、成本、满意度指标。
    **In English** A benefit so wide that no unit can show its own part in it.
    """

    name = "macro-effect"
    title = Message(zh="宏大不可归因", en="Effect too wide to own")
    severity = Severity.WARNING
    head = ReviewHead.APPROPRIATENESS
    basis = (CIRCULAR_101, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            facts = ctx.facts(row)
            benefit = row.level1 is Level1.BENEFIT or row.level2 in _BENEFITS
            if benefit and _only_macro(facts):
                yield self.finding(
                    ctx, _MACRO, row,
                    field="name", evidence=facts.name.core, words=facts.name.macro,
                )  # fmt: skip


def _only_macro(facts: RowFacts) -> bool:
    if not facts.name.macro:
        return False
    # 幸福指数 promises an index that nobody keeps; a figure beside it would be read somewhere.
    kept = facts.name.head is not Head.NONE
    if kept and not (facts.name.head is Head.DEGREE and _hopes(facts)):
        return False
    return facts.value.unit.kind not in _OWN_MEASURE


def _hopes(facts: RowFacts) -> bool:
    """Whether a measure of feeling stands as the object of a verb of change, without a figure."""
    return bool(
        facts.name.verb
        and not facts.value.has_figure
        and facts.name.macro.endswith(facts.name.head_word)
    )
