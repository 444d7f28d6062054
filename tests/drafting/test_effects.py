"""What the work brings about, and for whom: its class, its name and its bound."""

import pytest

from assistant.domain.indicator import Operator
from assistant.drafting.candidates import (
    COST,
    ECOLOGICAL,
    ECONOMIC,
    QUALITY,
    QUANTITY,
    SOCIAL,
    TIMELINESS,
    Candidate,
)
from assistant.drafting.naming import fault_of, level_of_rate
from assistant.drafting.plan import TaskPlan
from assistant.tuning.examples.checks import plan_of


def stated(text: str, value: str) -> Candidate:
    """The row for the number in a task of these words."""
    plan: TaskPlan = plan_of(text)
    return next(row for row in plan.stated if row.value == value)


@pytest.mark.parametrize(
    ("text", "value", "level2", "name"),
    [
        ("实施饮水工程5处，受益人口1.8万人", "1.8", SOCIAL, "受益人口数"),
        ("扶持创业120人，创业带动就业360人", "360", SOCIAL, "创业带动就业人数"),
        ("开办刺绣作坊，吸收陪读妈妈就业80人", "80", SOCIAL, "吸收陪读妈妈就业人数"),
        ("治理滑坡7处，保护受威胁群众420人", "420", SOCIAL, "保护受威胁群众人数"),
        ("改造渠系18公里，年节水45万立方米", "45", ECOLOGICAL, "年节水数量"),
        ("更换路灯2400盏，年节电60万千瓦时", "60", ECOLOGICAL, "年节电量"),
        ("淘汰锅炉14台，减排二氧化硫38吨", "38", ECOLOGICAL, "减排二氧化硫量"),
        ("治理水土流失15平方公里，年减少土壤流失量2.3万吨", "2.3", ECOLOGICAL, "年减少土壤流失量"),
        ("建设高标准农田1万亩，新增粮食产能120万斤", "120", ECONOMIC, "新增粮食产能"),
        ("水稻统防统治3万亩，挽回粮食损失900吨", "900", ECONOMIC, "挽回粮食损失量"),
        ("建设车间9个，安置脱贫劳动力稳定就业260人", "260", SOCIAL, "脱贫劳动力稳定就业安置人数"),
        ("推广节能灶2600户，户均年节约薪柴1.2吨", "1.2", ECOLOGICAL, "户均年节约薪柴量"),
        ("新建游园3处，人均公园绿地面积达到14平方米", "14", ECOLOGICAL, "人均公园绿地面积"),
        ("治理河流11公里，保护耕地8600亩", "8600", SOCIAL, "保护耕地面积"),
        ("活化利用项目3个，新增就业岗位70个", "70", SOCIAL, "新增就业岗位数量"),
        ("供氧工程2处，受益干部职工860人", "860", SOCIAL, "受益干部职工人数"),
        # Nothing in its words says so: the library has it among the social effects.
        ("召开联席会议4次，涉税信息共享部门12个", "12", SOCIAL, "涉税信息共享部门数量"),
    ],
)
def test_a_count_that_is_no_work_is_an_effect(
    text: str, value: str, level2: str, name: str
) -> None:
    row = stated(text, value)
    assert (row.level2, row.name) == (level2, name)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("就业技能培训800人", "800"),
        ("清运生活垃圾5600吨", "5600"),
        ("新建节水设施12处", "12"),
        ("慰问受灾群众300人", "300"),
        ("收购滞销脐橙800吨", "800"),
        ("举办招聘会8场，提供岗位1200个", "1200"),
    ],
)
def test_work_that_is_counted_stays_an_output(text: str, value: str) -> None:
    assert stated(text, value).level2 == QUANTITY


