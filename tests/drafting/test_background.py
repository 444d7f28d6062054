"""What is told of the past or of what there is becomes no output, and the draft says why."""

import pytest

from assistant.drafting.extract import facts_in, read_facts
from assistant.drafting.facts import Aside, FactRole, SourceText
from assistant.messages import Language
from tests.drafting.forms import drafted, form


def asides(text: str, year: int | None = 2026) -> list[Aside | None]:
    return [fact.aside for fact in facts_in(SourceText(id="T1", text=text), year=year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年完成普查86个，今年新增项目5个", [Aside.PAST, None]),
        ("去年建成驿站12个，受益群众3万人。新建驿站4个", [Aside.PAST, Aside.PAST, None]),
        (
            "全县现有林地面积148万亩，森林覆盖率57.8%。造林0.6万亩",
            [Aside.EXISTING, Aside.EXISTING, None],
        ),
        ("我镇辖15个行政村、2个社区，总人口3.2万人", [Aside.EXISTING] * 3),
        ("现有企业200家，检查企业100家", [Aside.EXISTING, None]),
        ("供销系统去年实现销售额6.8亿元，今年销售农产品300吨", [Aside.PAST, None]),
        ("景区上年度接待游客12万人次", [Aside.PAST]),
        ("维护去年建成驿站12个", [None]),
        ("全县60周岁以上老年人8.9万人，占比21.4%；体检4万人", [Aside.EXISTING] * 2 + [None]),
        ("在校生3260人，开设专业11个；新增学位200个", [Aside.EXISTING] * 2 + [None]),
        ("培训在校学生300名", [None]),
        ("信访量比上年下降5%", [None]),
        ("能耗较2020年下降8%", [None]),
        ("务工规模不低于上年（2.1万人）", [None]),
        ("离休干部21人待遇落实率100%", [Aside.EXISTING, None]),
        ("补助80元，其中中央48元、省级16元", [None, Aside.SHARE, Aside.SHARE]),
        ("新增三级医院0家", [Aside.NOTHING]),
        ("食品安全事故0起", [None]),
        ("9月18日试鸣", [Aside.EVENT]),
        ("护理人员配比1:6", [Aside.UNIT]),
    ],
)
def test_why_a_number_is_no_output(text: str, expected: list[Aside | None]) -> None:
    assert asides(text) == expected


def test_an_earlier_year_is_the_past_only_where_the_budget_year_is_known() -> None:
    assert asides("2025年完成普查86个", None) == [None]


def test_a_form_copied_with_its_old_year_still_says_what_will_be_done() -> None:
    copied = form("2024年开展培训3期", "2024年检查企业20家")
    copied = copied.model_copy(update={"year": 2026})
    assert [fact.role for fact in read_facts(copied)] == [FactRole.OUTPUT] * 2


@pytest.mark.parametrize("language", list(Language))
def test_the_draft_lists_each_background_number_with_its_reason(language: Language) -> None:
    made = drafted(form("我镇辖15个行政村。新建道路8公里，护理人员配比1:6"), language=language)
    notes = " ".join(made.notes)
    assert "15个" in notes and "1:6" in notes
    why = ("现有情况", "没有计量单位") if language is Language.CHINESE else ("what there is",)
    assert all(words in notes for words in why)
    assert not [row for row in made.target.indicators if row.value == "15"]
