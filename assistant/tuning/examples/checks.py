"""What an example must hold to before anything is taught with it."""

import re
from collections.abc import Iterable, Sequence

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import normalise
from assistant.domain.target import AnnualTask, PerformanceTarget
from assistant.drafting.ask import quotable
from assistant.drafting.extract import facts_in
from assistant.drafting.facts import FactKind, SourceText
from assistant.drafting.naming import fault_of
from assistant.drafting.plan import TaskPlan
from assistant.drafting.rows import LONGEST_UNIT, DraftRow
from assistant.library import LEVEL1
from assistant.profiles import load_profile
from assistant.tuning.examples.parts import Measure
from assistant.validators import review_target

NAME_RULES = ("M05", "M06", "M07", "M08")
"""The rules that say whether a name is one of an indicator."""
_LONGEST_NAME = 30


class UnfitError(Exception):
    """An example that cannot be taught; the reason is counted in the data card."""


def plan_of(text: str, task_id: str = "T1") -> TaskPlan:
    """The task as the drafter reads it."""
    facts = facts_in(SourceText(id=task_id, text=text))
    return TaskPlan(AnnualTask(id=task_id, content=text), facts, None)


def numbers_in(plan: TaskPlan) -> set[str]:
    """What the drafter lets a model copy from this task."""
    return {fact.value for fact in plan.facts if fact.kind is not FactKind.DEADLINE}


def taught_row(measure: Measure, quotes: Sequence[str], numbers: set[str]) -> DraftRow:
    """The row to teach.

    Raises:
        UnfitError: the product would not let a model give this row.
    """
    words = _bare(normalise(measure.words))
    # Of several clauses that hold the words the shortest is about nothing else.
    said = [quote for quote in quotes if words in _bare(quote)]
    if not said:
        raise UnfitError("quote")
    if measure.value is not None and measure.value not in numbers:
        raise UnfitError("value")
    if len(measure.name) > _LONGEST_NAME or len(measure.unit) > LONGEST_UNIT:
        raise UnfitError("length")
    if fault_of(measure.name, "", known=True) is not None:
        raise UnfitError("name")
    return DraftRow(
        quote=min(said, key=len),
        name=measure.name,
        level2=measure.level2,
        operator=measure.operator,
        value=measure.value,
        unit=measure.unit,
        importance=measure.importance,
    )


def _bare(text: str) -> str:
    return re.sub(r"\s|(?<=\d),(?=\d{3})", "", text)


def taught_rows(measures: Iterable[Measure], plans: Sequence[TaskPlan]) -> tuple[DraftRow, ...]:
    """The rows to teach for one question about these tasks.

    Raises:
        UnfitError: see `taught_row`; or the rules object to a name.
    """
    quotes = [quote for plan in plans for quote in quotable(plan.text)]
    numbers = {value for plan in plans for value in numbers_in(plan)}
    rows = tuple(taught_row(measure, quotes, numbers) for measure in measures)
    if bad_names(rows):
        raise UnfitError("rule")
    return rows


def bad_names(rows: Sequence[DraftRow]) -> tuple[str, ...]:
    """The names that rules M05 to M08 object to."""
    target = PerformanceTarget(
        indicators=tuple(as_indicator(row, f"I{place}") for place, row in enumerate(rows, 1))
    )
    review = review_target(target, load_profile("national-2021"), select=NAME_RULES, drafted=True)
    found = {finding.indicator for finding in review.findings}
    return tuple(row.name for place, row in enumerate(rows, 1) if f"I{place}" in found)


def as_indicator(row: DraftRow, row_id: str) -> Indicator:
    """The row as a table prints it; a value that the task does not give stands as one to come."""
    level2 = row.level2.level2
    return Indicator(
        id=row_id,
        level1=LEVEL1[level2],
        level2=level2,
        name=row.name,
        operator=Operator(row.operator.value),
        value=row.value or "90",
        unit=row.unit or None,
    )
