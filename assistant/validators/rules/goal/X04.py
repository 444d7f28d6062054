import re
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.target import TargetKind
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import CIRCULAR_88
from assistant.validators.wording import phrases, words

_OFF = Message(
    zh="整体绩效目标有 {share}% 的篇幅写党建和理论学习，本单位主责的内容不足。请以履行职责的目标为主。",
    en="{share}% of the goal is about party and ideological work; write mainly of the unit's own "
    "duties.",
)
_CLAUSE = re.compile(r"[^，,。；;!！?？\n]+")
_MOST = 30
_LONG_ENOUGH = 50


class X04(Rule):
    """整体绩效目标大篇幅写党建和理论学习，偏离单位主责。

    **为什么** 预算资金是为履行单位职责安排的，目标写的应是这些职责办成什么样。
    **错例** 教研机构的目标有六成文字写中心组学习和意识形态
    **正例** 以教研、培训、质量监测为主，党建一句带过
    **何时不报** 党委部门、纪检、党校等以此为主责的单位；党建项目（可由任何单位实施）和没有写项目名称的项目表；占比不到三成；50 字以内的短目标。
    **In English** Much of the goal is about party and ideological work, though the unit is no party organ.
    """

    name = "off-mission"
    title = Message(zh="偏离主责", en="Off the unit's mission")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_88,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        goal = ctx.target.goal or ""
        owner, project = ctx.target.unit.name or "", ctx.target.project or ""
        if (
            len(goal) <= _LONG_ENOUGH
            or (not project and ctx.target.kind is TargetKind.PROJECT)
            or _is_party_work(project)
            or words("goal.party_organs").find(owner + " " + project) is not None
        ):
            yield NotApplicable()
            return
        clauses = _CLAUSE.findall(goal)
        off = sum(len(clause) for clause in clauses if _is_party_work(clause))
        share = off * 100 // max(1, sum(map(len, clauses)))
        if share > _MOST:
            yield self.finding(ctx, _OFF, field="goal", evidence=f"{share}%", share=share)


def _is_party_work(text: str) -> bool:
    """Whether a clause, or the name of a project, is about party and ideological work."""
    return bool(words("goal.party").find(text) or phrases("goal.party_shapes").find(text))
