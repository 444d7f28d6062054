"""The fifth job: the goal sentence of a table."""

from random import Random

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.target import PerformanceTarget
from assistant.drafting.goal import write_goal
from assistant.drafting.refine_model import table_line
from assistant.library import Sector
from assistant.llm.prompts import Prompt, fence, load_prompt
from assistant.tuning.examples.checks import UnfitError
from assistant.tuning.examples.example import Example, Job, compact
from assistant.tuning.examples.tables import table_of

LONGEST_GOAL = 200
"""Characters of a goal: what the prompt asks for."""


class GoalAnswer(BaseModel):
    """The overall goal as a model writes it.

    Attributes:
        goal: the text.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    goal: str = Field(alias="目标", max_length=300, description="年度总体目标")


def goal_example(rng: Random, sector: Sector) -> Example:
    """A table of this sector and its goal, as the deterministic writer has it.

    Raises:
        UnfitError: this draw cannot be taught.
    """
    table = goal_table(rng, sector)
    goal = write_goal(table)
    if goal is None or len(goal) > LONGEST_GOAL:
        raise UnfitError("length")
    mark = f"{rng.getrandbits(48):012x}"
    return Example(
        job=Job.GOAL,
        sector=sector.name,
        kinds=(f"{len(table.indicators)} rows",),
        text=_printed(table),
        prompt=goal_prompt(table, mark=mark),
        answer=compact(GoalAnswer(goal=goal).model_dump(by_alias=True)),
    )


def goal_table(rng: Random, sector: Sector) -> PerformanceTarget:
    """A table of this sector to be summed up."""
    families = tuple(rng.sample(sector.families, min(2, len(sector.families))))
    return table_of(rng, families, rng.choice((4, 5, 6, 7)))


def goal_prompt(table: PerformanceTarget, *, mark: str | None = None) -> Prompt:
    """The question for the goal sentence of this table."""
    return load_prompt("write-goal").render(table=fence(_printed(table), mark=mark))


def _printed(table: PerformanceTarget) -> str:
    lines = "\n".join(table_line(row) for row in table.indicators)
    return f"{table.year}年\n{lines}"
