import re
from collections.abc import Iterator

from assistant.domain.calendar import read_calendar
from assistant.domain.finding import Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import PLATFORM_CHECK

_NOT_A_NUMBER = Message(
    zh="性质填“{operator}”，指标值却是“{value}”，不是数字，无法比较。请填具体数值；确实不能量化的，性质改为定性并写明分档标准。",
    en="The operator is '{operator}' but the value '{value}' is no number. Give a number, or change "
    "the operator to qualitative and state graded standards.",
)
_DIGIT = re.compile(r"\d")
_BOUNDS = frozenset(Operator) - {Operator.QUALITATIVE}


class V02(Rule):
    """性质是 ≥、≤、= 等定量符号，指标值却不是数字。

    **为什么** 定量符号后面只能跟数，“≥ 较好”年终无从计算完成率。
    **错例** ≥ · 较好
    **正例** ≥ · 90 · %
    **何时不报** 值是日期（≤ 10月30日、12月底前）、区间、比例（1:3）或数字带单位；值为空（F02）或是占位符（F03）；没有性质栏、值是文字的行按定性对待；读表存疑的行。
    **In English** The operator calls for a number, but the value is none.
    """

    name = "number-required"
    title = Message(zh="定量须为数", en="Number required")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (PLATFORM_CHECK,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            # A digit anywhere (1:3, 每月15日, 3-5) is something to compare with: hold back.
            if row.operator not in _BOUNDS or row.number is not None or not row.value:
                continue
            if _DIGIT.search(row.value) or read_calendar(row.value) or is_placeholder(row.value):
                continue
            yield self.finding(
                ctx, _NOT_A_NUMBER, row,
                field="value", evidence=f"{row.operator} {row.value}",
                operator=row.operator, value=row.value,
            )  # fmt: skip
