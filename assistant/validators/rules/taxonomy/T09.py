from collections import Counter
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE, FORM_GUIDE

_FEW = Message(
    zh="全表只有 {count} 条指标，一般不少于 {least} 条，恐难覆盖主要任务。",
    en="The form has {count} rows; fewer than {least} can hardly cover the main tasks.",
)
_MANY = Message(
    zh="全表有 {count} 条指标，一般不超过 {most} 条，请合并同类、突出重点。",
    en="The form has {count} rows; with more than {most} the main ones get lost: merge some.",
)
_CROWDED = Message(
    zh="“{level}”下有 {count} 条指标，一般不超过 {most} 条，请合并同类。",
    en="There are {count} rows under {level}; more than {most} should be merged.",
)
_LEAST, _MOST, _MOST_A_CLASS = 5, 25, 8


class T09(Rule):
    """指标条数过少、过多，或集中在同一个二级指标下。

    **为什么** 太少覆盖不了主要任务，太多冲淡重点、增加填报和核验的负担。
    **错例** 全表只有 3 条指标；数量指标列了 12 条
    **正例** 全表 8 至 20 条，各类分布均衡
    **何时不报** 起草尚未完成的空表。只作提示。
    **In English** The form has too few or too many rows, or too many under one class.
    """

    name = "row-count"
    title = Message(zh="指标条数", en="Number of rows")
    severity = Severity.INFO
    head = Head.APPROPRIATENESS
    basis = (FORM_GUIDE, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        count = len(ctx.rows)
        if not count:
            yield NotApplicable()
        elif count < _LEAST:
            yield self.finding(ctx, _FEW, evidence=count, count=count, least=_LEAST)
        elif count > _MOST:
            yield self.finding(ctx, _MANY, evidence=count, count=count, most=_MOST)
        classes = Counter(row.level2 for row in ctx.rows if row.level2 is not None)
        for level, number in classes.items():
            if number > _MOST_A_CLASS:
                yield self.finding(
                    ctx, _CROWDED,
                    field="level2", evidence=number,
                    level=level, count=number, most=_MOST_A_CLASS,
                )  # fmt: skip
