"""Cost of the rules, against pydantic in the same run, so that a slow machine changes nothing."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from assistant.domain.target import PerformanceTarget
from assistant.intake import read_file
from assistant.profiles import guess_profile
from assistant.validators import review_target

SAMPLE = Path(__file__).parents[2] / "evals" / "documents" / "kaijiang-2023.md"
MOST = 40
"""Times what pydantic takes to validate the same table from JSON."""


def _best(action: Callable[[], object], times: int) -> float:
    """The shortest of many runs: what the work costs when nothing disturbs it."""
    shortest = float("inf")
    for _ in range(times):
        start = perf_counter()
        action()
        shortest = min(shortest, perf_counter() - start)
    return shortest


def test_all_rules_on_the_sample_within_forty_validations() -> None:
    (target,) = read_file(SAMPLE).targets
    profile, text = guess_profile(target), target.model_dump_json()
    review_target(target, profile)
    validating = _best(lambda: PerformanceTarget.model_validate_json(text), 300)
    reviewing = _best(lambda: review_target(target, profile), 100)
    assert reviewing <= MOST * validating, f"{reviewing / validating:.1f} times"


def test_cost_per_row_is_flat_over_many_tables() -> None:
    """What is kept of words must not make late tables dearer than early ones."""
    (target,) = read_file(SAMPLE).targets
    profile = guess_profile(target)

    def fresh(number: int) -> PerformanceTarget:
        rows = tuple(
            row.model_copy(update={"name": f"{row.name}（第{number}所学校）"})
            for row in target.indicators
        )
        return target.model_copy(update={"indicators": rows})

    def batch(first: int) -> float:
        tables = [fresh(number) for number in range(first, first + 10)]
        return _best(lambda: review_target(tables.pop(), profile), len(tables))

    early = min(batch(first) for first in (0, 10, 20))
    for first in range(30, 330, 10):
        batch(first)
    late = min(batch(first) for first in (330, 340, 350))
    assert late <= 1.5 * early, f"{late / early:.2f} times"
