from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.indicator import Indicator
from assistant.domain.provenance import ProvenanceKind
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule, safe, set_field
from assistant.validators.context import RuleContext
from assistant.validators.policy import DATA_QUALITY

_DRIFTED = Message(
    zh="本行已由单位确认，改写后 {changes} 变了，却没有人同意过这一改动，应恢复原值。",
    en="This row was confirmed by the unit, but rewriting changed {changes} and nobody agreed; "
    "restore it.",
)
_GONE = Message(
    zh="已由单位确认的第 {number} 行（{name}）在改写后不见了，请核对。",
    en="Row {number} ({name}), confirmed by the unit, is gone after rewriting; check it.",
)
_HELD = ("level2", "operator", "value", "unit", "weight")


class P03(Rule):
    """模型改写之后，单位已经确认的行被悄悄改动。

    **为什么** 单位确认过的值就是单位的承诺，模型润色名称时不得顺手改数。
    **错例** 已确认“培训教师 ≥120人次”，润色后成了“≥150人次”
    **正例** 只改名称，性质、值、单位、权重原样不动
    **何时不报** 没有上一版可比；单位没有确认过的行；改动经人同意并有记录；只改了名称、说明。
    **In English** A row that the unit had confirmed was changed by rewriting and nobody agreed.
    """

    name = "rewrite-drift"
    title = Message(zh="改写漂移", en="Drift in rewriting")
    severity = Severity.ERROR
    head = Head.COMPLETENESS
    basis = (DATA_QUALITY,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if ctx.previous is None:
            yield NotApplicable()
            return
        rows = {row.id: row for row in ctx.rows}
        for old in ctx.previous.indicators:
            if old.id in ctx.accepted or not _confirmed(old):
                continue
            row = rows.get(old.id)
            if row is None:
                yield self.finding(
                    ctx, _GONE, evidence=old.name or "", number=old.number, name=old.name or ""
                )
                continue
            changed = [
                field for field in _HELD if getattr(old, field) != getattr(row.indicator, field)
            ]
            if changed:
                yield self.finding(
                    ctx, _DRIFTED, row,
                    field=changed[0],
                    evidence=_differences(old, row.indicator, changed),
                    fix=safe(*(set_field(row, field, _text(old, field)) for field in changed)),
                    changes=_differences(old, row.indicator, changed),
                )  # fmt: skip


def _confirmed(old: Indicator) -> bool:
    """Whether a person stands behind the row: confirmed in a draft, or never drafted at all."""
    passport = old.provenance.get("value")
    if passport is None:
        return not old.provenance and not old.confirm
    return passport.kind is ProvenanceKind.USER and not old.confirm


def _differences(old: Indicator, new: Indicator, fields: list[str]) -> str:
    return "、".join(f"{_text(old, field) or '∅'} → {_text(new, field) or '∅'}" for field in fields)


def _text(row: Indicator, field: str) -> str | None:
    value = getattr(row, field)
    return None if value is None else str(value)
