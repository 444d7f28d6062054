from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.profile import Scheme
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.levels import CHILDREN, LOCAL_CHILDREN, PARENTS, Level1, Level2
from assistant.validators.policy import CIRCULAR_101

_MISMATCH = Message(
    zh="“{second}”不属于“{first}”，应归在“{parent}”之下。请核对是一级还是二级指标填错。",
    en="'{second}' does not belong under '{first}' but under '{parent}'. Check which is wrong.",
)


class T03(Rule):
    """二级指标不属于所填的一级指标。

    **为什么** 一级、二级不配，权重结构算到错的类里，评分时按错的口径打分。
    **错例** 效益指标 · 时效指标
    **正例** 产出指标 · 时效指标
    **何时不报** 2015 年口径和地方口径下“成本指标”列在产出之下、“满意度”列在效益之下；一级或二级名称本身认不出（由 T01、T02 报告）；读表存疑的行。
    **In English** The level-2 class does not belong under the level-1 class of the row.
    """

    name = "level-mismatch"
    title = Message(zh="一二级不配", en="Levels that do not match")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        local = ctx.profile.scheme is not Scheme.NATIONAL_2021
        for row in ctx.rows_for_values:
            first, second = row.level1, row.level2
            if first is None or second is None or _belongs(first, second, local):
                continue
            parent = PARENTS[second]
            yield self.finding(
                ctx, _MISMATCH, row,
                field="level1",
                evidence=f"{row.indicator.level1} · {row.indicator.level2}",
                fix=confirm(set_field(row, "level1", parent)),
                first=row.indicator.level1, second=row.indicator.level2, parent=parent,
            )  # fmt: skip


def _belongs(first: Level1, second: Level2, local: bool) -> bool:
    if second in CHILDREN[first]:
        return True
    return local and second in LOCAL_CHILDREN.get(first, ())
