"""Sentences said to a table: exactly the edits that were asked for, and nothing else."""

import json
from collections.abc import Callable
from functools import cache

from assistant.domain.target import PerformanceTarget
from assistant.drafting.refine import Refinement, refine
from assistant.exceptions import InputError
from assistant.export.markdown import form_markdown
from assistant.intake import read_text
from assistant.profiles import load_profile
from evals.answers import BASE, CONFIGURED, TUNED, Desk
from evals.baselines import plain
from evals.datasets.cases import Split
from evals.datasets.instructions import (
    Expected,
    Instruction,
    judge,
    load_instruction_tables,
    load_instructions,
)
from evals.measures import Better, Measure, Tally
from evals.suite import EvalCase, Scored, Suite, System, mixed

MEASURES = (
    Measure("exact", "改得分毫不差 exact"),
    Measure("edits", "该改的改了 edits done"),
    Measure("questions", "该问的问了 questions asked"),
    Measure("nothing", "不该改的没改 nothing where nothing is asked"),
    Measure("collateral", "动了没说的 collateral", better=Better.DOWN),
)
_ASKED = 32
"""Sentences that are put to the models inside; most of them are read without."""
_MEASURE_OF = {
    Expected.EDITS: "edits",
    Expected.UNDO: "edits",
    Expected.QUESTION: "questions",
    Expected.NOTHING: "nothing",
}


@cache
def cases(fast: bool) -> tuple[EvalCase, ...]:
    """Every sentence, each for itself: what they share is the table, which none depends on."""
    return mixed(
        EvalCase(one.name, one.name, one, split.value)
        for split in Split
        for one in load_instructions(split)
    )


def without_model(case: EvalCase, desk: Desk) -> str:
    """Commands that are read without a model; the rest comes back as a question."""
    return _said_to(case.payload, None)


def with_model(name: str) -> Callable[[EvalCase, Desk], str]:
    """Commands first, then a model for what is no clear command."""

    def answer(case: EvalCase, desk: Desk) -> str:
        return _said_to(case.payload, (desk, name))

    return answer


def _said_to(case: Instruction, model: tuple[Desk, str] | None) -> str:
    table = load_instruction_tables()[case.table]
    profile, target, previous = load_profile(table.profile), table.target, None

    def said(words: str) -> Refinement:
        if model is None:
            return refine(target, words, profile, previous=previous)
        desk, name = model
        with desk.client(name) as client:
            return refine(target, words, profile, client, previous=previous)

    if case.after:
        target, previous = said(case.after).target, target
    came = said(case.said)
    return _answer(came.target, came.question)


def _answer(target: PerformanceTarget, question: str | None) -> str:
    told = {"target": target.model_dump(mode="json"), "question": question}
    return json.dumps(told, ensure_ascii=False)


def in_plain_words(name: str) -> Callable[[EvalCase, Desk], str]:
    """The whole table and the sentence to a model, the table that comes back read in its place."""

    def answer(case: EvalCase, desk: Desk) -> str:
        one: Instruction = case.payload
        target = load_instruction_tables()[one.table].target
        table = form_markdown(target)
        said = plain.ask(desk.endpoint(name), plain.REFINE.format(table=table, said=one.said))
        try:
            rows = [row for found in read_text(said.text).targets for row in found.indicators]
        except InputError:
            return _answer(target, said.text)
        old = dict(enumerate(target.indicators))
        kept = tuple(
            row.model_copy(update={"id": old[n].id if n in old else f"I{n + 1}", "source": None})
            for n, row in enumerate(rows)
        )
        return _answer(target.model_copy(update={"indicators": kept}), None)

    return answer


def score(case: EvalCase, answer: str) -> Scored:
    """What should have come of it and did not, and what changed though nobody asked."""
    told = json.loads(answer)
    after = PerformanceTarget.model_validate(told["target"])
    judgement = judge(case.payload, after, told["question"])
    return Scored(
        {
            "exact": Tally(judgement.right, 1),
            _MEASURE_OF[case.payload.expected]: Tally(not judgement.missing, 1),
            "collateral": Tally(bool(judgement.collateral), 1),
        },
        (
            *(f"未做到 missing: {line}" for line in sorted(judgement.missing)),
            *(f"多改了 collateral: {line}" for line in sorted(judgement.collateral)),
        ),
    )


def failed(case: EvalCase) -> dict[str, Tally]:
    """Nothing came of the sentence."""
    return {"exact": Tally(0, 1), _MEASURE_OF[case.payload.expected]: Tally(0, 1)}


SUITE = Suite(
    name="chat",
    title="对话修改 Chat edits",
    measures=MEASURES,
    cases=cases,
    systems=(
        System("deterministic", "命令识别，不用模型 no model", without_model),
        System("tuned", "内置模型（调优）model inside, tuned", with_model(TUNED), TUNED, _ASKED),
        System("base", "内置模型（少样本）few-shot base", with_model(BASE), BASE, _ASKED),
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
