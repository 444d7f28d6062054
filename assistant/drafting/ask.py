"""Put the question to the model: task by task to a small one, the whole form to a large one."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from assistant.domain.provenance import ProvenanceKind
from assistant.domain.quantity import normalise
from assistant.drafting.candidates import Candidate
from assistant.drafting.facts import Fact, FactKind, FactRole
from assistant.drafting.ground import KNOWN, REPEATED, Rejected, ground
from assistant.drafting.phrases import clauses
from assistant.drafting.plan import TaskPlan
from assistant.drafting.rows import BOUNDS, LONGEST_UNIT, DraftRow, Figure, TaskRow, row_for
from assistant.llm.prompts import Prompt, fence, load_prompt
from assistant.llm.providers import DraftingStrategy

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient, RowStream

ROWS_A_TASK = 2
"""Rows asked of a small model for one task; answer tokens are the time."""
_SECONDS_A_TASK, _LEAST_PATIENCE = 5.0, 30.0
_LONGEST_TASK = 600
"""Characters of one task given to a small model; facts come from the whole text anyway."""
_DOCUMENT_TASKS = 12
"""Tasks in one question to a large model."""


class Proposal(NamedTuple):
    """One row of the model with what became of it.

    Attributes:
        name: the name it proposed.
        task: id of the task, or None where the model named none that there is.
        outcome: the grounded row, or why it was not used.
    """

    name: str
    task: str | None
    outcome: Candidate | Rejected


class Batch:
    """One question.

    Attributes:
        plans: the tasks that it is about.
    """

    def __init__(
        self,
        stream: "RowStream[DraftRow] | RowStream[TaskRow]",
        plans: tuple[TaskPlan, ...],
        *,
        small: bool = False,
    ) -> None:
        """Prepare; the question goes out at the first row asked for.

        Args:
            stream: the answer.
            plans: the tasks asked about.
            small: the model is a small one: where the library knows such work, a row that rests
                on nothing but the model's wording (教育教学理念提升率) is not taken.
        """
        self.plans = plans
        self._stream, self._small = stream, small

    def proposals(self) -> Iterator[Proposal]:
        """The rows as they close, each held against its task.

        Raises:
            ProviderError: the model or the way to it failed; rows given before stay good.
            CancelledError: the client was cancelled.
        """
        seen: set[tuple[str, str]] = set()
        for row in self._stream:
            plan = self._plan_of(row)
            if plan is None:
                continue
            outcome = ground(row, plan)
            if isinstance(outcome, Candidate):
                own = outcome.passport.kind is ProvenanceKind.MODEL
                if self._small and own and plan.families:
                    outcome = Rejected(KNOWN)
                elif outcome.key in seen:
                    outcome = Rejected(REPEATED)
                else:
                    seen.add(outcome.key)
            yield Proposal(row.name, plan.task.id, outcome)

    def close(self) -> None:
        """Stop the answer."""
        self._stream.close()

    def _plan_of(self, row: DraftRow) -> TaskPlan | None:
        if not isinstance(row, TaskRow):
            return self.plans[0]
        wanted = row.task.strip().upper()
        return next((plan for plan in self.plans if plan.task.id == wanted), None)


class Asker:
    """Asks one endpoint for some tasks of a form.

    Attributes:
        patience: seconds that a small model may take in all before rules and library go on alone,
            or None where the endpoint's own limits hold.
    """

    def __init__(self, client: "ModelClient", plans: Sequence[TaskPlan]) -> None:
        """Prepare; nothing is sent."""
        self._client, self._plans = client, tuple(plans)
        small = client.endpoint.provider.strategy is DraftingStrategy.TASK_BY_TASK
        self.patience = max(_LEAST_PATIENCE, _SECONDS_A_TASK * len(plans)) if small else None

    def batches(self) -> Iterator[Batch]:
        """The questions in order, each opened when it is its turn."""
        plans = self._plans
        if self._client.endpoint.provider.strategy is DraftingStrategy.TASK_BY_TASK:
            for plan in plans:
                yield Batch(self._ask_task(plan), (plan,), small=True)
            return
        for first in range(0, len(plans), _DOCUMENT_TASKS):
            part = plans[first : first + _DOCUMENT_TASKS]
            yield Batch(self._ask_document(part), part)

    def _ask_task(self, plan: TaskPlan) -> "RowStream[DraftRow]":
        question = task_question(plan)
        return self._client.rows(
            question.prompt,
            question.row,
            max_rows=ROWS_A_TASK,
            least=question.least,
            fall_back=False,
        )

    def _ask_document(self, plans: tuple[TaskPlan, ...]) -> "RowStream[TaskRow]":
        prompt = load_prompt("draft-document").render(
            facts="\n".join(_fact_lines(plans)) or "-",
            library="\n".join(_library_lines(plans)) or "-",
            tasks=fence("\n".join(f"{plan.task.id}：{plan.task.text}" for plan in plans)),
        )
        # A smaller model that takes over is asked in its own way: see `stream_draft`.
        return self._client.rows(prompt, TaskRow, max_rows=4 * len(plans), fall_back=False)


class TaskQuestion(NamedTuple):
    """What a small model is asked about one task.

    Attributes:
        prompt: the words.
        row: the type that its rows are held to.
        least: rows that it takes to give every number and day that the task prints.
        figures: what clauses state.
    """

    prompt: Prompt
    row: type[DraftRow]
    least: int
    figures: tuple[Figure, ...]

    def offers(self, row: DraftRow) -> bool:
        """Whether a row with this clause and number can be an answer that holds to the schema."""
        same = [figure for figure in self.figures if figure.quote == row.quote]
        if same:
            return any(figure.is_of(row) for figure in same)
        return row.value is None or all(row.value != figure.value for figure in self.figures)


def task_question(plan: TaskPlan, *, mark: str | None = None) -> TaskQuestion:
    """The question about one task, the same when drafting, when tuning and when scoring.

    Args:
        plan: the task, read.
        mark: mark of the fence, where the prompt must come out the same twice.
    """
    text = plan.task.text[:_LONGEST_TASK]
    prompt = load_prompt("draft-task").render(task=fence(text, mark=mark))
    numbers = (fact.value for fact in plan.facts if fact.kind is not FactKind.DEADLINE)
    quotes = quotable(plan.text)
    said = list(_said(plan, quotes))
    figures = [figure for clause, fact in said for figure in _figures(clause, fact, plan)]
    least = sum(not fact.derived for _, fact in said)
    return TaskQuestion(prompt, row_for(quotes, numbers, figures), max(1, least), tuple(figures))


def _said(plan: TaskPlan, quotes: Sequence[str]) -> Iterator[tuple[str, Fact]]:
    """The facts that the rows for the unit's own words rest on, each with its clause."""
    used = {key for row in plan.stated for key in row.facts}
    given: set[tuple[str, str]] = set()
    for fact in plan.facts:
        words = _bare(fact.quote)
        holding = [clause for clause in quotes if words in _bare(clause)]
        if (fact.source, fact.start) in used and holding:
            # Of two clauses with the same words each has its own.
            free = [clause for clause in holding if (clause, fact.value) not in given]
            clause = next(iter(free or holding))
            given.add((clause, fact.value))
            yield clause, fact


