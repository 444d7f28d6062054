import re
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import NameFacts
from assistant.validators.facts_values import ValueFacts
from assistant.validators.grades import has_grades
from assistant.validators.levels import Level1
from assistant.validators.policy import CIRCULAR_101, FORM_GUIDE
from assistant.validators.rows import Row

_VAGUE = Message(
    zh="指标值“{value}”只说了方向或程度（“{word}”），没有说到什么地步算达到。请换成数字（如巩固率 ≥ 99.5%），"
    "或换成能核对的状态（如通过验收），并写明分档标准。",
    en="The value '{value}' names a direction or a degree ('{word}'), not when it is reached. Give "
    "a figure, or a state that can be checked, with graded standards.",
)
_GRADED_NAME = re.compile(r"(?:等次|等级|评级|星级|(?:考核|评价|评定|评审|验收)结果)$")


class M02(Rule):
    """指标值用词模糊：只有方向或程度，没有数字、日期、频次，也不是能核对的状态。

    **为什么** “显著提升”“持续改善”“长期”人人都能说达到了，也都能说没达到，年终无法核对。
    **错例** 义务教育优质均衡发展情况 · 稳步提高
    **正例** 九年义务教育巩固率 · ≥ · 99.5 · %；或：项目验收 · 定性 · 通过验收
    **何时不报** 值里有数字、日期或频次（提高5个百分点、12月底、1次/月）；通过验收、合规、已建立、是、及时等能核对的状态（可能缺分档，见 M03）；说明栏或值里已写两档以上条件；名称就是等次、等级、考核结果的（考核等次：优秀）；整把刻度（M01）；满意度指标里的“满意”（D04）；读表存疑的行。
    **In English** A value that names a direction or a degree instead of a state anyone could check.
    """

    name = "vague-value"
    title = Message(zh="模糊值", en="Vague value")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_101, FORM_GUIDE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows_for_values:
            name, facts = ctx.facts(row)
            graded = _GRADED_NAME.search(name.bare) or has_grades(row.indicator.note)
            word = facts.vague or (row.value if _is_stateless(row, name, facts) else "")
            if word and not graded:
                yield self.finding(
                    ctx, _VAGUE, row,
                    field="value", evidence=row.value, value=row.value, word=word,
                )  # fmt: skip


def _is_stateless(row: Row, name: NameFacts, facts: ValueFacts) -> bool:
    """Whether words that no list knows name no state either (焕然一新); D04 has 满意 to itself."""
    served = row.level1 is Level1.SATISFACTION or name.satisfaction_of is not None
    return row.qualitative and facts.stateless and not served
