from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE
from assistant.validators.totals import is_execution_row, plain

_HEAVY = Message(
    zh="本行权重 {weight}，占总分 {share}%，一条指标就决定大半得分。请拆分或调低，一般不超过 {most}。",
    en="This row weighs {weight}, {share}% of all points. Split it or lower it to {most} at most.",
)
_ROWS_NEEDED = 8
"""Below this many rows a heavy one is natural."""


class W03(Rule):
    """单项权重过高。

    **为什么** 一条指标占分太重，其余指标形同虚设；重的若是兜底指标，整张表就失去约束。
    **错例** 16 条指标中，“上级部门下达的各项工作任务”权重 23
    **正例** 各条权重 3 至 15，与任务轻重相称
    **何时不报** 指标少于 8 条的表；没超过总分两成；预算执行率；读表存疑的行（值与权重可能互换）。
    **In English** One row carries too much of the weight.
    """

    name = "too-heavy"
    title = Message(zh="单项过高", en="One row too heavy")
    severity = Severity.WARNING
    head = Head.APPROPRIATENESS
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if len(ctx.rows) < _ROWS_NEEDED or not ctx.has_weight_column:
            yield NotApplicable()
            return
        most, total = ctx.profile.max_single_weight, ctx.profile.weight_total
        for row in ctx.rows_for_values:
            weight = row.weight
            if weight is None or weight <= most or weight * 5 <= total or is_execution_row(row):
                continue
            yield self.finding(
                ctx, _HEAVY, row,
                field="weight", evidence=plain(weight),
                weight=plain(weight), share=plain(round(weight * 100 / total, 1)), most=plain(most),
            )  # fmt: skip
