from collections.abc import Callable, Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.profile import Requirement
from assistant.domain.target import TargetKind
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.levels import CHILDREN, Level1, Level2, is_undecided
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.rows import Row
from assistant.validators.wording import words

_ABSENT = Message(
    zh="没有{level}。{advice}",
    en="There is no row under {level}. {advice}",
)
_ADVICE = {
    Level1.BENEFIT: Message(
        zh="资金花出去产生什么效果必须有指标来衡量，请补充。",
        en="What the money brings about must be measured; add a row.",
    ),
    Level1.SATISFACTION: Message(
        zh="有服务对象的，请补充满意度指标（如参训教师满意度≥90%）；不直接服务群众的可说明理由。",
        en="Add a satisfaction row where somebody is served (such as trainees ≥90%), or say why not.",
    ),
    Level1.COST: Message(
        zh="请补充成本指标，如单位成本不超过预算标准。",
        en="Add a cost row, such as a unit cost within the standard.",
    ),
}
_LEVELS_UNKNOWN = Message(
    zh="有 {count} 行的一级、二级指标都认不出，是否缺类无从判断",
    en="{count} rows have no level name that is known, so gaps cannot be told",
)


class T05(Rule):
    """缺少效益指标，或缺少本地要求的满意度、成本指标。

    **为什么** 只有产出没有效益，说明不了钱花得值不值；工程、修缮、购置类项目不设成本指标，控制不了造价。
    **错例** 全表 8 条都是产出指标
    **正例** 产出、效益、满意度齐全，工程项目另有成本指标
    **何时不报** 有行的级别认不出（记入“未检查”）；口径关闭了满意度或成本要求；成本列在产出之下、满意度列在效益之下也算有。成本缺项只对名称明确是工程、修缮、购置的项目报错误，其余从口径。
    **In English** There is no benefit row, or no satisfaction or cost row where one is required.
    """

    name = "class-gap"
    title = Message(zh="效益·满意度·成本缺项", en="Benefit, satisfaction or cost missing")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if not ctx.rows:
            yield NotApplicable()
            return
        absent = [level for level, is_one in _IS_ONE.items() if not any(map(is_one, ctx.rows))]
        demanded = [(level, _severity(ctx, level)) for level in absent]
        unknown = sum(
            row.level1 is None and is_undecided(row.indicator.level2, row.level2)
            for row in ctx.rows
        )
        if unknown and any(severity for _, severity in demanded):
            yield self.insufficient(ctx, _LEVELS_UNKNOWN, count=unknown)
            return
        for level, severity in demanded:
            if severity is not None:
                yield self.finding(
                    ctx, _ABSENT,
                    field="level1", evidence=level, severity=severity,
                    level=level, advice=_ADVICE[level].text(ctx.language),
                )  # fmt: skip


def _is_satisfaction(row: Row) -> bool:
    return (
        row.level1 is Level1.SATISFACTION
        or row.level2 is Level2.SERVED_SATISFACTION
        or "满意" in row.name
    )


def _is_benefit(row: Row) -> bool:
    if row.level2 in CHILDREN[Level1.BENEFIT]:
        return True
    return row.level1 is Level1.BENEFIT and not _is_satisfaction(row)


_IS_ONE: dict[Level1, Callable[[Row], bool]] = {
    Level1.BENEFIT: _is_benefit,
    Level1.SATISFACTION: _is_satisfaction,
    Level1.COST: lambda row: row.is_cost,
}


def _severity(ctx: RuleContext, level: Level1) -> Severity | None:
    if level is Level1.BENEFIT:
        return Severity.ERROR
    if level is Level1.COST and _is_construction(ctx):
        return Severity.ERROR
    required = ctx.profile.require.get(level, Requirement.OFF)
    return None if required is Requirement.OFF else Severity(required.value)


def _is_construction(ctx: RuleContext) -> bool:
    """Whether the project is plainly building, repair or purchase."""
    project = ctx.target.project
    return (
        ctx.target.kind is TargetKind.PROJECT
        and project is not None
        and words("levels.construction").find(project) is not None
    )
