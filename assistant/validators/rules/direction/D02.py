from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.facts_units import UnitClass
from assistant.validators.flips import FLIPPED, FLOORS, flip
from assistant.validators.policy import CIRCULAR_101, EXPERIENCE
from assistant.validators.rows import Row
from assistant.validators.wording import words

_FLOOR = Message(
    zh="成本指标填了“{operator} {value}{unit}”，等于要求至少花这么多。成本应封顶，请改为“{upright}”。",
    en="A cost of '{operator} {value}{unit}' asks to spend at least that much. Cap it with "
    "'{upright}'.",
)
_NEVER_A_COST = (UnitClass.PERCENT, UnitClass.RATIO, UnitClass.SCORE)


class D02(Rule):
    """成本指标用了下限（≥ 或 >）。

    **为什么** 成本指标说的是“最多花多少”。写成“≥”，花得越多得分越高，方向正好相反。
    **错例** 人均培训成本 · ≥ · 100 · 元/人次
    **正例** 人均培训成本 · ≤ · 100 · 元/人次
    **何时不报** 节约、节支、降低、压减、结余类（成本节约率≥5%）；执行率、合规率、达标率等百分比；补助、救助、工资等发放标准的下限（不低于规定标准）；既不是金额、名称里也没有成本费用、噪声排放等字样的行（多半放错了类别，见 T07、D06）；读表存疑的行。
    **In English** A cost row sets a floor instead of a ceiling.
    """

    name = "cost-with-floor"
    title = Message(zh="成本用下限", en="Cost with a floor")
    severity = Severity.ERROR
    head = Head.APPROPRIATENESS
    basis = (CIRCULAR_101, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            if row.operator not in FLOORS or not row.is_cost or row.number is None:
                continue
            if not _more_is_dearer(ctx, row):
                continue
            yield self.finding(
                ctx, _FLOOR, row,
                field="operator", evidence=f"{row.operator} {row.value} {row.unit}".strip(),
                fix=flip(row, row.operator), operator=row.operator, value=row.value, unit=row.unit,
                upright=FLIPPED[row.operator].value,
            )  # fmt: skip


def _more_is_dearer(ctx: RuleContext, row: Row) -> bool:
    """Whether a larger figure of this row means more spent."""
    kind = ctx.facts(row).value.unit.kind
    name = ctx.facts(row).name.bare
    saves = words("direction.cost_savings").find(name) is not None
    if not saves and words("direction.harms").find(name):
        return True
    if kind in _NEVER_A_COST or saves:
        return False
    named = words("direction.cost_nouns").find(name) is not None
    if kind in (UnitClass.MONEY, UnitClass.UNIT_PRICE):
        return named or words("direction.entitlements").find(name) is None
    return named and kind in (UnitClass.NONE, UnitClass.OTHER)
