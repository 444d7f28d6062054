"""The gate: what must not fall, in ``gate.yaml``; a red gate names each figure that did.

Two questions to each figure. Is it good enough: the bound of its interval that is nearer to
failure against ``bound``. Has it fallen: the same bound of the difference to the recorded run,
paired by document, against ``tolerance``. So a figure that is merely uncertain does not pass.
"""

import fnmatch
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import Field

from assistant.domain.frozen import Frozen
from evals.comparison import measure_of, moved
from evals.intervals import ratio
from evals.measures import Better, Measure
from evals.results import Run, clustered
from evals.suite import DEVELOPMENT, Suite

THRESHOLDS = Path(__file__).parent / "gate.yaml"


class Threshold(Frozen):
    """What is asked of one figure, or of all figures of a pattern.

    Attributes:
        figure: ``suite/system/measure``; the measure may be a pattern (``*.recall``).
        better: which way it improves.
        bound: the least lower bound, or the greatest upper one.
        tolerance: how far the recorded run may lie ahead, by the worse bound of the difference.
        fast: also asked of the fast subset.
    """

    figure: str = Field(pattern=r"^[^/]+/[^/]+/[^/]+$")
    better: Better = Better.UP
    bound: float | None = None
    tolerance: float | None = None
    fast: bool = False

    @property
    def parts(self) -> tuple[str, str, str]:
        """Suite, system and measure."""
        suite, system, measure = self.figure.split("/")
        return suite, system, measure


class Fall(NamedTuple):
    """One figure that does not hold.

    Attributes:
        figure: ``suite/system/measure``.
        why: what was asked and what was found.
    """

    figure: str
    why: str


def load_thresholds(path: Path = THRESHOLDS) -> tuple[Threshold, ...]:
    """The thresholds of a file.

    Raises:
        ValidationError: an entry has an unknown key or a value of the wrong type.
    """
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(Threshold.model_validate(entry) for entry in loaded)


def falls(
    new: Run, old: Run | None, suites: Sequence[Suite], thresholds: Sequence[Threshold]
) -> list[Fall]:
    """Every figure that does not hold; development cases alone are looked at.

    Args:
        new: the run to judge.
        old: the recorded run, or None where there is none to fall behind.
        suites: the suites that were asked for; thresholds of others are left out.
        thresholds: what is asked.
    """
    asked = {suite.name: suite for suite in suites}
    found: list[Fall] = []
    for threshold in thresholds:
        suite = asked.get(threshold.parts[0])
        if suite is not None and (threshold.fast or not new.about.fast):
            found += _falls(new, old, suite, threshold)
    return found


def _falls(new: Run, old: Run | None, suite: Suite, threshold: Threshold) -> Iterator[Fall]:
    _, system, pattern = threshold.parts
    keys = _keys(new, old, suite, system, pattern)
    if not keys:
        yield Fall(threshold.figure, "没有测到 not measured")
    for key in keys:
        measure = measure_of(suite, key)
        name = f"{suite.name}/{system}/{key}"
        if threshold.bound is not None:
            yield from _too_low(new, suite, system, measure, threshold, name)
        if threshold.tolerance is not None and old is not None:
            yield from _fallen(new, old, suite, system, measure, threshold, name)


def _keys(new: Run, old: Run | None, suite: Suite, system: str, pattern: str) -> list[str]:
    """The measures that a threshold is about: those of the recorded run must not go missing."""
    ran = {one.case for one in new.of(suite.name, system, DEVELOPMENT)}
    known = [*new.of(suite.name, system, DEVELOPMENT)]
    if old is not None and ran:
        known += (one for one in old.of(suite.name, system, DEVELOPMENT) if one.case in ran)
    keys = {key for one in known for key in one.tallies}
    return sorted(fnmatch.filter(keys, pattern))


def _too_low(
    new: Run, suite: Suite, system: str, measure: Measure, asked: Threshold, name: str
) -> Iterator[Fall]:
    found = ratio(clustered(new.of(suite.name, system, DEVELOPMENT), measure.key), measure.kind)
    assert asked.bound is not None
    if found is None:
        yield Fall(name, "没有测到 not measured")
    elif asked.better is Better.UP and found.lower < asked.bound:
        yield Fall(name, f"{found.value:.4g}，下限 lower bound {found.lower:.4g} < {asked.bound:g}")
    elif asked.better is Better.DOWN and found.upper > asked.bound:
        yield Fall(name, f"{found.value:.4g}，上限 upper bound {found.upper:.4g} > {asked.bound:g}")


def _fallen(
    new: Run,
    old: Run,
    suite: Suite,
    system: str,
    measure: Measure,
    asked: Threshold,
    name: str,
) -> Iterator[Fall]:
    change = moved(new, old, suite, system, measure)
    if change is None:
        return
    assert asked.tolerance is not None
    worst = -change.lower if asked.better is Better.UP else change.upper
    if worst > asked.tolerance:
        yield Fall(
            name,
            f"较记录变动 moved {change.value:+.4f}（{change.lower:+.4f} … {change.upper:+.4f}），"
            f"允许 allowed {asked.tolerance:g}",
        )
