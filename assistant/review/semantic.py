"""What a model sees beyond the rules: it may add remarks with a quote, and nothing else.

Verdicts come from rules alone. A remark never clears a finding, never counts in the verdict, and
is dropped where its quote does not stand in the form.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.finding import Finding, Head, Severity, TargetReview
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import ProviderError
from assistant.llm.prompts import fence, load_prompt
from assistant.messages import Language, Message

if TYPE_CHECKING:
    from assistant.llm.source import RowSource

MOST = 8
"""Remarks asked of a model for one table."""
_SHORTEST_QUOTE = 4
_FORM_SHOWN = 6000
_BASIS = Message(
    zh="模型意见，仅供参考，不计入结论", en="a model's opinion; no part of the verdict"
)
_SAID = Message(
    zh="{kind}：“{quote}”。{advice}（模型意见，请审核人判断）",
    en="{kind}: '{quote}'. {advice} (a model's opinion, for the reviewer to judge)",
)


class RemarkKind(StrEnum):
    """What a model may remark on."""

    GOAL = "目标与任务不符"
    SUPPORT = "指标不支撑目标"
    CONTRADICTION = "前后矛盾"
    WORDING = "用词有误"


class _Remarked(NamedTuple):
    code: str
    name: str
    head: Head


_KINDS: dict[RemarkKind, _Remarked] = {
    RemarkKind.GOAL: _Remarked("S01", "goal-beside-tasks", Head.RELEVANCE),
    RemarkKind.SUPPORT: _Remarked("S02", "rows-beside-goal", Head.RELEVANCE),
    RemarkKind.CONTRADICTION: _Remarked("S03", "contradiction", Head.APPROPRIATENESS),
    RemarkKind.WORDING: _Remarked("S04", "wording", Head.COMPLETENESS),
}


class Remark(BaseModel):
    """One remark as the model gives it.

    Attributes:
        quote: words of the form, copied.
        kind: what is wrong with them.
        advice: why, and what to do.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    quote: str = Field(alias="原文", max_length=60, description="照抄表中的原话")
    kind: RemarkKind = Field(alias="问题", description="问题的类别")
    advice: str = Field(alias="意见", max_length=80, description="问题在哪里，怎么改")


class SemanticReview(NamedTuple):
    """A review with what the model adds.

    Attributes:
        review: every finding of the rules as it was, then the model's.
        dropped: remarks whose quote does not stand in the form.
        failure: why the model stopped answering, or None.
    """

    review: TargetReview
    dropped: int = 0
    failure: str | None = None


def review_meaning(
    review: TargetReview, client: "RowSource", *, language: Language = Language.CHINESE
) -> SemanticReview:
    """``review`` with the model's remarks added; what the rules said is never touched."""
    form = form_text(review.target)[:_FORM_SHOWN]
    prompt = load_prompt("review-meaning").render(form=fence(form), limit=MOST)
    added: list[Finding] = []
    dropped, failure = 0, None
    try:
        for remark in client.rows(prompt, Remark, max_rows=MOST):
            finding = _grounded(remark, review.target, language)
            if finding is None:
                dropped += 1
            elif finding not in added:
                added.append(finding)
    except ProviderError as error:
        failure = error.text(language)
    findings = (*review.findings, *added)
    return SemanticReview(review.model_copy(update={"findings": findings}), dropped, failure)


def form_text(target: PerformanceTarget) -> str:
    """The form as a model reads it: tasks, goal, rows, one a line."""
    return "\n".join(_lines(target))


def _lines(target: PerformanceTarget) -> Iterator[str]:
    for task in target.tasks:
        yield f"任务 {task.id}：{task.text}"
    if target.goal:
        yield f"整体目标：{target.goal}"
    for row in target.indicators:
        bound = f"{row.operator or ''}{row.value or ''}{row.unit or ''}"
        yield f"指标 {row.id}：{row.level2 or ''} {row.name or ''} {bound}"


def _grounded(remark: Remark, target: PerformanceTarget, language: Language) -> Finding | None:
    """The remark as a finding, or None where its quote is not the form's own words."""
    quote = _squeezed(remark.quote)
    if len(quote) < _SHORTEST_QUOTE:
        return None
    row = next((r.id for r in target.indicators if quote in _squeezed(r.name or "")), None)
    texts = [target.goal or "", target.notes or "", *(task.text for task in target.tasks)]
    if row is None and not any(quote in _squeezed(text) for text in texts):
        return None
    known = _KINDS[remark.kind]
    return Finding(
        code=known.code,
        name=known.name,
        severity=Severity.INFO,
        indicator=row,
        field="name" if row else "goal",
        message=_SAID.text(
            language, kind=remark.kind.value, quote=remark.quote, advice=remark.advice
        ),
        evidence=remark.quote,
        basis=_BASIS.text(language),
        head=known.head,
        origin="model",
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[\s,，.。;；:：、“”\"']+", "", text)
