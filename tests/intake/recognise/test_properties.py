"""Whatever stands in a grid, reading it ends; whatever a table says, any layout says the same."""

from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.indicator import SourceAnchor
from assistant.exceptions import NothingFoundError
from assistant.intake import read_text
from assistant.intake.grid import Cell, Grid, SourceDocument, TextLine
from assistant.intake.recognise import recognise
from tests.intake.recognise.drawn import Copy, draw

WORDS = [
    "一级指标", "二级指标", "三级指标", "指标值", "权重",
    "分值", "度量单位", "指标性质", "指标方向", "产出指标",
    "数量指标", "效益指标", "满意度指", "(50分)", "≥",
    "定性", "好坏", "95%", "≥95%", "10",
    "项", "任务名称", "主要内容", "年度主要任务", "整体绩效目标",
    "其他说明", "合计", "财政拨款", "基本支出", "项目支出",
    "预算支出总额", "项目名称", "指标1：", "……", "/",
    "二100", "12月底前", "完成教师培训", "中期目标", "年度目标",
    "实际完成值", "得分", "第1页", "2023", "单位名称:某局",
    "\n", "设1条数量指标:开通月份≥1个月;", "区域目标值", "东城区", "-",
    "1,250.00",
]  # fmt: skip
ANCHOR = SourceAnchor(table=1, row=1)

texts = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))


@st.composite
def grids(draw_from: st.DrawFn) -> Grid:
    rows = draw_from(st.integers(1, 8))
    columns = draw_from(st.integers(1, 9))
    cells = draw_from(
        st.lists(
            st.builds(
                Cell,
                st.integers(0, rows - 1),
                st.integers(0, columns - 1),
                st.integers(1, 4),
                st.integers(1, 4),
                texts,
                st.just(ANCHOR),
                st.booleans(),
            ),
            max_size=40,
        )
    )
    return Grid(tuple(cells), rows, columns)


lines = st.builds(TextLine, texts, st.just(ANCHOR))
documents = st.builds(
    SourceDocument, st.lists(st.one_of(grids(), lines), max_size=5).map(tuple), st.just(())
)


@given(documents, st.booleans())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_grid_is_read_or_refused(document: SourceDocument, ocr: bool) -> None:
    try:
        found = recognise(document._replace(read_by_ocr=ocr))
    except NothingFoundError:
        return
    for target in found.targets:
        ids = {row.id for row in target.indicators}
        assert len(ids) == len(target.indicators)
        assert all(one.indicator is None or one.indicator in ids for one in target.problems)


@given(st.text(max_size=400))
@settings(max_examples=80, deadline=None)
def test_any_pasted_text_is_read_or_refused(text: str) -> None:
    from assistant.exceptions import InputError

    try:
        read_text(text)
    except InputError:
        return


class Wanted(NamedTuple):
    level1: str
    level2: str
    name: str
    operator: str
    value: str
    unit: str
    weight: str


LEVELS = [
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"),
    ("成本指标", "经济成本指标"), ("效益指标", "社会效益指标"), ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
]  # fmt: skip
NAME_WORDS = (
    "教师培训道路维修学生补助发放巡查河道治理设备购置验收合格及时群众安全宣传改造面积人数次"
)

names = st.text(NAME_WORDS, min_size=4, max_size=20)
numbers = st.one_of(
    st.integers(1, 9999).map(str), st.decimals("0.01", "999", places=2).map(lambda n: f"{n:f}")
)
units = st.sampled_from(["%", "人", "场次", "万元", "元/人·次", "公里", "个", "平方米", "人/年"])


@st.composite
def tables(draw_from: st.DrawFn) -> list[Wanted]:
    picked = sorted(draw_from(st.lists(st.integers(0, len(LEVELS) - 1), min_size=1, max_size=12)))
    return [
        Wanted(
            *LEVELS[at],
            draw_from(names),
            draw_from(st.sampled_from(["≥", "≤", "=", ">", "<"])),
            draw_from(numbers),
            draw_from(units),
            str(draw_from(st.integers(1, 30))),
        )
        for at in picked
    ]


HEADERS = {
    "name": ["三级指标", "指标内容", "指标名称", "三级"],
    "operator": ["绩效指标性质", "指标性质", "计算符号", "指标值类型"],
    "value": ["绩效指标值", "指标值", "目标值", "年度指标值", "指标目标值", "年度数值"],
    "unit": ["绩效度量单位", "度量单位", "计量单位"],
    "weight": ["权重", "分值", "指标权重(分)", "权重（分值）"],
    "actual": ["实际完成值", "全年实际值"],
    "score": ["得分", "自评得分"],
    "note": ["备注", "指标解释", "评分标准"],
}


@st.composite
def layouts(draw_from: st.DrawFn) -> list[str]:
    """The columns right of the levels, in an order that some form might have."""
    apart = draw_from(st.booleans())
    block = draw_from(st.permutations(["operator", "value", "unit"])) if apart else ["merged"]
    rest = ["name", *block]
    extra = draw_from(st.lists(st.sampled_from(["actual", "score", "note"]), unique=True))
    place = draw_from(st.integers(1, len(rest)))
    columns = [*rest[:place], "weight", *rest[place:]]
    return [*columns, *extra]


def printed(row: Wanted, column: str) -> str:
    if column == "merged":
        return f"{row.operator}{row.value}{row.unit}"
    text: str = getattr(row, column, "")
    # A drawing takes "<" for a cell that goes on from its left.
    return "＜" if text == "<" else text


@given(tables(), layouts(), st.sampled_from(Copy), st.data())
@settings(max_examples=120, deadline=None)
def test_a_table_reads_the_same_in_any_layout(
    rows: list[Wanted], columns: list[str], copy: Copy, data: st.DataObject
) -> None:
    heads = [
        data.draw(st.sampled_from(HEADERS["value" if column == "merged" else column]))
        for column in columns
    ]
    drawn = ["| 一级指标 | 二级指标 | " + " | ".join(heads) + " |"]
    for at, row in enumerate(rows):
        above = rows[at - 1] if at else None
        one = "^" if above and above.level1 == row.level1 else row.level1
        two = "^" if above and above[:2] == row[:2] else row.level2
        cells = " | ".join(printed(row, column) for column in columns)
        drawn.append(f"| {one} | {two} | {cells} |")
    (target,) = recognise(draw("\n".join(drawn), copy)).targets
    found = [
        Wanted(
            row.level1 or "",
            row.level2 or "",
            row.name or "",
            row.operator.value if row.operator else "",
            row.value or "",
            row.unit or "",
            f"{row.weight:f}" if row.weight is not None else "",
        )
        for row in target.indicators
    ]
    assert found == rows
    assert target.problems == ()
