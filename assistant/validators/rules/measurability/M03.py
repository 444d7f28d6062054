from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.grades import has_grades
from assistant.validators.policy import CIRCULAR_10

_NO_GRADES = Message(
    zh="定性指标没有写分档标准。请在说明栏写明各档条件，如“达成：…；部分达成：…；未达成：…”。",
    en="The qualitative row has no graded standards. State the condition of each grade, such as "
    "reached, partly reached, not reached.",
)
_NO_COLUMN = Message(
    zh="本表没有指标解释（说明）栏，无法核对定性指标的分档标准；请在系统的说明栏或评分细则中写明。",
    en="The form has no explanation column, so graded standards of qualitative rows cannot be "
    "checked; state them in the platform or the scoring rules.",
)


class M03(Rule):
    """定性指标没有分档标准。

    **为什么** 定性指标按达成、部分达成、未达成分档打分。没有写各档条件，评分就凭印象。
    **错例** 制度建设情况 · 定性 · 健全（说明栏空白）
    **正例** 说明栏：“达成：3 项制度全部印发；部分达成：印发 1 至 2 项；未达成：均未印发”
    **何时不报** 说明或指标值里有两档以上条件；没有定性指标。整张表没有说明栏的，列入“未检查”，只说一次。
    **In English** A qualitative row without graded standards.
    """

    name = "no-graded-standard"
    title = Message(zh="定性缺分档标准", en="No graded standard")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_10,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if not ctx.qualitative:
            yield NotApplicable()
        elif all(row.indicator.note is None for row in ctx.rows):
            yield self.insufficient(ctx, _NO_COLUMN)
        else:
            for row in ctx.qualitative:
                # Where the form has operators, words without one were never said to be 定性.
                if row.operator is None and ctx.has_operator_column:
                    continue
                if not has_grades(row.indicator.note) and not has_grades(row.value):
                    yield self.finding(
                        ctx, _NO_GRADES, row, field="note", evidence=row.indicator.note or ""
                    )
