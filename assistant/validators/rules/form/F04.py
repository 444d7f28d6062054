import re
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.quantity import normalise
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE, FORM_GUIDE
from assistant.validators.wording import phrases

_OTHER_YEAR = Message(
    zh="{where}写的是“{found}年”，而本表是 {year} 年度，疑似照抄往年。请核对，确指往年的请写明（如“较{found}年”）。",
    en="{where} says {found}, but the form is for {year}: copied from another year? Check it, or "
    "make plain that the other year is meant.",
)
_WHERE = {
    "name": Message(zh="三级指标", en="The indicator name"),
    "value": Message(zh="绩效指标值", en="The value"),
    "goal": Message(zh="整体绩效目标", en="The overall goal"),
    "tasks": Message(zh="年度任务“{task}”", en="Task '{task}'"),
}
_BESIDE = 8
"""Characters beside a year in which its explanation may stand."""
_YEAR = re.compile(r"(?<![\d.〔\[-])((?:19|20)\d\d)\s*年度?")


class F04(Rule):
    """目标、任务或指标里写的年份与本表年度不符。

    **为什么** 年份不符多半是照抄上年的表，说明目标没有按当年任务重新设定。
    **错例** 2023 年度的表写“2022年完成教师培训120人次”
    **正例** 2023 年度的表写“2023年完成教师培训120人次”，或“较2022年增长5%”
    **何时不报** 年份前有 较、比、截至、自、到、至 等，或后接 以来、起、结转、尾款、标准、规划、以前 等；年份区间；文号；表上没有年度。
    **In English** A year in the goal, a task or a row is not the year of the form.
    """

    name = "other-year"
    title = Message(zh="年度一致", en="Year of the form")
    severity = Severity.WARNING
    head = Head.COMPLETENESS
    basis = (FORM_GUIDE, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        year = ctx.target.year
        if year is None:
            return
        for row in ctx.rows:
            for field in ("name", "value"):
                text: str | None = getattr(row.indicator, field)
                for found in _other_years(text, year):
                    where = _WHERE[field].text(ctx.language)
                    fixed = (text or "").replace(f"{found}年", f"{year}年")
                    fix = confirm(set_field(row, field, fixed)) if fixed != text else None
                    yield self.finding(
                        ctx, _OTHER_YEAR, row, field=field, evidence=text, fix=fix,
                        where=where, found=found, year=year,
                    )  # fmt: skip
        yield from self._check_texts(ctx, year)

    def _check_texts(self, ctx: RuleContext, year: int) -> Iterator[Result]:
        for found in _other_years(ctx.target.goal, year):
            yield self.finding(
                ctx, _OTHER_YEAR, field="goal", evidence=f"{found}年",
                where=_WHERE["goal"].text(ctx.language), found=found, year=year,
            )  # fmt: skip
        for task in ctx.target.tasks:
            for found in _other_years(f"{task.name or ''}\n{task.content or ''}", year):
                where = _WHERE["tasks"].text(ctx.language, task=task.name or task.id)
                yield self.finding(
                    ctx, _OTHER_YEAR, field="tasks", evidence=f"{found}年",
                    where=where, found=found, year=year,
                )  # fmt: skip


def _other_years(text: str | None, year: int) -> list[str]:
    """Years other than the form's that nothing beside them explains, each once."""
    if not text or "年" not in text:
        return []
    return list(_foreign_years(normalise(text), year))


def _foreign_years(text: str, year: int) -> dict[str, None]:
    found: dict[str, None] = {}
    for match in _YEAR.finditer(text):
        if int(match[1]) == year:
            continue
        earlier = text[max(0, match.start() - _BESIDE) : match.start()]
        later = text[match.end() : match.end() + _BESIDE]
        excused = phrases("form.year_before").find(earlier) or phrases("form.year_after").find(
            later
        )
        if not excused:
            found[match[1]] = None
    return found
