"""What is counted: hits of chances, so that every figure is a ratio of two sums over documents."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class Tally(NamedTuple):
    """What one case adds to one figure.

    Attributes:
        hits: how often it was right, or an amount (seconds, tokens).
        chances: how often it could have been; 0 where the case cannot judge.
    """

    hits: float
    chances: float

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.hits + other.hits, self.chances + other.chances)


Tallies = Mapping[str, Tally]
"""Tallies by the key of their measure."""


class Better(StrEnum):
    """Which way a figure improves."""

    UP = "up"
    DOWN = "down"


class Kind(StrEnum):
    """A share lies between 0 and 1; an amount is an average a case."""

    SHARE = "share"
    AMOUNT = "amount"


class Measure(NamedTuple):
    """One figure of a suite.

    Attributes:
        key: its name in records and in ``gate.yaml``.
        title: its name in print, Chinese and English.
        kind: share or amount.
        better: which way it improves.
        steady: two runs on the same answers give the same figure; times do not.
    """

    key: str
    title: str
    kind: Kind = Kind.SHARE
    better: Better = Better.UP
    steady: bool = True


CRASH = Measure("crash", "程序出错 crashes", better=Better.DOWN)
"""Cases on which the program broke; they count as failed in every other figure as well."""
SECONDS = Measure("seconds", "秒 seconds", Kind.AMOUNT, Better.DOWN, steady=False)
TOKENS = Measure("tokens", "词元 tokens", Kind.AMOUNT, Better.DOWN)


def added(tallies: Iterable[Tallies]) -> dict[str, Tally]:
    """The sums by measure."""
    sums: dict[str, Tally] = {}
    for one in tallies:
        for key, tally in one.items():
            sums[key] = sums.get(key, Tally(0, 0)).plus(tally)
    return sums


def retrieval(right: int, wrong: int, missed: int, prefix: str = "") -> dict[str, Tally]:
    """Precision, recall and F1 of a set of findings as ratios of sums; empty ones left out."""
    tallies = {
        f"{prefix}precision": Tally(right, right + wrong),
        f"{prefix}recall": Tally(right, right + missed),
        f"{prefix}f1": Tally(2 * right, 2 * right + wrong + missed),
    }
    return {key: tally for key, tally in tallies.items() if tally.chances}
