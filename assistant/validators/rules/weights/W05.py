from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Fix, Head, Severity
from assistant.domain.target import TargetKind
from assistant.messages import Language, Message
from assistant.validators.base import NotApplicable, Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level1
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.totals import (
    level_shares,
    norm_shares,
    plain,
    rescaled_weights,
    weight_sum,
)

_OFF = Message(
    zh="一级指标的权重结构与口径相差较大：{parts}。请按口径调整，或说明理由。",
    en="The weight of level-1 classes is far from the local norm: {parts}. Adjust it or say why.",
)
_PART = Message(zh="{level} 占 {share}%（口径 {norm}%）", en="{level} has {share}% (norm {norm}%)")
_UNKNOWN = Message(
    zh="有行的一级指标或权重空缺，权重结构无从计算",
    en="some rows have no known level 1 or no weight, so shares cannot be computed",
)


class W05(Rule):
    """一级指标的权重结构与本地口径相差超过 10 分。

    **为什么** 口径规定产出、效益、满意度、成本各占多少分，偏得太多说明重过程轻效果。
    **错例** 产出 77 分、效益 6 分、满意度 3 分、成本 4 分
    **正例** 产出 40、效益 20、满意度 10、成本 20（合计 90）
    **何时不报** 有行的一级指标认不出或没有权重（记入“未检查”）；去掉读表存疑的行后不再偏离；口径没有规定结构。整体支出表只作提示，因为口径原是为项目规定的；没有满意度时其份额并入效益。
    **In English** The share of a level-1 class is more than 10 points (of the total) off the local norm.
    """

    name = "level-structure"
    title = Message(zh="一级结构", en="Shares of level-1 classes")
    severity = Severity.WARNING
    head = Head.APPROPRIATENESS
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        norm = norm_shares(ctx)
        if not norm or not ctx.has_weight_column:
            yield NotApplicable()
            return
        if any(row.weight is None or row.level1 is None for row in ctx.rows):
            yield self.insufficient(ctx, _UNKNOWN)
            return
        # Twice where a row is in doubt: what holds either way can be said.
        off = [
            set(_off_norm(ctx, level_shares(rows), norm))
            for rows in (ctx.rows, ctx.rows_for_values)
        ]
        levels = [level for level in norm if level in off[0] & off[1]]
        if levels:
            yield self._off(ctx, levels, norm)

    def _off(self, ctx: RuleContext, levels: list[Level1], norm: dict[Level1, Decimal]) -> Result:
        shares = level_shares(ctx.rows_for_values)
        parts = ("；" if ctx.language is Language.CHINESE else "; ").join(
            _PART.text(
                ctx.language,
                level=level,
                share=plain(round(shares.get(level, Decimal(0)), 1)),
                norm=plain(round(norm[level], 1)),
            )
            for level in levels
        )
        whole = ctx.target.kind is TargetKind.WHOLE_UNIT
        return self.finding(
            ctx, _OFF,
            field="weight", evidence=parts, parts=parts,
            severity=Severity.INFO if whole else Severity.WARNING,
            fix=_rescale(ctx, norm),
        )  # fmt: skip


def _off_norm(
    ctx: RuleContext, shares: dict[Level1, Decimal], norm: dict[Level1, Decimal]
) -> Iterator[Level1]:
    for level, expected in norm.items():
        percent = abs(shares.get(level, Decimal(0)) - expected)
        # Rounded, since thirds of a total never come out even.
        points = round(percent * ctx.profile.weight_total / 100, 4)
        if points > ctx.profile.level1_tolerance:
            yield level


def _rescale(ctx: RuleContext, norm: dict[Level1, Decimal]) -> Fix | None:
    """Weights moved to the norm; offered only where the total is right and no row is in doubt."""
    right = abs(weight_sum(ctx) - ctx.profile.weight_total) <= ctx.profile.weight_tolerance
    if not right or len(ctx.rows) != len(ctx.rows_for_values):
        return None
    weights = rescaled_weights(ctx, norm)
    if weights is None:
        return None
    changed = [(row, weight) for row, weight in zip(ctx.rows, weights, strict=True)]
    edits = [
        set_field(row, "weight", plain(weight)) for row, weight in changed if row.weight != weight
    ]
    return confirm(*edits)
