"""Drafts of task lists: valid, complete, exact, every number accounted for, nothing vague."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from assistant.domain.draft import Draft, Usage
from assistant.domain.finding import Finding, Severity
from assistant.domain.indicator import Indicator
from assistant.domain.profile import Profile
from assistant.domain.quantity import normalise
from assistant.domain.target import PerformanceTarget
from assistant.drafting.candidates import BENEFITS, OUTPUTS, SATISFACTION
from assistant.drafting.smart import with_smart
from assistant.exceptions import InputError
from assistant.intake import read_text
from assistant.profiles import load_profile
from assistant.review.coverage import coverage_of
from assistant.validators import review_target
from evals.answers import BASE, CONFIGURED, TUNED, Desk
from evals.baselines import plain
from evals.datasets.cases import Split
from evals.datasets.task_lists import Fact, TaskList, load_task_lists
from evals.drafts import draft, faults
from evals.measures import TOKENS, Better, Kind, Measure, Tally
from evals.suite import DEVELOPMENT, EvalCase, Scored, Suite, System, mixed

PROFILE = "national-2021"
ASKED = (
    "culture-performances",
    "health-rates-only",
    "noisy-template",
    "page-of-background",
    "procuratorate",
    "speech",
)
"""Lists that are put to models, some seconds a task each: by name, so that their recorded answers
still serve when lists are added."""
_FAST = 24
_VAGUE = frozenset({"M01", "M02", "M03", "M05", "M08", "M09"})
_TWICE = frozenset({"U01", "U02", "U03", "U04"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

MEASURES = (
    Measure("valid", "表格有效 valid tables"),
    Measure("errorless", "无错误级发现 tables without errors"),
    Measure("errors", "错误数/表 errors a table", Kind.AMOUNT, Better.DOWN),
    Measure("coverage", "任务有指标 tasks measured"),
    Measure("numbers", "任务数字用上 numbers used"),
    Measure("facts", "数字、界限、单位、类别都对 facts right"),
    Measure("invented", "无出处又不标待确认 invented", better=Better.DOWN),
    Measure("provenance", "行有出处 rows with a passport"),
    Measure("balance", "五类齐全 classes present"),
    Measure("vague", "行不空泛 rows not vague"),
    Measure("twice", "行不重复 rows not doubled"),
    Measure("smart", "SMART 五项全得 rows with five letters"),
    Measure("people", "满意度对象正确 beneficiary right"),
    Measure("names", "应有的指标名 expected names"),
    TOKENS,
)


class Made(NamedTuple):
    """A draft as it is scored, whoever made it.

    Attributes:
        case: the task list.
        target: the table, with the letters that the rules give its rows.
        findings: what the rules say of it.
        usage: what it cost.
        failure: why the model stopped answering, or None.
    """

    case: TaskList
    target: PerformanceTarget
    findings: tuple[Finding, ...]
    usage: Usage
    failure: str | None

    @property
    def rows(self) -> tuple[Indicator, ...]:
        """The rows."""
        return self.target.indicators


@cache
def cases(fast: bool) -> tuple[EvalCase, ...]:
    """The task lists in an order that mixes the sectors and never changes."""
    lists = mixed(
        EvalCase(one.name, one.name, one, split.value)
        for split in Split
        for one in load_task_lists(split)
    )
    lists = tuple(sorted(lists, key=lambda one: one.name not in ASKED))
    return tuple(one for one in lists if one.split == DEVELOPMENT)[:_FAST] if fast else lists


def without_model(case: EvalCase, desk: Desk) -> str:
    """The product without a model: the unit's numbers and the library."""
    return _json(draft(case.payload.target, load_profile(PROFILE)))


def with_model(name: str) -> Callable[[EvalCase, Desk], str]:
    """The product with a model of the desk."""

    def answer(case: EvalCase, desk: Desk) -> str:
        with desk.client(name) as client:
            return _json(draft(case.payload.target, load_profile(PROFILE), client))

    return answer


