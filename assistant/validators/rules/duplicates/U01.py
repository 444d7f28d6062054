from collections.abc import Iterator
from itertools import combinations

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.likeness import (
    alike_keys,
    apart_by_number,
    dice,
    plain_text,
    same_but_for_filler,
)
from assistant.validators.policy import EXPERIENCE
from assistant.validators.rows import Row

_EQUAL = Message(
    zh="与第 {other} 行名称相同、类别相同，同一件事计了两次分。请合并为一条，或改名区分。",
    en="The same name as row {other} in the same class counts one thing twice. Merge them or give "
    "them names of their own.",
)
_NEAR = Message(
    zh="与第 {other} 行“{name}”几乎相同，疑似重复。请合并，或写清两条的区别。",
    en="Nearly the same as row {other} '{name}'. Merge them or say how they differ.",
)
_NUMBERED = Message(
    zh="与第 {other} 行“{name}”只差数字或学段，请确认是有意分列。",
    en="Differs from row {other} '{name}' only in a number or a school stage; confirm "
    "that both are meant.",
)


class U01(Rule):
    """同一类别里两条指标重复。

    **为什么** 同一件事列两条，等于给它双倍权重。
    **错例** 数量指标：“培训教师人次”“培训教师人次”
    **正例** 合并为一条；或“培训小学教师人次”“培训初中教师人次”
    **何时不报** 换了对象的（红薯种植面积、梨树种植面积；贫困村收入、贫困人口收入）；名称相同但单位不同的只作警告；只差数字、年级、学段的只作提示；跨类别的归 U02。
    **In English** Two rows of one class say the same.
    """

    name = "duplicate-in-class"
    title = Message(zh="同类重复", en="Duplicate in one class")
    severity = Severity.ERROR
    head = Head.APPROPRIATENESS
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for group in _classes(ctx):
            for one, other in _candidates(ctx, group):
                verdict = _judge(ctx, one, other)
                if verdict is None:
                    continue
                severity, message = verdict
                for row, twin in ((one, other), (other, one)):
                    yield self.finding(
                        ctx, message, row,
                        field="name", evidence=row.name, severity=severity,
                        other=twin.position + 1, name=twin.name,
                    )  # fmt: skip


def _classes(ctx: RuleContext) -> Iterator[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in ctx.rows:
        if plain_text(ctx.facts(row).name.core):
            key = row.level2.value if row.level2 else row.indicator.level2 or ""
            groups.setdefault(f"{row.level1}{key}", []).append(row)
    return (group for group in groups.values() if len(group) > 1)


def _candidates(ctx: RuleContext, group: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Pairs that share what duplicates share, so that a long table is not compared all with all."""
    shared: dict[tuple[int, str], list[int]] = {}
    for place, row in enumerate(group):
        for kind, key in enumerate(alike_keys(plain_text(ctx.facts(row).name.core))):
            shared.setdefault((kind, key), []).append(place)
    pairs = {pair for places in shared.values() for pair in combinations(places, 2)}
    return ((group[one], group[other]) for one, other in sorted(pairs))


def _judge(ctx: RuleContext, one: Row, other: Row) -> tuple[Severity, Message] | None:
    core, twin = ctx.facts(one).name.core, ctx.facts(other).name.core
    first, second = plain_text(core), plain_text(twin)
    if first == second:
        # Two dates, or a count of people beside one of events, tell equal names apart.
        same = one.unit == other.unit and core == twin
        return (Severity.ERROR, _EQUAL) if same else (Severity.WARNING, _NEAR)
    if same_but_for_filler(first, second):
        return Severity.WARNING, _NEAR
    if dice(first, second) >= ctx.profile.similarity.near and apart_by_number(first, second):
        return Severity.INFO, _NUMBERED
    return None
