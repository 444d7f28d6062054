import re
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule, safe, set_field
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE

_FOUND = Message(
    zh="三级指标名称里有多余的标点或空格，宜写作“{clean}”。",
    en="The indicator name has stray punctuation or blanks; write '{clean}'.",
)
_MARKS = "，。；、,;"
_TAIL = re.compile(rf"[{_MARKS}\s]+$")
_HEAD = re.compile(rf"^[{_MARKS}\s]+")
_RUN = re.compile(rf"[{_MARKS}](?:\s*[{_MARKS}])+")
_BLANKS = re.compile(r"\s{2,}")
_SUSPECT = re.compile(rf"[{_MARKS}\s]$|^[{_MARKS}\s]|[{_MARKS}]\s*[{_MARKS}]|\s\s")


class F05(Rule):
    """三级指标名称以标点结尾，或夹有连续标点、多余空格。

    **为什么** 指标名称是名词短语，不是句子；多余标点往往是从任务描述里照抄留下的，导入系统后查重、汇总都会出错。
    **错例** 5月31日前完成初高三学科教师的学科考前指导，。
    **正例** 初高三学科教师考前指导按期完成率
    **何时不报** 名称中间单个的逗号、顿号；括号、引号；“等”字结尾。
    **In English** The indicator name ends in punctuation, or holds doubled punctuation or blanks.
    """

    name = "stray-punctuation"
    title = Message(zh="标点与空白", en="Stray punctuation")
    severity = Severity.INFO
    head = Head.COMPLETENESS
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            printed = row.indicator.name
            if printed and _SUSPECT.search(printed):
                clean = _clean(printed)
                fix = safe(set_field(row, "name", clean)) if clean else None
                yield self.finding(
                    ctx, _FOUND, row, field="name", evidence=printed, fix=fix, clean=clean
                )


def _clean(printed: str) -> str:
    text = _HEAD.sub("", _TAIL.sub("", printed))
    return _BLANKS.sub(" ", _RUN.sub(_strongest, text))


def _strongest(run: re.Match[str]) -> str:
    """The one mark that stands for a run of them."""
    return next((mark for mark in "。；;，," if mark in run[0]), "、")
