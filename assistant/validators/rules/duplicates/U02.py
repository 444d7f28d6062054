from collections.abc import Iterator
from itertools import combinations

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level1, Level2
from assistant.validators.likeness import plain_text
from assistant.validators.policy import EXPERIENCE
from assistant.validators.rows import Row
from assistant.validators.wording import words

_SAME = Message(
    zh="与第 {other} 行（{where}）名称完全相同，只是换了类别。请保留最贴切的一条，另一条换成该类别应有的内容。",
    en="The same name as row {other} ({where}) in another class. Keep the one that fits and give "
    "the other what belongs to its class.",
)


class U02(Rule):
    """跨类别重复：同一个名称放进两个类别。

    **为什么** 为凑齐类别把一句话抄进几个类别，既重复计分，又让该类别实际上没有指标。
    **错例** 社会效益、可持续影响：都是“增加职工收入，促进义务教育均衡发展”
    **正例** 社会效益写当年的变化，可持续影响写机制或后续效果
    **何时不报** 数量与时效成对出现，且时效一条写有日期或时限（“完成培训指导 ≥ 40 项”与“10月30日前完成培训指导”）；比较时去掉日期和标点。成本与其他类别、两个效益类别之间为警告，其余为提示。
    **In English** One name stands in two classes.
    """

    name = "duplicate-across-classes"
    title = Message(zh="跨类重复", en="Duplicate across classes")
    severity = Severity.WARNING
    head = Head.APPROPRIATENESS
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        groups: dict[str, list[Row]] = {}
        for row in ctx.rows:
            if text := plain_text(ctx.facts(row).name.core):
                groups.setdefault(text, []).append(row)
        for group in groups.values():
            for one, other in combinations(group, 2):
                severity = _judge(ctx, one, other)
                if severity is None:
                    continue
                for row, twin in ((one, other), (other, one)):
                    yield self.finding(
                        ctx, _SAME, row,
                        field="name", evidence=row.name, severity=severity,
                        other=twin.position + 1, where=twin.indicator.level2 or "",
                    )  # fmt: skip


def _judge(ctx: RuleContext, one: Row, other: Row) -> Severity | None:
    if one.level2 is None or other.level2 is None or one.level2 is other.level2:
        return None
    levels = {one.level2, other.level2}
    if levels == {Level2.QUANTITY, Level2.TIMELINESS}:
        timed = one if one.level2 is Level2.TIMELINESS else other
        return None if _has_time(ctx, timed) else Severity.INFO
    kinds = [one.level1, other.level1]
    if Level1.COST in kinds or kinds == [Level1.BENEFIT, Level1.BENEFIT]:
        return Severity.WARNING
    return Severity.INFO


def _has_time(ctx: RuleContext, row: Row) -> bool:
    facts = ctx.facts(row)
    if facts.name.dates or facts.value.dates or facts.value.durations:
        return True
    return words("tasks.time_words").find(f"{row.name} {row.value}") is not None
