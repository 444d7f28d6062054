"""Personal data stays here and comes back; figures of the work are never touched."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.privacy import Mask, PersonalKind
from assistant.llm.prompts import Prompt
from assistant.llm.providers import endpoint_of
from assistant.messages import Language
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, MakeClient, Row, row

# Numbers made for tests: right in form and check digit, given to nobody.
ID, CARD, PHONE, MAIL = "11010519491231002X", "6222021234567890128", "13800138000", "a.b@c.gov.cn"


def masked(text: str) -> str:
    mask = Mask()
    mask.learn(text)
    hidden = mask.hide(text)
    assert mask.restore(hidden) == text
    return str(hidden)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("联系人：张三，电话：13800138000。", "联系人：【姓名1】，电话：【电话1】。"),
        ("负责人 欧阳明月 同志", "负责人 【姓名1】 同志"),
        ("经办人李四（手机13912345678）", "经办人【姓名1】（手机【电话1】）"),
        ("责任人：王五、赵六和阿依古丽·买买提", "责任人：【姓名1】、【姓名2】和【姓名3】"),
        ("联系人:张三。由张三负责", "联系人:【姓名1】。由【姓名1】负责"),
        (f"身份证号{ID}", "身份证号【证件号1】"),
        ("身份证：110105194912310021", "身份证：【证件号1】"),
        (f"打入{CARD}账户", "打入【银行卡1】账户"),
        ("卡号6222 0212 3456 7890 128", "卡号【银行卡1】"),
        (f"发到{MAIL}", "发到【邮箱1】"),
        ("电话0818-8223344转801", "电话【电话1】"),
        ("值班电话：8223344", "值班电话：【电话1】"),
        ("（0818）8223344", "【电话1】"),
        ("+86 138-0013-8000", "【电话1】"),
        ("电话１３８００１３８０００", "电话【电话1】"),
    ],
)
def test_personal_data_becomes_tokens(text: str, hidden: str) -> None:
    assert masked(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "培训13,800人，发放补贴13800138000元",
        "投资13800000000万元，惠及13912345678人次",
        "面积 13800138000 平方米，≥13800138000",
        "受益群众 1380013 人，2026年1月1日至2026年12月31日",
        "统一社会信用代码 91510000MA6200001X",
        "负责人任务分工明确，负责人高度重视，责任人：各乡镇，联系人：办公室",
        "项目编号 510000-2026-0818-8223344",
        "资金 6222021234567890128 元",
        "12345政务服务热线，12315 热线",
        "负责人：单位主要领导；申请人：农业经营主体",
        "覆盖率≥95%，每亩95元，10月30日前完成24场次",
    ],
)
def test_figures_and_words_of_the_work_stay(text: str) -> None:
    assert masked(text) == text


def test_the_same_value_has_the_same_token_throughout_one_work() -> None:
    mask = Mask()
    mask.learn("联系人：张三")
    mask.learn(f"负责人：李四，电话{PHONE}")
    assert mask.hide(["张三", "李四与张三", PHONE]) == [
        "【姓名1】",
        "【姓名2】与【姓名1】",
        "【电话1】",
    ]
    assert mask.found == {PersonalKind.NAME: 2, PersonalKind.PHONE: 1}
    assert mask.notice(Language.CHINESE) is not None
    assert "names 2" in (mask.notice(Language.ENGLISH) or "")


def test_a_text_that_holds_a_token_of_ours_comes_back_as_it_was() -> None:
    """Else a user who writes one would be given another's name."""
    mask = Mask()
    mask.learn("联系人：张三")
    mask.learn("请看【姓名1】")
    hidden = mask.hide("请看【姓名1】")
    assert hidden != "请看【姓名1】"
    assert mask.restore(hidden) == "请看【姓名1】"
    assert mask.restore("【姓名9】") == "【姓名9】"


