"""Whom work is done for, told by the words around the noun and not by a list of nouns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.recipients import recipients_in

_FRAMES = (
    "为{}提供上门服务200次",
    "给{}发放补助30万元",
    "面向{}举办讲座12场",
    "免费筛查8000例，惠及{}",
    "资助{}100名，每人2000元",
    "{}救助300人次",
    "{}免费体检1200人",
)
_NOBODY_LISTED = (
    "新就业形态劳动者", "事实无人抚养儿童", "视障读者", "困境女童", "返乡创业者", "尘肺病患者",
    "夜间务工人员", "边缘易致贫户", "藕农", "失独家庭",
)  # fmt: skip


@given(frame=st.sampled_from(_FRAMES), who=st.sampled_from(_NOBODY_LISTED))
def test_the_people_are_named_in_the_words_of_the_unit(frame: str, who: str) -> None:
    assert recipients_in(frame.format(who)) == (who,)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("为失能、半失能老人提供助浴服务", "失能和半失能老人"),
        ("为烟农、果农提供气象服务", "烟农和果农"),
        ("为有需求的残疾人适配辅具", "残疾人"),
        ("资助低保、特困人员参保", "低保和特困人员"),
    ],
)
def test_several_are_one_noun(text: str, who: str) -> None:
    assert recipients_in(text)[0] == who


@pytest.mark.parametrize(
    "text",
    [
        "城乡居民医保参保率95%",
        "作为重点任务推进",
        "供给老年大学设备",
        "新建青年广场1处",
        "为民办实事",
    ],
)
def test_words_that_only_hold_people_name_nobody(text: str) -> None:
    assert not recipients_in(text)
