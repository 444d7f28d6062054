"""Which row of one table is which row of another: by meaning, whatever their order."""

from collections.abc import Sequence

from rapidfuzz.fuzz import ratio

from assistant.domain.comparison import Match
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.validators.levels import read_level1, read_level2
from assistant.validators.likeness import plain_text, topic

_ENOUGH = 0.5
_NAME, _CLASS, _TARGET, _PLACE = 0.62, 0.16, 0.17, 0.05


def match_rows(old: PerformanceTarget, new: PerformanceTarget) -> tuple[Match, ...]:
    """Rows of both tables in pairs, the likeliest pairs first taken."""
    scored = [
        (_likeness(one, other, left, right, old, new), left, right)
        for left, one in enumerate(old.indicators)
        for right, other in enumerate(new.indicators)
    ]
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, left, right in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if score >= _ENOUGH and left not in taken and right not in pairs:
            pairs[right] = left, score
            taken.add(left)
    _pair_the_last_of_a_class(old, new, pairs, taken)
    matches = [
        Match(new=row.id)
        if right not in pairs
        else Match(
            old=old.indicators[pairs[right][0]].id,
            new=row.id,
            likeness=round(pairs[right][1], 3),
        )
        for right, row in enumerate(new.indicators)
    ]
    gone = (row for left, row in enumerate(old.indicators) if left not in taken)
    return (*matches, *(Match(old=row.id) for row in gone))


def _pair_the_last_of_a_class(
    old: PerformanceTarget,
    new: PerformanceTarget,
    pairs: dict[int, tuple[int, float]],
    taken: set[int],
) -> None:
    """A row under quite another name is the old one if each class has just one of them left."""
    for right, row in enumerate(new.indicators):
        if right in pairs:
            continue
        fresh = [
            place
            for place, other in enumerate(new.indicators)
            if place not in pairs and _classes(row, other)
        ]
        left = [
            place
            for place, other in enumerate(old.indicators)
            if place not in taken and _classes(row, other)
        ]
        if len(fresh) == len(left) == 1 and _targets(old.indicators[left[0]], row) > 0:
            score = _likeness(old.indicators[left[0]], row, left[0], right, old, new)
            pairs[right] = left[0], score
            taken.add(left[0])


def _likeness(
    one: Indicator,
    other: Indicator,
    left: int,
    right: int,
    old: PerformanceTarget,
    new: PerformanceTarget,
) -> float:
    longest = max(len(old.indicators), len(new.indicators), 1)
    place = 1 - abs(left - right) / longest
    return (
        _NAME * _names(one.name, other.name)
        + _CLASS * _classes(one, other)
        + _TARGET * _targets(one, other)
        + _PLACE * place
    )


def _names(one: str | None, other: str | None) -> float:
    first, second = plain_text(one or ""), plain_text(other or "")
    if first == second:
        return 1.0 if first else 0.5
    whole = ratio(first, second) / 100
    # What a row is about outlasts a rewrite of how it says so.
    core = ratio(topic(one or ""), topic(other or "")) / 100
    return max(whole, core)


def _classes(one: Indicator, other: Indicator) -> float:
    second = read_level2(one.level2 or ""), read_level2(other.level2 or "")
    if second[0] and second[1]:
        return float(second[0][0] is second[1][0])
    if one.level2 or other.level2:
        return float(one.level2 == other.level2)
    first = read_level1(one.level1 or ""), read_level1(other.level1 or "")
    return float(bool(first[0] and first[1] and first[0][0] is first[1][0]))


def _targets(one: Indicator, other: Indicator) -> float:
    same = [one.value == other.value, one.unit == other.unit, one.operator == other.operator]
    return sum(same) / len(same)


def pair_tables(
    old: Sequence[PerformanceTarget], new: Sequence[PerformanceTarget]
) -> list[tuple[PerformanceTarget, PerformanceTarget]]:
    """Tables of two files that are of the same project and unit; in order where that is unclear."""
    rest, pairs = list(old), []
    for table in new:
        if not rest:
            break
        best = max(rest, key=lambda one: (_table_likeness(one, table), -rest.index(one)))
        rest.remove(best)
        pairs.append((best, table))
    return pairs


def _table_likeness(one: PerformanceTarget, other: PerformanceTarget) -> float:
    fields = ((one.project, other.project), (one.unit.name, other.unit.name))
    said = [ratio(a or "", b or "") for a, b in fields if a or b]
    rows = [row.name or "" for row in one.indicators], [row.name or "" for row in other.indicators]
    said.append(100 * len(set(rows[0]) & set(rows[1])) / max(len(rows[0]), 1))
    return sum(said)
