from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE
from assistant.validators.wording import words

_OUTSIDE = Message(
    zh="百分比填了 {value}%，超出 0 到 100 的范围。请核对数值和单位（是否多写了一位，或单位应为个、人）。",
    en="The percentage is {value}%, outside 0 to 100. Check the figure and its unit.",
)


class D01(Rule):
    """百分比越界：小于 0 或大于 100。

    **为什么** 合格率、覆盖率这类占比最多 100%。超过的多半是录入错误，或把数量填成了百分比。
    **错例** 项目验收合格率 · ≥ · 120 · %
    **正例** 项目验收合格率 · ≥ · 95 · %
    **何时不报** 增长率、增幅、超额、翻番、拉动、收益率、负债率、产销率、同比、下降幅度等本来就能越过 0 或 100 的比率；读表存疑的行。
    **In English** A percentage below 0 or above 100.
    """

    name = "percent-out-of-range"
    title = Message(zh="百分比越界", en="Percentage out of range")
    severity = Severity.ERROR
    head = Head.APPROPRIATENESS
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            if row.number is None or 0 <= row.number <= 100 or not ctx.facts(row).percent:
                continue
            if not words("direction.open_ended").find(row.name + row.unit):
                yield self.finding(
                    ctx, _OUTSIDE, row,
                    field="value", evidence=f"{row.name} {row.value}{row.unit}", value=row.value,
                )  # fmt: skip
