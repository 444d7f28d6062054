from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE
from assistant.validators.totals import is_execution_row, plain

_LIGHT = Message(
    zh="有 {count} 条指标的权重不超过 {least}（第 {rows} 行），得分拉不开差距。请合并或适当调高。",
    en="{count} rows weigh {least} or less (rows {rows}), too little to tell apart. Merge or raise "
    "them.",
)
_FLAT = Message(
    zh="{count} 条指标的权重都是 {weight}，看不出轻重。请按任务的重要程度分配。",
    en="All {count} rows weigh {weight}, so nothing stands out. Weigh them by importance.",
)
_ROWS_NEEDED = 4


class W04(Rule):
    """多条指标权重过低，或全部平均分配。

    **为什么** 权重应体现轻重缓急；平均分配或一串 2 分，等于没有排序。
    **错例** 4 条指标各 22.5；16 条里有 7 条权重为 2
    **正例** 核心产出 10 至 15，一般指标 3 至 8
    **何时不报** 不足 4 条指标；表中没有权重栏，或有行未填权重。只作提示。
    **In English** Many rows weigh next to nothing, or all weigh the same.
    """

    name = "too-light-or-flat"
    title = Message(zh="单项过低·平均", en="Rows too light, or all alike")
    severity = Severity.INFO
    head = Head.APPROPRIATENESS
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        weighed = [row for row in ctx.rows_for_values if row.weight and not is_execution_row(row)]
        if len(weighed) < _ROWS_NEEDED or any(row.weight is None for row in ctx.rows):
            yield NotApplicable()
            return
        least = ctx.profile.min_single_weight
        light = [row for row in weighed if row.weight is not None and row.weight <= least]
        weights = {row.weight for row in weighed}
        if len(weights) == 1:
            weight = plain(next(iter(weights)) or least)
            yield self.finding(
                ctx, _FLAT, field="weight", evidence=weight, count=len(weighed), weight=weight
            )
        elif len(light) >= _ROWS_NEEDED:
            rows = "、".join(str(row.indicator.number) for row in light)
            yield self.finding(
                ctx, _LIGHT,
                field="weight", evidence=rows, count=len(light), least=plain(least), rows=rows,
            )  # fmt: skip
