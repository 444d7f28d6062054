"""With the model inside: the sample and a few lists, held to the same as without it."""

from pathlib import Path

import pytest

from assistant.domain.finding import Severity
from assistant.intake import read_file
from assistant.llm import open_client
from assistant.profiles import load_profile
from assistant.settings import Settings
from evals.datasets.task_lists import TaskList, load_task_lists
from evals.drafts import draft, faults

pytestmark = pytest.mark.embedded
LISTS = ("education-lectures", "injection", "slogans-only")


def test_sample_is_drafted_without_an_error(model_home: Path) -> None:
    sample = read_file(Path("evals/documents/kaijiang-2023.md")).targets[0]
    profile = load_profile("sichuan")
    with open_client(Settings(home=model_home)) as client:
        made = draft(sample, profile, client)
    assert [f for f in made.findings if f.severity is Severity.ERROR] == []
    assert sum(row.weight or 0 for row in made.target.indicators) == profile.weight_total
    assert {t for row in made.target.indicators for t in row.tasks} == {
        task.id for task in sample.tasks
    }
    assert made.usage.calls


@pytest.mark.parametrize(
    "case", [c for c in load_task_lists() if c.name in LISTS], ids=lambda case: case.name
)
def test_list_is_drafted_as_well_as_without_it(case: TaskList, model_home: Path) -> None:
    profile = load_profile("national-2021")
    with open_client(Settings(home=model_home)) as client:
        assert faults(case, draft(case.target, profile, client), profile) == []