# How money is bounded and for whom it is counted can be said in more than one way.
_ONE_WAY = (FactKind.COUNT, FactKind.RATE, FactKind.CHANGE, FactKind.DURATION)


def _figures(clause: str, fact: Fact, plan: TaskPlan) -> Iterator[Figure]:
    """What a row may give for the fact; nothing for a day, which nobody copies as a number."""
    if fact.kind is FactKind.DEADLINE:
        return
    if fact.derived:
        # 按月发放 is a number to who counts months, and a rate to who pays.
        yield Figure(clause, fact.value)
        yield Figure(clause, None)
        return
    row = next(row for row in plan.stated if (fact.source, fact.start) in row.facts)
    unit = row.unit or ""
    if fact.kind in _ONE_WAY and row.value == fact.value and 0 < len(unit) <= LONGEST_UNIT:
        yield Figure(clause, fact.value, BOUNDS.get(row.operator), unit)
    else:
        yield Figure(clause, fact.value)


def _bare(text: str) -> str:
    return _THOUSANDS.sub("", normalise(text)).replace(" ", "")


_QUOTES, _QUOTE = 10, 40
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def quotable(text: str) -> list[str]:
    """The clauses that a row may rest on, those with numbers first where there are many."""
    plain = _THOUSANDS.sub("", normalise(text))
    said = [plain[start:end].strip()[:_QUOTE] for start, end in clauses(plain)]
    said = [clause for clause in said if len(clause) >= 2 and '"' not in clause]
    said.sort(key=lambda clause: not any(char.isdigit() for char in clause))
    kept = set(said[:_QUOTES])
    return [clause for clause in dict.fromkeys(said) if clause in kept]


def _fact_lines(plans: tuple[TaskPlan, ...]) -> Iterator[str]:
    for plan in plans:
        for fact in plan.facts:
            if fact.role is FactRole.CONTEXT:
                continue
            value = fact.value if fact.kind is FactKind.DEADLINE else f"{fact.value}{fact.unit}"
            yield f"- {plan.task.id} {fact.operator.value}{value}（原文“{fact.quote}”）"


def _library_lines(plans: tuple[TaskPlan, ...]) -> Iterator[str]:
    for plan in plans:
        for family in plan.families[:1]:
            names = "、".join(entry.name for entry in family.entries)
            yield f"- {plan.task.id} {names}"
