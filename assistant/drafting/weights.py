"""Importance in, exact weights out: class norms of the profile, bounds, locked rows, no remainder.

All arithmetic is done in whole steps (a point, or the largest fraction of one that the rows fit
into), so that the sum is exact by construction and never repaired afterwards.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assistant.domain.profile import Profile
from assistant.messages import Language, Message

COST = "成本指标"
_STEPS = tuple(Decimal(step) for step in ("1", "0.5", "0.1", "0.01"))

_ALL_LOCKED = Message(
    zh="全部权重都已锁定，合计 {sum}，与应有的 {total} 相差 {difference}；请放开至少一行。",
    en="All weights are locked and add up to {sum}, {difference} off {total}; unlock at least one.",
)
_LOCKED_TOO_MUCH = Message(
    zh="已锁定的权重合计 {sum}，给其余 {count} 行留不出权重（总分 {total}）；请减少锁定。",
    en="Locked weights add up to {sum} and leave nothing for {count} rows (total {total}).",
)
_TOO_MANY = Message(
    zh="指标 {count} 行，超过按 0.01 分能分配的行数，无法平衡；请合并指标。",
    en="{count} rows are more than the total can be split into; merge some.",
)
_NO_ROWS = Message(zh="没有指标，无从分配权重。", en="There are no indicators to weigh.")
_CLASS = Message(
    zh="{level1}{count}项，共{points}分（口径参考{norm}分）",
    en="{level1}: {count} rows, {points} points (norm {norm})",
)
_CLASS_NO_NORM = Message(
    zh="{level1}{count}项，共{points}分（口径未规定）",
    en="{level1}: {count} rows, {points} points (no norm)",
)
_RELAXED_MAX = Message(
    zh="行数少，单项不超过{limit}分做不到，已放宽",
    en="Too few rows to keep each within {limit} points",
)
_RELAXED_MIN = Message(
    zh="行数多，单项不低于{limit}分做不到，已放宽", en="Too many rows to give each {limit} points"
)


class WeightRow(NamedTuple):
    """What the balancer needs to know of one row.

    Attributes:
        level1: its class.
        importance: 1 (least) to 5 (most); anything else is brought into that range.
        locked: the weight that must stay, or None.
    """

    level1: str
    importance: int = 3
    locked: Decimal | None = None


class Balance(NamedTuple):
    """Weights and why they are so.

    Attributes:
        weights: one for each row, in order; empty where it cannot be done.
        explanations: one sentence a class, then what had to be relaxed.
        problem: why it cannot be done, or None.
    """

    weights: tuple[Decimal, ...]
    explanations: tuple[str, ...] = ()
    problem: str | None = None


def balance(
    rows: Sequence[WeightRow],
    profile: Profile,
    *,
    language: Language = Language.CHINESE,
    emphasis: Mapping[str, Fraction] | None = None,
) -> Balance:
    """Weights for ``rows`` that add up to the profile's total exactly.

    Args:
        rows: the rows in print order.
        profile: its total, norms and bounds.
        language: language of the explanations.
        emphasis: factors on the norm of some classes (向数量指标倾斜), by level-1 name.
    """
    total = profile.weight_total
    free = [place for place, row in enumerate(rows) if row.locked is None]
    locked = sum((row.locked for row in rows if row.locked is not None), Decimal(0))
    if problem := _impossible(rows, free, locked, total, language):
        return Balance((), problem=problem)
    step = _step(len(free), total - locked)
    if step is None:
        return Balance((), problem=_TOO_MANY.text(language, count=len(rows)))
    units = int((total - locked) / step)
    wanted = _wanted(rows, free, profile, step, emphasis or {})
    low, high, relaxed = _bounds(rows, free, units, step, profile, wanted, language)
    counts = _counts(rows, free)
    shares = dict(
        zip(
            counts,
            _fit(
                [wanted[level] for level in counts],
                units,
                [low * count for count in counts.values()],
                [high * count for count in counts.values()],
            ),
            strict=True,
        )
    )
    weights: list[Decimal] = [row.locked or Decimal(0) for row in rows]
    for level1, share in shares.items():
        members = [place for place in free if rows[place].level1 == level1]
        importance = [Fraction(_clamped(rows[place].importance)) for place in members]
        for place, count in zip(members, _spread(importance, share, low, high), strict=True):
            weights[place] = _tidy(count * step)
    return Balance(tuple(weights), (*_explain(rows, weights, profile, language), *relaxed))


def _impossible(
    rows: Sequence[WeightRow],
    free: list[int],
    locked: Decimal,
    total: Decimal,
    language: Language,
) -> str | None:
    if not rows:
        return _NO_ROWS.text(language)
    if not free:
        if locked == total:
            return None
        return _ALL_LOCKED.text(
            language, sum=_tidy(locked), total=total, difference=_tidy(abs(total - locked))
        )
    if locked >= total:
        return _LOCKED_TOO_MUCH.text(language, sum=_tidy(locked), count=len(free), total=total)
    return None


def _step(count: int, rest: Decimal) -> Decimal | None:
    """The largest step in which the rest is whole and every row gets at least one.

    Half points and finer only where whole points cannot do: a total such as 22.5, or more rows
    than points.
    """
    if count == 0:
        return Decimal(1) if rest == 0 else None
    for step in _STEPS:
        if rest % step == 0 and rest / step >= count:
            return step
    return None


def _bounds(
    rows: Sequence[WeightRow],
    free: list[int],
    units: int,
    step: Decimal,
    profile: Profile,
    wanted: dict[str, Fraction],
    language: Language,
) -> tuple[int, int, tuple[str, ...]]:
    """Least and most steps a row may have.

    Above the profile's least, at which rows cannot be told apart, unless that would push a class
    of many rows far over its norm.
    """
    count, relaxed = len(free), []
    high = int(profile.max_single_weight / step)
    if high * count < units:
        high = units
        relaxed.append(_RELAXED_MAX.text(language, limit=profile.max_single_weight))
    least = int(profile.min_single_weight / step)
    counts = _counts(rows, free)
    scale = Fraction(units) / (sum(wanted[level] for level in counts) or 1)
    crowded = any(
        (least + int(1 / step)) * members > wanted[level] * scale * _CROWDED
        for level, members in counts.items()
    )
    for low in (least + (0 if crowded else int(1 / step)), least, max(1, least // 2), 1):
        if low * count <= units and low <= high:
            break
    if low < least:
        relaxed.append(_RELAXED_MIN.text(language, limit=profile.min_single_weight))
    return low, high, tuple(relaxed)


_CROWDED = Fraction(6, 5)


def _counts(rows: Sequence[WeightRow], free: list[int]) -> dict[str, int]:
    """Free rows of each class, in print order."""
    counts: dict[str, int] = {}
    for place in free:
        counts[rows[place].level1] = counts.get(rows[place].level1, 0) + 1
    return counts


def _norms(levels: set[str], profile: Profile) -> dict[str, Decimal]:
    norm = profile.level1_norm
    if COST in levels and profile.level1_norm_with_cost:
        norm = profile.level1_norm_with_cost
    return {level1: points for level1, points in norm.items() if level1 in levels}


def _wanted(
    rows: Sequence[WeightRow],
    free: list[int],
    profile: Profile,
    step: Decimal,
    emphasis: Mapping[str, Fraction],
) -> dict[str, Fraction]:
    """Steps that each class with free rows should have: its norm, less what is locked."""
    levels = {row.level1 for row in rows}
    norms, spare = _norms(levels, profile), Fraction(10)
    shares = {level: Fraction(norms.get(level, spare)) for level in levels}
    scale = Fraction(profile.weight_total) / (sum(shares.values()) or 1)
    wanted = {}
    for level in _counts(rows, free):
        held = sum((row.locked or Decimal(0) for row in rows if row.level1 == level), Decimal(0))
        share = shares[level] * scale * emphasis.get(level, Fraction(1))
        wanted[level] = max((share - Fraction(held)) / Fraction(step), Fraction(1, 1000))
    return wanted


def _spread(wanted: list[Fraction], units: int, low: int, high: int) -> list[int]:
    return _fit(wanted, units, [low] * len(wanted), [high] * len(wanted))


def _fit(wanted: list[Fraction], units: int, lows: list[int], highs: list[int]) -> list[int]:
    """Whole steps in proportion to ``wanted``, each within its bounds, adding up to ``units``.

    Those pushed to a bound are fixed there and the rest is shared out again; what rounding leaves
    goes to the largest remainders, the earlier row first.
    """
    result = [0] * len(wanted)
    places, rest = list(range(len(wanted))), units
    while places:
        shares = _proportional([wanted[place] for place in places], rest)
        by_place = dict(zip(places, shares, strict=True))
        short = {p: lows[p] - share for p, share in by_place.items() if share < lows[p]}
        spill = {p: share - highs[p] for p, share in by_place.items() if share > highs[p]}
        if not short and not spill:
            return _rounded(result, places, shares, rest, highs)
        fixed, bounds = (
            (short, lows) if sum(short.values()) >= sum(spill.values()) else (spill, highs)
        )
        for place in fixed:
            result[place] = bounds[place]
            rest -= bounds[place]
        places = [place for place in places if place not in fixed]
    return _settle(result, rest, lows, highs)


def _proportional(wanted: list[Fraction], rest: int) -> list[Fraction]:
    total = sum(wanted) or Fraction(1)
    return [value * rest / total for value in wanted]


def _rounded(
    result: list[int], places: list[int], shares: list[Fraction], rest: int, highs: list[int]
) -> list[int]:
    for place, share in zip(places, shares, strict=True):
        result[place] = int(share)
    left = rest - sum(int(share) for share in shares)
    order = sorted(
        zip(places, shares, strict=True), key=lambda item: (-(item[1] - int(item[1])), item[0])
    )
    for place, _ in order:
        if left and result[place] < highs[place]:
            result[place] += 1
            left -= 1
    return result


def _settle(result: list[int], rest: int, lows: list[int], highs: list[int]) -> list[int]:
    """Place what fixing at bounds left over, wherever there is room."""
    for place in range(len(result)):
        move = max(lows[place] - result[place], min(rest, highs[place] - result[place]))
        result[place] += move
        rest -= move
    if rest and result:
        result[result.index(max(result))] += rest
    return result


def _clamped(importance: int) -> int:
    return min(5, max(1, importance))


def _tidy(number: Decimal) -> Decimal:
    """Whole numbers without a point, halves with one digit."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


def _explain(
    rows: Sequence[WeightRow], weights: list[Decimal], profile: Profile, language: Language
) -> tuple[str, ...]:
    levels = list(dict.fromkeys(row.level1 for row in rows))
    norms = _norms(set(levels), profile)
    lines = []
    for level in levels:
        points = [w for row, w in zip(rows, weights, strict=True) if row.level1 == level]
        message = _CLASS if level in norms else _CLASS_NO_NORM
        lines.append(
            message.text(
                language,
                level1=level,
                count=len(points),
                points=_tidy(sum(points, Decimal(0))),
                norm=norms.get(level),
            )
        )
    return tuple(lines)
