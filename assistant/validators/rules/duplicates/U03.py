from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.likeness import dice, plain_text
from assistant.validators.policy import EXPERIENCE

_COPIED = Message(
    zh="指标名称照抄了任务“{task}”的主要内容。请从中提炼出要数的东西作名称，如场次、人次、完成率。",
    en="The name copies the content of the task '{task}'. Name what is counted in it instead.",
)
_LONGEST_NAME = 15


class U03(Rule):
    """指标名称照抄任务内容。

    **为什么** 任务说做什么，指标说做到多少。照抄过来，指标值对应的是哪一件事说不清。
    **错例** 三级指标与任务的主要内容一字不差（60 多字）
    **正例** 联测联析场次 · ≥ · 3 · 场次
    **何时不报** 15 字以内的名称；与任务名称（而不是内容）相同；表中没有任务内容。
    **In English** The name copies the content of a task.
    """

    name = "copied-task"
    title = Message(zh="照抄任务", en="Copied task text")
    severity = Severity.INFO
    head = Head.RELEVANCE
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        contents = [(task, plain_text(task.content)) for task in ctx.target.tasks if task.content]
        if not contents:
            yield NotApplicable()
            return
        for row in ctx.rows:
            text = plain_text(ctx.facts(row).name.core)
            if len(text) <= _LONGEST_NAME:
                continue
            for task, content in contents:
                near = abs(len(content) - len(text)) <= _LONGEST_NAME
                if near and dice(text, content) >= ctx.profile.similarity.duplicate:
                    yield self.finding(
                        ctx, _COPIED, row, field="name", evidence=task.id, task=task.name or task.id
                    )
                    break
