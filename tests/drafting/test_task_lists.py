"""Every task list of the data set gives a table that holds, under every profile."""

import pytest

from assistant.profiles import load_profile, profile_names
from evals.drafts import TaskList, draft, faults, load_task_lists, report, unused

CASES = load_task_lists()


def test_the_lists_span_at_least_twenty_sectors() -> None:
    assert len(CASES) >= 30
    assert len({case.sector for case in CASES}) >= 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_draft_without_a_model_holds(case: TaskList) -> None:
    profile = load_profile("national-2021")
    assert faults(case, draft(case.target, profile), profile) == []


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_gets_its_own_total_and_catalogue(name: str) -> None:
    profile = load_profile(name)
    for case in CASES[::3]:
        assert faults(case, draft(case.target, profile), profile) == [], case.name


def test_nearly_every_number_of_an_output_is_used() -> None:
    profile = load_profile("national-2021")
    left = {case.name: unused(case, draft(case.target, profile)) for case in CASES}
    assert sum(left.values()) <= 2, {name: count for name, count in left.items() if count}


def test_report_names_what_fails() -> None:
    case = CASES[0].model_copy(update={"uses": ("31415件",)})
    assert "31415件 is neither used nor listed" in report([case])
