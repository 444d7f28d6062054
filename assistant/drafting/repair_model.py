"""What the rules still hold against a row, put to the model in the finding's words.

Bounded in rows and rounds; an answer is kept only where the whole table gets better by it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.domain.finding import Finding, Severity
from assistant.drafting.candidates import Candidate
from assistant.drafting.context import DraftContext
from assistant.drafting.ground import ground
from assistant.drafting.plan import TaskPlan
from assistant.drafting.repair import Kitchen, Table
from assistant.drafting.rows import DraftRow
from assistant.llm.prompts import fence, load_prompt

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient

MAX_QUESTIONS = 3
"""Rows put to the model in one draft."""


def repair_with_model(
    table: Table, kitchen: Kitchen, context: DraftContext, client: "ModelClient"
) -> Table:
    """The table after the model has been asked about what stands against its rows.

    Raises:
        ProviderError: the model failed; nothing of the table is lost by it.
        CancelledError: the client was cancelled.
    """
    asked: set[str] = set()
    for _ in range(MAX_QUESTIONS):
        finding = next(_open(table, asked), None)
        if finding is None or finding.indicator is None:
            break
        asked.add(finding.indicator)
        place = [row.id for row in table.target.indicators].index(finding.indicator)
        new = _asked_about(table.rows[place], finding, context, client)
        if new is None:
            continue
        made = kitchen.make((*table.rows[:place], new, *table.rows[place + 1 :]))
        if made.score < table.score:
            table = made
    return table


def _open(table: Table, asked: set[str]) -> Iterator[Finding]:
    for finding in table.open:
        if finding.severity is not Severity.INFO and finding.indicator not in (None, *asked):
            yield finding


def _asked_about(
    row: Candidate, finding: Finding, context: DraftContext, client: "ModelClient"
) -> Candidate | None:
    """Another row in the place of one, grounded like any other, or None."""
    plan = _plan_of(row, context)
    if plan is None:
        return None
    prompt = load_prompt("repair-row").render(
        row=f"{row.level2} {row.name} {row.operator.value}{row.value}{row.unit}",
        finding=finding.message,
        task=fence(plan.task.text[:600]),
    )
    for answer in client.rows(prompt, DraftRow, max_rows=1):
        new = ground(answer, plan)
        if isinstance(new, Candidate) and new.level2 == row.level2:
            return new.model_copy(update={"tasks": row.tasks})
    return None


def _plan_of(row: Candidate, context: DraftContext) -> TaskPlan | None:
    return next((plan for plan in context.plans if plan.task.id in row.tasks), None)