def in_plain_words(name: str) -> Callable[[EvalCase, Desk], str]:
    """The same model asked in plain words, its table read as any document is."""

    def answer(case: EvalCase, desk: Desk) -> str:
        target: PerformanceTarget = case.payload.target
        total = plain.plain_number(load_profile(PROFILE).weight_total)
        tasks = "\n".join(f"{task.id}. {task.text}" for task in target.tasks)
        said = plain.ask(desk.endpoint(name), plain.DRAFT.format(total=total, tasks=tasks))
        try:
            rows = tuple(row for one in read_text(said.text).targets for row in one.indicators)
        except InputError:
            rows = ()
        rows = tuple(row.model_copy(update={"id": f"I{n}"}) for n, row in enumerate(rows, 1))
        return _json(Draft(target=target.model_copy(update={"indicators": rows}), usage=said.usage))

    return answer


def _json(made: Draft) -> str:
    return made.model_dump_json(exclude={"findings", "not_checked"})


def score(case: EvalCase, answer: str) -> Scored:
    """The same questions to every draft; the rules are run here, not taken from the drafter."""
    profile = load_profile(PROFILE)
    draft_made = Draft.model_validate(json.loads(answer))
    review = review_target(draft_made.target, profile, drafted=True)
    made = Made(
        case.payload,
        with_smart(draft_made.target, review.findings),
        review.findings,
        draft_made.usage,
        draft_made.failure,
    )
    tallies = dict(_tallies(made, profile))
    complete = draft_made.model_copy(update={"target": made.target, "findings": made.findings})
    return Scored(
        {key: tally for key, tally in tallies.items() if tally.chances},
        tuple(_said(made, complete, profile)),
    )


def _tallies(made: Made, profile: Profile) -> Iterator[tuple[str, Tally]]:
    rows, count = made.rows, len(made.rows)
    errors = [one for one in made.findings if one.severity is Severity.ERROR]
    yield "valid", Tally(_is_valid(made, profile), 1)
    yield "errorless", Tally(bool(rows) and not errors, 1)
    yield "errors", Tally(len(errors), 1)
    yield "coverage", _coverage(made, profile)
    yield "numbers", Tally(sum(_is_used(n, made) for n in made.case.uses), len(made.case.uses))
    yield "facts", Tally(sum(_is_right(f, made) for f in made.case.facts), len(made.case.facts))
    # A table without rows has invented nothing and proven nothing: it counts as one bad row.
    least = max(count, 1)
    yield "invented", Tally(sum(_is_invented(row, made.case) for row in rows), count)
    yield "provenance", Tally(sum(_has_passport(row, made.case) for row in rows), least)
    classes = {row.level2 for row in rows}
    present = len(classes & {*OUTPUTS, SATISFACTION}) + bool(classes & set(BENEFITS))
    yield "balance", Tally(present, len(OUTPUTS) + 2)
    for key, codes in (("vague", _VAGUE), ("twice", _TWICE)):
        named = {one.indicator for one in made.findings if one.code in codes}
        yield key, Tally(sum(row.id not in named for row in rows), least)
    yield "smart", Tally(sum(_all_letters(row) for row in rows), least)
    if made.case.people:
        asked = [row.name or "" for row in rows if row.level2 == SATISFACTION]
        yield "people", Tally(any(who in name for who in made.case.people for name in asked), 1)
    names = {row.name for row in rows}
    yield "names", Tally(sum(name in names for name in made.case.names), len(made.case.names))
    yield TOKENS.key, Tally(made.usage.prompt_tokens + made.usage.completion_tokens, 1)


def _is_valid(made: Made, profile: Profile) -> bool:
    rows = made.rows
    whole = all(
        all((row.level1, row.level2, row.name, row.operator, row.value, row.weight)) for row in rows
    )
    total = sum((row.weight or Decimal(0) for row in rows), Decimal(0))
    return whole and 5 <= len(rows) <= 25 and total == profile.weight_total and not made.failure


def _coverage(made: Made, profile: Profile) -> Tally:
    """Tasks that a row says it measures, or that the evidence of the rules finds measured."""
    claimed = {task for row in made.rows for task in row.tasks}
    tasks = [task for task in coverage_of(made.target, profile).tasks if not task.catch_all]
    return Tally(sum(bool(task.rows) or task.id in claimed for task in tasks), len(tasks))


def _printed(row: Indicator) -> str:
    passport = row.provenance.get("value")
    quote = passport.quote if passport else None
    return normalise(f"{row.name or ''} {row.value or ''}{row.unit or ''} {quote or ''}")


