from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.frequency import read_frequencies
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.coverage import is_catch_all
from assistant.validators.facts_names import leading_verb
from assistant.validators.likeness import clauses, topic
from assistant.validators.policy import CIRCULAR_88
from assistant.validators.wording import phrases, words

_PROMISES = Message(
    zh="整体绩效目标里有 {count} 处承诺没有对应的指标：{promises}。请补充指标，或从目标中删去。",
    en="{count} promises of the overall goal have no indicator: {promises}. Add indicators or "
    "drop the promises.",
)
_SHORTEST, _SHOWN = 4, 24


class R04(Rule):
    """整体目标里的承诺没有对应的指标。

    **为什么** 指标是目标的细化。目标里说了而指标里没有的，年终没有人会去核对。
    **错例** 目标写“提升地方课程和校本课程研究”，指标里没有课程研究
    **正例** 校本课程开发门数 · ≥ · 2 · 门
    **何时不报** 分句与某条指标（或几条指标合起来）的用词重合达到口径规定的比例，或数字相同；口号、指导思想、背景说明；只盼效果的分句（提高教学质量、改善通行条件，由效益指标对应）；没有动词和对象的分句；“完成上级交办任务”之类。全表合成一条，只报一次。
    **In English** Promises of the overall goal that no indicator stands for, as one finding.
    """

    name = "promise-without-indicator"
    title = Message(zh="目标承诺无指标", en="Promise without indicator")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_88,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if not ctx.target.goal or not ctx.rows:
            yield NotApplicable()
            return
        promises = tuple(filter(_is_promise, clauses(ctx.target.goal)))
        open_ones = [item for item in promises if not ctx.evidence.covers_clause(item)]
        if open_ones:
            shown = "；".join(f"“{item[:_SHOWN]}”" for item in open_ones)
            yield self.finding(
                ctx, _PROMISES,
                field="goal", evidence="；".join(open_ones), count=len(open_ones), promises=shown,
            )  # fmt: skip


def _is_promise(clause: str) -> bool:
    """A clause with a verb and an object that a figure could be put on."""
    if len(topic(clause)) < _SHORTEST or is_catch_all(clause):
        return False
    if words("tasks.slogans").find(clause) or phrases("tasks.goal_filler").find(clause):
        return False
    if read_frequencies(clause):
        return True
    if phrases("tasks.goal_effects").find(clause):
        return False
    return leading_verb(clause) != "" and "了" not in clause
