"""Names can be read alone in a table: of what a rate is, whole and part, money and promises."""

import re

import pytest

from assistant.domain.target import AnnualTask, PerformanceTarget, Unit
from assistant.drafting.candidates import (
    COST,
    ECOLOGICAL,
    ECONOMIC,
    QUALITY,
    SATISFACTION,
    SOCIAL,
    TIMELINESS,
)
from assistant.drafting.naming import level_of_rate
from assistant.drafting.plan import is_money_only, topic_share
from assistant.profiles import load_profile
from evals.drafts import draft
from tests.drafting.forms import drafted, form

PROFILE = load_profile("national-2021")


def table(*tasks: str) -> dict[str, tuple[str, str, str]]:
    """Class, value and unit of the rows by name."""
    target = PerformanceTarget(
        unit=Unit(name="青山县某局"),
        year=2026,
        tasks=tuple(AnnualTask(id=f"T{n}", content=text) for n, text in enumerate(tasks, 1)),
    )
    rows = draft(target, PROFILE).target.indicators
    return {r.name or "": (r.level2 or "", r.value or "", r.unit or "") for r in rows}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("人工造林2000亩、森林抚育8000亩，成活率85%以上", ["人工造林成活率"]),
        ("食品抽检1200批次，其中农产品500批次", ["食品抽检批次", "农产品抽检批次"]),
        ("签约项目20个，其中亿元以上5个", ["亿元以上签约项目数量"]),
        ("数字化档案60万页（其中民生档案25万页）", ["数字化民生档案数量"]),
        ("新建社区日间照料中心5个、床位100张", ["社区日间照料中心床位数量"]),
        ("培训骨干教师150人次，合格率不低于95%", ["骨干教师培训人次", "骨干教师培训合格率"]),
        ("发放生态护林员补助260万元", ["生态护林员补助支出总额"]),
        ("粮食播种面积62万亩，产量24万吨", ["粮食播种面积", "粮食产量"]),
        ("提交审计信息30篇，被采用率60%", ["审计信息被采用率"]),
        ("征集提案160件，立案率85%", ["提案立案率"]),
        ("组织税费收入15.8亿元，同比增长8%", ["税费收入", "税费收入增长率"]),
        ("抽检1360批次（每千人4批次）", ["每千人抽检批次"]),
        ("新建高标准农田3.2万亩（其中改造提升1.2万亩）", ["高标准农田改造提升面积"]),
        ("巡河县级每季度1次、镇级每月1次", ["巡河县级次数", "巡河镇级次数"]),
        ("聘用护林员430名，人均年补助7200元", ["护林员年补助标准"]),
        ("居家适老化改造45户，户均2000元", ["居家适老化改造成本标准"]),
        (
            "更换课桌凳300套，购置班班通设备12套，单价2.3万元",
            ["课桌凳更换数量", "班班通设备单价"],
        ),
        ("危房改造C级45户、D级30户，9月底前竣工率100%", ["危房改造9月底前竣工率"]),
        ("完成总投资的80%以上", ["总投资完成率"]),
        ("修缮工程（二期）投资860万元的60%", ["修缮工程投资完成率"]),
        ("采购执法记录仪60台、酒精检测仪40台", ["酒精检测仪采购数量"]),
        ("村干部报酬按月足额发放", ["村干部报酬按月发放率"]),
        ("渔民转产补助按月发放、每人每月500元", ["渔民转产补助标准"]),
        ("无障碍改造户均不超过3500元，共改造80户", ["无障碍改造户数", "无障碍改造成本标准"]),
        ("今年力争义务植树90万株", ["义务植树数量"]),
        ("防汛物资储备12类、价值85万元", ["防汛物资储备价值"]),
        ("引进企业1家；实际利用外资300万美元", ["实际利用外资金额"]),
        ("组织高考、中考、自学考试等8次", ["高考等考试次数"]),
        ("频谱监测时长不少于8760小时", ["频谱监测时长"]),
        ("对重点单位54家开展双随机检查，检查比例30%", ["重点单位双随机检查数量"]),
        ("西部计划志愿者30名", ["西部计划志愿者人数"]),
        ("故障响应时间≤30分钟，2小时内修复率95%", ["故障按时修复率"]),
        ("储备粮轮换4000吨，损耗率不超过1%", ["储备粮轮换损耗率"]),
        ("路面坑槽48小时内修补", ["路面坑槽修补时限"]),
        (
            "为320名退役士兵发放一次性经济补助，人均4.5万元",
            ["退役士兵一次性经济补助发放人数", "退役士兵一次性经济补助标准"],
        ),
        ("新建庄稼医院8个 农资储备3000吨 土地托管5万亩", ["农资储备量", "土地托管面积"]),
        (
            "新改建农村公路85公里，其中县道20公里，10月底前全部完工",
            ["新改建县道里程", "新改建农村公路10月底前完成率"],
        ),
    ],
)
def test_a_name_says_of_what(text: str, names: list[str]) -> None:
    assert set(names) <= set(table(text))


def test_what_is_due_in_time_is_a_time_row_with_its_object() -> None:
    rows = table("受理消费投诉举报，7个工作日内答复率达到98%以上")
    assert rows["消费投诉举报按时答复率"] == (TIMELINESS, "98", "%")
    assert rows["消费投诉举报答复时限"] == (TIMELINESS, "7", "个工作日")


