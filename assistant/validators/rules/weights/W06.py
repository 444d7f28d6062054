from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.profile import Requirement
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.totals import EXECUTION_POINTS, is_execution_row, plain

_TWICE = Message(
    zh="预算执行率另占 {apart} 分，编制时不必列入指标（指标满分为 {total}），再列一行会重复计分，请删除。",
    en="Budget execution is scored apart with {apart} points and is not set here (rows total "
    "{total}); a row of its own counts it twice. Remove it.",
)
_ABSENT = Message(
    zh="本地口径满分 {total}，须包含预算执行率，表中没有这一行，请补充。",
    en="Rows total {total} here including budget execution, which has no row; add one.",
)
_REQUIREMENT = "预算执行率"


class W06(Rule):
    """指标满分不含预算执行率，表中却列了一行；或口径要求列入而没有列。

    **为什么** 满分 90 的口径下，预算执行率在自评时另占 10 分，列入指标就重复计分。
    **错例** 满分 90 的表里有“预算执行率 ≥ 95%”
    **正例** 删去该行，自评时另行计算
    **何时不报** 满分 100 或 80 的口径；“预算编制执行规范”等只是提到执行的名称。
    **In English** Budget execution has a row though it is scored apart, or lacks one that is required.
    """

    name = "execution-row"
    title = Message(zh="执行率重复计", en="Budget execution counted twice")
    severity = Severity.WARNING
    head = Head.COMPLETENESS
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        total = ctx.profile.weight_total
        rows = [row for row in ctx.rows if is_execution_row(row)]
        if total == 100 - EXECUTION_POINTS:
            for row in rows:
                yield self.finding(
                    ctx, _TWICE, row,
                    field="name", evidence=row.indicator.name,
                    apart=plain(EXECUTION_POINTS), total=plain(total),
                )  # fmt: skip
        elif not rows and ctx.rows:
            required = ctx.profile.require.get(_REQUIREMENT, Requirement.OFF)
            if required is not Requirement.OFF:
                yield self.finding(
                    ctx, _ABSENT,
                    field="name", evidence=_REQUIREMENT, severity=Severity(required.value),
                    total=plain(total),
                )  # fmt: skip
