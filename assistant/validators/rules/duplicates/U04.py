from collections import Counter
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE
from assistant.validators.rows import Row

_SAME = Message(
    zh="{total} 条指标中有 {count} 条的目标都是“{target}”，像是统一套用的。请按各项工作的实际情况分别定值。",
    en="{count} of {total} rows share the one target '{target}', as if filled in wholesale. Set "
    "each by its own work.",
)
_FEWEST, _SHARE = 4, 0.4


class U04(Rule):
    """一值到底：许多条指标用同一个目标值。

    **为什么** 不同的工作难度不同，全填“≥ 95%”说明值不是算出来的。
    **错例** 8 条指标里 5 条都是“≥ 95%”
    **正例** 按历史水平、行业标准分别定值
    **何时不报** 不到 4 条，或不超过全表的四成；名称相同的；定性指标；读表存疑的行。
    **In English** Many rows share one and the same target.
    """

    name = "one-value-everywhere"
    title = Message(zh="一值到底", en="One value everywhere")
    severity = Severity.INFO
    head = Head.FEASIBILITY
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        rows = [row for row in ctx.quantitative if row.number is not None]
        names: dict[tuple[str, str, str], set[str]] = {}
        targets = Counter(_target(row) for row in rows)
        for row in rows:
            names.setdefault(_target(row), set()).add(row.name)
        for target, count in targets.items():
            enough = count >= _FEWEST and count > _SHARE * len(ctx.rows)
            if enough and len(names[target]) >= _FEWEST:
                yield self.finding(
                    ctx, _SAME,
                    evidence="、".join(row.id for row in rows if _target(row) == target),
                    total=len(ctx.rows), count=count, target="".join(target),
                )  # fmt: skip


def _target(row: Row) -> tuple[str, str, str]:
    number = row.number.normalize() if row.number is not None else ""
    return (row.operator or "", f"{number:f}" if number != "" else "", row.unit)
