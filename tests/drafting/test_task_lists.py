"""Every task list of the data set gives a table that holds, under every profile."""

import pytest

from assistant.llm.fake import ScriptedAnswer
from assistant.profiles import load_profile, profile_names
from evals.datasets.task_lists import TaskList, load_task_lists
from evals.drafts import draft, faults, report, unused
from tests.drafting.conftest import Scripted, row

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
    assert "31415件 is neither used nor listed" in "\n".join(report([case]))


def test_lists_hold_with_a_model_that_copies_invents_and_praises(scripted: Scripted) -> None:
    """The habits of a small model, on every list at once: nothing of it may reach a table."""
    habits = (
        row("培训12期", "农技推广培训期数", 值="12", 单位="期"),
        row("任务", "社会稳定率", 类别="社会效益", 值="95", 单位="%"),
        row("培训", "培训人次", 值="77777", 单位="人次"),
    )
    profile = load_profile("national-2021")
    # Some of the lists for each client: no client may spend more than its allowance.
    for some in (CASES[:50], CASES[50:100], CASES[100:]):
        client, server = scripted(ScriptedAnswer(rows=habits, times=0))
        for case in some:
            made = draft(case.target, profile, client)
            assert faults(case, made, profile) == [], case.name
            assert "77777" not in [r.value for r in made.target.indicators]
            assert "社会稳定率" not in [r.name for r in made.target.indicators]
        assert len(server.history) >= sum(len(case.tasks) for case in some)
