"""The sample of the product, an OCR copy with broken pages, is read cell by cell."""

from decimal import Decimal
from pathlib import Path

import pytest

from assistant.domain.indicator import Operator
from assistant.domain.target import PerformanceTarget, TargetKind
from assistant.intake import read_file, read_text

SEED = Path(__file__).parents[2] / "evals" / "documents" / "kaijiang-2023.md"

# level1, level2, name, operator, value, unit, weight, line of the file
ROWS = [
    ("产出指标", "数量指标", "初高三学科教师的学科考前指导。", "≥", "10", "项", "8", 34),
    ("产出指标", "数量指标", "教研员学科素养提升提高", "≥", "10", "场次", "7", 35),
    ("产出指标", "数量指标", "精心开展优质课评选活动", "≥", "120", "项", "10", 36),
    (
        "产出指标",
        "数量指标",
        "联合初中教学质量教育分会，探索联盟教研、连片教研、全县教研三种教研模式，"
        "破解中考C、D等级居高不下的问题，对达到一定规模的初中学校开展联测联析活动",
        "=",
        "3",
        "场次",
        "5",
        37,
    ),
    ("产出指标", "数量指标", "上级部门下达的各项工作任务。", "≥", "30", "项", "23", 38),
    ("产出指标", "数量指标", "完成对学校教师学科培训指导。", "≥", "5", "项", "40", 39),
    (
        "产出指标",
        "数量指标",
        "做好期末质量监测和九年级适应性考试等工作，做好教学质量分析。",
        "=",
        "50",
        "项",
        "10",
        43,
    ),
    ("产出指标", "质量指标", "省市课题立项结题", "≥", "3", "项", "5", 44),
    (
        "产出指标",
        "时效指标",
        "10月30日前完成对学校教师学科培训指导。",
        "定性",
        "好坏",
        "项",
        "2",
        45,
    ),
    (
        "产出指标",
        "时效指标",
        "5月31日前完成初高三学科教师的学科考前指导，。",
        "定性",
        "优良中低差",
        "项",
        "2",
        46,
    ),
    (
        "效益指标",
        "社会效益指标",
        "增加职工收入，促进义务教育均衡发展，全面提升教育教学质量。",
        "定性",
        "好坏",
        "项",
        "2",
        47,
    ),
    (
        "效益指标",
        "可持续发展指标",
        "增加职工收入，促进义务教育均衡发展，全面提升教育教学质量。",
        "定性",
        "好坏",
        "项",
        "2",
        48,
    ),
    ("效益指标", "可持续影响指标", "保障教学有序健康地发展", "定性", "好坏", "项", "2", 49),
    ("满意度指", "服务对象满意度指标", "参训教师满意度", "定性", "好坏", "项", "3", 50),
    ("成本指标", "经济成本指标", "上级部门下达的各项工作任务。", "≥", "100", "元/人·次", "2", 51),
    ("成本指标", "社会成本指标", "初高三学科教师的学科考前指导。", "定性", "好坏", "项", "2", 52),
]

TASKS = [
    ("日常工作及党建工作", "完成上级部门下达和交办的各项工作任务。"),
    (
        "改进初中教学评价模式",
        "联合初中教学质量教育分会,探索联盟教研、连片教研、全县教研三种教研模式,"
        "破解中考C、D等级居高不下的问题,对达到一定规模的初中学校开展联测联析活动",
    ),
    (
        "开展学科培训,提升教育教学理念。",
        "进行新课标和教材教法的培训,使教师树立先进理念,结合教学实践,灵活运用教材教法。",
    ),
    ("高中考教学质量指导", "完成高初三学科教师的学科考前指导。"),
    ("教研员培训", "完成教研员课题研究,学科素养提升。"),
    ("教研员对教师培训指导", "完成对学校学科教师培训指导。"),
    ("教育教学教研课题研究", "完成省市课题立项结题。"),
    ("人员经费保障", "保障学校教职工、遗属人员工资发放，确保单位正常运行。"),
]


@pytest.fixture(scope="module")
def seed() -> PerformanceTarget:
    (target,) = read_file(SEED).targets
    return target


def test_every_cell_of_every_row_is_read_as_printed(seed: PerformanceTarget) -> None:
    found = [
        (
            row.level1,
            row.level2,
            row.name,
            row.operator,
            row.value,
            row.unit,
            str(row.weight),
            row.source.line if row.source else None,
        )
        for row in seed.indicators
    ]
    assert found == ROWS
    assert [row.id for row in seed.indicators] == [f"I{n}" for n in range(1, 17)]


def test_rows_keep_the_table_and_row_that_they_stand_in(seed: PerformanceTarget) -> None:
    places = [(row.source.table, row.source.row) for row in seed.indicators if row.source]
    assert places == [(2, n) for n in range(7, 13)] + [(3, n) for n in range(2, 12)]


def test_tasks_of_both_pages_are_joined(seed: PerformanceTarget) -> None:
    assert [(task.name, task.content) for task in seed.tasks] == TASKS
    assert [task.id for task in seed.tasks] == [f"T{n}" for n in range(1, 9)]


def test_all_eight_amounts_and_the_blank_ones(seed: PerformanceTarget) -> None:
    funding = seed.funding
    assert funding is not None
    assert funding.currency_unit == "元"
    assert str(funding.total) == "2630574.00"
    basic, project = funding.basic, funding.project
    assert (basic.total, basic.fiscal) == (Decimal("2597934.00"), Decimal("2597934.00"))
    assert (project.total, project.fiscal) == (Decimal("32640.00"), Decimal("32640.00"))
    assert (basic.special_account, basic.own) == (None, None)
    assert (project.special_account, project.own) == (None, None)


def test_unit_year_kind_status_and_goal(seed: PerformanceTarget) -> None:
    assert (seed.unit.code, seed.unit.name) == ("205", "开江县中小学教学研究室本级")
    assert seed.year == 2023
    assert seed.kind is TargetKind.WHOLE_UNIT
    assert seed.status == "绩效处终审已审"
    assert seed.goal is not None
    assert seed.goal.startswith("本年度确保教职工的工资；")
    assert seed.goal.endswith("每季度进行了意识形态研判分析工作。")
    assert len(seed.goal) == 274
    assert (seed.notes, seed.project) == (None, None)


def test_only_the_row_whose_name_left_its_column_is_doubtful(seed: PerformanceTarget) -> None:
    """Rows 8-16 slid too, but every cell of theirs is recognised: they are not doubtful."""
    (problem,) = seed.problems
    assert (problem.code, problem.indicator) == ("E01", "I6")
    assert "5" in problem.message and "40" in problem.message
    assert problem.evidence == "完成对学校教师学科培训指导。 | ≥ | 5 | 项 | 40"
    assert seed.indicator("I6").operator is Operator.AT_LEAST


def test_the_form_twice_in_one_file_is_two_forms() -> None:
    text = SEED.read_text(encoding="utf-8")
    once, (first, second) = read_text(text).targets, read_text(f"{text}\n{text}").targets
    assert [_held(target) for target in (first, second)] == [_held(once[0])] * 2


def test_its_title_again_on_the_next_page_is_the_same_form() -> None:
    text = SEED.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("## "))
    page = text.index("|    |      |           |")
    (target,) = read_text(f"{text[:page]}{title}\n\n{text[page:]}").targets
    assert len(target.indicators) == len(ROWS)


def _held(target: PerformanceTarget) -> tuple[object, ...]:
    rows = [row.model_copy(update={"source": None}) for row in target.indicators]
    return rows, [task.text for task in target.tasks], target.funding, target.unit
