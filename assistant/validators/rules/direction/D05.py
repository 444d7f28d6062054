from collections.abc import Iterator

from assistant.domain.finding import Fix, Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule, safe
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import Polarity
from assistant.validators.flips import (
    CEILINGS,
    FLOORS,
    direction_for,
    flip,
    says_less_is_better,
)
from assistant.validators.policy import PLATFORM_CHECK
from assistant.validators.rows import Row

_MISMATCH = Message(
    zh="指标方向性填“{direction}”，与性质“{operator}”不一致：≥ 对应正向，≤ 对应反向。",
    en="The direction column says '{direction}' but the operator is '{operator}': ≥ goes with "
    "positive, ≤ with negative.",
)


class D05(Rule):
    """指标方向性一栏与性质符号不一致。

    **为什么** 系统按方向性计分：正向越大越好，反向越小越好。与符号不一致时得分会算反。
    **错例** 人均培训成本 · ≤ · 100 · 元 · 正向指标
    **正例** 人均培训成本 · ≤ · 100 · 元 · 反向指标
    **何时不报** 没有方向性这一栏；性质为“=”、区间或定性；读表存疑的行。符号本身写反的（见 D02、D03），建议改符号而不是改方向性。
    **In English** The direction column contradicts the operator.
    """

    name = "direction-column"
    title = Message(zh="方向列不符", en="Direction column contradicts")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (PLATFORM_CHECK,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        said = [(row, says_less_is_better(row.indicator.direction)) for row in ctx.quantitative]
        if all(less is None for _, less in said):
            yield NotApplicable()
            return
        for row, less in said:
            if (less is True and row.operator in FLOORS) or (
                less is False and row.operator in CEILINGS
            ):
                yield self.finding(
                    ctx, _MISMATCH, row,
                    field="direction", evidence=f"{row.indicator.direction} {row.operator}",
                    fix=_fix(ctx, row), direction=row.indicator.direction, operator=row.operator,
                )  # fmt: skip


def _fix(ctx: RuleContext, row: Row) -> Fix | None:
    """Correct the column; where the name shows that the operator is the wrong one, that."""
    operator = row.operator or Operator.AT_LEAST
    polarity = ctx.facts(row).name.polarity
    wrong = Polarity.MORE if operator in CEILINGS else Polarity.LESS
    if polarity is wrong:
        return flip(row, operator)
    edit = direction_for(row, operator)
    return safe(edit) if edit else None