@pytest.mark.parametrize(
    ("name", "level2"),
    [
        ("中选药品平均降价率", ECONOMIC),
        ("采购资金节约率", ECONOMIC),
        ("平均核减率", ECONOMIC),
        ("粮食总产增长率", ECONOMIC),
        ("农产品运输成本下降率", ECONOMIC),
        ("综合融资成本下降幅度", ECONOMIC),
        ("住院患者自付费用下降率", SOCIAL),
        ("人均住房支出下降率", SOCIAL),
        ("脱贫人口返贫率", SOCIAL),
        ("困难职工脱困率", SOCIAL),
        ("县域内就诊率", SOCIAL),
        ("公交出行分担率", SOCIAL),
        ("家长课外培训支出下降率", SOCIAL),
        ("平均审批时限压缩率", SOCIAL),
        ("行政检查频次压减率", SOCIAL),
        ("城市文明程度认同率", SOCIAL),
        ("农产品损耗率降低幅度", ECONOMIC),
        ("企业全员劳动生产率提高率", ECONOMIC),
        ("进出口额增长率", ECONOMIC),
        ("会议费压减率", ECONOMIC),
        ("税收占一般公共预算收入比重", ECONOMIC),
        ("土壤有机质含量提高幅度", ECOLOGICAL),
        ("照明改造节电率", ECOLOGICAL),
        ("失能发生率", SOCIAL),
        ("照护压力缓解率", SOCIAL),
        ("公园绿地服务半径覆盖率", ECOLOGICAL),
        ("购房者投诉办结率", SOCIAL),
        ("异地查档办结率", SOCIAL),
        ("心理疏导覆盖率", SOCIAL),
        ("群众安全感", SOCIAL),
        ("化肥使用量减少率", ECOLOGICAL),
        ("园区产值能耗下降率", ECOLOGICAL),
        ("建成区绿地率", ECOLOGICAL),
        ("供水管网漏损率", ECOLOGICAL),
        # What is said of the work itself stays with the work.
        ("投诉按时办结率", TIMELINESS),
        ("重点场所检查覆盖率", QUANTITY),
        ("辅具适配合格率", QUALITY),
        ("设备故障问题解决率", QUALITY),
        ("窗口差错发生率", QUALITY),
        ("苗木成活率", QUALITY),
    ],
)
def test_the_class_of_a_rate_by_what_it_is_of(name: str, level2: str) -> None:
    assert level_of_rate(name) == level2


def test_a_measure_of_the_library_has_its_class_there() -> None:
    assert level_of_rate("全县秸秆综合利用率") == ECOLOGICAL
    # Nothing in its words says so: the library knows it.
    assert level_of_rate("村民小组光荣牌悬挂率") == SOCIAL
    assert level_of_rate("孕产妇系统管理率") == QUALITY


def test_a_feeling_is_measured_as_it_is_called() -> None:
    row = stated("开展平安创建活动，群众安全感达到97%以上", "97")
    assert (row.level2, row.name, row.unit) == (SOCIAL, "群众安全感", "%")
    assert fault_of("群众安全感", "群众安全感达到97%以上") is None
    assert fault_of("不断提升群众安全感", "不断提升群众安全感") == "slogan"


@pytest.mark.parametrize(
    ("text", "value", "level2", "name"),
    [
        ("市民平均候车时间缩短5分钟", "5", SOCIAL, "市民平均候车时间缩短时长"),
        ("道路交通事故死亡人数减少6人", "6", SOCIAL, "道路交通事故死亡减少人数"),
        ("粮食亩产增加80公斤", "80", ECONOMIC, "粮食亩产增加量"),
        ("生活垃圾填埋量减少1.4万吨", "1.4", ECOLOGICAL, "生活垃圾填埋减少量"),
        ("农药使用量减少300吨", "300", ECOLOGICAL, "农药使用减少量"),
        ("雨污分流改造12公里，城区内涝点减少8处", "8", SOCIAL, "城区内涝点减少数量"),
        ("推进采购电子化，采购周期缩短10天", "10", SOCIAL, "采购周期缩短天数"),
        ("登记平均用时压缩2个工作日", "2", SOCIAL, "登记平均用时压缩天数"),
        ("残疾人就业人数增加60人", "60", SOCIAL, "残疾人就业增加人数"),
    ],
)
def test_by_how_much_a_number_changes_is_not_how_large_it_is(
    text: str, value: str, level2: str, name: str
) -> None:
    row = stated(text, value)
    assert (row.level2, row.name, row.operator) == (level2, name, Operator.AT_LEAST)


