from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Severity
from assistant.domain.quantity import read_number
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm
from assistant.validators.context import RuleContext
from assistant.validators.policy import DATA_QUALITY
from assistant.validators.rows import Row
from assistant.validators.totals import plain, weight_sum

_ASK = Message(
    zh="第 {number} 行的指标值 {value} 与权重 {weight} 是否互换了位置？互换后权重合计正好为 {total}，"
    "且这是{unique}。请核对原件后再决定。",
    en="Did value {value} and weight {weight} of row {number} change places? Exchanged, the "
    "weights add up to {total}, and this is {unique}. Check the original before deciding.",
)
_ONLY_ROW = Message(
    zh="唯一一处单行互换即可配平的情形", en="the only row whose exchange alone restores the total"
)
_ONLY_PAIR = Message(
    zh="唯一一组两行同时互换才能配平的情形（另一行为第 {other} 行）",
    en="the only pair of rows whose exchange restores the total (with row {other})",
)
_PAIR_LIMIT = 40
"""Rows up to which pairs are tried: beyond it a lone solution would be chance."""


class W02(Rule):
    """权重合计不对，而恰好有唯一一处把指标值与权重对调就能配平。

    **为什么** 扫描识别或手工录入时常把相邻两栏写反；一处对调就能配平时，多半不是权重真的失衡。
    **错例** 完成学科教师培训指导 · ≥ · 5 · 项 · 权重 40（合计 125）
    **正例** 完成学科教师培训指导 · ≥ · 40 · 项 · 权重 5（合计 90）
    **何时不报** 权重合计无误；配平的对调不止一种；对调后权重不是大于 0、至多两位小数的数。只作提问，从不自动更改。
    **In English** The total is off, and exactly one exchange of value and weight restores it.
    """

    name = "value-weight-swap"
    title = Message(zh="疑似值权互换", en="Value and weight exchanged")
    severity = Severity.INFO
    head = None
    basis = (DATA_QUALITY,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if not ctx.has_weight_column or any(row.weight is None for row in ctx.rows):
            return
        missing = ctx.profile.weight_total - weight_sum(ctx)
        if abs(missing) <= ctx.profile.weight_tolerance:
            return
        changes = tuple(_changes(ctx))
        alone = [row for row, change in changes if change == missing]
        if len(alone) == 1:
            yield self._ask(ctx, alone[0], _ONLY_ROW.text(ctx.language))
        elif not alone and len(changes) <= _PAIR_LIMIT:
            pairs = [
                (one, other)
                for (one, first), (other, second) in combinations(changes, 2)
                if first + second == missing
            ]
            if len(pairs) == 1:
                for row, other in (pairs[0], pairs[0][::-1]):
                    unique = _ONLY_PAIR.text(ctx.language, other=other.indicator.number)
                    yield self._ask(ctx, row, unique)

    def _ask(self, ctx: RuleContext, row: Row, unique: str) -> Result:
        swap = Edit(op=EditOp.SWAP, indicator=row.id, field="value", value="weight")
        return self.finding(
            ctx, _ASK, row,
            field="weight",
            evidence=f"{row.value} / {row.weight}",
            fix=confirm(swap),
            number=row.indicator.number, value=row.value, weight=row.weight,
            total=plain(ctx.profile.weight_total), unique=unique,
        )  # fmt: skip


def _changes(ctx: RuleContext) -> Iterator[tuple[Row, Decimal]]:
    """What exchanging each row's value and weight would add to the total."""
    for row in ctx.rows:
        number, weight = row.number, row.weight
        # A number printed together with its unit cannot have changed places with a weight.
        if number is None or weight is None or read_number(row.indicator.value or "") is None:
            continue
        if 0 < number < ctx.profile.weight_total and round(number, 2) == number != weight:
            yield row, number - weight
