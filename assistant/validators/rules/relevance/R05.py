import re
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.quantity import normalise
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import NameFacts
from assistant.validators.likeness import bigrams
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.wording import words

_ANYBODY = Message(
    zh="“{name}”没有说是谁满意。请写明直接受益的人，如“参训教师满意度”“受助学生家长满意度”，便于确定问卷发给谁。",
    en="'{name}' does not say whose satisfaction. Name those who are served, such as trained "
    "teachers, so that it is clear whom to ask.",
)
_STRANGER = Message(
    zh="“{name}”的调查对象“{subject}”在年度任务和目标里没有出现，请核对是不是本单位服务的人。",
    en="The people asked in '{name}' ('{subject}') appear in no task and not in the goal; check "
    "that this unit serves them.",
)
_NOBODY = ("", "对象", "服务对象")
_TOWARDS = re.compile(r"(?<!^)对(?!象)")


class R05(Rule):
    """满意度没有说是谁的，或对象与任务无关。

    **为什么** 满意度要有明确的调查对象，才能抽样发问卷。只写“服务对象”，问谁都行。
    **错例** 服务对象满意度 · ≥ · 90 · %
    **正例** 参训教师满意度 · ≥ · 90 · %
    **何时不报** 写明了人群（游客、受助学生、干警）；任务、目标、单位名称或其他指标里提到过这类人；没有任务的表不判断对象是否相关。
    **In English** Satisfaction that names nobody, or people whom no task mentions.
    """

    name = "whose-satisfaction"
    title = Message(zh="满意度对象", en="Whose satisfaction")
    severity = Severity.INFO
    head = Head.RELEVANCE
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            name = ctx.facts(row).name
            subject = _subject(name)
            if subject is None:
                continue
            if _is_anybody(name, subject):
                yield self.finding(
                    ctx, _ANYBODY, row, field="name", evidence=name.core, name=name.core
                )
            elif ctx.target.tasks and not _is_known(ctx, row.id, subject):
                yield self.finding(
                    ctx, _STRANGER, row,
                    field="name", evidence=subject, name=name.core, subject=subject,
                )  # fmt: skip


def _is_anybody(name: NameFacts, subject: str) -> bool:
    """Whether nobody is named; what they judge (群众对公安工作) tells the public well enough."""
    if subject in _NOBODY:
        return True
    told = len(_TOWARDS.split(name.satisfaction_of or "")) > 1
    return words("tasks.anybody").matches(subject) and not told


def _subject(name: NameFacts) -> str | None:
    """Whose satisfaction: the words before 满意度, 的 and 对…工作 set aside."""
    if name.satisfaction_of is None:
        return None
    return _TOWARDS.split(name.satisfaction_of)[0].removesuffix("的").strip("对 ")


def _is_known(ctx: RuleContext, row_id: str, subject: str) -> bool:
    core = words("tasks.people_stop").drop(subject) or subject
    if words("tasks.anybody").find(core):
        return True
    target = ctx.target
    texts = [task.text for task in target.tasks] + [target.goal or "", target.unit.name or ""]
    texts += [row.name for row in ctx.rows if row.id != row_id]
    mentioned = normalise("\n".join(texts))
    return core in mentioned or any(pair in mentioned for pair in bigrams(core))
