"""Drafts of task lists of our own wording: valid, exact, complete, every number accounted for."""

import time
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from assistant.domain.draft import Draft, Usage
from assistant.domain.finding import Severity
from assistant.domain.profile import Profile
from assistant.domain.provenance import ProvenanceKind
from assistant.domain.target import PerformanceTarget
from assistant.drafting.candidates import BENEFITS, OUTPUTS, SATISFACTION
from assistant.drafting.draft import stream_draft
from assistant.drafting.events import Finished
from assistant.drafting.plan import is_money_only
from assistant.llm.client import ModelClient
from assistant.profiles import load_profile
from evals.datasets.task_lists import TaskList


def draft(target: PerformanceTarget, profile: Profile, client: ModelClient | None = None) -> Draft:
    """The finished draft of ``target``."""
    *_, last = stream_draft(target, profile, client)
    assert isinstance(last, Finished)
    return last.draft


def faults(case: TaskList, made: Draft, profile: Profile) -> list[str]:
    """What is wrong with a draft, in words; empty where it holds."""
    return [
        *_form_faults(made, profile),
        *_coverage_faults(case, made),
        *_number_faults(case, made),
        *_passport_faults(case, made),
        *_name_faults(case, made),
        *(
            f"{row.name}: {word}"
            for word in case.absent
            for row in made.target.indicators
            if word in (row.name or "")
        ),
    ]


def _form_faults(made: Draft, profile: Profile) -> Iterable[str]:
    rows = made.target.indicators
    if sum((row.weight or Decimal(0) for row in rows), Decimal(0)) != profile.weight_total:
        yield "weights do not add up"
    if not 5 <= len(rows) <= 25:
        yield f"{len(rows)} rows"
    for row in rows:
        if not all((row.level1, row.level2, row.name, row.operator, row.value, row.weight)):
            yield f"{row.id} lacks a field"
        if row.smart is None:
            yield f"{row.id} has no letters"
    for finding in made.findings:
        if finding.severity is Severity.ERROR:
            yield f"{finding.code} {finding.indicator}: {finding.message}"


def _coverage_faults(case: TaskList, made: Draft) -> Iterable[str]:
    rows = made.target.indicators
    measured = {task for row in rows if row.level2 in (*OUTPUTS, *BENEFITS) for task in row.tasks}
    costed = {task for row in rows for task in row.tasks}
    for task in made.target.tasks:
        # A sentence that only caps the money is measured by its ceiling.
        known = costed if is_money_only(task.text) else measured
        if task.id not in known:
            yield f"{task.id} is not measured"
    classes = {row.level2 for row in rows}
    for level2 in (*OUTPUTS, SATISFACTION):
        if level2 not in classes:
            yield f"no {level2}"
    if not classes & set(BENEFITS):
        yield "no benefit row"
    asked = [row.name or "" for row in rows if row.level2 == SATISFACTION]
    if case.people and not any(who in name for who in case.people for name in asked):
        yield f"satisfaction of {asked}"


def _name_faults(case: TaskList, made: Draft) -> Iterable[str]:
    """Rows that a reviewer would expect under just this name."""
    named = {row.name for row in made.target.indicators}
    yield from (f"no row {name}" for name in case.names if name not in named)


def _number_faults(case: TaskList, made: Draft) -> Iterable[str]:
    """Every number that belongs to an output stands in a row, or is listed as unused."""
    used = " ".join(
        f"{row.name} {row.provenance['value'].quote or ''}" for row in made.target.indicators
    )
    notes = " ".join(made.notes)
    for number in case.uses:
        if number not in used and number not in notes:
            yield f"{number} is neither used nor listed"


def _passport_faults(case: TaskList, made: Draft) -> Iterable[str]:
    """A value is the unit's own, with its words, or waits for a person."""
    texts = {task.id: task.text for task in case.target.tasks} | {"goal": case.goal or ""}
    for row in made.target.indicators:
        passport = row.provenance.get("value")
        if passport is None:
            yield f"{row.id} has no passport"
        elif passport.quote is None and not row.confirm:
            yield f"{row.id} rests on nothing and asks nobody"
        elif passport.source in texts and (passport.quote or "") not in texts[passport.source]:
            yield f"{row.id} quotes what {passport.source} does not say"


def unused(case: TaskList, made: Draft) -> int:
    """How many of the numbers that must appear are only listed as unused."""
    quotes = [f"{row.name} {row.provenance['value'].quote or ''}" for row in made.target.indicators]
    return sum(not any(number in quote for quote in quotes) for number in case.uses)


def report(cases: Sequence[TaskList], client: ModelClient | None = None) -> Iterator[str]:
    """One line a list as it is made, then the totals; with a model also what it cost."""
    profile = load_profile("national-2021")
    bad, numbers, left, confirm, rows, own = 0, 0, 0, 0, 0, 0
    used = Usage()
    took = []
    for case in cases:
        started = time.perf_counter()
        made = draft(case.target, profile, client)
        took.append(time.perf_counter() - started)
        wrong = faults(case, made, profile)
        bad += bool(wrong)
        numbers, left = numbers + len(case.uses), left + unused(case, made)
        indicators = made.target.indicators
        rows += len(indicators)
        confirm += sum(row.confirm for row in indicators)
        model = sum(row.provenance["value"].kind is ProvenanceKind.MODEL for row in indicators)
        own += model
        used += made.usage
        yield (
            f"{case.name:24} {len(indicators):3} rows {model:2} by model {took[-1]:6.2f} s "
            f"{made.usage.calls:3} calls {made.usage.completion_tokens:5} tokens  "
            f"{'; '.join(wrong) or 'ok'}"
        )
    yield (
        f"{len(cases)} lists, {len({case.sector for case in cases})} sectors: "
        f"{len(cases) - bad} hold; {numbers - left} of {numbers} numbers used, {left} listed; "
        f"{confirm} of {rows} values to confirm"
    )
    if client is not None and cases:
        lists = len(cases)
        yield (
            f"{own} of {rows} values by the model; a draft: {used.calls / lists:.1f} calls, "
            f"{used.prompt_tokens / lists:.0f} tokens asked, "
            f"{used.completion_tokens / lists:.0f} answered, "
            f"{sorted(took)[lists // 2]:.1f} s median, {max(took):.1f} s worst"
        )
