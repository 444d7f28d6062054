"""Every row of the library is one that a finance bureau would accept, by rules of our own."""

import re
from collections import Counter
from pathlib import Path

import pytest

from assistant.domain.indicator import Operator
from assistant.exceptions import ConfigurationError
from assistant.library import LEVEL1, Sector, all_entries, all_families, all_sectors
from assistant.library.source import read_sectors

METRIC = re.compile(
    r"(率|数|数量|人次|场次|户次|台次|批次|频次|量|面积|里程|长度|度|值|额|金额|时间|时长|时限|天数|"
    r"比例|成本|标准|单价|费用|支出)$"
)
RATE = re.compile(r"(率|比例|满意度|盖度)$")
CATCH_ALL = re.compile(r"上级.*(下达|交办|安排)|各项(工作|任务)|日常工作|其他工作|等工作")
MACRO = re.compile(r"社会稳定|经济发展|均衡发展|健康发展|正常运转|^(维护|促进|保护|推动|提升|保障)")
TIMELY = re.compile(r"按时|及时|按期|当日|限时|限期|时限|时间|进度")
FAULT = re.compile(r"故障|投诉|事故|差错|逾期|流失")
EXEMPT = re.compile(r"下降|降低|减少|处置|办结|解决|整改|消除|治理")
COST = re.compile("成本|费用|单价|标准|控制|经费|支出|投资|补助|节约|负面|影响")
GOOD_RATE = re.compile(r"(合格|满意|完成|及时|覆盖|达标|运行|完好|就业)率")
RATE_UNITS = {"%", "‰", "1/10万"}
CLASSES = ("数量指标", "质量指标", "时效指标", "服务对象满意度指标")


def test_there_are_enough_sectors_and_entries() -> None:
    assert len(all_sectors()) >= 24
    assert len(all_entries()) >= 600


def test_ids_are_unique_and_carry_their_sector() -> None:
    assert not [key for key, n in Counter(e.id for e in all_entries()).items() if n > 1]
    for sector in all_sectors():
        rows = [row for family in sector.families for row in family.entries]
        assert all(re.fullmatch(rf"{sector.slug}-\d{{3}}", row.id) for row in rows)


def test_names_are_unique_in_their_class() -> None:
    seen = Counter((row.level2, row.name) for row in all_entries())
    assert not [key for key, n in seen.items() if n > 1]


def test_activities_are_unique() -> None:
    seen = Counter(family.activity for family in all_families())
    assert not [name for name, n in seen.items() if n > 1]


@pytest.mark.parametrize("sector", all_sectors(), ids=lambda sector: sector.slug)
def test_a_sector_has_every_class_and_words_to_know_it_by(sector: Sector) -> None:
    present = {row.level2 for family in sector.families for row in family.entries}
    assert present >= set(CLASSES)
    assert any(LEVEL1[name] == "效益指标" for name in present)
    assert sector.words
    assert len(sector.families) >= 4


def test_a_family_has_count_quality_time_benefit_and_satisfaction() -> None:
    for family in all_families():
        present = {row.level2 for row in family.entries}
        assert present >= set(CLASSES), family.activity
        assert any(LEVEL1[name] == "效益指标" for name in present), family.activity
        assert len(family.words) >= 3, family.activity
        assert family.beneficiary, family.activity


def test_a_name_is_an_indicator_name() -> None:
    for entry in all_entries():
        name = entry.name
        assert 4 <= len(name) <= 20, entry.id
        assert METRIC.search(name), entry.id
        assert not re.search(r"[，；、。！\s\d]", name), entry.id
        assert not CATCH_ALL.search(name), entry.id
        assert not MACRO.search(name), entry.id


