from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.rows import Row

_TOO_MANY = Message(
    zh="{total} 条指标中有 {count} 条是定性的（占 {share}%{weight}），超过 {limit}%。请把能数、能测的改为定量，"
    "定性指标不超过 {allowed} 条。",
    en="{count} of {total} rows are qualitative ({share}%{weight}), more than {limit}%. Turn those "
    "that can be counted or measured into figures; keep at most {allowed}.",
)
_WEIGHT = Message(zh="，权重占 {share}%", en=", {share}% of the weight")


class M04(Rule):
    """定性指标占比过高。

    **为什么** 定性指标靠印象打分，比例一高，整张表的自评得分就失去区分度。
    **错例** 16 条指标里 7 条填“定性”
    **正例** 16 条里定性不超过 4 条，其余有数字、有单位
    **何时不报** 按条数和按权重都不超过口径规定的比例（默认 30%）；不足 3 条指标的表；值是日期、频次的行不算定性。
    **In English** Too many rows are qualitative.
    """

    name = "qualitative-share"
    title = Message(zh="定性占比过高", en="Too many qualitative rows")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        qualitative = [row for row in ctx.qualitative if not ctx.facts(row).value.has_figure]
        total, count = len(ctx.rows), len(qualitative)
        if total < _FEWEST:
            yield NotApplicable()
            return
        limit = ctx.profile.qualitative_share
        share, weight = Decimal(count) / total, _weight_share(ctx, qualitative)
        if share <= limit and weight <= limit:
            return
        said = _WEIGHT.text(ctx.language, share=_percent(weight)) if weight else ""
        yield self.finding(
            ctx, _TOO_MANY,
            evidence="、".join(row.id for row in qualitative),
            total=total, count=count, share=_percent(share), weight=said,
            limit=_percent(limit), allowed=int(total * limit),
        )  # fmt: skip


_FEWEST = 3


def _weight_share(ctx: RuleContext, qualitative: list[Row]) -> Decimal:
    """The weight of qualitative rows in the whole, or 0 where the weights cannot be trusted."""
    weights = [row.weight for row in ctx.rows_for_values if row.weight is not None]
    if len(weights) != len(ctx.rows) or not sum(weights):
        return Decimal(0)
    heavy = sum((row.weight for row in qualitative if row.weight), Decimal(0))
    return heavy / sum(weights)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.0f}"
