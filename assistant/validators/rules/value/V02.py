import re
from collections.abc import Iterator

from assistant.domain.calendar import read_calendar
from assistant.domain.finding import Head, Severity
from assistant.domain.frequency import read_frequencies
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
# 一 and 十 count only before a measure: 一般, 十分满意 and 百姓 hold no number.
_NUMERAL = re.compile(
    r"\d|[零〇二三四五六七八九两半Ⅰ-Ⅻ]|[IVX]{1,4}(?=[类级等]|$)|百分之|[一十百千万亿](?=[一二三四五六七八九十百千万亿余多]|$)"
    r"|[一十百千万亿](?=[个次人户件项场类级等名年月天日周季倍成期批家种处])"
)
_BEFORE = re.compile(r"(?:之前|以前|前)$")
_BOUNDS = frozenset(Operator) - {Operator.QUALITATIVE}


class V02(Rule):
    """性质是 ≥、≤、= 等定量符号，指标值却不是数字。

    **为什么** 定量符号后面只能跟数，“≥ 较好”年终无从计算完成率。
    **错例** ≥ · 较好
    **正例** ≥ · 90 · %
    **何时不报** 值是日期（≤ 10月30日、12月底前、汛期前）、频次、区间、比例（1:3）、汉字数字（≥ 三类、= 零）或数字带单位；值为空（F02）或是占位符（F03）；没有性质栏、值是文字的行按定性对待；读表存疑的行。
    **In English** The operator calls for a number, but the value is none.
    """

    name = "number-required"
    title = Message(zh="定量须为数", en="Number required")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (PLATFORM_CHECK,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            if row.operator not in _BOUNDS or row.number is not None or not row.value:
                continue
            if _can_be_compared(row.value) or is_placeholder(row.value):
                continue
            yield self.finding(
                ctx, _NOT_A_NUMBER, row,
                field="value", evidence=f"{row.operator} {row.value}",
                operator=row.operator, value=row.value,
            )  # fmt: skip


def _can_be_compared(value: str) -> bool:
    """Whether a number, a date or a frequency stands anywhere in it (1:3, 每月15日, 三类, 汛期前)."""
    return bool(
        _NUMERAL.search(value)
        or _BEFORE.search(value)
        or read_calendar(value)
        or read_frequencies(value)
    )
