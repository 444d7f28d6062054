"""Two runs side by side: what moved, paired by document, and which cases changed their outcome."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evals.intervals import Difference, Ratio, difference, ratio
from evals.measures import Better, Kind, Measure, Tally
from evals.results import CaseResult, Run, clustered
from evals.suite import DEVELOPMENT, Suite


class Figure(NamedTuple):
    """One measure of one system.

    Attributes:
        suite: the suite.
        system: name of the system.
        measure: the measure.
        split: development, or held out.
        ratio: the figure, or None where nothing could be judged.
    """

    suite: Suite
    system: str
    measure: Measure
    split: str
    ratio: Ratio | None


class Moved(NamedTuple):
    """How one measure of one system moved between two runs.

    Attributes:
        figure: the figure as it is now.
        change: new minus old on the cases that both have.
    """

    figure: Figure
    change: Difference

    @property
    def worse(self) -> bool:
        """Whether it moved the wrong way at all."""
        up = self.figure.measure.better is Better.UP
        return self.change.value < 0 if up else self.change.value > 0


class Flip(NamedTuple):
    """One case whose outcome changed.

    Attributes:
        result: the case as it is now.
        fell: what is wrong now and was not.
        mended: what was wrong and is not.
    """

    result: CaseResult
    fell: tuple[str, ...]
    mended: tuple[str, ...]


def figures(run: Run, suite: Suite, split: str = DEVELOPMENT) -> Iterator[Figure]:
    """Every measure of every system that ran in a suite."""
    for system in run.systems(suite.name):
        results = list(run.of(suite.name, system, split))
        for measure in suite.printed if results else ():
            yield Figure(suite, system, measure, split, _ratio(results, measure))


def measure_of(suite: Suite, key: str) -> Measure:
    """The measure of this key; that of one rule (``M01.recall``) is like that of all.

    Raises:
        KeyError: the suite has none.
    """
    own = {measure.key: measure for measure in suite.printed}
    part, _, whole = key.rpartition(".")
    if not part:
        return own[key]
    return own[whole]._replace(key=key, title=f"{part} {own[whole].title}")


def moved(new: Run, old: Run, suite: Suite, system: str, measure: Measure) -> Difference | None:
    """New minus old on the development cases that both runs have."""
    pairs = [_shared(run, other, suite, system) for run, other in ((new, old), (old, new))]
    first, second = (clustered(results, measure.key) for results in pairs)
    return difference(first, second)


def changes(new: Run, old: Run, suites: Sequence[Suite]) -> list[Moved]:
    """Every steady figure that moved."""
    found = []
    for suite in suites:
        for figure in figures(new, suite):
            if not figure.measure.steady:
                continue
            change = moved(new, old, suite, figure.system, figure.measure)
            if change is not None and change.value:
                found.append(Moved(figure, change))
    return found


def flips(new: Run, old: Run) -> list[Flip]:
    """Development cases of which something else is wrong than before."""
    before = {one.key: one for one in old.results}
    found = []
    for now in new.results:
        was = before.get(now.key)
        if was is None or now.split != DEVELOPMENT:
            continue
        fell = tuple(line for line in now.said if line not in was.said)
        mended = tuple(line for line in was.said if line not in now.said)
        if fell or mended:
            found.append(Flip(now, fell, mended))
    return found


def _ratio(results: Sequence[CaseResult], measure: Measure) -> Ratio | None:
    return ratio(clustered(results, measure.key), measure.kind)


def _shared(run: Run, other: Run, suite: Suite, system: str) -> list[CaseResult]:
    known = {one.case for one in other.of(suite.name, system, DEVELOPMENT)}
    return [one for one in run.of(suite.name, system, DEVELOPMENT) if one.case in known]


def quality(run: Run, suite: Suite, system: str) -> Ratio | None:
    """The mean of a system's shares, each turned so that more is better: one axis of a plot."""
    parts: dict[str, list[float]] = {}
    for measure in suite.measures:
        if measure.kind is not Kind.SHARE:
            continue
        for document, tally in clustered(run.of(suite.name, system), measure.key).items():
            share = tally.hits / tally.chances
            turned = share if measure.better is Better.UP else 1 - share
            parts.setdefault(document, []).append(turned)
    means = {name: Tally(sum(shares) / len(shares), 1) for name, shares in parts.items()}
    return ratio(means, Kind.AMOUNT)
