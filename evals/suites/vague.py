"""Rows that cannot be scored: is there a rewrite, is it acceptable, does it clear the finding."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.finding import Suggestion, SuggestionKind
from assistant.domain.indicator import Indicator
from assistant.exceptions import InputError
from assistant.intake import read_text
from assistant.profiles import guess_profile
from assistant.review import Settings, suggest_changes, supposed
from assistant.review.desk import Desk as ReviewDesk
from assistant.review.model_rows import model_rows
from assistant.validators import review_target
from evals.answers import BASE, CONFIGURED, TUNED, Desk
from evals.baselines import plain
from evals.datasets.cases import Split
from evals.datasets.vague_rows import VagueRow, load_vague_rows, rewrite_faults
from evals.measures import Better, Measure, Tally
from evals.suite import EvalCase, Scored, Suite, System, mixed

MEASURES = (
    Measure("acceptable", "首个改写合格 first rewrite acceptable"),
    Measure("any", "有合格的改写 any rewrite acceptable"),
    Measure("offered", "有改写 offered"),
    Measure("cleared", "首个改写消除问题 first rewrite clears"),
    Measure("invented", "编造数字 invented", better=Better.DOWN),
)
_VAGUE = frozenset({"M01", "M02", "M03", "M05", "M08", "M09"})
_ASKED = 10
_FIELDS = ("level1", "level2", "name", "operator", "value", "unit")


@cache
def cases(fast: bool) -> tuple[EvalCase, ...]:
    """Every vague row, each in a table of its own."""
    return mixed(
        EvalCase(one.name, one.name, one, split.value)
        for split in Split
        for one in load_vague_rows(split)
    )


def without_model(case: EvalCase, desk: Desk) -> str:
    """The suggestions of rules and library."""
    return _suggested(case.payload, None)


def with_model(name: str) -> Callable[[EvalCase, Desk], str]:
    """The same with the wordings of a model among them, tried by the rules like any other."""

    def answer(case: EvalCase, desk: Desk) -> str:
        return _suggested(case.payload, (desk, name))

    return answer


def _suggested(case: VagueRow, model: tuple[Desk, str] | None) -> str:
    settings = Settings(guess_profile(case.target))
    review = review_target(case.target, settings.profile)
    worded = None
    if model is not None:
        desk, name = model
        with desk.client(name) as client:
            worded, _ = model_rows(review, ReviewDesk(case.target, settings.profile), client)
    found = suggest_changes(review, settings, worded=worded).findings
    about = [one for one in found if one.indicator == case.row and one.suggestion]
    about.sort(key=lambda one: one.code not in _VAGUE)
    offers = [offer for one in about for offer in (one.suggestion, *one.candidates) if offer]
    told = dict.fromkeys(offer.model_dump_json() for offer in offers)
    return f"[{','.join(told)}]"


def in_plain_words(name: str) -> Callable[[EvalCase, Desk], str]:
    """The row and the tasks to a model, its one row taken as it comes."""

    def answer(case: EvalCase, desk: Desk) -> str:
        one: VagueRow = case.payload
        row = one.indicator
        printed = f"{row.level2} {row.name} {row.operator or ''}{row.value}{row.unit or ''}"
        tasks = "；".join(task.text for task in one.target.tasks)
        words = plain.REWRITE.format(row=printed, tasks=tasks or "—")
        said = plain.ask(desk.endpoint(name), words, longest=200)
        try:
            rows = [new for found in read_text(said.text).targets for new in found.indicators]
        except InputError:
            rows = []
        return json.dumps([_as_offer(new, one.row) for new in rows[:1]])

    return answer


def _as_offer(row: Indicator, place: str) -> dict[str, Any]:
    """The row as a change; what the model left out stays out."""
    values = {field: getattr(row, field) for field in _FIELDS}
    edits = tuple(
        Edit(op=EditOp.SET, indicator=place, field=field, value=None if v is None else str(v))
        for field, v in values.items()
    )
    return Suggestion(
        edits=edits, rationale="", verified=False, kind=SuggestionKind.NUMERIC
    ).model_dump(mode="json")


def score(case: EvalCase, answer: str) -> Scored:
    """Faults of each offer; a row without any is unanswered, which is a failure."""
    row: VagueRow = case.payload
    offers = [Suggestion.model_validate(one) for one in json.loads(answer)]
    faults = [rewrite_faults(row, offer) for offer in offers]
    invented = any("invents" in fault for of in faults for fault in of)
    tallies = {
        "acceptable": Tally(bool(faults) and not faults[0], 1),
        "any": Tally(any(not of for of in faults), 1),
        "offered": Tally(bool(offers), 1),
        "cleared": Tally(bool(offers) and _clears(row, offers[0]), 1),
        "invented": Tally(invented, 1),
    }
    if not offers:
        return Scored(tallies, ("没有改写 nothing offered",))
    first = f"{row.indicator.name} → {offers[0].after or ''}"
    return Scored(tallies, tuple(f"{first}: {fault}" for fault in faults[0]))


def _clears(case: VagueRow, offer: Suggestion) -> bool:
    """Whether the rules find nothing vague in the row any more, its blanks filled in."""
    after = supposed(apply_edits(case.target, offer.edits))
    found = review_target(after, guess_profile(case.target)).findings
    return not any(one.indicator == case.row and one.code in _VAGUE for one in found)


def failed(case: EvalCase) -> dict[str, Tally]:
    """No rewrite."""
    return {key: Tally(0, 1) for key in ("acceptable", "any", "offered", "cleared")}


SUITE = Suite(
    name="vague",
    title="空泛指标改写 Vague rows",
    measures=MEASURES,
    cases=cases,
    systems=(
        System("deterministic", "规则与指标库，不用模型 no model", without_model),
        System("tuned", "内置模型（调优）model inside, tuned", with_model(TUNED), TUNED, _ASKED),
        System("base", "内置模型（少样本）few-shot base", with_model(BASE), BASE, _ASKED),
        System(
            "plain", "同一基础模型，直接提问 plain prompting", in_plain_words(BASE), BASE, _ASKED
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
