"""The report as one HTML file: every number links to the cases behind it; all text is escaped."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.comparison import Figure, changes, figures, flips, measure_of, quality
from evals.gate import Fall
from evals.intervals import ratio
from evals.measures import SECONDS, Better, Kind, Measure, Tally
from evals.report import charts, wording
from evals.results import CaseResult, Run, clustered
from evals.suite import DEVELOPMENT, HELD_OUT, Suite

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_WORSE, _FINE = "#b8420f", "#0b6e4f"
_MOST_LINES = 40
"""Lines shown of one case; a broken draft can have hundreds."""


class Cell(NamedTuple):
    """One number of a table with its plot and the way to its cases."""

    text: str
    bounds: str
    counted: str
    href: str
    strip: Markup


class Behind(NamedTuple):
    """The cases behind one number.

    Attributes:
        id: anchor.
        title: which number.
        imperfect: cases that lost something, with what they counted.
        rest: names of those that did not.
        hidden: how many cases are held out and so not named.
    """

    id: str
    title: str
    imperfect: tuple[tuple[CaseResult, str], ...]
    rest: tuple[str, ...]
    hidden: int


def as_html(
    run: Run, suites: Sequence[Suite], old: Run | None = None, gate: Sequence[Fall] | None = None
) -> str:
    """The page.

    Args:
        run: the run.
        suites: the suites to show; those that did not run are left out.
        old: the run that it is held against.
        gate: what the gate found, or None where it was not asked.
    """
    ran = [suite for suite in suites if run.systems(suite.name)]
    return _ENVIRONMENT.get_template("page.html.j2").render(
        about=run.about,
        commit=wording.commit_text(run),
        models=[wording.model_text(one) for one in run.about.models],
        gate=gate,
        suites=[_suite(run, suite) for suite in ran],
        changes=_changes(run, old, ran),
        flips=flips(run, old) if old else [],
        old=wording.commit_text(old) if old else None,
        cases=_cases(run),
        shown={one.key for one in _cases(run)},
        most=_MOST_LINES,
    )


def _suite(run: Run, suite: Suite) -> dict[str, Any]:
    splits = [split for split in (DEVELOPMENT, HELD_OUT) if any(_found(run, suite, split))]
    systems = run.systems(suite.name)
    colours = dict(zip(systems, charts.COLOURS, strict=False))
    return {
        "name": suite.name,
        "title": suite.title,
        "systems": [(name, _title(suite, name), colours[name]) for name in systems],
        "tables": [_table(run, suite, split, colours) for split in splits],
        "scatter": _scatter(run, suite, colours),
        "rules": _by_rule(run, suite, systems[0], colours),
        "behind": [_behind(run, figure) for split in splits for figure in _found(run, suite, split)]
        + list(_behind_rules(run, suite, systems[0])),
        "crashed": [one for one in run.results if one.suite == suite.name and one.crash],
    }


def _found(run: Run, suite: Suite, split: str) -> list[Figure]:
    return [figure for figure in figures(run, suite, split) if figure.ratio is not None]


def _table(run: Run, suite: Suite, split: str, colours: dict[str, str]) -> dict[str, Any]:
    rows: dict[str, dict[str, Cell]] = {}
    for figure in _found(run, suite, split):
        name = f"{figure.measure.title} {wording.arrow(figure.measure)}"
        rows.setdefault(name, {})[figure.system] = _cell(figure, colours[figure.system])
    sizes = {name: sum(1 for _ in run.of(suite.name, name, split)) for name in colours}
    return {"held_out": split == HELD_OUT, "rows": rows, "sizes": sizes}


def _cell(figure: Figure, colour: str) -> Cell:
    found, kind = figure.ratio, figure.measure.kind
    assert found is not None
    text = wording.figure_text(found, kind)
    bounds = wording.bounds_text(found, kind)
    plot = (
        charts.strip(found.value, found.lower, found.upper, colour, title=f"{text} [{bounds}]")
        if kind is Kind.SHARE
        else Markup("")
    )
    href = f"#{wording.anchor(figure)}"
    return Cell(text, bounds, wording.of_text(found, kind), href, plot)


def _scatter(run: Run, suite: Suite, colours: dict[str, str]) -> Markup | None:
    points = []
    for name, colour in colours.items():
        good = quality(run, suite, name)
        cost = ratio(clustered(run.of(suite.name, name), SECONDS.key), Kind.AMOUNT)
        if good is not None and cost is not None:
            label = f"{_title(suite, name)}: {good.value:.1%}, {cost.value:.3g} s"
            points.append(
                charts.Point(label, cost.value, good.value, good.lower, good.upper, colour)
            )
    return charts.scatter(points) if len(points) > 1 else None


def _by_rule(
    run: Run, suite: Suite, system: str, colours: dict[str, str]
) -> list[tuple[str, list[Cell | None]]]:
    """Precision and recall of each rule; empty where the suite is not about rules."""
    results = list(run.of(suite.name, system, DEVELOPMENT))
    codes = sorted({key.split(".")[0] for key in _rule_keys(results)})
    return [
        (
            code,
            [
                _rule_cell(run, suite, system, f"{code}.{part}", colours[system])
                for part in ("precision", "recall")
            ],
        )
        for code in codes
    ]


def _rule_keys(results: Iterable[CaseResult]) -> set[str]:
    """Measures of single rules, as ``M01.recall``."""
    keys = {key for one in results for key in one.tallies}
    return {key for key in keys if key.endswith((".precision", ".recall"))}


def _rule_cell(run: Run, suite: Suite, system: str, key: str, colour: str) -> Cell | None:
    found = ratio(clustered(run.of(suite.name, system, DEVELOPMENT), key))
    if found is None:
        return None
    measure = measure_of(suite, key)
    figure = Figure(suite, system, measure, DEVELOPMENT, found)
    text, bounds = wording.figure_text(found, Kind.SHARE), wording.bounds_text(found, Kind.SHARE)
    plot = charts.strip(
        found.value, found.lower, found.upper, colour, bar=True, title=f"{key} {text} [{bounds}]"
    )
    href = f"#{wording.anchor(figure)}"
    return Cell(text, bounds, wording.of_text(found, Kind.SHARE), href, plot)


def _behind(run: Run, figure: Figure) -> Behind:
    return _listed(
        run.of(figure.suite.name, figure.system, figure.split),
        figure.measure,
        wording.anchor(figure),
        f"{figure.suite.title} · {_title(figure.suite, figure.system)} · {figure.measure.title}",
    )


def _behind_rules(run: Run, suite: Suite, system: str) -> Iterable[Behind]:
    """The cases behind the bars of each rule."""
    results = list(run.of(suite.name, system, DEVELOPMENT))
    for key in sorted(_rule_keys(results)):
        measure = measure_of(suite, key)
        figure = Figure(suite, system, measure, DEVELOPMENT, None)
        yield _listed(results, measure, wording.anchor(figure), measure.title)


def _listed(results: Iterable[CaseResult], measure: Measure, anchor: str, title: str) -> Behind:
    counted = [
        (one, Tally(*one.tallies[measure.key])) for one in results if measure.key in one.tallies
    ]
    shown = [(one, tally) for one, tally in counted if one.split != HELD_OUT]
    lost = [(one, tally) for one, tally in shown if _lost(measure, tally)]
    if measure.kind is Kind.AMOUNT:
        lost.sort(key=lambda pair: -pair[1].hits)
    names = {one.case for one, _ in lost}
    return Behind(
        anchor,
        title,
        tuple((one, f"{tally.hits:.4g}/{tally.chances:g}") for one, tally in lost),
        tuple(one.case for one, _ in shown if one.case not in names),
        len(counted) - len(shown),
    )


def _lost(measure: Measure, tally: Tally) -> bool:
    if measure.kind is Kind.AMOUNT or measure.better is Better.DOWN:
        return tally.hits > 0
    return tally.hits < tally.chances


def _changes(run: Run, old: Run | None, suites: Sequence[Suite]) -> list[dict[str, Any]]:
    if old is None:
        return []
    moved = changes(run, old, suites)
    most: dict[Kind, float] = {}
    for one in moved:
        reach = max(abs(one.change.lower), abs(one.change.upper), abs(one.change.value))
        kind = one.figure.measure.kind
        most[kind] = max(most.get(kind, 0.0), reach)
    return [
        {
            "title": f"{one.figure.suite.title} · {_title(one.figure.suite, one.figure.system)}",
            "measure": one.figure.measure.title,
            "text": wording.change_text(one.change.value, one.figure.measure),
            "bounds": " … ".join(
                wording.change_text(bound, one.figure.measure)
                for bound in (one.change.lower, one.change.upper)
            ),
            "worse": one.worse,
            "href": f"#{wording.anchor(one.figure)}",
            "strip": charts.change_strip(
                one.change.value,
                one.change.lower,
                one.change.upper,
                most[one.figure.measure.kind],
                _WORSE if one.worse else _FINE,
                wording.change_text(one.change.value, one.figure.measure),
            ),
        }
        for one in moved
    ]


def _cases(run: Run) -> list[CaseResult]:
    """Cases of which there is something to say; held-out ones stay unread."""
    return [
        one
        for one in run.results
        if one.split != HELD_OUT and (one.said or one.unjudged or one.crash)
    ]


def _title(suite: Suite, name: str) -> str:
    return next((one.title for one in suite.systems if one.name == name), name)
