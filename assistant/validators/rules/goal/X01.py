import re
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.quantity import normalise
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import CIRCULAR_88, FORM_GUIDE
from assistant.validators.wording import words

_NO_FIGURE = Message(
    zh="整体绩效目标共 {length} 字，没有一个数量或时间，年终无法对照。请把主要任务的数量、标准、时限写进去。",
    en="The goal has {length} characters and not one figure or date. State how much, how well and by "
    "when for the main tasks.",
)
_LONG_ENOUGH = 50
_NUMBERING = re.compile(
    r"(?:^|(?<=[;。:,\s]))[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）.、．](?!\d)"
    r"|[目标任务](?:\d{1,2}|[一二三四五六七八九十])[:：]"
)
_COUNTED = re.compile(
    r"[一二两三四五六七八九十百千万]+(?:余|多)?"
    r"(?:个|项|次|场|人|名|户|所|家|件|处|台|套|篇|期|批|类|种|门|节|亩|里|吨|元|年|月|日|季|成|倍|分|座|条|支|队|轮|村|镇)"
)


class X01(Rule):
    """整体绩效目标没有任何数量或时间。

    **为什么** 目标要能对照检查；通篇没有一个数，完成到什么程度都说得通。
    **错例** 不断提升全县中小学教育教学质量，加强教师培训……（274 字，没有数字）
    **正例** 全年培训教师 120 人次，开展联测联析 3 次，学科合格率提高 2 个百分点
    **何时不报** 50 字以内的短目标；有阿拉伯数字或“三次”“两批”一类数量。“四个意识”“三会一课”等固定说法和条目序号不算数量。
    **In English** The overall goal holds no figure and no date.
    """

    name = "goal-without-figure"
    title = Message(zh="目标无量化无时间", en="Goal without a figure")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_88, FORM_GUIDE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        goal = normalise(ctx.target.goal or "")
        length = len("".join(goal.split()))
        if length <= _LONG_ENOUGH:
            yield NotApplicable()
            return
        text = words("goal.set_phrases").drop(_NUMBERING.sub("", goal))
        if any(char.isdecimal() for char in text) or _COUNTED.search(text):
            return
        yield self.finding(ctx, _NO_FIGURE, field="goal", evidence=length, length=length)
