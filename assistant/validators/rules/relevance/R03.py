from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.coverage import is_catch_all_task
from assistant.validators.facts_names import CatchAll
from assistant.validators.policy import CIRCULAR_88
from assistant.validators.wording import words

_BASIC = Message(
    zh="基本支出占预算总额的 {share}%，却没有一条指标涉及工资发放或单位运转。请补充，如“工资按时足额发放率 = 100%”。",
    en="Basic expenditure is {share}% of the budget, yet no indicator touches pay or running "
    "costs. Add one, such as 'salaries paid in full and on time = 100%'.",
)
_TASK = Message(
    zh="任务“{task}”占预算总额的 {share}%，却没有对应的指标，请补充。",
    en="The task '{task}' takes {share}% of the budget, yet no indicator stands for it; add one.",
)
_HALF = Decimal("0.5")


class R03(Rule):
    """钱的大头没有指标。

    **为什么** 绩效目标要与资金相匹配。一半以上的钱没有任何指标说明花出了什么，这张表就没有说明预算。
    **错例** 基本支出占 98.8%，16 条指标没有一条涉及工资或运转
    **正例** 工资按时足额发放率 · = · 100 · %；机关正常运转保障天数 · ≥ · 365 · 天
    **何时不报** 基本支出、任何一项任务都不到一半；有指标涉及工资、社保、公用经费、运转、在职或离退休人员；没有资金数据；兜底任务。
    **In English** Half the money or more has no indicator.
    """

    name = "money-without-indicator"
    title = Message(zh="资金大头无指标", en="Money without indicator")
    severity = Severity.WARNING
    head = Head.APPROPRIATENESS
    basis = (CIRCULAR_88,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        funding = ctx.target.funding
        if funding is None or not funding.total or not ctx.rows:
            yield NotApplicable()
            return
        share = (funding.basic.total or Decimal(0)) / funding.total
        if share >= _HALF and not _covers_running_costs(ctx):
            yield self.finding(
                ctx, _BASIC,
                field="funding", evidence=f"{funding.basic.total} / {funding.total}",
                share=f"{share * 100:.1f}",
            )  # fmt: skip
        yield from self._tasks(ctx, funding.total)

    def _tasks(self, ctx: RuleContext, total: Decimal) -> Iterator[Result]:
        heavy = [task for task in ctx.target.tasks if task.amount and task.amount / total >= _HALF]
        for task in heavy:
            basic = words("tasks.basic_task").find(task.text) and _covers_running_costs(ctx)
            if basic or is_catch_all_task(task) or ctx.evidence.covers_task(task):
                continue
            yield self.finding(
                ctx, _TASK,
                field="tasks", evidence=f"{task.amount} / {total}",
                task=task.name or task.content, share=f"{(task.amount or 0) / total * 100:.1f}",
            )  # fmt: skip


def _covers_running_costs(ctx: RuleContext) -> bool:
    wanted = words("tasks.running_costs")
    return any(
        wanted.find(row.name)
        for row in ctx.rows
        if ctx.facts(row).name.catch_all is not CatchAll.WHOLE
    )
