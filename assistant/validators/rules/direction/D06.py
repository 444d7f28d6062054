from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level1
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.wording import words

_NO_COST = Message(
    zh="“{name}”放在成本指标下，名称里却看不出花什么钱、造成什么负面影响。请改成成本名称（如“人均培训成本”“场均费用”），"
    "或移到它该在的类别。",
    en="'{name}' stands under cost, but names neither money nor harm. Name a cost, such as cost "
    "per trainee, or move the row to its own class.",
)


class D06(Rule):
    """成本指标的名称没有成本的意思。

    **为什么** 成本指标衡量经济成本、社会成本（负面影响）和生态环境成本。把任务名抄过来，值再小也看不出省了什么。
    **错例** 成本指标 · 经济成本 · 上级部门下达的各项工作任务
    **正例** 成本指标 · 经济成本 · 人均培训成本
    **何时不报** 名称含成本、费用、单价、标准、经费、支出、投资、补助、预算、控制、节约、能耗、排放、污染、负面、影响等字样；一级指标不是成本的行。
    **In English** A row under cost whose name is about no cost.
    """

    name = "cost-name"
    title = Message(zh="成本名无成本义", en="Cost name without cost")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            core = ctx.facts(row).name.core
            if row.level1 is not Level1.COST or not core or is_placeholder(core):
                continue
            if not words("direction.cost_words").find(core):
                yield self.finding(ctx, _NO_COST, row, field="name", evidence=core, name=core)