def test_unit_and_name_agree() -> None:
    for entry in all_entries():
        rate = RATE.search(entry.name) is not None
        assert rate == (entry.unit in RATE_UNITS) or entry.unit == "个百分点", entry.id
        if entry.name.endswith("人次"):
            assert entry.unit.endswith("人次"), entry.id
        if entry.name.endswith("人数"):
            assert entry.unit in {"人", "万人"}, entry.id
        if entry.name.endswith("场次"):
            assert entry.unit == "场次", entry.id
        if entry.name.endswith(("面积", "增量面积")):
            assert re.search(r"平方|亩|公顷", entry.unit), entry.id
        if re.search(r"(成本|标准|单价|造价)$", entry.name):
            assert "元" in entry.unit, entry.id
        if re.search(r"培训|辅导|指导|讲座|教研|评选|监测|考试|会议|人数", entry.name):
            assert entry.unit not in {"项", "个", "次"}, entry.id


def test_a_rate_says_what_is_divided_by_what() -> None:
    for entry in all_entries():
        if entry.unit in RATE_UNITS:
            assert entry.ratio and entry.denominator and "÷" in entry.ratio, entry.id
        else:
            assert entry.ratio is None, entry.id
        assert entry.evidence in entry.explanation, entry.id
        assert len(entry.evidence) >= 3, entry.id


def test_value_and_bound_make_sense() -> None:
    for entry in all_entries():
        if entry.value is not None:
            number = float(entry.value)
            assert entry.unit != "%" or 0 <= number <= 100, entry.id
            if entry.range:
                assert float(entry.range[0]) <= number <= float(entry.range[1]), entry.id
        if FAULT.search(entry.name) and not EXEMPT.search(entry.name):
            assert entry.operator in {Operator.AT_MOST, Operator.EQUAL}, entry.id
        if GOOD_RATE.search(entry.name):
            assert entry.operator is not Operator.AT_MOST, entry.id
        assert entry.operator is not Operator.QUALITATIVE, entry.id
        if entry.needs_value:
            assert entry.operator is not Operator.EQUAL or "保障" in entry.name, entry.id


def test_counts_come_from_the_unit() -> None:
    for entry in all_entries():
        if entry.level2 == "数量指标" and entry.unit != "%":
            assert entry.needs_value, entry.id


def test_a_row_stands_in_its_class() -> None:
    for entry in all_entries():
        name = entry.name
        timely = TIMELY.search(name) is not None
        assert timely == (entry.level2 == "时效指标"), entry.id
        satisfied = "满意" in name
        assert satisfied == (entry.level2 == "服务对象满意度指标"), entry.id
        if satisfied:
            assert entry.unit == "%" and 80 <= float(entry.value or 0) < 100, entry.id
            assert entry.beneficiary, entry.id
            assert not re.match(r"(服务对象|群众|社会公众)满意度", name), entry.id
        if LEVEL1[entry.level2] == "成本指标":
            assert re.search(
                "成本|费用|单价|标准|控制|经费|支出|投资|补助|节约|负面|影响|造价|概算", name
            ), entry.id
            assert entry.operator in {Operator.AT_MOST, Operator.LESS}, entry.id
        if entry.level2 == "数量指标":
            assert not re.search("合格率|达标率|准确率", name), entry.id
        assert not re.search("资金投入|到位率$|配备人员|预算执行率|制度健全", name), entry.id


def test_an_entry_explains_itself_for_the_form() -> None:
    entry = next(row for row in all_entries() if row.name == "参训教师考核合格率")
    assert entry.level1 == "产出指标"
    assert entry.denominator == "参训教师人数"
    assert entry.explanation.startswith("考核合格教师人数÷参训教师人数×100%；佐证资料：")


@pytest.mark.parametrize(
    "text",
    ["sector: [", "sector: 某\nwords: []\nfamilies: [{activity: 甲}]", "- 1", "sector: 某"],
    ids=["not-yaml", "no-entries", "not-a-mapping", "no-words"],
)
def test_a_spoilt_sector_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "spoilt.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"spoilt\.yaml"):
        read_sectors(tmp_path)
