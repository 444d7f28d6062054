from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import CatchAll
from assistant.validators.policy import CIRCULAR_101, EXPERIENCE
from assistant.validators.rows import Row

_ALL = Message(
    zh="“{name}”是兜底指标，什么工作都能算进去，数多少都行。请删除，或改为可核对的结果，如“上级交办事项按期办结率 = 100%”。",
    en="'{name}' is a catch-all: any work counts. Drop it, or measure a result such as 'assigned "
    "matters settled on time = 100%'.",
)
_HEAVY = Message(
    zh="“{name}”是兜底指标，权重 {weight} 超过总分的 10%，凭它就能拉高全表得分。请删除，或改为可核对的结果，"
    "如“上级交办事项按期办结率 = 100%”，并降低权重。",
    en="'{name}' is a catch-all with weight {weight}, over 10% of the total. Drop it, or measure a "
    "result such as 'assigned matters settled on time = 100%', and lower its weight.",
)
_OPEN = Message(
    zh="名称以“等工作”收尾，没有说清还包括什么。请只写要考核的那一项，其余另列。",
    en="The name leaves its list open. Name the one thing that is measured; list others apart.",
)
_HEAVY_SHARE = Decimal("0.10")


class M05(Rule):
    """兜底指标：上级交办的各项任务、日常工作、等工作。

    **为什么** 兜底指标没有边界，做多做少都能填“完成”，却常占很大的权重。
    **错例** 上级部门下达的各项工作任务 · ≥ · 30 · 项
    **正例** 上级交办事项按期办结率 · = · 100 · %
    **何时不报** 写明怎么算的（交办事项按期办结率）；对象明确的交办事项（上级下达资金支付率、上级交办信访件办结数）；“其他工作人员”“日常工作经费”等只是字面相同的词。以“等工作”收尾的只作警告；读表存疑的行不看权重。
    **In English** A catch-all that any work can be counted under.
    """

    name = "catch-all"
    title = Message(zh="兜底指标", en="Catch-all")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_101, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            name = ctx.facts(row).name
            if name.catch_all is CatchAll.LIST:
                yield self.finding(ctx, _OPEN, row, field="name", evidence=name.core)
            elif name.catch_all is CatchAll.WHOLE:
                heavy = _is_heavy(ctx, row)
                yield self.finding(
                    ctx, _HEAVY if heavy else _ALL, row,
                    field="name", evidence=name.core, name=name.core, weight=row.weight,
                    severity=Severity.ERROR if heavy else Severity.WARNING,
                )  # fmt: skip


def _is_heavy(ctx: RuleContext, row: Row) -> bool:
    if row.weight is None or row.doubtful:
        return False
    return row.weight > ctx.profile.weight_total * _HEAVY_SHARE
