"""Many people at the real page at once, each with a form of their own; what they leave behind.

``python -m evals users`` is the same with fifty of them for five minutes, and watches the memory.
"""

from statistics import mean

import pytest

from evals.users.load import Outcome, Plan, run
from evals.users.memory import Sample, growth

PEOPLE = 20


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """One form each: drafted, edited, refined, checked, saved, taken home, reloaded."""
    return run(Plan(people=PEOPLE, seconds=0, think=0.2))


def test_nobody_sees_anothers_and_nothing_is_lost(outcome: Outcome) -> None:
    """In no answer, no page, no file and not in the store."""
    assert outcome.is_sound, outcome.text
    assert outcome.forms == PEOPLE
    assert all(outcome.actions[name].taken >= PEOPLE for name in ("draft", "edit", "refine"))


def test_growth_is_told_from_warming_up() -> None:
    """The slope is that after the warm-up; a steady leak is no flat line."""
    warm = [Sample(second, 200.0 + min(second, 60), 1, 1, 1) for second in range(0, 300, 2)]
    assert growth(warm, 60).slope == pytest.approx(0, abs=0.2)
    leak = [Sample(second, 200.0 + second, 1, 1, 1) for second in range(0, 300, 2)]
    assert growth(leak, 60).slope == pytest.approx(60)
    assert mean((growth(leak, 60).warm, growth(leak, 60).last)) > 300
