from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import CIRCULAR_101, PLATFORM_CHECK
from assistant.validators.totals import KNOWN_TOTALS, plain, weight_sum

_OFF = Message(
    zh="权重合计 {found}，{profile}口径应为 {expected}，{more_or_less} {difference}。{hint}",
    en="The weights add up to {found}; {profile} asks for {expected} ({difference} "
    "{more_or_less}). {hint}",
)
_FITS_OTHER = Message(
    zh="{found} 正好是另一常用口径的总分，请先确认本地口径再调整。",
    en="{found} is the total of another common scheme: confirm the local one first.",
)
_FITS_NONE = Message(
    zh="与常用的 80、90、100 三种总分都不符，请核对各行权重。",
    en="It fits none of the common totals 80, 90 and 100: check the weights row by row.",
)
_MORE = Message(zh="多", en="too many")
_LESS = Message(zh="少", en="too few")
_SOME_BLANK = Message(
    zh="有 {count} 行没有权重，合计无从核对",
    en="{count} rows have no weight, so the total cannot be checked",
)
_NO_COLUMN = Message(zh="表中没有权重栏", en="the form has no weight column")


class W01(Rule):
    """权重合计不等于本地口径规定的总分。

    **为什么** 总分不对，系统不予提交，自评得分也无法换算。
    **错例** 各行权重合计 125（应为 90）
    **正例** 各行权重合计 90，预算执行率另占 10
    **何时不报** 表中没有权重栏或有行未填权重（记入“未检查”）；除去“预算执行率”一行后合计正好（由 W06 提示）。口径取自地方设置，不是固定的 100。
    **In English** The weights do not add up to the total that the local scheme asks for.
    """

    name = "weight-total"
    title = Message(zh="权重合计", en="Weight total")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (CIRCULAR_101, PLATFORM_CHECK)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if not ctx.has_weight_column:
            yield self.insufficient(ctx, _NO_COLUMN)
            return
        blank = sum(row.weight is None for row in ctx.rows)
        if blank:
            yield self.insufficient(ctx, _SOME_BLANK, count=blank)
            return
        found, expected = weight_sum(ctx), ctx.profile.weight_total
        if abs(found - expected) <= ctx.profile.weight_tolerance:
            return
        yield self._off(ctx, found, expected)

    def _off(self, ctx: RuleContext, found: Decimal, expected: Decimal) -> Result:
        hint = _FITS_OTHER if found in KNOWN_TOTALS else _FITS_NONE
        more = _MORE if found > expected else _LESS
        return self.finding(
            ctx, _OFF,
            field="weight",
            evidence=plain(found),
            found=plain(found), expected=plain(expected), difference=plain(abs(found - expected)),
            more_or_less=more.text(ctx.language),
            profile=_title(ctx), hint=hint.text(ctx.language, found=plain(found)),
        )  # fmt: skip


def _title(ctx: RuleContext) -> str:
    return Message(ctx.profile.title_zh, ctx.profile.title_en).text(ctx.language)
