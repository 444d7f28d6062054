"""Small tables out of the library, for the jobs that change or sum up a table."""

from random import Random

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from assistant.library import Entry, Family
from assistant.tuning.examples import figures


def table_of(rng: Random, families: tuple[Family, ...], most: int) -> PerformanceTarget:
    """A table of up to ``most`` rows about these families, each name once."""
    entries = {entry.name: entry for family in families for entry in family.entries}
    chosen = rng.sample(list(entries.values()), min(most, len(entries)))
    chosen.sort(key=lambda entry: list(entries).index(entry.name))
    rows = (indicator_of(rng, entry, place) for place, entry in enumerate(chosen, 1))
    return PerformanceTarget(year=rng.choice((2023, 2024, 2025)), indicators=tuple(rows))


def indicator_of(rng: Random, entry: Entry, place: int) -> Indicator:
    """A row as a table prints it, with a number of some unit's."""
    if entry.unit == "%":
        figure = figures.rate(rng)
        operator = Operator(figure.operator.value)
        value = figure.value
        if entry.operator is Operator.AT_MOST:
            operator, value = entry.operator, rng.choice(("1", "2", "5"))
    else:
        operator, value = entry.operator, figures.count(rng, entry.unit).value
    return Indicator(
        id=f"I{place}",
        level1=entry.level1,
        level2=entry.level2,
        name=entry.name,
        operator=operator,
        value=entry.value if entry.value == "0" else value,
        unit=entry.unit,
    )
