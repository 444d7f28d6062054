from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.domain.target import Funding
from assistant.messages import Message
from assistant.validators.amounts import TOLERANCE, money, source_sum
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import ARITHMETIC, CIRCULAR_88

_SOURCES_OFF = Message(
    zh="{block}合计 {total} 不等于财政拨款、专户资金、单位资金之和 {sum}，请核对。",
    en="{block} total {total} is not the sum of its sources {sum}; check the amounts.",
)
_TASKS_OFF = Message(
    zh="各项任务金额之和 {sum} 不等于预算支出总额 {total}，请核对任务金额。",
    en="The amounts of the tasks add up to {sum}, the total is {total}; check the amounts.",
)
_TASKS_OVER = Message(
    zh="已填任务金额之和 {sum} 超过预算支出总额 {total}，请核对任务金额。",
    en="The amounts given for tasks add up to {sum}, above the total {total}; check them.",
)
_BASIC = Message(zh="基本支出", en="basic spending")
_PROJECT = Message(zh="项目支出", en="project spending")


class Y02(Rule):
    """资金合计不等于各来源之和，或任务金额之和不等于总额。

    **为什么** 来源、任务与总额应当分毫不差；对不上说明漏填、重填或单位写错。
    **错例** 基本支出合计 100，财政拨款 60、单位资金 30
    **正例** 基本支出合计 100，财政拨款 60、单位资金 40
    **何时不报** 没有资金栏；来源一栏都没填；表中没有任务金额栏；只填了部分任务金额且没有超过总额；差额在 0.01 以内。
    **In English** A total differs from the sum of its sources, or the tasks' money from the total.
    """

    name = "sources-and-tasks"
    title = Message(zh="来源勾稽", en="Sources and tasks add up")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (ARITHMETIC, CIRCULAR_88)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        funding = ctx.target.funding
        if funding is None:
            yield NotApplicable()
            return
        yield from self._check_sources(ctx, funding)
        if funding.total is not None:
            yield from self._check_tasks(ctx, funding.total)

    def _check_sources(self, ctx: RuleContext, funding: Funding) -> Iterator[Result]:
        for label, block in ((_BASIC, funding.basic), (_PROJECT, funding.project)):
            added = source_sum(block)
            if added is None or block.total is None or abs(block.total - added) <= TOLERANCE:
                continue
            yield self.finding(
                ctx, _SOURCES_OFF,
                field="funding",
                evidence=f"{money(block.total)} ≠ {money(added)}",
                block=label.text(ctx.language), total=money(block.total), sum=money(added),
            )  # fmt: skip

    def _check_tasks(self, ctx: RuleContext, total: Decimal) -> Iterator[Result]:
        amounts = [task.amount for task in ctx.target.tasks if task.amount is not None]
        if not amounts:
            return
        added, complete = sum(amounts, Decimal(0)), len(amounts) == len(ctx.target.tasks)
        off = abs(added - total) > TOLERANCE if complete else added > total + TOLERANCE
        if off:
            message = _TASKS_OFF if complete else _TASKS_OVER
            yield self.finding(
                ctx, message,
                field="tasks", evidence=f"{money(added)} ≠ {money(total)}",
                sum=money(added), total=money(total),
            )  # fmt: skip
