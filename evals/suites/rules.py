"""Findings against labels: real tables, tables of our own making, defects that were planted."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from assistant.domain.target import PerformanceTarget
from assistant.profiles import guess_profile, load_profile
from assistant.validators import review_target
from evals.answers import Desk
from evals.baselines import peer, vague_words
from evals.baselines.peer import Said
from evals.datasets.cases import Split
from evals.datasets.planted_tables import PlantedTable, load_planted_tables, load_tables_by_hand
from evals.measures import Better, Measure, Tally, retrieval
from evals.real_tables import FOLDER, RealTable, load_real_tables
from evals.rules import TABLE
from evals.suite import EvalCase, Scored, Suite, System

Place = tuple[str, str]

MEASURES = (
    Measure("precision", "准确率 precision"),
    Measure("recall", "召回率 recall"),
    Measure("f1", "F1"),
    Measure("clean", "干净表无误报 clean tables left alone"),
    Measure("held", "应报而称数据不足 held back", better=Better.DOWN),
)


class Labelled(NamedTuple):
    """A table with its labels, whichever dataset it is from.

    Attributes:
        target: the table.
        due: what a review should find, as row id (or `TABLE`) and code.
        allowed: what counts neither for nor against.
        profile: name of the local settings, or None to guess them.
        how: further arguments of the review.
    """

    target: PerformanceTarget
    due: frozenset[Place]
    allowed: frozenset[Place]
    profile: str | None = None
    how: dict[str, Any] = {}


@cache
def cases(fast: bool) -> tuple[EvalCase, ...]:
    """Every labelled table; planted ones of one base count as one document."""
    real = [("real", table) for table in load_real_tables()]
    made = [("made", table) for table in load_real_tables(FOLDER.parent / "made_tables")]
    return (
        *(
            EvalCase(f"{kind}/{table.name}", table.name, _of_real(table))
            for kind, table in (*real, *made)
        ),
        *(
            EvalCase(f"planted/{table.name}", table.base, _of_planted(table), table.split.value)
            for split in Split
            for table in load_planted_tables(split)
        ),
        *(
            EvalCase(f"by_hand/{table.name}", table.base, _of_planted(table), table.split.value)
            for split in Split
            for table in load_tables_by_hand(split)
        ),
    )


def _of_real(table: RealTable) -> Labelled:
    return Labelled(
        table.target,
        frozenset((one.row or TABLE, code) for one in table.labels for code in one.codes),
        frozenset((one.row or TABLE, code) for one in table.labels for code in one.arguable),
    )


def _of_planted(table: PlantedTable) -> Labelled:
    how = {
        "drafted": table.drafted,
        "submitted": table.submitted,
        "previous": table.previous,
    }
    return Labelled(table.target, table.due, table.allowed, table.profile, how)


def ours(case: EvalCase, desk: Desk) -> str:
    """What our rules say, and what they hold back on."""
    table: Labelled = case.payload
    profile = load_profile(table.profile) if table.profile else guess_profile(table.target)
    review = review_target(table.target, profile, **table.how)
    found = [[one.indicator or TABLE, one.code] for one in review.findings]
    held = [[one.code, one.reason] for one in review.not_checked]
    return json.dumps({"found": found, "held": held}, ensure_ascii=False)


def the_peer(case: EvalCase, desk: Desk) -> str:
    """What the checker with eleven rules says."""
    return _said(peer.check(case.payload.target))


def the_words(case: EvalCase, desk: Desk) -> str:
    """What the list of vague words says."""
    return _said(vague_words.check(case.payload.target))


def _said(said: Iterable[Said]) -> str:
    return json.dumps({"found": [[one.indicator or TABLE, one.code] for one in said], "held": []})


def score(case: EvalCase, answer: str) -> Scored:
    """Right, wrong and missed, in all and by rule."""
    table: Labelled = case.payload
    told = json.loads(answer)
    found = {(place, code) for place, code in told["found"]}
    right, wrong = found & table.due, found - table.due - table.allowed
    # A rule that says that it lacks data has neither found nor overlooked anything.
    held: dict[str, str] = dict(told["held"])
    unsaid = table.due - found
    unjudged = {place for place in unsaid if place[1] in held}
    missed = unsaid - unjudged
    tallies = retrieval(len(right), len(wrong), len(missed))
    for code in dict.fromkeys(code for _, code in sorted(right | wrong | missed)):
        tallies |= _of_rule(
            code, *(sum(code == other for _, other in part) for part in (right, wrong, missed))
        )
    if table.due:
        tallies["held"] = Tally(len(unjudged), len(table.due))
    else:
        tallies["clean"] = Tally(not wrong, 1)
    return Scored(
        tallies,
        tuple(_told(right_or_not, part) for right_or_not, part in _differences(wrong, missed)),
        tuple(f"{code} @ {place}: {held[code]}" for place, code in sorted(unjudged)),
    )


def _of_rule(code: str, right: int, wrong: int, missed: int) -> dict[str, Tally]:
    """Precision and recall of one rule; its F1 follows from them."""
    tallies = retrieval(right, wrong, missed, prefix=f"{code}.")
    tallies.pop(f"{code}.f1", None)
    return tallies


def _differences(wrong: Iterable[Place], missed: Iterable[Place]) -> Iterator[tuple[str, Place]]:
    yield from (("误报 wrong", one) for one in sorted(wrong))
    yield from (("漏报 missed", one) for one in sorted(missed))


def _told(what: str, place: Place) -> str:
    return f"{what} {place[1]} @ {place[0]}"


def failed(case: EvalCase) -> dict[str, Tally]:
    """Nothing found of all that is due."""
    table: Labelled = case.payload
    tallies = retrieval(0, 0, len(table.due))
    for code in {code for _, code in table.due}:
        tallies |= _of_rule(code, 0, 0, sum(code == other for _, other in table.due))
    if not table.due:
        tallies["clean"] = Tally(0, 1)
    return tallies


SUITE = Suite(
    name="rules",
    title="规则 Rules",
    measures=MEASURES,
    cases=cases,
    systems=(
        System("ours", "本程序的规则 ours", ours),
        System("peer", "11 条硬规则的同类工具 peer of 11 rules", the_peer),
        System("words", "模糊词正则 vague-word regex", the_words),
    ),
    score=score,
    failed=failed,
)
