from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE
from assistant.validators.wording import phrases

_REPORT = Message(
    zh="整体绩效目标用了总结的口气（{found}），像是已经做完。目标写的是将要做到什么，请改为“完成”“达到”“力争”等。",
    en="The goal reads like a report of what is done ({found}). A goal says what is to be reached.",
)
_ENOUGH = 2


class X02(Rule):
    """整体绩效目标写成了工作总结。

    **为什么** 目标是年初定的，用“做到了”“达到了”往往是从上年总结里照抄来的。
    **错例** 达到了干部职工增强了自觉，做好了意识形态工作
    **正例** 确保干部职工理论学习每月 1 次
    **何时不报** 只出现一处；“为了”“除了”等不表示完成的“了”。
    **In English** The goal is written as a report of work done.
    """

    name = "report-tense"
    title = Message(zh="总结式时态", en="Goal written as a report")
    severity = Severity.WARNING
    head = Head.FEASIBILITY
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        goal = ctx.target.goal
        if not goal:
            yield NotApplicable()
            return
        if goal.count("了") < _ENOUGH:
            return
        found = phrases("goal.done").find_all(goal)
        if len(found) >= _ENOUGH:
            listed = "、".join(dict.fromkeys(found))
            yield self.finding(ctx, _REPORT, field="goal", evidence=listed, found=listed)
