"""Files that people write: what is wrong in them is told in words of our own, with its place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from assistant.app.set_aside import baseline_in, waivers_in
from assistant.app.slips import read_notes
from assistant.exceptions import AssistantError
from assistant.intake.target_json import read
from assistant.messages import Language, file_faults, found_value
from assistant.profiles import load_profile

LIBRARY_WORDS = (
    "Input should", "Field required", "Extra inputs", "Value error", "a valid", "Expecting",
    "expected value", "while parsing", "dictionary", "must be in", "NoneType", "not iterable",
)  # fmt: skip


def _profile(path: Path) -> object:
    return load_profile(str(path))


FAULTY: list[tuple[Callable[[Path], object], str, str, tuple[str, ...], tuple[str, ...]]] = [
    (
        _profile, "口径.yaml", "weight_total: 很高\n",
        ("weight_total（现为“很高”）应为数字", "请改正"),
        ("weight_total (found '很高') must be a number",),
    ),
    (
        _profile, "口径.yaml", "require:\n  满意度: maybe\n",
        ("require.满意度（现为“maybe”）只能是 'error', 'warning' 或 'off'",),
        ("require.满意度 (found 'maybe') must be 'error', 'warning' or 'off'",),
    ),
    (
        _profile, "口径.yaml", '{"scheme": "2021", "wieght_total": 90}',
        ("wieght_total 没有这一项，请改正名称或删去",), ("wieght_total is no known field",),
    ),
    (
        _profile, "口径.yaml", "title_zh: [一\nname_max: 3\n",
        ("不是完整的 YAML，请检查第 2 行",), ("no whole YAML", "line 2"),
    ),
    (_profile, "口径.yaml", "- 90\n", ("键: 值",), ("key: value",)),
    (
        waivers_in, "豁免.yaml", "waivers:\n- {code: F05, who: 张三, reason: 好}\n- {code: F05}\n",
        ("waivers[1].who（第 2 项）缺少，请补上", "waivers[1].reason"),
        ("waivers[1].who (item 2) is missing; add it",),
    ),
    (
        waivers_in, "豁免.yaml", "- {code: F05, who: 张三, reason: 2024}\n- F05\n",
        ("[0].reason（第 1 项，现为“2024”）应为文字", "[1]（第 2 项，现为“F05”）应为一组键和值"),
        ("[0].reason (item 1, found '2024') must be text", "[1] (item 2, found 'F05')"),
    ),
    (
        waivers_in, "豁免.json", '{"code": "F05"}',
        ("整个文件（现为一组键和值）应为列表",),
        ("as a whole (found keys and values) must be a list",),
    ),
    (
        waivers_in, "豁免.yaml", "- {code: F05, expires: 2024-13-45}\n",
        ("不存在的日期",), ("days that cannot be read",),
    ),
    (
        baseline_in, "基线.json",
        '{"schema": "assistant/baseline/1", "tables": [{"known": {"ab": ["F05", "两次"]}}]}',
        ("tables[0].known.ab[1]（第 2 项，现为“两次”）应为整数",),
        ("tables[0].known.ab[1] (item 2, found '两次') must be a whole number",),
    ),
    (
        baseline_in, "基线.json", '{"schema": "assistant/target/1"}',
        ("schema（现为“assistant/target/1”）应写作 assistant/baseline/1",),
        ("schema (found 'assistant/target/1') must be written assistant/baseline/1",),
    ),
    (
        baseline_in, "基线.json", '{"tables": [\n  {]}',
        ("不是完整的 JSON，请检查第 2 行",), ("no whole JSON; look at line 2",),
    ),
    (
        read, "表.json",
        '{"targets": [{"indicators": [{"id": "I1"}, {"id": "I2", "weight": "很高"}]}]}',
        ("targets[0].indicators[1].weight（第 2 项，现为“很高”）应为数字",),
        ("targets[0].indicators[1].weight (item 2, found '很高') must be a number",),
    ),
    (
        read, "表.json", '{"targets": [{"target": {"year": "明年"}, "findings": []}]}',
        ("targets[0].target.year（第 1 项，现为“明年”）应为整数",),
        ("targets[0].target.year (item 1, found '明年') must be a whole number",),
    ),
    (
        read, "表.json", '{"indicators": [{"id": "I1"}, {"id": "{I1}"}]}',
        ("indicators[1].id 现为“{I1}”，应写作 I1、I2",), ("indicators[1].id is '{I1}'",),
    ),
    (
        read, "表.json", '{"indicators": [\n{"id": "I1",}]}',
        ("第 2 行", "逗号"), ("line 2", "comma"),
    ),
    (read, "表.json", "[]", ("顶层现有列表",), ("found a list",)),
    (
        read_notes, "批注.json", '{"notes": [{"code": "M01", "dropped": "或许"}]}',
        ("notes[0].dropped（第 1 项，现为“或许”）应为 true 或 false",),
        ("notes[0].dropped (item 1, found '或许') must be true or false",),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "name", "text", "chinese", "english"), FAULTY)
def test_a_faulty_file_says_where_what_and_what_was_expected(
    tmp_path: Path,
    reader: Callable[[Path], object],
    name: str,
    text: str,
    chinese: tuple[str, ...],
    english: tuple[str, ...],
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssistantError) as caught:
        reader(path)
    zh, en = caught.value.text(Language.CHINESE), caught.value.text(Language.ENGLISH)
    assert [part for part in chinese if part not in zh] == [], zh
    assert [part for part in english if part not in en] == [], en
    for word in LIBRARY_WORDS:
        assert word not in zh and word not in en, (zh, en)


def test_three_faults_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    path = tmp_path / "豁免.yaml"
    path.write_text("- {code: F05}\n" * 5, encoding="utf-8")
    with pytest.raises(AssistantError) as caught:
        waivers_in(path)
    zh, en = caught.value.text(Language.CHINESE), caught.value.text(Language.ENGLISH)
    assert zh.count("缺少") == en.count("is missing") == 3
    assert "另有 7 处" in zh and "and 7 more" in en


def test_quoted_values_are_short_and_never_markup(tmp_path: Path) -> None:
    path = tmp_path / "口径.yaml"
    value = "<img src=x onerror=alert(1)>[点](http://x)**{weight}**" + "长" * 900
    key = "<b>" + "k" * 300
    path.write_text(f"name_max: '{value}'\n'{key}': 1\n", encoding="utf-8")
    with pytest.raises(AssistantError) as caught:
        load_profile(str(path))
    for language in Language:
        told = caught.value.text(language)
        assert "＜img src=x onerror=alert(1)＞" in told and "＜b＞k" in told
        assert not set("<>`*") & set(told) and "[点]" not in told and len(told) < 260


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (None, "空", "empty"),
        (True, "“true”", "'true'"),
        ({"a": 1}, "一组键和值", "keys and values"),
        ([1], "列表", "a list"),
        ("一\n\u202e二\x1b[0m", "“一 二 ［0m”", "'一 二 ［0m'"),
        ("字" * 41, f"“{'字' * 39}…”", f"'{'字' * 39}…'"),
        ("字" * 40, f"“{'字' * 40}”", f"'{'字' * 40}'"),
    ],
)
def test_a_value_is_quoted_as_it_is_in_the_file(value: object, chinese: str, english: str) -> None:
    found = found_value(value)
    assert (found.text(), found.text(Language.ENGLISH)) == (chinese, english)


def test_an_error_of_a_kind_that_is_not_known_is_still_said_plainly() -> None:
    class Odd(BaseModel):
        id: complex

    with pytest.raises(ValidationError) as caught:
        Odd.model_validate({"id": "so"})
    told = file_faults(caught.value.errors())
    assert told.text() == "id（现为“so”）值不对"
    assert told.text(Language.ENGLISH) == "id (found 'so') is not a valid value"
