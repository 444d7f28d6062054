"""The fifth job: the goal sentence of a table."""

from random import Random

from pydantic import BaseModel, ConfigDict, Field

from assistant.drafting.goal import write_goal
from assistant.drafting.refine_model import table_line
from assistant.library import Sector
from assistant.llm.prompts import fence, load_prompt
from assistant.tuning.examples.checks import UnfitError
from assistant.tuning.examples.example import Example, Job, compact
from assistant.tuning.examples.tables import table_of


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
    families = tuple(rng.sample(sector.families, min(2, len(sector.families))))
    table = table_of(rng, families, rng.choice((4, 5, 6, 7)))
    goal = write_goal(table)
    if goal is None or len(goal) > 260:
        raise UnfitError("length")
    lines = "\n".join(table_line(row) for row in table.indicators)
    mark = f"{rng.getrandbits(48):012x}"
    text = f"{table.year}年\n{lines}"
    return Example(
        job=Job.GOAL,
        sector=sector.name,
        kinds=(f"{len(table.indicators)} rows",),
        text=text,
        prompt=load_prompt("write-goal").render(table=fence(text, mark=mark)),
        answer=compact(GoalAnswer(goal=goal).model_dump(by_alias=True)),
    )
