"""Whatever form we export reads back the same, from every format that is a form."""

import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import AnnualTask, PerformanceTarget, TargetDocument, TargetKind, Unit
from assistant.export.docx import document_bytes, form_document
from assistant.export.json import document_json
from assistant.export.markdown import document_markdown
from assistant.export.xlsx import form_workbook, workbook_bytes
from assistant.intake import read_file

EXPORTS: dict[str, Callable[[PerformanceTarget], bytes]] = {
    "json": lambda target: document_json(TargetDocument(targets=(target,))).encode(),
    "md": lambda target: document_markdown(TargetDocument(targets=(target,))).encode(),
    "xlsx": lambda target: workbook_bytes(form_workbook([target])),
    "docx": lambda target: document_bytes(form_document([target])),
}
LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"),
    ("成本指标", "经济成本指标"), ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
)  # fmt: skip
SUBJECTS = ("培训教师", "维修校舍", "发放补助", "巡查河道", "受益群众", "设备验收", "学生家长")
ENDINGS = ("人次", "面积", "合格率", "及时率", "满意度", "完成率", "数量")
UNITS = ("人次", "平方米", "%", "场次", "万元", "元/人·次", "个")
WORDS = ("显著提升", "持续改善", "有效保障")


@st.composite
def indicators(draw: st.DrawFn, number: int) -> Indicator:
    level1, level2 = LEVELS[min(number, len(LEVELS)) - 1]
    operator = draw(st.sampled_from([o for o in Operator if o is not Operator.RANGE]))
    words = operator is Operator.QUALITATIVE
    value = draw(st.sampled_from(WORDS) if words else st.integers(1, 10**6).map(str))
    return Indicator(
        id=f"I{number}",
        level1=level1,
        level2=level2,
        name=f"{draw(st.sampled_from(SUBJECTS))}{draw(st.sampled_from(ENDINGS))}{number}",
        operator=operator,
        value=value,
        unit=None if words else draw(st.sampled_from(UNITS)),
        weight=draw(st.sampled_from([Decimal("5"), Decimal("7.5"), Decimal("22.50")])),
    )


@st.composite
def targets(draw: st.DrawFn) -> PerformanceTarget:
    count = draw(st.integers(1, 8))
    return PerformanceTarget(
        unit=Unit(code="205", name="某县教学研究室本级"),
        year=draw(st.integers(2019, 2030)),
        kind=TargetKind.WHOLE_UNIT,
        tasks=tuple(
            AnnualTask(id=f"T{i}", name=f"任务{i}", content=f"完成第{i}项工作。")
            for i in range(1, draw(st.integers(1, 4)))
        ),
        goal="举办培训，提高合格率。",
        indicators=tuple(draw(indicators(number)) for number in range(1, count + 1)),
    )


def _plain(target: PerformanceTarget) -> tuple[object, ...]:
    rows = tuple(row.model_copy(update={"source": None}) for row in target.indicators)
    return target.unit, target.year, target.kind, target.tasks, target.goal, rows


@pytest.mark.parametrize("ending", EXPORTS)
@settings(max_examples=12, deadline=None)
@given(target=targets())
def test_a_form_reads_back_the_same(ending: str, target: PerformanceTarget) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"form.{ending}"
        path.write_bytes(EXPORTS[ending](target))
        (read,) = read_file(path).targets
    assert _plain(read) == _plain(target)
