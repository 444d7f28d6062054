"""Names, values and units are read by their meaning; words inside other words do not count."""

import pytest

from assistant.validators.facts_names import CatchAll, Head, Polarity, leading_verb, read_name
from assistant.validators.facts_units import UnitClass, read_unit
from assistant.validators.facts_values import is_scale, read_value
from assistant.validators.grades import has_grades


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("验收合格率", Head.RATE),
        ("教学质量", Head.NONE),
        ("工作效率", Head.NONE),
        ("管理制度", Head.NONE),
        ("服务评价", Head.NONE),
        ("结算款支付及时性", Head.DEGREE),
        ("干部职工积极性", Head.NONE),
        ("受益人数", Head.PEOPLE),
        ("人均培训成本", Head.MONEY),
        ("维修面积", Head.AREA),
        ("不满意率", Head.RATE),
        ("参训教师满意度", Head.SATISFACTION),
        ("贫困地区旅游景点开发数量( ≥**个 )", Head.COUNT),
        ("质量达标率100%", Head.RATE),
        ("村组干部230人", Head.NONE),
        ("群众满意度提升", Head.SATISFACTION),
    ],
)
def test_the_head_of_a_name(name: str, head: Head) -> None:
    assert read_name(name).head is head


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("参训教师满意度", "参训教师"),
        ("服务对象满意", "服务对象"),
        ("企业满意程度", "企业"),
        ("不满意率", None),
        ("满意度调查次数", None),
        ("满意度提升幅度", None),
    ],
)
def test_whose_satisfaction(name: str, subject: str | None) -> None:
    assert read_name(name).satisfaction_of == subject


@pytest.mark.parametrize(
    ("name", "polarity"),
    [
        ("系统稳定运行率", Polarity.MORE),
        ("产品不合格率", Polarity.LESS),
        ("投诉率", Polarity.LESS),
        ("投诉处理率", Polarity.MORE),
        ("故障下降率", Polarity.OPEN),
        ("错误发放率", Polarity.OPEN),
        ("结余率", Polarity.OPEN),
        ("行政村数量", Polarity.OPEN),
    ],
)
def test_which_way_a_figure_points(name: str, polarity: Polarity) -> None:
    assert read_name(name).polarity is polarity


@pytest.mark.parametrize(
    ("name", "catch_all"),
    [
        ("上级部门下达的各项工作任务", CatchAll.WHOLE),
        ("上级交办事项按期办结率", CatchAll.NO),
        ("上级下达资金支付率", CatchAll.NO),
        ("其他工作人员人数", CatchAll.NO),
        ("重点项目数", CatchAll.NO),
        ("做好普法宣传等工作", CatchAll.LIST),
    ],
)
def test_catch_alls(name: str, catch_all: CatchAll) -> None:
    assert read_name(name).catch_all is catch_all


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("精心开展优质课评选活动", "开展"),
        ("进一步有效提升能力", "提升"),
        ("服务对象满意度", ""),
        ("建设项目成本", ""),
        ("规范性文件数量", ""),
        ("教研员培训", ""),
    ],
)
def test_the_verb_that_opens_a_name(text: str, verb: str) -> None:
    assert leading_verb(text) == verb


@pytest.mark.parametrize(
    "text", ["好坏", "优、良、中、差", "是/否", "有无", "达标或未达标", "高中低"]
)
def test_scales(text: str) -> None:
    assert is_scale(text)


@pytest.mark.parametrize("text", ["优良", "高中", "无明显", "有差", "稳定", "好", "良好", "大多"])
def test_what_only_looks_like_a_scale(text: str) -> None:
    assert not is_scale(text)


def test_a_value_split_from_its_unit_is_read_together() -> None:
    assert read_value("12", "月底前").dates[0].is_deadline
    assert read_value("1", "次/月").frequencies[0].times_a_year == 12
    assert read_value("30", "天").durations[0].amount == 30


@pytest.mark.parametrize(
    ("unit", "kind", "per"),
    [
        ("%", UnitClass.PERCENT, ""),
        ("百分比", UnitClass.PERCENT, ""),
        ("%达标", UnitClass.PERCENT, ""),
        ("元/人·次", UnitClass.UNIT_PRICE, "人·次"),
        ("万元", UnitClass.MONEY, ""),
        ("人/年", UnitClass.PEOPLE_RATE, ""),
        ("万立方米", UnitClass.VOLUME, ""),
        ("", UnitClass.NONE, ""),
        ("咪", UnitClass.OTHER, ""),
    ],
)
def test_units(unit: str, kind: UnitClass, per: str) -> None:
    facts = read_unit(unit)
    assert (facts.kind, facts.per) == (kind, per)


@pytest.mark.parametrize(
    ("note", "graded"),
    [
        ("达成:3项;部分达成:1至2项;未达成:0项", True),
        ("合规得满分，每发现1处扣2分", True),
        ("反映制度建设情况", False),
        ("优良", False),
        (None, False),
    ],
)
def test_graded_standards(note: str | None, graded: bool) -> None:
    assert has_grades(note) is graded


@pytest.mark.parametrize(
    ("one", "other"),
    [("培训教师人次", "培训教师人次 "), ("≥９５％", "≥95%"), ("培训（教师）", "培训(教师)")],
)
def test_width_and_blanks_change_nothing(one: str, other: str) -> None:
    assert read_name(one) == read_name(other)
