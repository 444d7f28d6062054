"""Task lists carry their facts, held-out ones stay apart, and a missed fact shows."""

import pytest

from assistant.domain.indicator import Indicator, Operator
from evals.datasets.cases import Split
from evals.datasets.task_lists import TaskList, fact_faults, load_task_lists

DEVELOPMENT = load_task_lists()
HELD_OUT = load_task_lists(Split.HELD_OUT)


def test_enough_lists_with_facts_over_enough_sectors() -> None:
    with_facts = [case for case in DEVELOPMENT if case.facts]
    assert len(with_facts) >= 40
    assert len({case.sector for case in with_facts}) >= 20
    assert min(len("".join(map(str, case.tasks))) for case in DEVELOPMENT) < 20
    assert max(len("".join(map(str, case.tasks))) for case in DEVELOPMENT) > 350


def test_the_held_out_lists_are_apart_and_unlike() -> None:
    assert len(HELD_OUT) == 32
    assert {case.split for case in HELD_OUT} == {Split.HELD_OUT}
    assert {case.split for case in DEVELOPMENT} == {Split.DEVELOPMENT}
    assert not {case.name for case in HELD_OUT} & {case.name for case in DEVELOPMENT}
    assert not {case.unit for case in HELD_OUT} & {case.unit for case in DEVELOPMENT}
    assert all(case.style and case.facts for case in HELD_OUT)
    assert len({case.style for case in HELD_OUT}) == len(HELD_OUT)
    assert sum(len(case.not_targets) > 0 for case in HELD_OUT) >= 8


@pytest.mark.parametrize("case", DEVELOPMENT + HELD_OUT, ids=lambda case: case.name)
def test_every_fact_stands_in_the_text(case: TaskList) -> None:
    text = "\n".join(task.text for task in case.target.tasks) + (case.goal or "")
    for fact in case.facts:
        assert fact.quote in text, fact.quote
        assert fact.operators and fact.level2
    assert all(words.removesuffix("前") in text for words in case.deadlines)


def _row(**fields: object) -> Indicator:
    plain = {
        "id": "I1",
        "level2": "数量指标",
        "name": "高标准农田建设面积",
        "operator": Operator.AT_LEAST,
        "value": "1.5",
        "unit": "万亩",
    }
    return Indicator.model_validate(plain | fields)


def test_a_figure_is_the_same_in_either_scale_and_each_fault_shows() -> None:
    (case,) = (case for case in DEVELOPMENT if case.name == "agriculture")
    first = case.model_copy(update={"facts": case.facts[:1]})

    def kinds(**fields: object) -> list[str]:
        return [fault.kind for fault in fact_faults(first, (_row(**fields),))]

    assert kinds() == []
    assert kinds(value="15000", unit="亩") == []
    assert kinds(value="1.6") == ["missing"]
    assert kinds(unit="万公里") == ["unit"]
    assert kinds(operator=Operator.AT_MOST) == ["bound"]
    assert kinds(level2="质量指标") == ["class"]
    assert kinds(name="补贴面积") == ["name"]


def test_last_years_figure_as_a_target_and_a_lost_date_show() -> None:
    (case,) = (case for case in HELD_OUT if case.name == "council-minutes")
    bare = case.model_copy(update={"facts": ()})
    old = _row(name="门窗更换数量", value="420", unit="樘")
    faults = fact_faults(bare, (old,))
    assert {(fault.kind, fault.words) for fault in faults} == {
        ("deadline", "8月20日前"),
        ("target", "420樘"),
    }
    new = _row(name="教学楼窗8月20日前更换完成率", value="100", unit="%")
    assert fact_faults(bare, (new,)) == ()
