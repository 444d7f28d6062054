"""Bounds in duty words, money that only passes through, history, conditions, staff, indices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.indicator import Operator
from assistant.drafting.extract import facts_in
from assistant.drafting.facts import Aside, Fact, FactRole, SourceText
from assistant.drafting.plan import TaskPlan, families_of
from assistant.profiles import load_profile
from evals.datasets.task_lists import TaskList
from evals.drafts import draft

_DIGITS = "零一二三四五六七八九"


def facts(text: str) -> list[Fact]:
    return list(facts_in(SourceText(id="T1", text=text), year=2026))


def table(*tasks: str) -> tuple[list[tuple[str | None, str, str, str]], str]:
    """Class, name, operator and value of each row, and the notes in one."""
    case = TaskList(name="own", sector="综合", unit="清源县某局", year=2026, tasks=tasks)
    made = draft(case.target, load_profile("national-2021"))
    rows = [
        (row.level2, row.name or "", row.operator.value if row.operator else "", row.value or "")
        for row in made.target.indicators
    ]
    return rows, "\n".join(made.notes)


@given(
    base=st.sampled_from([("百", "%"), ("千", "‰"), ("万", "/万")]),
    whole=st.integers(0, 9),
    part=st.integers(1, 9),
)
def test_parts_of_a_hundred_or_more_in_words(base: tuple[str, str], whole: int, part: int) -> None:
    (fact,) = facts(f"森林火灾受害率控制在{base[0]}分之{_DIGITS[whole]}点{_DIGITS[part]}以内")
    assert (fact.value, fact.unit) == (f"{whole}.{part}", base[1])
    assert fact.operator is Operator.AT_MOST


_UPPER = ["高于", "超过", "大于", "多于", "突破", "超出"]
_LOWER = ["少于", "低于", "小于"]


@given(
    duty=st.sampled_from(["", "得", "能", "可", "应", "准"]),
    bound=st.sampled_from([*_UPPER, *_LOWER]),
    what=st.sampled_from(["费用总额{}68万元", "培训合格率{}95%", "发放资料{}300份"]),
)
def test_duty_words_change_no_bound(duty: str, bound: str, what: str) -> None:
    (fact,) = facts(what.format(f"不{duty}{bound}"))
    assert fact.operator is (Operator.AT_MOST if bound in _UPPER else Operator.AT_LEAST)
    assert "不" not in fact.noun


@pytest.mark.parametrize(
    "bound", ["不得高于{}", "不超{}", "控制在{}内", "控制在{}以内", "不突破{}"]
)
def test_a_bounded_total_is_a_ceiling(bound: str) -> None:
    rows, _ = table(f"购买中介服务费用总额{bound.format('68万元')}，完成评审项目120个")
    assert [row[2:] for row in rows if row[0] == "经济成本指标"] == [("≤", "68")]


@pytest.mark.parametrize(
    "money",
    [
        "送审金额约9亿元",
        "涉及资金9亿元",
        "涉案金额9亿元",
        "贷款余额9亿元",
        "涉及违规资金9亿元",
        "涉及财政资金9亿元",
    ],
)
def test_money_that_is_handled_is_no_target(money: str) -> None:
    rows, notes = table(f"完成预算评审项目120个，{money}")
    assert "9" not in [row[3] for row in rows]
    assert "9亿元" in notes


@pytest.mark.parametrize("money", ["税收收入5亿元", "争取上级资金5亿元", "网上交易额5亿元"])
def test_money_that_comes_in_is_no_cost(money: str) -> None:
    rows, _ = table(f"走访企业120家，{money}")
    assert {row[0] for row in rows if row[3] == "5"} <= {"经济效益指标"}


@pytest.mark.parametrize("name", ["历史遗留矿山", "历史文化街区", "历史建筑", "历史档案"])
def test_history_in_a_name_is_no_past(name: str) -> None:
    (fact,) = facts(f"修复{name}32处")
    assert fact.aside is None


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("整改上年审计发现问题15个", False),
        ("修复去年水毁道路12公里", False),
        ("去年修复道路12公里", True),
        ("全县去年修复道路12公里", True),
        ("历史最高接待游客12万人次", True),
    ],
)
def test_a_year_gone_by_governs_only_its_own_number(text: str, past: bool) -> None:
    (fact,) = facts(text)
    assert (fact.aside is Aside.PAST) is past


@given(
    what=st.sampled_from(["生产安全事故死亡人数", "火灾起数", "刑事发案数", "群众投诉件数"]),
    bound=st.sampled_from(["不超过{}", "控制在{}以内", "不得高于{}"]),
    number=st.integers(2, 60),
)
def test_what_is_held_down_is_an_outcome(what: str, bound: str, number: int) -> None:
    unit = "人" if "人" in what else "件" if "投诉" in what else "起"
    rows, _ = table(f"检查企业300家，{what}{bound.format(f'{number}{unit}')}")
    (row,) = [row for row in rows if row[3] == str(number)]
    assert row == ("社会效益指标", what, "≤", str(number))


@given(
    condition=st.sampled_from(
        ["若上级资金在6月30日前到位，再", "如遇特大旱情，", "视情", "一旦批复，"]
    ),
    work=st.sampled_from(["修复废弃矿山{}亩", "开展应急演练{}次", "补种树木{}株"]),
    number=st.integers(13, 99),
)
def test_a_condition_sets_no_target(condition: str, work: str, number: int) -> None:
    plan = "检查企业300家"
    rows, notes = table(f"{plan}；{condition}{work.format(number)}")
    assert rows == table(plan)[0]
    assert str(number) in notes


def test_a_task_under_a_condition_gets_no_row() -> None:
    plan = "检查企业300家"
    rows, notes = table(plan, "视情开展地质灾害演练2次，不设指标")
    assert rows == table(plan)[0]
    assert "T2" in notes


@pytest.mark.parametrize(
    "staff", ["外聘技术人员6人", "在职6人", "辅警6人", "编制6名", "现有编外人员6名", "劳务派遣6人"]
)
def test_staff_is_context(staff: str) -> None:
    assert facts(f"{staff}，检查企业300家")[0].role is FactRole.CONTEXT


@pytest.mark.parametrize("work", ["招聘辅警6人", "培训辅警6人", "新增辅警6人", "表彰干部职工6名"])
def test_work_with_staff_is_none(work: str) -> None:
    assert facts(work)[0].role is FactRole.OUTPUT


@given(number=st.integers(60, 99), dot=st.booleans())
@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("农村公路路面PQI不低于{}", ""),
        ("空气质量综合指数达到{}以上", ""),
        ("第三方考核得分{}分以上", "分"),
        ("考评得分不低于{}", "分"),
    ],
)
def test_an_index_needs_no_measure(text: str, unit: str, number: int, dot: bool) -> None:
    value = f"{number}.5" if dot else str(number)
    (fact,) = facts(text.format(value))
    assert (fact.value, fact.unit, fact.aside) == (value, unit, None)
    assert fact.operator is Operator.AT_LEAST


def test_a_model_number_is_no_index() -> None:
    assert [fact.value for fact in facts("铺设DN300管道35公里")] == ["35"]


def test_all_of_them_are_counted_under_their_noun() -> None:
    rows, _ = table("垃圾清运覆盖全部126个行政村")
    assert ("数量指标", "126") in [(row[0], row[3]) for row in rows]
    assert not any("全部" in row[1] for row in rows)


@pytest.mark.parametrize("money", ["总价成本", "总价", "总费用", "合同价款", "采购预算"])
def test_a_ceiling_names_what_it_is_for(money: str) -> None:
    rows, _ = table(f"采购无人机6架，{money}不超过45万元")
    (cost,) = [row for row in rows if row[0] == "经济成本指标"]
    assert "无人机" in cost[1]


@given(
    kinds=st.lists(
        st.sampled_from(["书法", "摄影", "美术", "剪纸"]), min_size=2, max_size=4, unique=True
    ),
    verb=st.sampled_from(["", "举办"]),
    shared=st.booleans(),
)
def test_each_exhibition_has_its_row(kinds: list[str], verb: str, shared: bool) -> None:
    said = "、".join(kinds) + "展" if shared else "、".join(f"{kind}展" for kind in kinds)
    (fact,) = facts(f"{verb}{said}各2场")
    assert [*(noun for _, noun in fact.others), fact.noun] == [f"{kind}展" for kind in kinds]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("受理警情1.2万起，处置到位时限不超过15分钟", "警情处置到位时限"),
        ("地表水监测断面数量（26 个），达标率100%", "地表水监测断面达标率"),
        ("地表水监测断面数量（26 个），达标率100%", "地表水监测断面数量"),
    ],
)
def test_names_are_whole_and_hold_no_number(text: str, name: str) -> None:
    names = [row[1] for row in table(text)[0]]
    assert name in names
    assert not any(set(found) & set("0123456789()（）") for found in names)


def test_every_work_of_a_paragraph_is_looked_up() -> None:
    works = (
        "全面推进人工造林和退化林修复，做好苗木管护和抚育工作，提升森林质量",
        "组织开展农村公路日常养护，及时修补路面坑槽，清理边沟",
        "办好老年大学和社区阅读活动",
    )
    target = TaskList(
        name="own", sector="综合", unit="清源县某镇", year=2026, tasks=("。".join(works),)
    ).target
    (task,) = target.tasks
    found = {family.activity for family in TaskPlan(task, (), None).families}
    for work in works:
        assert families_of(work, None)[0].activity in found


@pytest.mark.parametrize(
    ("text", "name", "level2", "operator"),
    [
        ("为困难群众节省律师费120万元", "困难群众节省律师费金额", "经济效益指标", "≥"),
        ("为企业降低用电成本300万元", "企业降低用电成本金额", "经济效益指标", "≥"),
        ("奖补标准每家不超过50万元", "奖补标准", "经济成本指标", "≤"),
        ("改造户厕600座，单座造价不超过4500元", "改造户厕造价标准", "经济成本指标", "≤"),
        ("培训学员300人，培训成本人均不超过800元", "学员培训成本标准", "经济成本指标", "≤"),
    ],
)
def test_what_is_saved_is_gained_and_a_price_names_what_it_is_of(
    text: str, name: str, level2: str, operator: str
) -> None:
    assert (level2, name, operator) in [row[:3] for row in table(text)[0]]


def test_a_list_cut_short_says_and_so_on_once() -> None:
    rows, _ = table("开展家政、育婴、电工等职业技能培训1500人")
    assert "家政等职业技能培训人数" in [name for _, name, *_ in rows]
