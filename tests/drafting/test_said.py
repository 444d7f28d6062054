"""What people say of a table is read as they mean it; what has two meanings changes nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from assistant.drafting.numerals import read_chinese_number
from assistant.drafting.refine import refine
from assistant.profiles import load_profile

PROFILE = load_profile("national-2021")


def row(
    number: int,
    levels: str,
    name: str,
    value: str,
    unit: str,
    weight: int,
    operator: Operator = Operator.AT_LEAST,
    *,
    confirm: bool = False,
) -> Indicator:
    level1, level2 = levels.split()
    return Indicator(
        id=f"I{number}",
        level1=level1,
        level2=level2,
        name=name,
        operator=operator,
        value=value,
        unit=unit,
        weight=Decimal(weight),
        confirm=confirm,
    )


TABLE = PerformanceTarget(
    year=2026,
    indicators=(
        row(1, "产出指标 数量指标", "消防安全培训人次", "1200", "人次", 10),
        row(2, "产出指标 数量指标", "灭火演练场次", "18", "场", 10),
        row(3, "产出指标 数量指标", "消火栓维修个数", "150", "个", 8),
        row(4, "产出指标 数量指标", "林区巡护里程", "3.6", "万公里", 6),
        row(5, "产出指标 质量指标", "消火栓完好率", "96", "%", 8),
        row(6, "产出指标 质量指标", "接警出动合格率", "98", "%", 8, confirm=True),
        row(7, "产出指标 时效指标", "消火栓维修10月20日前完成率", "100", "%", 8, Operator.EQUAL),
        row(8, "成本指标 经济成本指标", "单个消火栓维修成本", "800", "元/个", 12, Operator.AT_MOST),
        row(9, "效益指标 社会效益指标", "城区15分钟到场率", "90", "%", 10),
        row(10, "满意度指标 服务对象满意度指标", "辖区居民满意度", "92", "%", 10),
    ),
)


def what_changed(sentence: str) -> dict[str, str] | None:
    """Cells that differ after the sentence, weights only where it speaks of them; None if asked."""
    result = refine(TABLE, sentence, PROFILE)
    if result.question is not None:
        return None
    before = {each.id: each for each in TABLE.indicators}
    after = {each.id: each for each in result.target.indicators}
    cells = {f"{gone}": "removed" for gone in before.keys() - after.keys()}
    fields = ("name", "operator", "value", "unit", "confirm")
    for row_id in before.keys() & after.keys():
        for field in (*fields, "weight") if "权重" in sentence or "分" in sentence else fields:
            old, new = getattr(before[row_id], field), getattr(after[row_id], field)
            if old != new:
                cells[f"{row_id}.{field}"] = str(new)
    return cells


def test_the_table_is_as_a_form_has_it() -> None:
    assert sum(each.weight or 0 for each in TABLE.indicators) == PROFILE.weight_total


@pytest.mark.parametrize(
    ("sentence", "cells"),
    [
        ("演练提到24", {"I2.value": "24"}),
        ("培训人次往上调300", {"I1.value": "1500"}),
        ("灭火演练增加6场", {"I2.value": "24"}),
        ("灭火演练再减4场", {"I2.value": "14"}),
        ("灭火演练每季度5场", {"I2.value": "20"}),
        ("灭火演练翻一番", {"I2.value": "36"}),
        ("消火栓维修个数减半", {"I3.value": "75"}),
        ("消火栓维修个数上浮10%", {"I3.value": "165"}),
        ("完好率和满意度各提高1个百分点", {"I5.value": "97", "I10.value": "93"}),
        ("完好率、满意度都改成95%", {"I5.value": "95", "I10.value": "95"}),
        ("第1、2条分别改为1500人次和20场", {"I1.value": "1500", "I2.value": "20"}),
        ("维修成本控制在700元以内", {"I8.value": "700"}),
        ("单个消火栓维修成本降50元", {"I8.value": "750"}),
        ("到场率提高两个点", {"I9.value": "92"}),
        ("居民满意度，改成95个点", {"I10.value": "95"}),
        ("第1条改成一千五", {"I1.value": "1500"}),
        ("第1条改为不少于一千三百人次", {"I1.value": "1300"}),
        ("今年要搞灭火演练22场", {"I2.value": "22"}),
        ("第2条：22", {"I2.value": "22"}),
        ("完好率97，到场率91", {"I5.value": "97", "I9.value": "91"}),
        ("完好率不动，到场率的改91%", {"I9.value": "91"}),
        ("第3条不改，第2条改20", {"I2.value": "20"}),
        ("演练改成20，哦不对，21", {"I2.value": "21"}),
        ("第3条改城160个", {"I3.value": "160"}),
        ("演练改成20场，谢谢", {"I2.value": "20"}),
        ("成本不要超过750元/个", {"I8.value": "750"}),
        ("居民满意度九成五", {"I10.value": "95"}),
        ("第1、3条都加两成", {"I1.value": "1440", "I3.value": "180"}),
        ("满意度改成94%，理由是去年达到93%", {"I10.value": "94"}),
        ("消火栓改成200个", {"I3.value": "200"}),
        ("把集中维修……不，消火栓维修个数改为160个", {"I3.value": "160"}),
        ("倒数第二条改成91%", {"I9.value": "91"}),
        ("质量指标第二条改成99%", {"I6.value": "99", "I6.confirm": "False"}),
        ("第6条待确认去掉", {"I6.confirm": "False"}),
        ("巡护那条跟我们没关系，删了", {"I4": "removed"}),
        ("到场率里的15分钟改成12分钟", {"I9.name": "城区12分钟到场率"}),
        ("城区15分钟改为12分钟", {"I9.name": "城区12分钟到场率"}),
        ("第7条完成时间提前到9月底", {"I7.name": "消火栓维修9月底前完成率"}),
        ("把辖区居民满意度改名叫城区居民满意度", {"I10.name": "城区居民满意度"}),
    ],
)
def test_a_sentence_with_one_meaning_changes_just_that(
    sentence: str, cells: dict[str, str]
) -> None:
    assert what_changed(sentence) == cells


@pytest.mark.parametrize(
    "sentence",
    [
        "消火栓改成200",  # three rows have one
        "完好率提高2%",  # two points, or a fiftieth
        "到场率提高一点",
        "到场率提高20个百分点",  # more than all
        "除了满意度，其他都删掉",
        "删掉除满意度以外的指标",
        "第4条单位换成公里，数值相应换算",
        "去年灭火演练20场",
        "灭火演练是不是至少20场",
        "第2条为什么是18场",
        "第3条减1分，加到第2条上",
        "第2条改成20，撤销",
        "删掉第2条，第2条改成20",
    ],
)
def test_what_has_two_meanings_or_none_is_asked_about(sentence: str) -> None:
    assert what_changed(sentence) is None


def test_value_and_weight_are_set_in_one_breath() -> None:
    for sentence in ("第10条目标值和权重分别改成94和12", "第10条改成≥94%，权重12"):
        cells = what_changed(sentence)
        assert cells is not None
        assert (cells["I10.value"], cells["I10.weight"]) == ("94", "12")
    more = what_changed("给第10条加2分")
    assert more is not None and more["I10.weight"] == "12" and "I10.value" not in more


def test_the_row_that_is_added_is_the_one_that_was_named() -> None:
    said = "增加一个时效指标：培训档案12月20日前归档率100%"
    result = refine(TABLE, said, PROFILE)
    (change,) = [each for each in result.changes if each.before is None]
    added = change.after
    assert added is not None
    assert (added.level2, added.name) == ("时效指标", "培训档案12月20日前归档率")
    assert (added.operator, added.value, added.unit) == (Operator.EQUAL, "100", "%")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三千五", 3500),
        ("三千零五", 3005),
        ("两百五", 250),
        ("一百零五", 105),
        ("一百五十", 150),
        ("一万二", 12_000),
        ("一万零二", 10_002),
        ("一万二千", 12_000),
        ("十五", 15),
        ("二十五", 25),
    ],
)
def test_the_last_place_may_be_left_unsaid(text: str, number: int) -> None:
    assert read_chinese_number(text) == number


_PIECES = [
    "第",
    "1",
    "条",
    "、",
    "和",
    "改成",
    "改为",
    "提高",
    "降",
    "增加",
    "到",
    "每月",
    "4",
    "场",
    "%",
    "个百分点",
    "分",
    "权重",
    "满意度",
    "消火栓",
    "灭火演练",
    "删",
    "了",
    "不要",
    "都",
    "各",
    "分别",
    "，",
    "；",
    "倒数",
    "最后一条",
    "质量指标",
    "里的",
    "名称",
    "翻一番",
    "九成",
    "一千五",
    "加",
    "一条",
    "成本指标",
    "：",
    "≤",
    "不低于",
    "100",
    "0",
    "-5",
    "撤销",
    "合并",
    "确认",
    "待确认",
    "除了",
    "其他",
    "为什么",
    "第15条",
    "I3",
    "I99",
    "万",
    "点",
    "零",
    "半",
    "目标",
    "太虚",
    "换一个",
]


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=14))
def test_whatever_is_said_ends_in_a_table_or_a_question(pieces: list[str]) -> None:
    result = refine(TABLE, "".join(pieces), PROFILE)
    if result.question is not None:
        assert result.target.indicators == refine(TABLE, "第1条不要改", PROFILE).target.indicators
        assert result.edits == ()
    for row_ in result.target.indicators:
        assert row_.weight is None or row_.weight > 0