@pytest.mark.parametrize(
    ("text", "value", "name"),
    [
        ("企业开办时间压缩至1个工作日", "1", "企业开办时间"),
        ("交通事故起数下降到20起", "20", "交通事故起数"),
        ("群众投诉量减少到50件", "50", "群众投诉量"),
    ],
)
def test_what_a_number_falls_to_is_its_ceiling(text: str, value: str, name: str) -> None:
    row = stated(text, value)
    assert (row.name, row.operator) == (name, Operator.AT_MOST)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("为农民工追讨欠薪410万元", "410"),
        ("带动投资1.3亿元", "1.3"),
        ("撬动企业研发投入2400万元", "2400"),
        ("快立快执220件，执行到位850万元", "850"),
        ("烟区防雹，烟农减损1500万元", "1500"),
        ("减轻残疾人家庭经济负担46万元", "46"),
        ("群众自费支出减少30万元", "30"),
        ("县级医院远程会诊1200例，减少患者外出就医费用260万元", "260"),
        ("实行药品零差率销售，让利群众520万元", "520"),
        ("为群众减少垫资900万元", "900"),
        ("推广水肥一体化8000亩，亩均节本增效220元", "220"),
        ("纳税辅导220户次，欠税清缴入库1800万元", "1800"),
        ("古建筑活化利用项目3个，引进社会投资2200万元", "2200"),
        ("居民出行成本每趟减少8元", "8"),
        ("群众治丧费用平均减少2800元", "2800"),
        ("家庭保教费支出每生每年减少1200元", "1200"),
        ("帮扶电站运维42座，年发电收益达到510万元", "510"),
        ("评审项目95个，核减资金2300万元", "2300"),
    ],
)
def test_money_that_is_brought_in_or_kept_is_no_ceiling(text: str, value: str) -> None:
    row = stated(text, value)
    assert (row.level2, row.operator) == (ECONOMIC, Operator.AT_LEAST)
    assert row.name.endswith("金额")


@pytest.mark.parametrize(
    ("text", "value", "name", "unit"),
    [
        ("蜂农户均增收2600元", "2600", "蜂农户均增收金额", "元"),
        ("免费检定贸易用秤1500台，单台检定成本28元", "28", "单台检定成本标准", "元"),
        ("食品抽检430批次，单批次抽检成本800元以内", "800", "单批次抽检成本标准", "元"),
        ("储备棉被2000床，每床采购成本130元以内", "130", "棉被采购成本标准", "元/床"),
    ],
)
def test_money_for_each_says_once_of_what(text: str, value: str, name: str, unit: str) -> None:
    row = stated(text, value)
    assert (row.name, row.unit) == (name, unit)


def test_a_share_that_rises_keeps_its_name() -> None:
    assert stated("四级手术占比提高3个百分点", "3").name == "四级手术占比提高幅度"


def test_no_rate_is_of_what_another_figure_brings_about() -> None:
    text = "更新救护车6辆。就诊患者满意度达到98.5%以上，差错率控制在1%以内"
    assert stated(text, "1").name == "更新救护车差错率"
    saved = stated("推进政府采购电子化，采购周期缩短10天，节支率达到6%", "6")
    assert "缩短" not in saved.name
    cost = stated("新修提灌站2座，亩均投资成本不超过1500元", "1500")
    assert cost.level2 == COST


def test_what_is_raised_is_no_part_of_the_name() -> None:
    row = stated("稳步提升符合条件对象应保尽保率", "100")
    assert row.name == "符合条件对象应保尽保率"
    grown = stated("发放新能源车补贴700笔，拉动新能源车销量增长25%", "25")
    assert (grown.level2, grown.name) == (ECONOMIC, "新能源车销量增长率")
