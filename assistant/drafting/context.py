"""What every step of one draft knows."""

from collections.abc import Iterator, Sequence

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import AnnualTask, PerformanceTarget
from assistant.drafting.background import is_all_conditional
from assistant.drafting.candidates import OUTPUTS, QUANTITY, Candidate
from assistant.drafting.extract import read_facts
from assistant.drafting.facts import Fact
from assistant.drafting.naming import shared_words
from assistant.drafting.plan import (
    NEUTRAL_UNITS,
    TaskPlan,
    completion_row,
    from_entry,
    generic_quality,
)
from assistant.drafting.spacing import unspaced
from assistant.drafting.stated import stated_rows
from assistant.library import Family, guess_sector


class DraftContext:
    """One form, read once: facts, plans, rows for the numbers of the goal.

    Attributes:
        target: the form.
        facts: every number of tasks and goal.
        plans: what facts and library make of each task.
        from_goal: rows for the numbers that only the goal gives.
    """

    def __init__(
        self, target: PerformanceTarget, history: Sequence[Indicator] | None = None
    ) -> None:
        """Read the form; rows that it already has count as last year's."""
        self.target = target
        self.facts = read_facts(target)
        rows = usable_history(target) if history is None else tuple(history)
        texts = [text for text in (target.unit.name, target.goal) if text]
        sector = guess_sector([*texts, *(unspaced(task.text) for task in target.tasks)])
        self.plans = tuple(
            TaskPlan(task, self.facts, sector, rows, target.year) for task in promised(target.tasks)
        )
        self.from_goal = tuple(self._goal_rows())

    def _goal_rows(self) -> Iterator[Candidate]:
        facts: list[Fact] = [fact for fact in self.facts if fact.source == "goal"]
        for row in stated_rows(facts, "", (), self.target.year):
            nearest = max(
                self.plans,
                key=lambda plan: shared_words(row.name, plan.text),
                default=None,
            )
            if nearest is not None and shared_words(row.name, nearest.text):
                yield row.model_copy(update={"tasks": (nearest.task.id,)})
            else:
                yield row

    def replacements(self, row: Candidate) -> Iterator[Candidate]:
        """Other rows of the same class for the same tasks, then common ones."""
        plans = [plan for plan in self.plans if plan.task.id in row.tasks]
        for plan in plans:
            yield from (other for other in plan.usual if other.level2 == row.level2)
            for family in plan.families:
                yield from self.family_rows(family, (row.level2,), plan.task.id)
            if row.level2 in OUTPUTS and not row.from_text:
                yield completion_row(plan.activity, plan.task.id)
                yield generic_quality(plan.activity, plan.task.id)

    @staticmethod
    def family_rows(family: Family, levels: tuple[str, ...], task_id: str) -> Iterator[Candidate]:
        """The rows of a family in some classes whose usual value is known."""
        for entry in family.entries:
            counted = entry.level2 == QUANTITY and entry.unit in NEUTRAL_UNITS
            if entry.level2 in levels and (entry.value is not None or counted):
                yield from_entry(entry, task_id)


def promised(tasks: Sequence[AnnualTask]) -> tuple[AnnualTask, ...]:
    """The tasks that promise something; all of them where none does.

    One that is conditional from end to end (视情开展…) gets no row; the notes list it.
    """
    kept = tuple(task for task in tasks if not is_all_conditional(task.text))
    return kept or tuple(tasks)


def usable_history(target: PerformanceTarget) -> tuple[Indicator, ...]:
    """Rows of the form whose numbers may be proposed again: countable, and not in doubt."""
    doubtful = {problem.indicator for problem in target.problems}
    return tuple(
        row
        for row in target.indicators
        if row.id not in doubtful
        and row.operator in (Operator.AT_LEAST, Operator.EQUAL)
        and (row.value or "").replace(".", "", 1).isdecimal()
    )
