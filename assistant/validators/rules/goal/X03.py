from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE, FORM_GUIDE
from assistant.validators.wording import words

_SHORT = Message(
    zh="整体绩效目标只有 {length} 字，说不清做什么、做到什么程度。请按主要任务补充。",
    en="The goal has only {length} characters: too short to say what is done and how well.",
)
_LONG = Message(
    zh="整体绩效目标有 {length} 字，重点不突出，请压缩到 {most} 字以内。",
    en="The goal has {length} characters; cut it to {most} so that what matters shows.",
)
_FILLED = Message(
    zh="整体绩效目标每百字有 {density} 个空话套话（{found}），请删去，换成具体的事和数。",
    en="The goal has {density} filler words per 100 characters ({found}); replace them by facts.",
)
_LEAST, _MOST, _DENSEST = 30, 500, 4
_SHOWN = 6


class X03(Rule):
    """整体绩效目标空话过多，或过短、过长。

    **为什么** “不断”“进一步”“扎实有效”说不出做了什么；过短交代不清，过长找不到重点。
    **错例** 不断加强、持续推进、切实提升、全面深化各项工作
    **正例** 全年培训教师 120 人次，合格率 95% 以上
    **何时不报** 每百字不超过 4 处；30 至 500 字之间；字数虽少但写明了数量。只作提示。
    **In English** The goal is full of filler words, too short or too long.
    """

    name = "filler"
    title = Message(zh="空话密度与长度", en="Filler and length")
    severity = Severity.INFO
    head = Head.RELEVANCE
    basis = (EXPERIENCE, FORM_GUIDE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        goal = "".join((ctx.target.goal or "").split())
        length = len(goal)
        if not length:
            yield NotApplicable()
        elif length < _LEAST and not any(char.isdecimal() for char in goal):
            yield self.finding(ctx, _SHORT, field="goal", evidence=length, length=length)
        else:
            if length > _MOST:
                yield self.finding(
                    ctx, _LONG, field="goal", evidence=length, length=length, most=_MOST
                )
            yield from self._check_filler(ctx, goal)

    def _check_filler(self, ctx: RuleContext, goal: str) -> Iterator[Result]:
        found = words("goal.fillers").find_all(goal)
        density = len(found) * 100 / len(goal)
        if density > _DENSEST:
            shown = "、".join(list(dict.fromkeys(found))[:_SHOWN])
            yield self.finding(
                ctx, _FILLED, field="goal", evidence=shown, density=f"{density:.1f}", found=shown
            )
