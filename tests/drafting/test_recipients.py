"""Whom work is done for, told by the words around the noun and not by a list of nouns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.people import served_by
from assistant.drafting.recipients import in_full, recipients_in
from assistant.tuning.examples.checks import plan_of

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


_NOUNS = ("老人", "农户", "学生", "居民", "孩子", "绣娘", "老兵", "蜂农")
_MODIFIERS = ("购药", "偏远", "受侵害", "住宿", "库区", "独居")


@given(
    noun=st.sampled_from(_NOUNS),
    modifier=st.sampled_from(_MODIFIERS),
    frame=st.sampled_from(
        ("新装设备12套，{}当天可用。", "回应{}的期盼，新装设备12套。", "提醒{}按时取件，全年12次。",
         "新装设备12套，让{}真正受益。", "保障{}权益，新装设备12套。",
         "新装设备12套，覆盖{}300人。")
    ),
)  # fmt: skip
def test_people_keep_their_modifiers(noun: str, modifier: str, frame: str) -> None:
    served = served_by(plan_of(frame.format(modifier + noun)))
    assert served[0] == modifier + noun


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("患者", "2型糖尿病患者900人"),
        ("群众", "组织群众参加演练"),
        ("居民", "双河镇居民用水"),
        ("企业", "撬动企业投入2400万元"),
        ("老人", "全县老人体检"),
        ("职工", "增加就业岗位和职工收入"),
    ],
)
def test_what_is_no_modifier_is_left_out(who: str, text: str) -> None:
    assert in_full(who, text) == who


@pytest.mark.parametrize(
    "text", ["签约重点人群1200人", "入户宣传300户", "新生儿筛查率98%", "注销账户20个"]
)
def test_nouns_that_say_nothing_name_nobody(text: str) -> None:
    served = served_by(plan_of(text))
    assert not {"重点人群", "户", "新生", "账户", "入户"}.intersection(served)
