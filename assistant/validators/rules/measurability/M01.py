from collections.abc import Iterator

from assistant.domain.finding import Fix, Head, Severity
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level1
from assistant.validators.policy import CIRCULAR_10, CIRCULAR_101
from assistant.validators.rows import Row

_SCALE = Message(
    zh="指标值“{value}”只是一把尺子的刻度，没有说要达到哪一格，年终无法打分。请改为数字目标（≥ 加数值和单位）；"
    "确实不能量化的，选定一个档次并写明分档标准。",
    en="The value '{value}' names a scale, not a target, so nobody can score it. Give a figure (≥, "
    "number and unit), or choose one grade and state the graded standards.",
)


class M01(Rule):
    """以刻度作目标：定性指标的值是“好坏”“优良中差”之类的整把尺子。

    **为什么** “好坏”“高中低”是下拉框里的刻度名称，不是目标。没有说达到哪一格，年终自评怎么填都对。
    **错例** 参训教师满意度 · 定性 · 好坏
    **正例** 参训教师满意度 · ≥ · 90 · %；或：课题成果 · 定性 · 良好（说明栏写明优、良、中、差各档条件）
    **何时不报** 只选了其中一档（优、良好、合格、是）；“空气质量优良”这类一个意思的词；有分档条件的文字；读表存疑的行。系统只能下拉选择的，建议把性质改成“≥”并填数字，而不是改文字。
    **In English** A qualitative row whose value names the whole scale instead of a target.
    """

    name = "scale-as-target"
    title = Message(zh="以刻度作目标", en="Scale as target")
    severity = Severity.ERROR
    head = Head.RELEVANCE
    basis = (CIRCULAR_10, CIRCULAR_101)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        listed = ctx.profile.qualitative_picklist
        for row in ctx.qualitative:
            value = ctx.facts(row).value
            if value.scale or value.text in listed:
                yield self.finding(
                    ctx, _SCALE, row,
                    field="value", evidence=row.value, value=row.value, fix=_fix(ctx, row),
                )  # fmt: skip


def _fix(ctx: RuleContext, row: Row) -> Fix | None:
    """A figure that the rules themselves hold to be sound: only satisfaction has one."""
    named = ctx.facts(row).name.satisfaction_of is not None
    if not named or row.level1 not in (Level1.SATISFACTION, None):
        return None
    return confirm(
        set_field(row, "operator", Operator.AT_LEAST.value),
        set_field(row, "value", "90"),
        set_field(row, "unit", "%"),
    )
