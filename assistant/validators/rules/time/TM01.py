from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts import RowFacts
from assistant.validators.levels import Level2
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.rows import Row
from assistant.validators.wording import phrases, words

_NO_TIME = Message(
    zh="时效指标“{name}”没有说什么时候完成、多长时间办完或多久一次。请写明日期、时限或频次，如“每月15日前发放”“按期完成率 = 100%”。",
    en="The timeliness row '{name}' says neither by when, nor how fast, nor how often. Give a "
    "date, a limit or a frequency.",
)


class TM01(Rule):
    """时效指标里没有时间。

    **为什么** 时效指标考核快慢和早晚。没有日期、时限、频次，也没有“及时、按期”的口径，就不是时效指标。
    **错例** 维持时效 · ≥ · 1 · 年；资助经费发放率 · = · 100 · %
    **正例** 村干部报酬发放时间 · ≤ · 每月15日；工程按期完工率 · = · 100 · %
    **何时不报** 名称、值或说明里有日期、期限、频次，或及时、按时、按期、进度、当年、工期、响应等字样；值为空的行。“≥ 1 年”只说维持多久，不算时限。
    **In English** A timeliness row that holds no time.
    """

    name = "no-time-content"
    title = Message(zh="时效无时间", en="Timeliness without time")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows_for_values:
            if row.level2 is not Level2.TIMELINESS or not row.value:
                continue
            facts = ctx.facts(row)
            core = facts.name.core
            if not core or is_placeholder(core) or is_placeholder(row.value):
                continue
            if _has_time(row, facts):
                continue
            yield self.finding(
                ctx, _NO_TIME, row,
                field="name", evidence=f"{core} {row.value}{row.unit}", name=core,
            )  # fmt: skip


def _has_time(row: Row, facts: RowFacts) -> bool:
    name, value = facts.name, facts.value
    if name.dates or name.frequencies or name.durations or value.dates or value.frequencies:
        return True
    # ≥ 1 年 says how long something goes on, not how soon it is done.
    if value.durations and row.operator is not Operator.AT_LEAST:
        return True
    text = f"{row.name} {row.value} {row.indicator.note or ''}"
    return bool(words("tasks.time_words").find(text) or phrases("tasks.seasons").find(text))
