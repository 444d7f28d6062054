from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.profile import Requirement
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level2, is_undecided
from assistant.validators.policy import CIRCULAR_101

_ABSENT = Message(
    zh="没有{level}。{advice}",
    en="There is no row under {level}. {advice}",
)
_ADVICE = {
    Level2.QUANTITY: Message(
        zh="数量指标说明做多少事，必须设置，请补充。",
        en="Quantity says how much is done and is required; add one.",
    ),
    Level2.QUALITY: Message(
        zh="数量和质量一般都要设置，请补充验收、合格、达标一类指标，或说明理由。",
        en="Quality is expected beside quantity; add one or say why not.",
    ),
    Level2.TIMELINESS: Message(
        zh="有时间要求的任务宜补充完成时限；没有的可不设。",
        en="Add a deadline where the work has one; otherwise none is needed.",
    ),
}
_SEVERITY = {
    Level2.QUANTITY: Severity.ERROR,
    Level2.QUALITY: Severity.WARNING,
    Level2.TIMELINESS: Severity.INFO,
}
_LEVELS_UNKNOWN = Message(
    zh="有 {count} 行的二级指标空缺或看不清，产出是否缺项无从判断",
    en="{count} rows have no level-2 name that is known, so gaps cannot be told",
)


class T04(Rule):
    """产出指标缺少数量、质量或时效中的某一类。

    **为什么** 数量说明做多少，质量说明做得怎样，时效说明何时完成；只有数量，年终无法判断好坏。
    **错例** 产出指标只有 6 条数量指标
    **正例** 数量、质量、时效都有
    **何时不报** 有二级指标空缺或看不清，可能正是所缺的一类（记入“未检查”）；口径里关闭了该类要求。缺数量为错误，缺质量为警告，缺时效为提示，以地方口径为准。
    **In English** The output class lacks quantity, quality or timeliness.
    """

    name = "output-gap"
    title = Message(zh="产出缺项", en="Gap in the output class")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if not ctx.rows:
            yield NotApplicable()
            return
        present = {row.level2 for row in ctx.rows}
        absent = [level for level in _ADVICE if level not in present]
        unknown = sum(is_undecided(row.indicator.level2, row.level2) for row in ctx.rows)
        if absent and unknown:
            yield self.insufficient(ctx, _LEVELS_UNKNOWN, count=unknown)
            return
        for level in absent:
            severity = _severity(ctx, level)
            if severity is not None:
                yield self.finding(
                    ctx, _ABSENT,
                    field="level2", evidence=level, severity=severity,
                    level=level, advice=_ADVICE[level].text(ctx.language),
                )  # fmt: skip


def _severity(ctx: RuleContext, level: Level2) -> Severity | None:
    """How much the gap weighs here, or None where the profile does not ask for the class."""
    required = ctx.profile.require.get(level)
    if required is Requirement.OFF:
        return None
    return _SEVERITY[level] if required is None else Severity(required.value)
