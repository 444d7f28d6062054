from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, safe, set_field
from assistant.validators.context import RuleContext
from assistant.validators.levels import PARENTS, Spelling, bare_level, read_level2
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.rows import Row

_DAMAGED = Message(
    zh="一级指标印作“{printed}”，应为“{level}”。可直接更正。",
    en="Level 1 reads '{printed}'; it should be '{level}'. This can be corrected at once.",
)
_IS_LEVEL2 = Message(
    zh="一级指标栏填的“{printed}”是二级指标，它的一级指标应为“{level}”。请确认后更正。",
    en="'{printed}' in the level-1 column is a level-2 name; its level 1 is '{level}'. Confirm it.",
)
_UNKNOWN = Message(
    zh="一级指标“{printed}”不在产出、效益、满意度、成本四类之内，请改填所属的一级指标。",
    en="Level 1 '{printed}' is none of output, benefit, satisfaction and cost; choose one of them.",
)


class T01(Rule):
    """一级指标不是产出、效益、满意度、成本四类之一。

    **为什么** 一级指标决定权重结构和评分口径，名称残缺或自拟，系统无法归类汇总。
    **错例** 满意度指
    **正例** 满意度指标
    **何时不报** 带分值的写法（产出指标（50分））；各地沿用的同义名称（预期产出指标、效果指标、项目完成指标、产出值）；本栏为空（由 F02 报告）。
    **In English** The level-1 name is none of output, benefit, satisfaction and cost.
    """

    name = "level-1-name"
    title = Message(zh="一级指标名", en="Level-1 name")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            printed = row.indicator.level1
            if not printed or row.level1_spelling in (Spelling.EXACT, Spelling.LOCAL):
                continue
            if row.level1 is not None:
                fix = safe(set_field(row, "level1", row.level1))
                yield self.finding(
                    ctx, _DAMAGED, row,
                    field="level1", evidence=printed, fix=fix, printed=printed, level=row.level1,
                )  # fmt: skip
            elif bare_level(printed):
                yield self._check_unknown(ctx, row, printed)

    def _check_unknown(self, ctx: RuleContext, row: Row, printed: str) -> Result:
        second = read_level2(printed)
        if second is None:
            return self.finding(
                ctx, _UNKNOWN, row, field="level1", evidence=printed, printed=printed
            )
        parent = PARENTS[second[0]]
        edits = [set_field(row, "level1", parent)]
        if not row.indicator.level2:
            edits.append(set_field(row, "level2", second[0]))
        return self.finding(
            ctx, _IS_LEVEL2, row,
            field="level1", evidence=printed, fix=confirm(*edits), printed=printed, level=parent,
        )  # fmt: skip
