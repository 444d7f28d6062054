import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.domain.finding import Head, Severity
from assistant.domain.quantity import read_number, read_quantity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_names import Polarity
from assistant.validators.flips import CEILINGS
from assistant.validators.policy import CIRCULAR_10, CIRCULAR_101
from assistant.validators.rows import Row

_LOWER = Message(
    zh="目标 {value} 不到上年实际 {actual} 的 80%，会被认为目标偏低、轻易超额完成。请说明理由或提高目标。",
    en="The target {value} is under 80% of last year's actual {actual}; raise it or say why.",
)
_LAST_YEAR = re.compile(r"上年|上一年|去年|历史|往年|前一年")
_ACTUAL = re.compile(r"实际|完成|实现|达到")
_YEAR = re.compile(r"(20\d\d)")
_SHARE = Decimal("0.80")


class D09(Rule):
    """目标比上年实际低两成以上。

    **为什么** 目标应在历史水平上跳一跳够得着。远低于上年实际的目标，超额完成也会按偏离度扣分。
    **错例** 上年实际完成 140 节，本年目标 ≥ 100 节
    **正例** 上年实际完成 140 节，本年目标 ≥ 140 节
    **何时不报** 表中没有上年实际一栏；越低越好的指标；任务确实减少并在说明栏写了理由；不到两成的下降；读表存疑的行。
    **In English** The target is more than a fifth below last year's actual figure.
    """

    name = "below-history"
    title = Message(zh="低于上年实际", en="Below last year's actual")
    severity = Severity.WARNING
    head = Head.FEASIBILITY
    basis = (CIRCULAR_10, CIRCULAR_101)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        known = [(row, actual) for row in ctx.quantitative if (actual := _last(ctx, row))]
        if not known:
            yield NotApplicable()
        for row, actual in known:
            if row.number is None or row.operator in CEILINGS or row.indicator.note:
                continue
            less_is_better = ctx.facts(row).name.polarity is Polarity.LESS
            if row.number < actual * _SHARE and not less_is_better:
                yield self.finding(
                    ctx, _LOWER, row,
                    field="value", evidence=f"{row.value} / {actual}",
                    value=f"{row.value}{row.unit}", actual=format(actual, "f"),
                )  # fmt: skip


def _last(ctx: RuleContext, row: Row) -> Decimal | None:
    """Last year's actual figure from a further column of the form, or None."""
    for header, printed in row.indicator.columns.items():
        if not _is_last_year(header, ctx.target.year):
            continue
        number = read_number(printed)
        if number is None and (quantity := read_quantity(printed)) is not None:
            number = read_number(quantity.value)
        return number
    return None


def _is_last_year(header: str, year: int | None) -> bool:
    if not _ACTUAL.search(header):
        return False
    printed = _YEAR.search(header)
    if printed is not None:
        return year is not None and int(printed[1]) == year - 1
    return _LAST_YEAR.search(header) is not None
