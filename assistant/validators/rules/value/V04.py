import re
from collections.abc import Iterator

from assistant.domain.calendar import read_calendar
from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import PLATFORM_CHECK
from assistant.validators.rows import Row

_NO_UNIT = Message(
    zh="指标值“{value}”没有度量单位，看不出是多少个、多少人还是百分之几，请补填单位。",
    en="The value '{value}' has no unit, so nobody can tell what is counted; fill it in.",
)
_UNIT_IN_NAME = re.compile(
    r"[(（\[【](?:单位[:：])?(?!第|含|包括|按|及|或)[^()（）\[\]【】]{1,6}[)）\]】]\s*$|%$"
)
_DIMENSIONLESS = re.compile(
    r"(?:指数|系数|倍数|比值|(?<!占)比|容积率|pH值?|得分|分值|评分|等级|名次|排名|位次)"
    r"(?:[(（].*)?$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?:率|比例|占比|比重|满意度|知晓度|可用性)(?:[(（].*)?$")
"""A rate of 0.95 is a share of one: it says all that 95 % says."""
_POINT_OF_TIME = re.compile(r"(?:年份|年度|时间|日期|期限|时限)(?:[(（].*)?$")
_MONTH_AND_DAY = re.compile(r"(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12]\d|3[01])")
_EARLIEST_YEAR = 1900
"""A bare number from here on, under the name of a time, is a year or a date written together."""


class V04(Rule):
    """定量指标没有度量单位。

    **为什么** “重点工程安排数量 2”可以是 2 个、2 处或 2 万元，没有单位就没有目标。
    **错例** 重点工程安排数量 · ≥ · 2 · 单位空白
    **正例** 重点工程安排数量 · ≥ · 2 · 个
    **何时不报** 单位写在指标值里（≥95%、20万元）或名称末尾的括号里（保障人数（人））；值是日期；指数、系数、得分、排名、生师比、容积率等本身无单位；写成小数的比率（合格率 0.95）；值为 0；定性指标；读表存疑的行。
    **In English** A quantitative row has no unit of measure.
    """

    name = "unit-required"
    title = Message(zh="定量须有单位", en="Unit required")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (PLATFORM_CHECK,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            # Nought of anything is nought: 事故数 = 0 needs no unit.
            if not row.number or _has_unit(row) or _needs_none(row):
                continue
            yield self.finding(
                ctx, _NO_UNIT, row, field="unit", evidence=row.value, value=row.value
            )


def _has_unit(row: Row) -> bool:
    return bool(row.unit) and not is_placeholder(row.unit)


def _needs_none(row: Row) -> bool:
    return bool(
        _UNIT_IN_NAME.search(row.name)
        or _DIMENSIONLESS.search(row.name)
        or read_calendar(row.value)
        or _is_year(row)
        or (row.number is not None and 0 < row.number <= 1 and _SHARE.search(row.name))
    )


def _is_year(row: Row) -> bool:
    """Whether the number is a year, a date written together or a day (12.31)."""
    if row.number is None or _POINT_OF_TIME.search(row.name) is None:
        return False
    return row.number >= _EARLIEST_YEAR or _MONTH_AND_DAY.fullmatch(row.value) is not None
