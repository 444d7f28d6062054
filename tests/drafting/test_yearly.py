"""Money over several years beside what this year may spend."""

import pytest

from assistant.drafting.extract import facts_in
from assistant.drafting.facts import Aside, FactRole, SourceText


def money(text: str) -> list[tuple[str, bool]]:
    facts = facts_in(SourceText(id="T1", text=text), year=2026)
    return [(fact.value, fact.role is FactRole.COST) for fact in facts if "元" in fact.unit]


@pytest.mark.parametrize("whole", ["总投资", "工程概算", "总造价"])
@pytest.mark.parametrize("part", ["本年安排", "今年计划投资", "年内拨付资金"])
def test_only_this_years_part_is_a_ceiling(whole: str, part: str) -> None:
    text = f"新建水厂1座，{whole}1450万元，其中{part}620万元。"
    assert money(text) == [("1450", False), ("620", True)]


def test_a_total_alone_stays_the_ceiling() -> None:
    assert money("新建水厂1座，总投资1450万元。") == [("1450", True)]


@pytest.mark.parametrize("words", ["红线宽24米", "坝高38米", "路面宽度为6米"])
def test_a_dimension_is_no_target(words: str) -> None:
    facts = facts_in(SourceText(id="T1", text=f"新建道路3公里，{words}。"), year=2026)
    assert [fact.aside for fact in facts] == [None, Aside.NAME]
