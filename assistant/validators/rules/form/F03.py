from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.placeholders import is_placeholder, placeholder_in
from assistant.validators.policy import FORM_GUIDE, PLATFORM_CHECK
from assistant.validators.rows import Row
from assistant.validators.wording import words

_WHOLE = Message(
    zh="{label}填的是“{text}”，只是占位，没有内容。请填写实际内容，不适用的行请删除。",
    en="The {label} is '{text}', a placeholder. Fill it in, or remove the row if it does not apply.",
)
_INSIDE = Message(
    zh="{label}里还留着模板的占位符“{mark}”。请填入实际内容或删去。",
    en="The {label} still holds the template mark '{mark}'. Replace or remove it.",
)
_LABELS = {
    "name": Message(zh="三级指标", en="indicator name"),
    "value": Message(zh="绩效指标值", en="value"),
}


class F03(Rule):
    """指标名称或指标值是占位符，或还留着模板里的 **、XX。

    **为什么** 占位符说明这一格没有填完，模板残留会让人以为表没有经过审阅。
    **错例** 培训**人次；带动增收（≥**万元）；指标值“待定”
    **正例** 培训教师 120 人次
    **何时不报** 名称前的★、单个 * 标记；事故、投诉一类指标值填“无”；读表存疑的行的指标值。整格都是占位符为错误，名称已填、只留下模板符号为警告。
    **In English** A name or value is a placeholder, or still holds marks of the template.
    """

    name = "placeholder"
    title = Message(zh="占位符残留", en="Placeholder")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (FORM_GUIDE, PLATFORM_CHECK)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            yield from self._check_text(ctx, row, "name", row.indicator.name)
            value = row.indicator.value
            if value and not row.doubtful and not _means_none(row):
                yield from self._check_text(ctx, row, "value", value)

    def _check_text(
        self, ctx: RuleContext, row: Row, field: str, text: str | None
    ) -> Iterator[Result]:
        if not text:
            return
        label = _LABELS[field].text(ctx.language)
        if is_placeholder(text):
            yield self.finding(ctx, _WHOLE, row, field=field, evidence=text, label=label, text=text)
        elif (mark := placeholder_in(text)) is not None:
            yield self.finding(
                ctx, _INSIDE, row,
                field=field, evidence=text, severity=Severity.WARNING, label=label, mark=mark,
            )  # fmt: skip


def _means_none(row: Row) -> bool:
    """Whether 无 is the target itself: 重大安全事故 · 定性 · 无."""
    return (
        row.value == "无"
        and row.operator in (None, Operator.QUALITATIVE)
        and words("form.unwanted_events").find(row.name) is not None
    )
