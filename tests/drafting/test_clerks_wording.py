"""Task lists as bureau clerks type them: columns, numbering, spans of time, ranks, short verbs."""

import pytest

from assistant.drafting.spacing import unspaced
from assistant.profiles import load_profile
from evals.drafts import draft
from tests.drafting.forms import form


def table(*tasks: str) -> dict[str, str]:
    """Value and unit by name of the rows that the words of the tasks give."""
    made = draft(form(*tasks), load_profile("national-2021"))
    return {
        row.name or "": f"{row.operator}{row.value}{row.unit or ''}"
        for row in made.target.indicators
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Numbers of a list, at the head of a line and before a date.
        (
            "序号  内容  目标  时限\n1  救护员持证培训  1200人  11月底前\n"
            "2  救护知识普及  2.5万人次  全年",
            ["救护员持证培训人数", "救护知识普及人次", "救护员持证培训11月底前完成率"],
        ),
        ("4.8月15日前全部完成烤房检修", ["烤房检修8月15日前完成率"]),
        ("4.人防宣传进学校、进社区各10场", ["人防宣传进学校场次", "人防宣传进社区场次"]),
        ("举办合唱、广场舞大赛各1场", ["合唱大赛场次", "广场舞大赛场次"]),
        # Verbs that only say that a number is reached.
        ("禁捕水域巡查里程力争跑到1.2万公里", ["禁捕水域巡查里程"]),
        ("渔船安全隐患整改率要做到百分之百", ["渔船安全隐患整改率"]),
        ("道路抢通时间一般不超过12小时", ["道路抢通时间"]),
        # Where on a road, and parts of what a rate is called.
        (
            "G318国道K2850+300至K2866+000段路面大修15.7公里，9月30日前完工",
            ["G318国道路面大修里程", "G318国道路面大修9月30日前完成率"],
        ),
        ("S217线、X036线日常养护共126公里", ["S217线等日常养护里程"]),
        ("桥梁检查38座，一、二类桥比例90%以上", ["一二类桥比例"]),
        ("路面PQI值不低于82", ["路面PQI指数"]),
        ("120急救电话10秒内接听率95%以上", ["120急救电话10秒内接听率"]),
        # Spans of time are over with their end.
        ("安装太阳能路灯300盏，5月至10月完成", ["安装太阳能路灯10月底前完成率"]),
        ("3月1日至6月20日完成中考报名6200人", ["中考报名6月20日前完成率"]),
        ("争议速裁庭三个月变三十日内结案", ["争议速裁庭结案时限"]),
        ("农资储备：化肥8000吨、农药120吨，春耕前到位", ["农资储备春耕前按期完成率"]),
        ("购置CT一台，预算不超过680万元，四季度装机投用", ["购置CT四季度底前完成率"]),
        ("卫生厕所新改建210户，普及率由86%提高到91%", ["卫生厕所普及率"]),
        ("法定期限内结案率98%", ["法定期限内结案率"]),
        # Short verbs, ranks, measures.
        ("购64排CT一台", ["64排CT购置数量"]),
        ("依法为侨办实事20件", ["为侨办实事数量"]),
        ("绩效考核排名较上年提升5位", ["绩效考核排名提升位数"]),
        ("加油机检定420枪", ["加油机检定数量"]),
        ("疏散演练6场、参演人员4500人次", ["疏散演练参演人员人次"]),
        ("教师培训3200人，人均不低于72学时", ["人均教师培训课时数"]),
        ("区级全员培训3200人", ["区级全员培训人数"]),
        ("放流鲢鳙鱼苗320万尾，胭脂鱼3000尾", ["放流胭脂鱼数量"]),
        (
            "强制检定计量器具1.8万台件，其中医用器具900台件",
            ["强制检定计量器具数量", "强制检定医用器具数量"],
        ),
        ("退捕渔民转产培训两期、覆盖160人", ["退捕渔民转产培训人数"]),
        ("出版《古城年鉴》1部约60万字，印刷500册", ["出版古城年鉴字数", "古城年鉴印刷数量"]),
        ("收集问题诉求并推动解决，办结率不低于90%", ["问题诉求办结率"]),
        ("23个村保洁全覆盖，清运垃圾4600吨", ["23个村保洁覆盖率"]),
        # What is promised not to happen, and for whom money is paid.
        ("社区矫正加强管控，坚决防止脱管漏管", ["脱管漏管起数"]),
        ("每人每月集中教育不少于1次、公益活动不少于1次", ["每人每月公益活动次数"]),
        ("失能老人护理补贴320人，每人每月护理标准300元", ["失能老人护理补贴标准"]),
        ("重度残疾人护理补贴每人每月护理补贴标准90元、护理对象1200人", ["护理对象人数"]),
        ("惠民殡葬减免1800人、每人补助1150元", ["惠民殡葬减免补助标准"]),
        ("人道救助困难家庭240户，每户800元", ["困难家庭人道救助标准"]),
    ],
)
def test_a_row_is_named_as_a_reviewer_would_name_it(text: str, names: list[str]) -> None:
    made = table(text)
    assert set(names) <= set(made), sorted(made)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("加强农业面源治理，防止水土流失", "水土流失起数"),
        ("区级全员培训3200人", "区级率"),
        ("2.差错率控制在万分之一以内，9月底前交付印刷", "差错率9月"),
        ("机要通信绝对安全、绝对畅通", "绝对安全计划"),
        ("坚持党管保密，筑牢保密防线", "党管保密"),
    ],
)
def test_what_names_no_work_gives_no_row(text: str, absent: str) -> None:
    assert not [name for name in table(text) if absent in name]


def test_a_number_behind_its_measure_ends_at_the_blank() -> None:
    assert unspaced("出院人次 9800 平均住院日8天") == "出院人次9800 平均住院日8天"
    assert unspaced("参与人次 3 万 以上") == "参与人次3万以上"
    assert table("出院人次 9800 平均住院日≤8天")["出院人次"] == "≥9800人次"


def test_a_standard_of_what_is_waived_is_a_ceiling() -> None:
    assert table("惠民殡葬减免1800人、每人补助1150元")["惠民殡葬减免补助标准"] == "≤1150元/人"
