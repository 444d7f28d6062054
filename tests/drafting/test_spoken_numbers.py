"""Numbers said in words, changes from one number to another, days with a name, set-apart text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.indicator import Operator
from assistant.drafting.extract import facts_in
from assistant.drafting.facts import Aside, Fact, FactKind, FactRole, SourceText
from assistant.drafting.numerals import read_share

_DIGITS = "零一二三四五六七八九"


def facts(text: str) -> list[Fact]:
    return list(facts_in(SourceText(id="T1", text=text), year=2026))


def outputs(text: str) -> list[tuple[str, str, str]]:
    """Noun, value and unit of what the text plans."""
    return [
        (fact.verb + fact.noun, fact.value, fact.unit)
        for fact in facts(text)
        if fact.role is not FactRole.CONTEXT
    ]


@given(tens=st.integers(1, 9), ones=st.integers(0, 9))
def test_tenths_are_per_cents(tens: int, ones: int) -> None:
    words = f"{_DIGITS[tens]}成{_DIGITS[ones] if ones else ''}"
    assert read_share(words) == tens * 10 + ones
    assert outputs(f"技能培训后就业率不低于{words}") == [
        ("技能培训后就业率", str(tens * 10 + ones), "%")
    ]


@pytest.mark.parametrize(
    "words", ["建成三处驿站", "三成员小组", "形成一成果", "合成八项", "一成不变"]
)
def test_other_words_with_cheng_are_no_share(words: str) -> None:
    assert not [fact for fact in facts(words) if fact.unit == "%"]


@given(whole=st.integers(3, 9), part=st.integers(1, 8))
def test_a_fraction_never_asks_for_less_than_its_words(whole: int, part: int) -> None:
    share = read_share(f"{_DIGITS[whole]}分之{_DIGITS[part]}")
    assert (share is None) == (part >= whole)
    if share is not None:
        assert 0 <= share * whole - 100 * part < whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("组织文艺演出百余场", ("文艺演出", "100", "场")),
        ("慰问困难群众近千人", ("慰问困难群众", "1000", "人")),
        ("接待游客超万人次", ("接待游客", "10000", "人次")),
        ("新装高清监控探头260路", ("新装高清监控探头", "260", "路")),
        ("万车死亡率控制在2.1以下", ("万车死亡率", "2.1", "人/万车")),
        ("阅读推广活动翻一番", ("阅读推广活动", "100", "%")),
        ("举办书画、声乐等24个培训班", ("书画等培训班", "24", "个")),
    ],
)
def test_numbers_in_words(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in outputs(text)


@pytest.mark.parametrize("text", ["走进千家万户", "服务百姓生活", "落实千万工程", "乘坐12路公交车"])
def test_what_only_sounds_like_a_number_is_none(text: str) -> None:
    assert not outputs(text)


@given(
    first=st.integers(1, 99),
    last=st.integers(1, 99),
    verb=st.sampled_from(["提高到", "提升至", "增加到", "下降到", "降低至"]),
)
def test_where_a_change_starts_is_no_target(first: int, last: int, verb: str) -> None:
    told = facts(f"农村自来水普及率由{first}%{verb}{last}%")
    assert [(fact.value, fact.aside) for fact in told] == [
        (str(first), Aside.PAST),
        (str(last), None),
    ]
    assert told[1].noun.startswith("农村自来水普及率")
    assert "由" not in told[1].noun


def test_a_time_limit_is_shortened_to_its_last_number() -> None:
    first, last = facts("审批时限由15个工作日压缩至7个工作日以内")
    assert (first.aside, last.value, last.operator) == (Aside.PAST, "7", Operator.AT_MOST)


@pytest.mark.parametrize("day", ["国庆前", "春节前", "汛前", "开学前", "供暖季前", "6月底前"])
def test_a_day_before_its_work_belongs_to_that_work(day: str) -> None:
    told = facts(f"骨干教师轮训覆盖率90%；{day}完成12所村小厕所改造")
    (due,) = [fact for fact in told if fact.kind is FactKind.DEADLINE]
    assert "村小厕所改造" in due.noun


@pytest.mark.parametrize(
    "text",
    [
        "新建供水管网35公里，改造老旧管网12公里",
        "培训乡村教师300人，培训合格率95%",
        "清掏化粪池50座",
    ],
)
def test_blanks_between_characters_change_nothing(text: str) -> None:
    spaced = " ".join(text)
    told, plain = facts(spaced), facts(text)
    assert [(f.noun, f.value, f.unit) for f in told] == [(f.noun, f.value, f.unit) for f in plain]
    assert all(spaced[fact.start : fact.end] == fact.quote for fact in told)


def test_the_same_count_for_each_of_several() -> None:
    (fact,) = facts("反诈宣传进校园、进社区各30场")
    assert {fact.noun, *(noun for _, noun in fact.others)} == {"反诈宣传进校园", "反诈宣传进社区"}


def test_a_plan_takes_its_noun_from_what_was_done_before() -> None:
    text = "去年完成农村公路改造45公里，今年计划改造62公里，其中国庆前完成40公里"
    assert outputs(text) == [
        ("农村公路改造", "62", "公里"),
        ("国庆前农村公路改造", "40", "公里"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("办理涉林案件70起，查处率100%", "涉林案件查处率"),
        ("农资储备：化肥3500吨、农药80吨", "农药储备"),
        ("采购彩超2台，单台不超过90万元", "彩超单价"),
        ("休渔期渔民生活补助220户，8月底前兑付", "休渔期渔民生活补助兑付"),
    ],
)
def test_a_noun_can_be_read_alone(text: str, name: str) -> None:
    assert name in {fact.noun for fact in facts(text)}