def test_a_sentence_of_money_alone_is_one_cost_row() -> None:
    rows = table("人工造林2000亩", "总投资控制在480万元以内。")
    assert rows["项目总投资控制数"] == (COST, "480", "万元")
    assert not [name for name in rows if "总投资" in name and "控制数" not in name]
    assert is_money_only("资金共计210万元")
    assert not is_money_only("购置呼吸机6台，资金210万元")


@pytest.mark.parametrize(
    ("text", "name", "level2"),
    [
        ("全年不发生重大森林火灾", "重大森林火灾起数", SOCIAL),
        ("亡人火灾不发生", "亡人火灾起数", SOCIAL),
        ("加强治安巡逻，无群体性事件", "群体性事件起数", SOCIAL),
        ("坚决杜绝较大以上道路交通事故", "较大以上道路交通事故起数", SOCIAL),
        ("低保资金发放零差错", "低保资金发放差错起数", QUALITY),
    ],
)
def test_a_promise_that_something_never_happens_is_zero_of_it(
    text: str, name: str, level2: str
) -> None:
    assert table(text)[name] == (level2, "0", "起")


def test_numbers_in_turn_belong_to_things_in_turn() -> None:
    rows = table("城市、农村低保标准分别为每人每月780元、560元")
    assert rows["城市低保补助标准"] == (COST, "780", "元/人·月")
    assert rows["农村低保补助标准"] == (COST, "560", "元/人·月")


def test_no_year_is_made_of_a_frequency_in_one_season() -> None:
    rows = table("地质灾害隐患点巡查156处，汛期每天一次")
    assert rows["汛期地质灾害隐患点巡查次数"][1:] == ("1", "次/天")


def test_drinking_water_is_quality_and_loans_are_no_cost() -> None:
    assert table("农村供水工程维修养护45处，水质达标率95%以上")["农村供水水质达标率"][0] == QUALITY
    assert "脱贫人口小额信贷发放金额" in table("脱贫人口小额信贷发放2000万元")


def test_a_library_row_of_another_thing_is_far_from_the_task() -> None:
    assert topic_share("房屋安全隐患消除率", "改造提升标准化菜市场3个，隐患整改率100%") == 0
    assert topic_share("食品抽检合格率", "全年完成食品抽检1200批次") > 0.5
    assert "房屋安全隐患消除率" not in table("改造提升标准化菜市场3个，隐患整改率100%")


def test_the_public_that_is_asked_is_named() -> None:
    asked = [
        n
        for n, row in table("信访事项按期办结率100%、群众满意率95%").items()
        if row[0] == SATISFACTION
    ]
    assert asked and "群众满意率" not in asked


def test_a_family_of_two_trades_gives_no_row_about_the_other_one() -> None:
    rows = table("日供水能力3.5万吨，管网漏损率控制在9%以内，水质综合合格率99.5%")
    assert not [name for name in rows if re.search("燃气|污水", name)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("法律援助办案420件，其中农民工讨薪案件120件", "受援人满意度"),
        ("适龄儿童国家免疫规划疫苗接种率95%", "儿童家长满意度"),
        ("组织企业参加茶博会4次，带动茶农1.2万户", "茶农满意度"),
        ("科普大篷车进校园20次，覆盖青少年8000人", "青少年满意度"),
    ],
)
def test_those_are_asked_for_whom_the_work_is_done(text: str, who: str) -> None:
    assert who in table(text)


@pytest.mark.parametrize(
    ("name", "level2"),
    [
        ("孕产妇死亡率", SOCIAL),
        ("职工医保住院费用报销比例", SOCIAL),
        ("畜禽粪污综合利用率", ECOLOGICAL),
        ("电商网络零售额增长率", ECONOMIC),
        ("馆库温湿度达标率", QUALITY),
        ("收入申报及时率", TIMELINESS),
    ],
)
def test_what_a_rate_is_of_decides_its_class(name: str, level2: str) -> None:
    assert level_of_rate(name) == level2


def test_a_full_table_leaves_out_parts_first_and_says_which_numbers() -> None:
    whole = [f"新建{name}{n + 20}个（其中城区{n + 1}个）" for n, name in enumerate(WORKS)]
    made = drafted(form(*whole))
    names = [row.name or "" for row in made.target.indicators]
    assert len(names) <= 25
    assert all(f"新建{name}数量" in names for name in WORKS)
    assert "表已满" in " ".join(made.notes)


WORKS = (
    "口袋公园", "停车场", "公厕", "垃圾站", "农贸市场", "书屋", "体育场", "幼儿园", "卫生室",
    "公交站", "养老中心", "托育园", "充电站", "消防站", "派出所", "文化馆",
)  # fmt: skip


def test_the_goal_reads_as_a_sentence() -> None:
    made = drafted(
        form(
            "粮食播种面积62万亩，产量24万吨，受益农户1600户，不发生人员死亡事故；培训3期120人",
            year=2026,
        )
    )
    goal = made.target.goal or ""
    assert goal.startswith("2026年计划完成粮食播种62万亩，粮食产量24万吨")
    assert "受益农户1600户" in goal
    assert "不发生人员死亡事故" in goal


def test_two_counts_of_one_name_are_told_apart_by_their_work() -> None:
    rows = table("落实生均公用经费，惠及学生3.4万人", "营养改善计划覆盖学校112所，受益学生21000人")
    assert "营养改善计划受益学生人数" in rows
