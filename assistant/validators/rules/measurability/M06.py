from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import CIRCULAR_101

_COMPOUND = Message(
    zh="一个名称里有 {count} 件事（{parts}），只有一个指标值，完成了一件算不算完成说不清。请拆成 {count} 条，或只留最能说明问题的一条。",
    en="One name holds {count} things ({parts}) with one value, so half done cannot be scored. "
    "Split it into {count} rows or keep the most telling one.",
)
_SHOWN = 12


class M06(Rule):
    """一个名称里写了几件事。

    **为什么** 一条指标只能有一个值。几件事合写，完成其中一件时得多少分无法确定。
    **错例** 探索三种教研模式，开展联测联析活动 · = · 3 · 场次
    **正例** 联测联析场次 · ≥ · 3 · 场次（教研模式另列一条）
    **何时不报** 并列的是对象而不是事情（学生、家长满意度；野生动植物保护、防火面积）；两个动词同一个对象（改建、扩建道路）；括号里的补充说明。
    **In English** One name holds several things to measure.
    """

    name = "compound-name"
    title = Message(zh="一名多指标", en="Several indicators in one")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            name = ctx.facts(row).name
            if len(name.parts) >= 2:
                shown = "、".join(f"“{part[:_SHOWN]}”" for part in name.parts)
                yield self.finding(
                    ctx, _COMPOUND, row,
                    field="name", evidence=name.core, count=len(name.parts), parts=shown,
                )  # fmt: skip
