import re
from collections.abc import Iterator

from assistant.domain.finding import Head as ReviewHead
from assistant.domain.finding import Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import Head, NameFacts
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import CIRCULAR_101, EXPERIENCE
from assistant.validators.wording import endings

_TASK = Message(
    zh="“{name}”以动词“{verb}”开头、没有度量名词，写的是工作而不是指标。请改成可以数的名称，如“…场次”“…人次”“…完成率”。",
    en="'{name}' opens with the verb '{verb}' and ends in no measure: it tells of work, not of an "
    "indicator. Name what is counted.",
)
_NO_MEASURE = Message(
    zh="“{name}”没有说明数什么。请以度量名词收尾，如“…数量”“…人次”“…率”“…面积”。",
    en="'{name}' does not say what is counted. End it in a measure such as number, rate or area.",
)
_LONG = Message(
    zh="名称有 {length} 个字，超过 {limit} 个字，宜压缩成一个名词短语，其余内容放进指标解释。",
    en="The name has {length} characters, more than {limit}; shorten it and move the rest into "
    "the explanation.",
)
_QUESTION = re.compile(r"是否|能否|有无|与否")
"""A question (工程是否良性运行) is answered by yes or no, which anyone can check."""


class M07(Rule):
    """名称不像指标名：写的是工作或口号，或过长。

    **为什么** 指标名是“数什么”的名词短语。写成动词句，指标值的单位和口径就没有着落，也没法跨单位汇总。
    **错例** 精心开展优质课评选活动 · ≥ · 120 · 项
    **正例** 优质课评选节数 · ≥ · 120 · 节
    **何时不报** 以度量名词收尾的（维修面积、培训人次、资助标准、发放及时性），即使开头是动词，也包括后面跟着括号、数字或“提升、达到”的；事故、事件、投诉等发生了就能数的；“是否……”一类用是、否回答的；水平、能力、状况、质量等可以分档评定、但没有动词开头的（值写得含糊的由 M02 报告）。只是没有度量名词的作提示；动词开头又没有度量名词、或超过 40 字的作警告。
    **In English** The name tells of work or hope, or is too long, instead of naming a measure.
    """

    name = "not-an-indicator-name"
    title = Message(zh="不像指标名", en="Not an indicator name")
    severity = Severity.WARNING
    head = ReviewHead.RELEVANCE
    basis = (CIRCULAR_101, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            name = ctx.facts(row).name
            if not name.core or is_placeholder(name.core):
                continue
            verdict = _judge(ctx, name)
            if verdict is None:
                continue
            severity, message, limit = verdict
            yield self.finding(
                ctx, message, row,
                field="name", evidence=name.core, severity=severity,
                name=name.core, verb=name.verb, length=name.length, limit=limit,
            )  # fmt: skip


def _judge(ctx: RuleContext, name: NameFacts) -> tuple[Severity, Message, int] | None:
    """The gravest of what is wrong with a name, and the limit where it is its length."""
    length, hard, soft = name.length, ctx.profile.name_max_hard, ctx.profile.name_max
    if length > hard:
        return Severity.WARNING, _LONG, hard
    if name.head is Head.NONE:
        if _can_be_judged(name):
            return None
        return (Severity.WARNING, _TASK, 0) if name.verb else (Severity.INFO, _NO_MEASURE, 0)
    return (Severity.INFO, _LONG, soft) if length > soft else None


def _can_be_judged(name: NameFacts) -> bool:
    """Whether a name without a metric noun still names what is judged: by grade, count or yes."""
    # 服务对象满意 lacks only the last character of a measure; D04 has more to say of it.
    if name.satisfaction_of is not None or _QUESTION.search(name.bare):
        return True
    heads = (endings("names.countable_events"), endings("names.graded_heads"))
    return not name.verb and any(kind.find(name.bare) is not None for kind in heads)
