from collections.abc import Iterator

from assistant.domain.calendar import CalendarMention, Moment
from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level2
from assistant.validators.policy import ARITHMETIC
from assistant.validators.rows import Row

_LATE = Message(
    zh="“{date}”晚于预算年度 {year} 年，年终自评时还没到期。请改到 {year} 年 12 月 31 日以前，或写明是跨年项目的阶段目标。",
    en="'{date}' lies after the budget year {year}, so it cannot be judged at its end. Move it "
    "into {year}, or set a milestone of this year.",
)
_EARLY = Message(
    zh="期限“{date}”早于预算年度 {year} 年，多半是从往年的表里照抄的，请改为本年日期。",
    en="The deadline '{date}' lies before the budget year {year}, probably copied from an older "
    "table; give a date of this year.",
)
_BACKWARDS = Message(
    zh="“{date}”的开始日期晚于结束日期，请核对。",
    en="In '{date}' the beginning comes after the end; check the dates.",
)
_NO_YEAR = Message(
    zh="表中没有预算年度，无法核对指标里的日期是否越界。",
    en="The form prints no budget year, so dates in the rows cannot be held against it.",
)


class TM03(Rule):
    """日期不在预算年度内，或开始晚于结束。

    **为什么** 年度绩效目标到年底就要自评，期限落在年外的无法评价。
    **错例** 2023 年的表：工程完工时间 ≤ 2024-03
    **正例** 2023 年的表：工程主体完工时间 ≤ 2023年12月31日
    **何时不报** 没写年份的日期；只有年份没有月份的说法（F04 管）；从往年延续到本年的起止时间；不在时效指标里的往年日期（可能只是说明对象）；读表存疑的行。没有预算年度的列入“未检查”。
    **In English** A date outside the budget year, or a period that ends before it begins.
    """

    name = "date-out-of-period"
    title = Message(zh="日期越界", en="Date out of period")
    severity = Severity.ERROR
    head = Head.FEASIBILITY
    basis = (ARITHMETIC,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        dated = [(row, date) for row in ctx.rows_for_values for date in _dates(ctx, row)]
        if not dated:
            yield NotApplicable()
            return
        year = ctx.target.year
        for row, date in dated:
            message = _judge(row, date, year)
            if message is not None:
                yield self.finding(
                    ctx, message, row,
                    field="value" if date in ctx.facts(row).value.dates else "name",
                    evidence=date.text, date=date.text, year=year,
                )  # fmt: skip
        if year is None and any(date.last.year is not None for _, date in dated):
            yield self.insufficient(ctx, _NO_YEAR)


def _dates(ctx: RuleContext, row: Row) -> Iterator[CalendarMention]:
    """Dates to the month, once each."""
    facts = ctx.facts(row)
    dates = dict.fromkeys((*facts.name.dates, *facts.value.dates))
    yield from (date for date in dates if date.has_month)


def _judge(row: Row, date: CalendarMention, year: int | None) -> Message | None:
    first, last = date.first, date.last
    if first is not None and _after(first, last):
        return _BACKWARDS
    if year is None or last.year is None:
        return None
    if last.year > year:
        return _LATE
    past = last.year < year and row.level2 is Level2.TIMELINESS
    return _EARLY if past and date.text in (row.value, row.value + row.unit) else None


def _after(first: Moment, last: Moment) -> bool:
    if (first.year is None) != (last.year is None) or first.month is None:
        return False
    # 11月-次年2月 names no year: a winter is not an error.
    if first.year is None:
        return False
    return first.key(first.year, last=False) > last.key(first.year, last=True)
