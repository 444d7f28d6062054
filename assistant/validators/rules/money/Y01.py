from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.amounts import TOLERANCE, block_total, money
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import ARITHMETIC

_OFF = Message(
    zh="预算支出总额 {total} 不等于基本支出 {basic} 与项目支出 {project} 之和 {sum}（相差 {difference}），请核对。",
    en="Total {total} is not basic {basic} plus project {project} = {sum} (off by {difference}); "
    "check the amounts.",
)
_INCOMPLETE = Message(
    zh="总额、基本支出、项目支出未填全，无从勾稽",
    en="total, basic and project spending are not all given",
)


class Y01(Rule):
    """预算支出总额不等于基本支出与项目支出之和。

    **为什么** 总额与分项不符，绩效目标对应的资金规模就不可信，也说明金额与预算批复脱节。
    **错例** 总额 2630574，基本 2597934，项目 32000
    **正例** 总额 2630574，基本 2597934，项目 32640
    **何时不报** 表中没有资金栏；只填了其中一项、无从相加（记入“未检查”）；差额在 0.01 以内的舍入。
    **In English** The total is not the sum of basic and project spending.
    """

    name = "total-of-parts"
    title = Message(zh="总额勾稽", en="Total of the parts")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (ARITHMETIC,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        funding = ctx.target.funding
        if funding is None:
            yield NotApplicable()
            return
        total, basic = funding.total, block_total(funding.basic)
        project = block_total(funding.project)
        if total is None or (basic is None and project is None):
            yield self.insufficient(ctx, _INCOMPLETE)
            return
        parts = (basic or 0) + (project or 0)
        if abs(total - parts) <= TOLERANCE:
            return
        if basic is None or project is None:
            yield self.insufficient(ctx, _INCOMPLETE)
            return
        yield self.finding(
            ctx, _OFF,
            field="funding",
            evidence=f"{money(total)} ≠ {money(basic)} + {money(project)}",
            total=money(total), basic=money(basic), project=money(project),
            sum=money(basic + project), difference=money(abs(total - parts)),
        )  # fmt: skip
