"""How sure a figure is: intervals clustered by document, and the difference of two runs.

Rows of one document are alike, so documents, not rows, are what chance draws. Intervals of shares
are Wilson's with the effective number of chances (Korn and Graubard: the binomial variance over
the variance between documents); where every document agrees there is no such variance, and the
number of documents stands in. Amounts and differences are bootstrapped by document, with a fixed
seed, so that two runs print the same.
"""

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.measures import Kind, Tally

_Z = 1.959963984540054
_RESAMPLES = 2_000
_SEED = 20_260_101
_BOUNDS = (2.5, 97.5)

Clustered = Mapping[str, Tally]
"""Tallies by document."""


class Ratio(NamedTuple):
    """One figure with its 95 % interval.

    Attributes:
        value: the ratio of the sums.
        lower: lower bound.
        upper: upper bound.
        hits: sum of hits.
        chances: sum of chances.
        documents: documents that had a chance.
    """

    value: float
    lower: float
    upper: float
    hits: float
    chances: float
    documents: int


class Difference(NamedTuple):
    """New minus old, with its 95 % interval.

    Attributes:
        value: difference of the two ratios.
        lower: lower bound.
        upper: upper bound.
        documents: documents compared.
    """

    value: float
    lower: float
    upper: float
    documents: int


def by_document(tallies: Iterable[tuple[str, Tally]]) -> dict[str, Tally]:
    """Sums by document, without those that had no chance."""
    sums: dict[str, Tally] = {}
    for document, tally in tallies:
        sums[document] = sums.get(document, Tally(0, 0)).plus(tally)
    return {document: tally for document, tally in sums.items() if tally.chances}


def ratio(clustered: Clustered, kind: Kind = Kind.SHARE) -> Ratio | None:
    """The figure with its interval; None where nothing could be judged."""
    if not clustered:
        return None
    hits, chances = _columns(clustered)
    value = float(hits.sum() / chances.sum())
    bounds = _wilson(value, hits, chances) if kind is Kind.SHARE else _resampled(hits, chances)
    return Ratio(value, *bounds, float(hits.sum()), float(chances.sum()), len(clustered))


def difference(new: Clustered, old: Clustered) -> Difference | None:
    """How far ``new`` is from ``old`` on the same cases, paired by document.

    A document that had a chance in one of them only (a finding that was not there before) counts
    there. None where one of them had no chance at all.
    """
    if not new or not old:
        return None
    documents = sorted({*new, *old})
    nothing = Tally(0, 0)
    one = _columns({name: new.get(name, nothing) for name in documents})
    other = _columns({name: old.get(name, nothing) for name in documents})
    value = float(one[0].sum() / one[1].sum() - other[0].sum() / other[1].sum())
    draws = _draws(len(documents))
    with np.errstate(invalid="ignore"):
        spread = _ratios(*one, draws) - _ratios(*other, draws)
    lower, upper = np.nanpercentile(spread, _BOUNDS)
    return Difference(value, float(lower), float(upper), len(documents))


def _columns(clustered: Clustered) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = np.array([clustered[name] for name in sorted(clustered)], dtype=np.float64)
    return pairs[:, 0], pairs[:, 1]


def _wilson(
    share: float, hits: NDArray[np.float64], chances: NDArray[np.float64]
) -> tuple[float, float]:
    number = _effective(share, hits, chances)
    centre = (share + _Z**2 / (2 * number)) / (1 + _Z**2 / number)
    half = _Z / (1 + _Z**2 / number)
    half *= sqrt(max(share * (1 - share), 0) / number + _Z**2 / (4 * number**2))
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def _effective(share: float, hits: NDArray[np.float64], chances: NDArray[np.float64]) -> float:
    """How many independent chances the documents are worth."""
    documents, number = len(hits), float(chances.sum())
    if documents == 1:
        return 1.0
    spread = float(((hits - share * chances) ** 2).sum())
    variance = documents / (documents - 1) * spread / number**2
    if variance <= 0 or not 0 < share < 1:
        return float(documents)
    return max(1.0, min(number, share * (1 - share) / variance))


def _resampled(hits: NDArray[np.float64], chances: NDArray[np.float64]) -> tuple[float, float]:
    lower, upper = np.percentile(_ratios(hits, chances, _draws(len(hits))), _BOUNDS)
    return float(lower), float(upper)


def _draws(documents: int) -> NDArray[np.int64]:
    generator = np.random.default_rng(_SEED)
    return generator.integers(0, documents, size=(_RESAMPLES, documents))


def _ratios(
    hits: NDArray[np.float64], chances: NDArray[np.float64], draws: NDArray[np.int64]
) -> NDArray[np.float64]:
    ratios: NDArray[np.float64] = hits[draws].sum(axis=1) / chances[draws].sum(axis=1)
    return ratios
