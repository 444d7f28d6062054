"""One table with everything in it that a format could trip over."""

from decimal import Decimal

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import (
    AnnualTask,
    Funding,
    FundingSources,
    PerformanceTarget,
    TargetKind,
    Unit,
)


def row(
    number: int,
    level1: str,
    level2: str,
    name: str,
    operator: Operator,
    value: str,
    unit: str | None,
    weight: str,
) -> Indicator:
    """A plain indicator."""
    return Indicator(
        id=f"I{number}",
        level1=level1,
        level2=level2,
        name=name,
        operator=operator,
        value=value,
        unit=unit,
        weight=Decimal(weight),
    )


AT_LEAST, EQUAL, QUALITATIVE = Operator.AT_LEAST, Operator.EQUAL, Operator.QUALITATIVE

SAMPLE = PerformanceTarget(
    unit=Unit(code="205", name="某县教学研究室本级"),
    year=2026,
    kind=TargetKind.WHOLE_UNIT,
    status="草稿",
    funding=Funding(
        total=Decimal("2630574.00"),
        basic=FundingSources(total=Decimal("2597934.00"), fiscal=Decimal("2597934.00")),
        project=FundingSources(total=Decimal("32640.00"), fiscal=Decimal("32640.00")),
    ),
    tasks=(
        AnnualTask(id="T1", name="教师培训", content="举办新课标培训12期，培训教师600人次。"),
        AnnualTask(id="T2", name="=1+1", content="联测|联析<br>两次"),
    ),
    goal="举办培训12期，培训教师600人次，合格率95%以上。",
    notes="无其他说明事项",
    indicators=(
        row(1, "产出指标", "数量指标", "培训期数", AT_LEAST, "12", "期", "20"),
        row(2, "产出指标", "数量指标", "=SUM(A1:A9)", EQUAL, "3", "场次", "22.50"),
        row(3, "产出指标", "质量指标", "培训|合格率", AT_LEAST, "95", "%", "17.50"),
        row(4, "效益指标", "社会效益指标", "<b>教学能力</b>", QUALITATIVE, "明显提升", None, "20"),
        row(5, "满意度指标", "服务对象满意度指标", "参训教师满意度👍", AT_LEAST, "90", "%", "10"),
    ),
)
