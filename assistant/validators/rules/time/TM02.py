import re
from collections.abc import Iterator

from assistant.domain.calendar import CalendarMention
from assistant.domain.finding import Fix, Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import NameFacts
from assistant.validators.flips import direction_for
from assistant.validators.levels import Level2
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.rows import Row
from assistant.validators.wording import phrases

_STRANDED = Message(
    zh="期限“{date}”写在名称里，指标值却是定性的“{value}”，年终无法判断按没按期。请把期限放进指标值，"
    "改为“{name} · ≤ · {day}”，或改用“按期完成率 = 100%”。",
    en="The deadline '{date}' stands in the name while the value is '{value}'. Move it into the "
    "value ('{name}', ≤, {day}) or use an on-time rate of 100%.",
)
_SEASONAL = Message(
    zh="期限“{date}”写在名称里，指标值却是定性的“{value}”，年终无法判断按没按期。请写明具体日期放进指标值，"
    "或改用“{name} = 100%”。",
    en="The deadline '{date}' stands in the name while the value is '{value}'. Put a date into the "
    "value, or use '{name}' of 100%.",
)
_TIME_MARKS = re.compile(r"(?:之前|以前|前|止|内|以内)$")
_OLD = re.compile(r"年度?(?:之|以)?前$")
_VERB = re.compile(r"^[,;，；、\s]*(?:全面|全部|基本|按时|按期|如期)?(?:完成|做好|开展|实现)?对?")
_DONE = re.compile(r"完成|完工|竣工|完毕|办结|到位|交付|投用|结束|通车|开工")
_END = "。.,，;；、 "


class TM02(Rule):
    """期限写在名称里，指标值却是定性的。

    **为什么** 时效指标比的是日期。日期藏在名称里、值填“好坏”，系统和评审人都无从比较。
    **错例** 10月30日前完成学科教师培训指导 · 定性 · 好坏
    **正例** 学科教师培训指导完成时间 · ≤ · 10月30日；或：培训指导按期完成率 · = · 100 · %
    **何时不报** 值里另有日期或数字；名称里的年份只是说明对象（2000年以前建成的小区）；“考前”“事前”“产前”之类不是日期的“前”；读表存疑的行。
    **In English** The deadline stands in the name while the value is qualitative.
    """

    name = "date-in-name"
    title = Message(zh="日期在名称、值却定性", en="Deadline in the name, value in words")
    severity = Severity.ERROR
    head = Head.RELEVANCE
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.qualitative:
            facts = ctx.facts(row)
            if row.operator is not Operator.QUALITATIVE and not facts.value.scale:
                continue
            deadline = _deadline(facts.name.dates) or _day_of_completion(row, facts.name)
            if facts.value.has_figure:
                continue
            if deadline is None:
                yield from self._seasonal(ctx, row, facts.name)
                continue
            name, day = _moved(facts.name.core, deadline)
            # A deadline of another year is moved nowhere: it is to be corrected first (TM03).
            other_year = deadline.last.year not in (None, ctx.target.year)
            yield self.finding(
                ctx, _STRANDED, row,
                field="value", evidence=facts.name.core,
                fix=None if other_year else _fix(row, name, day),
                date=deadline.text, value=row.value, name=name, day=day,
            )  # fmt: skip

    def _seasonal(self, ctx: RuleContext, row: Row, facts: NameFacts) -> Iterator[Result]:
        """A deadline that no calendar dates (入汛前): only being in time can be counted."""
        season = phrases("tasks.seasons").find(facts.core)
        done = _DONE.search(facts.core) or row.level2 is Level2.TIMELINESS
        if season is None or not done:
            return
        rest = _VERB.sub("", facts.core.replace(season, "", 1)).strip(_END)
        name = f"{rest}按期完成率"
        yield self.finding(
            ctx, _SEASONAL, row,
            field="value", evidence=facts.core, fix=_on_time(row, name),
            date=season, value=row.value, name=name,
        )  # fmt: skip


def _deadline(dates: tuple[CalendarMention, ...]) -> CalendarMention | None:
    """The first deadline to the month; a bare year before which something was built is none."""
    return next((item for item in dates if item.is_deadline and not _OLD.search(item.text)), None)


def _day_of_completion(row: Row, name: NameFacts) -> CalendarMention | None:
    """A date by which the name of a timeliness row has its work done, though no 前 follows it."""
    if row.level2 is not Level2.TIMELINESS or not _DONE.search(name.core):
        return None
    return next((item for item in name.dates if item.has_month), None)


def _moved(core: str, deadline: CalendarMention) -> tuple[str, str]:
    """The name without its deadline, as a thing with a completion time, and the day alone."""
    before, after = core[: deadline.start], core[deadline.end :]
    rest = (before + _VERB.sub("", after)).strip(_END)
    name = rest if rest.endswith(("时间", "日期")) else f"{rest}完成时间"
    return name, _TIME_MARKS.sub("", deadline.text)


def _fix(row: Row, name: str, day: str) -> Fix:
    turned = direction_for(row, Operator.AT_MOST)
    return confirm(
        set_field(row, "name", name),
        set_field(row, "operator", Operator.AT_MOST.value),
        set_field(row, "value", day),
        set_field(row, "unit", None),
        *((turned,) if turned else ()),
    )


def _on_time(row: Row, name: str) -> Fix:
    return confirm(
        set_field(row, "name", name),
        set_field(row, "operator", Operator.EQUAL.value),
        set_field(row, "value", "100"),
        set_field(row, "unit", "%"),
    )
