"""Suggestions on whole tables: share answered, none that adds, none that makes figures up."""

import json
from functools import cache

from assistant.domain.target import PerformanceTarget
from evals.answers import Desk
from evals.datasets.cases import Split
from evals.datasets.planted_tables import load_planted_tables
from evals.measures import Better, Measure, Tally
from evals.real_tables import FOLDER, load_real_tables
from evals.suggestions import Measured, measure, some_tables
from evals.suite import EvalCase, Scored, Suite, System

MEASURES = (
    Measure("cleared", "可答的发现有建议 answerable cleared"),
    Measure("added", "建议带来新问题 added", better=Better.DOWN),
    Measure("invented", "建议编造数字 invented", better=Better.DOWN),
    Measure("left", "全采纳后仍可答的错误 answerable errors left", better=Better.DOWN),
)
_FAST = 14
_COMBINED = 30


@cache
def cases(fast: bool) -> tuple[EvalCase, ...]:
    """The sample, the real tables, every third made one, and tables with several defects."""
    found = [EvalCase(name, name, target) for name, target in some_tables()]
    made = load_real_tables(FOLDER.parent / "made_tables")[::3]
    found += [EvalCase(f"made/{table.name}", table.name, table.target) for table in made]
    for split in Split:
        several = [table for table in load_planted_tables(split) if len(table.defects) > 1]
        found += [
            EvalCase(f"planted/{table.name}", table.base, table.target, split.value)
            for table in several[:_COMBINED]
        ]
    return tuple(found[:_FAST] if fast else found)


def without_model(case: EvalCase, desk: Desk) -> str:
    """The suggestions of rules and library, all of them tried anew by the rules."""
    target: PerformanceTarget = case.payload
    return json.dumps(measure(target)._asdict())


def score(case: EvalCase, answer: str) -> Scored:
    """Counts of one table."""
    found = Measured(**json.loads(answer))
    answerable = found.answered + found.open
    tallies = {
        "cleared": Tally(found.answered, answerable),
        "added": Tally(found.harmful, found.shown),
        "invented": Tally(found.invented, found.shown),
        "left": Tally(found.left, found.errors),
    }
    said = {
        "没有建议 without an answer": found.open,
        "带来新问题 harmful": found.harmful,
        "编造数字 invented": found.invented,
        "仍可答的错误 errors left": found.left,
    }
    return Scored(
        {key: tally for key, tally in tallies.items() if tally.chances},
        tuple(f"{what}: {count}" for what, count in said.items() if count),
    )


def failed(case: EvalCase) -> dict[str, Tally]:
    """A table on which suggesting broke: none of at least one finding is answered."""
    return {"cleared": Tally(0, 1)}


SUITE = Suite(
    name="reviewer",
    title="审核建议 Reviewer",
    measures=MEASURES,
    cases=cases,
    systems=(System("deterministic", "规则与指标库 rules and library", without_model),),
    score=score,
    failed=failed,
)
