from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.target import PerformanceTarget, TargetKind
from assistant.messages import Language, Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import CIRCULAR_88, PLATFORM_CHECK

_BLANK = Message(
    zh="表头缺少：{missing}。请补填后再报送。",
    en="Missing from the head of the form: {missing}. Fill it in before submitting.",
)
_BARE_TABLE = Message(
    zh="只给了指标表，没有表头（年度、单位、整体目标），表头是否填全无从检查",
    en="only the indicator table was given, without year, unit and goal",
)
_LABELS = {
    "year": Message(zh="预算年度", en="budget year"),
    "unit": Message(zh="单位名称", en="unit"),
    "goal": Message(zh="整体绩效目标", en="overall goal"),
    "total": Message(zh="预算支出总额", en="total budget"),
    "tasks": Message(zh="年度主要任务", en="annual tasks"),
    "indicators": Message(zh="绩效指标", en="indicators"),
}


class F01(Rule):
    """表头必填项为空：年度、单位、预算支出总额、整体绩效目标、年度任务或指标。

    **为什么** 缺年度和单位无法归档，缺总额和目标无法判断指标与资金、职责是否匹配。
    **错例** 整体绩效目标一栏空白
    **正例** 年度、单位、总额、目标、任务、指标齐全
    **何时不报** 只粘贴了指标表、整个表头都没有（记入“未检查”）；表中没有资金部分；项目表、没有资金部分的表不要求年度任务。起草未提交的表只作警告。
    **In English** A required part of the head of the form is blank.
    """

    name = "required-header"
    title = Message(zh="表头必填", en="Required header")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (PLATFORM_CHECK, CIRCULAR_88)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        target = ctx.target
        if target.indicators and not (target.year or target.unit.name or target.goal):
            yield self.insufficient(ctx, _BARE_TABLE)
            return
        missing = list(_missing(target))
        if not missing:
            return
        words = ("、" if ctx.language is Language.CHINESE else ", ").join(
            _LABELS[key].text(ctx.language) for key in missing
        )
        unfinished = ctx.drafted and not ctx.submitted
        yield self.finding(
            ctx, _BLANK,
            field="goal" if missing == ["goal"] else missing[0],
            evidence=words, missing=words,
            severity=Severity.WARNING if unfinished else Severity.ERROR,
        )  # fmt: skip


def _missing(target: PerformanceTarget) -> Iterator[str]:
    if target.year is None:
        yield "year"
    if not target.unit.name:
        yield "unit"
    if not (target.goal or "").strip():
        yield "goal"
    if target.funding is not None:
        if target.funding.total is None:
            yield "total"
        if target.kind is TargetKind.WHOLE_UNIT and not target.tasks:
            yield "tasks"
    if not target.indicators:
        yield "indicators"
