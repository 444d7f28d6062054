"""The tables that the review is held to: the sample, the real ones, those made in their manner."""

from functools import cache
from pathlib import Path

from assistant.domain.target import PerformanceTarget
from assistant.intake import read_file
from assistant.profiles import guess_profile
from assistant.review import Settings
from evals.precision import annotated_tables

SEED = Path(__file__).parents[2] / "evals" / "documents" / "kaijiang-2023.md"


@cache
def tables() -> dict[str, PerformanceTarget]:
    """Every table by name, the sample first."""
    return {"seed": seed()} | {table.name: table.target for table in annotated_tables()}


@cache
def seed() -> PerformanceTarget:
    """The approved table of a teaching research office."""
    return read_file(SEED).targets[0]


def settings_for(target: PerformanceTarget) -> Settings:
    """The profile that the table itself suggests."""
    return Settings(guess_profile(target))