PIECES = st.sampled_from(
    [
        "联系人：",
        "负责人 ",
        "张三",
        "李四、王五",
        "电话",
        "身份证",
        "元",
        "人次",
        "13,800人",
        "·",
        " ",
    ]
    + [ID, CARD, PHONE, MAIL, "0818-8223344", "138", "1", "12000000000元", "培训24场"]
    + ["【姓名1】", "【", "】", "【电话", "，", "\n"]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=14).map("".join),
    st.text(alphabet="联系人：张三电话138 0-@.【】姓名1", max_size=40),
    st.text(max_size=40),
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_hiding_and_restoring_any_texts_gives_them_back(texts: list[str]) -> None:
    mask = Mask()
    for text in texts:
        mask.learn(text)
        assert mask.restore(mask.hide(text)) == text
    assert mask.restore(mask.hide(texts)) == texts


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.one_of(st.integers(1, 10**19), st.integers(13 * 10**9, 2 * 10**10)),
    st.booleans(),
    st.sampled_from(
        ["元", "万元", "人", "人次", "户", "个", "场次", "亩", "平方米", "公里", "吨", "%"]
    ),
)
def test_a_number_with_its_unit_is_never_personal(number: int, grouped: bool, unit: str) -> None:
    text = f"完成{number:,}{unit}" if grouped else f"完成{number}{unit}，不少于{number}{unit}"
    assert masked(text) == text


def test_a_long_run_of_anything_takes_no_time() -> None:
    """Patterns that try every start anew would take hours for these."""
    for piece in ("a", "1", "1 ", "联系人：", "张", "a@", "0", "【姓名"):
        Mask().learn(piece * (200_000 // len(piece)))


TASK = f"联系人：张三，电话{PHONE}。培训13,800人，张三负责。"


def ask(client: Any) -> list[str]:
    prompt = Prompt(name="t", version="1", system="照抄姓名。", user=TASK)
    return [each.name for each in client.rows(prompt, Row, max_rows=3)]


def test_what_leaves_has_no_personal_data_and_what_comes_back_has_it(
    server: FakeServer, make_client: MakeClient
) -> None:
    escaped = json.dumps(row("【姓名1】的培训"))  # with \u escapes, as some servers write
    server.add(ScriptedAnswer(text=f'{{"rows":[{escaped}]}}'))
    client = make_client(masking="always")
    assert ask(client) == ["张三的培训"]
    sent = json.dumps(server.history[0].body, ensure_ascii=False)
    assert "张三" not in sent and PHONE not in sent
    assert "13,800人" in sent and "代号" in sent
    assert "姓名 1" in (client.privacy_notice(Language.CHINESE) or "")


def test_asking_again_gives_nothing_away_either(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(
        ScriptedAnswer(rows=(row("【姓名1】", operator="约"),)),
        ScriptedAnswer(rows=(row("【姓名1】"),)),
    )
    assert ask(make_client(masking="always")) == ["张三"]
    assert len(server.history) == 2
    assert not [r for r in server.history if re.search(f"张三|{PHONE}", r.prompt)]


def test_this_machine_gets_the_text_as_it_is(server: FakeServer, make_client: MakeClient) -> None:
    server.add(ScriptedAnswer(rows=(row("张三的培训"),)))
    client = make_client()
    assert ask(client) == ["张三的培训"]
    assert TASK in server.history[0].prompt
    assert client.privacy_notice(Language.CHINESE) is None


@pytest.mark.parametrize(
    ("url", "masking", "expected"),
    [
        ("http://127.0.0.1:1/v1", "auto", False),
        ("http://localhost:1/v1", "auto", False),
        ("http://127.0.0.1:1/v1", "always", True),
        ("http://10.0.0.8/v1", "auto", True),
        ("https://api.example.com/v1", "auto", True),
        ("https://api.example.com/v1", "never", False),
    ],
)
def test_who_gets_what(url: str, masking: Any, expected: bool) -> None:
    endpoint = endpoint_of(Settings(provider="custom", base_url=url, model="m", masking=masking))
    assert endpoint.masked is expected


def test_a_prompt_without_personal_data_is_sent_as_it_stands(
    server: FakeServer, make_client: MakeClient
) -> None:
    server.add(ScriptedAnswer(rows=(row(),)))
    list(make_client(masking="always").rows(PROMPT, Row, max_rows=1))
    assert server.history[0].body["messages"] == PROMPT.messages
