"""What a suite is: cases, the systems that are put to them, and how answers are scored."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from evals.answers import Desk
from evals.measures import CRASH, SECONDS, Measure, Tallies

DEVELOPMENT, HELD_OUT = "development", "held_out"


class EvalCase(NamedTuple):
    """One case of a suite.

    Attributes:
        name: unique in the suite.
        document: what it is part of; cases of one document are alike.
        payload: the case as its dataset has it.
        split: development, or held out (`evals.datasets.cases.Split`).
    """

    name: str
    document: str
    payload: Any
    split: str = DEVELOPMENT


def mixed(cases: Iterable[EvalCase]) -> tuple[EvalCase, ...]:
    """The cases in an order that no file has and that never changes: any first few are a mix."""
    return tuple(
        sorted(cases, key=lambda one: hashlib.sha256(one.name.encode()).hexdigest()),
    )


class System(NamedTuple):
    """One way of doing the work.

    Attributes:
        name: its name in records.
        title: its name in print.
        answer: does the work of one case; what it returns is text, so that logs hold it whole.
        desk: name of the model that it needs, or None.
        most: asked of the first cases only, where a model is slow; None for all.
    """

    name: str
    title: str
    answer: Callable[[EvalCase, Desk], str]
    desk: str | None = None
    most: int | None = None


class Scored(NamedTuple):
    """What a scorer says of one answer.

    Attributes:
        tallies: by measure; a measure without chances is left out.
        said: what was wrong, in words.
        unjudged: what could not be judged, and why: neither right nor wrong.
    """

    tallies: Tallies
    said: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()


class Suite(NamedTuple):
    """A dataset with the systems to run on it and how answers are scored.

    Attributes:
        name: its name in records and on the command line.
        title: its name in print.
        measures: its figures, the most telling first.
        cases: the cases; those of the fast subset where it is asked for.
        systems: the systems, ours first.
        score: judges the answer to a case.
        failed: what a case counts where the system broke: all of its chances, none of its hits.
    """

    name: str
    title: str
    measures: tuple[Measure, ...]
    cases: Callable[[bool], Sequence[EvalCase]]
    systems: tuple[System, ...]
    score: Callable[[EvalCase, str], Scored]
    failed: Callable[[EvalCase], Tallies]

    @property
    def printed(self) -> tuple[Measure, ...]:
        """Its figures with those that every suite has."""
        return (*self.measures, SECONDS, CRASH)