def _is_used(number: str, made: Made) -> bool:
    return any(normalise(number) in _printed(row) for row in made.rows)


def _is_right(fact: Fact, made: Made) -> bool:
    """Whether a row carries the fact: figure and unit, bound and class, and what it is about."""
    return any(
        _figure(row) == normalise(f"{fact.number}{fact.unit}")
        and row.operator in fact.operators
        and row.level2 in fact.level2
        and (not fact.about or any(word in (row.name or "") for word in fact.about))
        for row in made.rows
    )


def _figure(row: Indicator) -> str:
    return normalise(f"{row.value or ''}{row.unit or ''}").replace(",", "")


def _source(case: TaskList) -> str:
    return normalise(" ".join([*(task.text for task in case.target.tasks), case.goal or ""]))


def _is_invented(row: Indicator, case: TaskList) -> bool:
    """A number that the unit never said, printed as if it were settled."""
    if row.confirm or not _NUMBER.search(row.value or ""):
        return False
    passport = row.provenance.get("value")
    if passport and passport.quote and normalise(passport.quote) in _source(case):
        return False
    return not set(_NUMBER.findall(row.value or "")) <= set(_NUMBER.findall(_source(case)))


def _has_passport(row: Indicator, case: TaskList) -> bool:
    """The unit's own words where it names them, else a mark that somebody must confirm."""
    passport = row.provenance.get("value")
    if passport is None:
        return False
    if passport.quote is None:
        return row.confirm
    texts = {task.id: task.text for task in case.target.tasks} | {"goal": case.goal or ""}
    return passport.source not in texts or passport.quote in texts[passport.source]


def _all_letters(row: Indicator) -> bool:
    smart = row.smart
    return smart is not None and all((smart.S, smart.M, smart.A, smart.R, smart.T))


def _said(made: Made, whole: Draft, profile: Profile) -> Iterator[str]:
    if made.failure:
        yield f"模型未答完 {made.failure}"
    yield from _wrong_facts(made)
    if all("value" in row.provenance for row in made.rows):
        yield from faults(made.case, whole, profile)
    else:
        errors = (f for f in made.findings if f.severity is Severity.ERROR)
        yield from (f"{one.code} {one.indicator or ''}: {one.message}" for one in errors)
    for row in made.rows:
        if _is_invented(row, made.case):
            yield f"无出处 invented: {row.name} {_figure(row)}"


def _wrong_facts(made: Made) -> Iterable[str]:
    for fact in made.case.facts:
        if not _is_right(fact, made):
            yield f"数字不符 fact: {fact.quote}（{fact.number}{fact.unit}）"


def failed(case: EvalCase) -> dict[str, Tally]:
    """No table at all."""
    wanted: TaskList = case.payload
    chances = {
        "valid": 1,
        "errorless": 1,
        "coverage": len(wanted.tasks),
        "numbers": len(wanted.uses),
        "facts": len(wanted.facts),
        "provenance": 1,
        "balance": len(OUTPUTS) + 2,
        "vague": 1,
        "twice": 1,
        "smart": 1,
        "people": int(bool(wanted.people)),
        "names": len(wanted.names),
    }
    return {key: Tally(0, count) for key, count in chances.items() if count}


SUITE = Suite(
    name="drafts",
    title="起草 Drafter",
    measures=MEASURES,
    cases=cases,
    systems=(
        System("deterministic", "规则与指标库，不用模型 no model", without_model),
        System(
            "tuned", "内置模型（调优）model inside, tuned", with_model(TUNED), TUNED, len(ASKED)
        ),
        System("base", "内置模型（少样本）few-shot base", with_model(BASE), BASE, len(ASKED)),
        System(
            "plain",
            "同一基础模型，直接提问 plain prompting",
            in_plain_words(BASE),
            BASE,
            len(ASKED),
        ),
        System("endpoint", "所设模型 configured endpoint", with_model(CONFIGURED), CONFIGURED),
        System(
            "endpoint-plain",
            "所设模型，直接提问 endpoint, plain prompting",
            in_plain_words(CONFIGURED),
            CONFIGURED,
        ),
    ),
    score=score,
    failed=failed,
)
