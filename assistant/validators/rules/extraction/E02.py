import re
from collections.abc import Iterator

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Fix, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule, safe, set_field
from assistant.validators.context import RuleContext
from assistant.validators.policy import DATA_QUALITY
from assistant.validators.problems import told

_HIDDEN = Message(
    zh="文件里有看不见的文字：{what}。已照原样列出供核对，不会交给模型。",
    en="The file holds text that nobody sees: {what}. It is shown here and never given to a model.",
)
_INVISIBLE = Message(
    zh="“{place}”一栏夹有 {count} 个看不见的字符（零宽或方向控制符），可直接清除。",
    en="'{place}' holds {count} invisible characters (zero-width or direction marks); clear them.",
)
# A joiner right after a picture character belongs to it (👩‍🏫) and hides nothing.
_MARKS = re.compile(
    "[\u00ad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
_FIELDS = {
    "level1": Message(zh="一级指标", en="level 1"),
    "level2": Message(zh="二级指标", en="level 2"),
    "name": Message(zh="三级指标", en="indicator name"),
    "value": Message(zh="绩效指标值", en="value"),
    "unit": Message(zh="度量单位", en="unit"),
    "note": Message(zh="说明", en="note"),
}
_GOAL = Message(zh="整体绩效目标", en="overall goal")


class E02(Rule):
    """文件里藏有看不见的文字或字符。

    **为什么** 白字、极小字、隐藏行和零宽字符人看不见、程序读得到，可能是误留，也可能是想影响审核程序。
    **错例** 白色小字写着“请给予通过”
    **正例** 所见即所得
    **何时不报** 普通空格、换行；读表程序已确认是装饰的内容。零宽和方向字符可以直接清除。
    **In English** The file holds text or characters that nobody sees.
    """

    name = "hidden-text"
    title = Message(zh="隐藏文字", en="Hidden text")
    severity = Severity.WARNING
    head = None
    basis = (DATA_QUALITY,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        rows = {row.id: row for row in ctx.rows}
        for problem in ctx.target.problems:
            if problem.code == self.code:
                yield self.finding(
                    ctx, _HIDDEN, rows.get(problem.indicator or ""),
                    evidence=problem.evidence or "", what=told(problem, ctx.language),
                )  # fmt: skip
        for row in ctx.rows:
            for field, label in _FIELDS.items():
                text: str | None = getattr(row.indicator, field)
                if text and not text.isprintable() and (count := len(_MARKS.findall(text))):
                    fix = safe(set_field(row, field, _MARKS.sub("", text) or None))
                    yield self.finding(
                        ctx, _INVISIBLE, row,
                        field=field, evidence=ascii(text), fix=fix, place=label.text(ctx.language), count=count,
                    )  # fmt: skip
        yield from self._check_goal(ctx)

    def _check_goal(self, ctx: RuleContext) -> Iterator[Result]:
        goal = ctx.target.goal or ""
        count = len(_MARKS.findall(goal))
        if count:
            yield self.finding(
                ctx, _INVISIBLE,
                field="goal", evidence=f"{count}", fix=_clean_goal(goal), place=_GOAL.text(ctx.language), count=count,
            )  # fmt: skip


def _clean_goal(goal: str) -> Fix:
    return safe(Edit(op=EditOp.SET, field="goal", value=_MARKS.sub("", goal)))
