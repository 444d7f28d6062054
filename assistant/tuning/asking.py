"""Who answers when drafters are compared: the model inside, with and without adapter, and none."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from assistant.drafting.ask import quotable, task_question
from assistant.drafting.assemble import satisfaction_row
from assistant.drafting.candidates import SATISFACTION, Candidate
from assistant.drafting.facts import FactKind
from assistant.drafting.people import served_by
from assistant.drafting.plan import TaskPlan
from assistant.drafting.rows import BOUNDS, DraftRow, RowClass, RowOperator, row_for
from assistant.exceptions import ProviderError
from assistant.llm.client import ModelClient
from assistant.llm.embedded.server import Adapter, adapted, running_server, stop_servers
from assistant.settings import Settings
from assistant.tuning.examples.checks import numbers_in
from assistant.tuning.examples.effect_rows import effects_prompt
from assistant.tuning.examples.example import Job
from assistant.tuning.examples.sentences import MOST_ROWS

_CLASSES = {level.level2: level for level in RowClass}


class Answer(NamedTuple):
    """What a drafter gave for one question.

    Attributes:
        rows: rows that hold to their type.
        dropped: rows that did not.
        seconds: taken.
    """

    rows: tuple[DraftRow, ...]
    dropped: int
    seconds: float


class Drafter(Protocol):
    """Whoever gives rows for a task, or for the effects of tasks."""

    def __call__(self, plan: TaskPlan, job: Job) -> Answer:
        """The rows."""


class ModelDrafter:
    """A model, asked as the product asks it."""

    def __init__(
        self, client: ModelClient, most: int = MOST_ROWS, effects: ModelClient | None = None
    ) -> None:
        """Ask this client for so many rows at most, and for effects another one, if given."""
        self.client, self._most = client, most
        self._effects = effects or client

    def __call__(self, plan: TaskPlan, job: Job) -> Answer:
        """The model's own rows, before anything of ours holds them against the text."""
        question = task_question(plan)
        prompt, row, least, client = question.prompt, question.row, question.least, self.client
        if job is Job.EFFECTS:
            prompt = effects_prompt(plan.task.text)
            row = row_for(quotable(plan.text), sorted(numbers_in(plan)))
            client, least = self._effects, 1
        began = time.perf_counter()
        stream = client.rows(prompt, row, max_rows=self._most, least=least)
        rows: list[DraftRow] = []
        try:
            rows.extend(stream)
            dropped = len(stream.dropped)
        except ProviderError:
            dropped = 1
        return Answer(tuple(rows), dropped, time.perf_counter() - began)


class DeterministicDrafter:
    """Facts and library alone; what waits for a person's confirmation counts as no value."""

    def __call__(self, plan: TaskPlan, job: Job) -> Answer:
        """The rows for the unit's own numbers, else the first usual ones."""
        began = time.perf_counter()
        if job is Job.EFFECTS:
            found = [row for row in plan.rows() if row.level2 not in _OUTPUT_CLASSES]
            if not any(row.level2 == SATISFACTION for row in found):
                found += [satisfaction_row(who, ("T1",)) for who in served_by(plan)[:1]]
            # As many rows as a model may give: whom it serves and what the text states come first.
            found.sort(key=lambda row: (row.level2 != SATISFACTION, not row.from_text))
        else:
            found = list(plan.stated or plan.usual[:2])
        rows = tuple(_as_row(row, plan) for row in found[:MOST_ROWS])
        return Answer(rows, 0, time.perf_counter() - began)


_OUTPUT_CLASSES = ("数量指标", "质量指标", "时效指标")


def _as_row(row: Candidate, plan: TaskPlan) -> DraftRow:
    quotes = quotable(plan.text) or [plan.text[:40]]
    said = row.passport.quote if row.from_text else None
    quote = next((clause for clause in quotes if said and said in clause), quotes[0])
    days = {(f.source, f.start) for f in plan.facts if f.kind is FactKind.DEADLINE}
    # All of it by a day: the day is the unit's, the 100 % is how such a row is written.
    stated = row.from_text and not days.intersection(row.facts)
    # The rows are scored, not sent: a long unit of money per person is no fault of theirs here.
    return DraftRow.model_construct(
        quote=quote,
        name=row.name,
        level2=_CLASSES.get(row.level2, RowClass.SOCIAL),
        operator=BOUNDS.get(row.operator, RowOperator.AT_LEAST),
        value=row.value if stated else None,
        unit=row.unit,
        importance=row.importance,
    )


@contextmanager
def model_inside(
    settings: Settings,
    adapter: Path | None,
    most: int = MOST_ROWS,
    effects: Path | None = None,
) -> Iterator[ModelDrafter]:
    """The model inside with this adapter, or bare; it is stopped at the end.

    Effects are asked of the second adapter, where there is one.

    Raises:
        ConfigurationError: the ``embedded`` extra is missing or the model cannot be loaded.
    """
    settings = settings.model_copy(update={"provider": "embedded", "embedded_model": None})
    server = running_server(settings, adapter=adapter, effects=effects)
    try:
        endpoint = server.endpoint(settings)
        other = adapted(endpoint, Adapter.EFFECTS)
        with ModelClient(endpoint) as client, ModelClient(other or endpoint) as second:
            yield ModelDrafter(client, most, second)
    finally:
        del server
        stop_servers()
