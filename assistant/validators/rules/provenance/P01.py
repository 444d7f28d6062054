from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.policy import CIRCULAR_101, EXPERIENCE
from assistant.validators.rows import Row
from assistant.validators.sources import quote_stands_in, says_number

_UNCONFIRMED = Message(
    zh="指标值 {value} 待确认：{why}。请单位核实后确认，或改成有依据的数。",
    en="The value {value} awaits confirmation: {why}. Confirm it, or give one with a source.",
)
_MODEL = Message(
    zh="是起草时的建议值，没有出处", en="it was suggested in drafting and has no source"
)
_MARKED = Message(zh="起草时已标注待确认", en="it was marked so in drafting")
_QUOTE_MISSING = Message(
    zh="所注出处“{quote}”在单位提供的文字里找不到",
    en="the words it is said to come from ('{quote}') are not in the unit's text",
)
_NUMBER_MISSING = Message(
    zh="所注出处“{quote}”里没有这个数",
    en="the words it is said to come from ('{quote}') do not hold this number",
)
_TRUSTED = frozenset({ProvenanceKind.USER, ProvenanceKind.HISTORY, ProvenanceKind.LIBRARY})
_QUOTED = frozenset({ProvenanceKind.TASK, ProvenanceKind.GOAL, ProvenanceKind.DERIVED})


class P01(Rule):
    """起草出来的数字没有出处，尚未经单位确认。

    **为什么** 模型会编出像样的数字；没有出处的数一旦报上去，年终就得按它考核。
    **错例** 培训合格率 ≥ 92%（任务里没有 92，也没有上年数）
    **正例** 培训教师人次 ≥ 120（任务原文“培训教师120人次”）
    **何时不报** 单位自己填报的表；单位已确认或亲自填写的值；出处能在任务、目标原文里逐字找到的数；由原文频次折算的数（“每季度”折算为 4 次）。起草时为警告，提交时仍未确认为错误。
    **In English** A number in a drafted row has no source and nobody has confirmed it.
    """

    name = "number-provenance"
    title = Message(zh="数字来源", en="Number provenance")
    severity = Severity.WARNING
    head = Head.FEASIBILITY
    basis = (CIRCULAR_101, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        drafted = [row for row in ctx.rows if ctx.drafted or row.indicator.provenance]
        if not drafted:
            yield NotApplicable()
        severity = Severity.ERROR if ctx.submitted else Severity.WARNING
        for row in drafted:
            if row.number is None:
                continue
            why = _doubt(ctx, row)
            if why is not None:
                yield self.finding(
                    ctx, _UNCONFIRMED, row,
                    field="value", evidence=row.value, severity=severity,
                    fix=confirm(set_field(row, "confirm", "false")),
                    value=row.value, why=why,
                )  # fmt: skip


def _doubt(ctx: RuleContext, row: Row) -> str | None:
    """Why the value still awaits a person, or None."""
    passport = row.indicator.provenance.get("value")
    if passport is not None and passport.kind is ProvenanceKind.USER:
        return None
    if passport is None or passport.kind is ProvenanceKind.MODEL:
        return _MODEL.text(ctx.language)
    if row.indicator.confirm:
        return _MARKED.text(ctx.language)
    if passport.kind in _TRUSTED or passport.quote is None:
        return None
    return _check_quote(ctx, row, passport, passport.quote)


def _check_quote(ctx: RuleContext, row: Row, passport: Provenance, quote: str) -> str | None:
    if passport.kind not in _QUOTED:
        return None
    if not quote_stands_in(ctx.target, quote):
        return _QUOTE_MISSING.text(ctx.language, quote=quote)
    if passport.kind is not ProvenanceKind.DERIVED and not says_number(quote, row.number):
        return _NUMBER_MISSING.text(ctx.language, quote=quote)
    return None
