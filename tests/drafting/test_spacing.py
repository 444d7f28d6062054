"""Blanks and widths say nothing: whatever recognition sets between characters, the rows stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drafting.extract import facts_in
from assistant.drafting.facts import Fact, SourceText
from assistant.drafting.spacing import places_of, unspaced
from assistant.profiles import load_profile
from evals.datasets.task_lists import TaskList
from evals.drafts import draft

TASKS = (
    "大坝白蚁防治面积3.2万亩，防治率达到98.5%以上",
    "完成绿化2.6万平方米，苗木成活率不低于百分之九十二",
    "地表水监测断面由22个增至26个",
    "采购化验设备4台套，合格率98.5%，费用总额不得高于68万元",
    "新建供水管网35公里，改造老旧管网12公里，6月底前完工",
    "森林火灾受害率控制在千分之零点八以内",
)
_FULL = {**{str(n): chr(0xFF10 + n) for n in range(10)}, ".": "．", "%": "％"}


def told(text: str) -> list[tuple[str, str, str, str]]:
    facts = facts_in(SourceText(id="T1", text=text), year=2026)
    assert all(text[fact.start : fact.end] == fact.quote for fact in facts)
    return [(f.verb + f.noun, f.operator.value, f.value, f.unit) for f in facts]


def rows(*tasks: str) -> list[tuple[str | None, ...]]:
    case = TaskList(name="spaced", sector="水利局", unit="清源县水利局", year=2026, tasks=tasks)
    made = draft(case.target, load_profile("national-2021"))
    return [(row.level2, row.name, row.value, row.unit) for row in made.target.indicators]


@st.composite
def disturbed(draw: st.DrawFn) -> tuple[str, str]:
    """A task, and the same with blanks and full-width characters anywhere but at its end."""
    task = draw(st.sampled_from(TASKS))
    wide = draw(st.lists(st.booleans(), min_size=len(task), max_size=len(task)))
    gaps = draw(st.lists(st.sampled_from(("", "", " ", "  ", "　")), min_size=len(task) - 1))
    gaps = (gaps * len(task))[: len(task) - 1]
    chars = [_FULL.get(c, c) if full else c for c, full in zip(task, wide, strict=True)]
    return task, "".join(map("".join, zip(chars, [*gaps, ""], strict=True)))


@settings(max_examples=80, deadline=None)
@given(pair=disturbed())
def test_blanks_and_widths_anywhere_leave_the_same_facts(pair: tuple[str, str]) -> None:
    task, text = pair
    assert told(text) == told(task)


@settings(max_examples=3, deadline=None)
@given(gap=st.sampled_from((" ", "  ", "　")), wide=st.booleans())
def test_blanks_everywhere_leave_the_same_rows(gap: str, wide: bool) -> None:
    spaced = [gap.join(_FULL.get(c, c) if wide else c for c in task) for task in TASKS]
    assert rows(*spaced) == rows(*TASKS)


@given(text=st.text(alphabet="供水管网 98.．%％公里<b>，\n　", max_size=30))
def test_each_character_that_is_left_has_its_place(text: str) -> None:
    tight, places = unspaced(text), places_of(text)
    assert len(places) == len(tight) + 1
    assert [text[place] for place in places[:-1]] == list(tight)
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    "tag", ["<img src=x onerror=alert(1)>", "<b>", "</td>", "<script>alert(1)</script>", "<!-- x"]
)
def test_markup_is_in_no_name(tag: str) -> None:
    made = rows(f"采购{tag}无人机6架，培训{tag}飞手20人")
    names = "".join(name or "" for _, name, *_ in made)
    assert not set("<>=") & set(names)
    assert "img" not in names and "script" not in names
    assert ("数量指标", "无人机采购数量", "6", "架") in made


def quoted(text: str) -> list[Fact]:
    return list(facts_in(SourceText(id="T1", text=text), year=2026))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1. 35公里管网改造", ["35"]),
        ("1 新建管网35公里\n2 改造管网12公里", ["35", "12"]),
        ("养护里程1200公里 路面修复500平方米", ["1200", "500"]),
        ("铺设DN300 35公里管道", ["35"]),
    ],
)
def test_blanks_that_part_things_still_do(text: str, values: list[str]) -> None:
    assert [fact.value for fact in quoted(text)] == values
