"""New values said by the old ones: 增加4场, 各降1个百分点, 上浮10%, 翻一番, 每月4场, 加2分.

Only what has one meaning is read: 提高2% of a row that is a percentage itself could be two points
or two hundredths, so that it is not.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from assistant.domain.indicator import Indicator
from assistant.drafting.numerals import ARABIC, CHINESE, read_printed_number
from assistant.drafting.references import Reference, rows_named
from assistant.drafting.scan import metric_of
from assistant.validators.totals import plain

_NUMBER = rf"(?:{ARABIC}|{CHINESE})"
_MORE = "增加|增长|提高|提升|上浮|上调|调高|(?<!参)加|(?<![至最])多|涨"
_LESS = "减少|降低|下降|下调|下浮|调低|压减|压缩|减|降|(?<![至不])少|扣"
_BY = re.compile(
    rf"(?:再|各|都|均|统一|分别)*(?:(?P<more>{_MORE})|(?P<less>{_LESS}))了?\s*"
    rf"(?P<number>{_NUMBER})\s*(?P<unit>[^\d\s,;。]{{0,6}}?)$"
)
_SHARE_BY = re.compile(
    rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))了?\s*百分之(?P<number>{_NUMBER})(?P<unit>)$"
)
_TIMES = re.compile(r"(?P<twice>翻一番|翻番|翻一?倍|加倍|增加一倍)|(?P<half>减半|减少一半|砍一半)")
_OFTEN = re.compile(
    rf"(?:改成|改为|调整为|调整到|定为|改|按)?每个?(?P<every>半年|月|季度|季|周|星期)"
    rf"(?:至少|不少于)?(?P<number>{_NUMBER})\s*(?P<unit>[^\d\s,;。]{{1,3}})$"
)
_TIMES_A_YEAR = {"半年": 2, "月": 12, "季度": 4, "季": 4, "周": 52, "星期": 52}
_POINTS = ("个百分点", "百分点", "个点", "点")
_PER_CENT = ("%", "％")
_TENTHS, _SCORE = "成", "分"
_WEIGHT = re.compile(r"权重|分值")
_ALL = Decimal(100)


class Adjustment(NamedTuple):
    """What one row is to be.

    Attributes:
        row: its id.
        value: the new value, or the new weight.
        is_weight: which of the two.
    """

    row: str
    value: str
    is_weight: bool = False


class Adjusted(NamedTuple):
    """What a sentence makes of the rows that it names.

    Attributes:
        rows: what it names.
        adjustments: none where the rows are not clear.
    """

    rows: Reference
    adjustments: tuple[Adjustment, ...] = ()


def adjusted(text: str, rows: Sequence[Indicator]) -> Adjusted | None:
    """The rows as ``text`` changes them by what they are now, or None where it does not."""
    for pattern, change in (
        (_OFTEN, _a_year),
        (_SHARE_BY, _by_share),
        (_BY, _by),
        (_TIMES, _times),
    ):
        match = pattern.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        verb = "more" if groups.get("more") else "less" if groups.get("less") else 0
        named = rows_named(text[: match.start(verb)], rows)
        if named == Reference():
            continue
        known = {row.id: row for row in rows}
        is_weight = bool(_WEIGHT.search(text)) or groups.get("unit") == _SCORE
        found = [change(match, known[row_id], is_weight) for row_id in named.ids]
        if any(value is None for value in found):
            continue
        return Adjusted(named, tuple(_kept(named.ids, found, is_weight=is_weight)))
    return None


def _kept(
    ids: Sequence[str], values: Sequence[Decimal | None], *, is_weight: bool
) -> Iterator[Adjustment]:
    for row_id, value in zip(ids, values, strict=True):
        if value is not None:
            yield Adjustment(row_id, plain(value), is_weight)


def _by(match: re.Match[str], row: Indicator, is_weight: bool) -> Decimal | None:
    """The old value and so many more or less, counted in what the row counts."""
    number, unit = read_printed_number(match["number"]), match["unit"]
    if f"{match['number']}{unit}" == "一点":  # a little, not one point
        return None
    if unit in (*_PER_CENT, _TENTHS) and number is not None and not is_weight:
        return _by_share(match, row, is_weight)
    if not is_weight and unit and not _is_counted_in(unit, row):
        return None
    return _summed(match, _old(row, is_weight), number, row, is_weight)


def _by_share(match: re.Match[str], row: Indicator, is_weight: bool) -> Decimal | None:
    """The old value and so many hundredths of it more or less; never of a percentage."""
    old, number = _old(row, is_weight), read_printed_number(match["number"])
    if old is None or number is None or is_weight or row.unit in (*_PER_CENT, *_POINTS):
        return None
    if match["unit"] == _TENTHS:
        number *= 10
    new = _summed(match, old, old * number / _ALL, row, is_weight)
    whole = old == old.to_integral_value()
    return new.quantize(Decimal(1), ROUND_HALF_UP) if new is not None and whole else new


def _summed(
    match: re.Match[str],
    old: Decimal | None,
    step: Decimal | None,
    row: Indicator,
    is_weight: bool,
) -> Decimal | None:
    if old is None or step is None:
        return None
    new = old + step if match["more"] else old - step
    too_much = not is_weight and row.unit in _PER_CENT and new > _ALL
    return None if new <= 0 or too_much else new


def _times(match: re.Match[str], row: Indicator, is_weight: bool) -> Decimal | None:
    old = _old(row, is_weight)
    if old is None:
        return None
    new = old * 2 if match["twice"] else old / 2
    return None if not is_weight and row.unit in _PER_CENT and new > _ALL else new


def _a_year(match: re.Match[str], row: Indicator, is_weight: bool) -> Decimal | None:
    """So many a month as so many a year, which is what a row of a year counts."""
    number = read_printed_number(match["number"])
    if number is None or is_weight or not _is_counted_in(match["unit"], row):
        return None
    return number * _TIMES_A_YEAR[match["every"]]


def _old(row: Indicator, is_weight: bool) -> Decimal | None:
    if is_weight:
        return row.weight
    return read_printed_number(row.value or "")


def _is_counted_in(unit: str, row: Indicator) -> bool:
    own = row.unit or ""
    if unit in _POINTS:
        return own in (*_PER_CENT, *_POINTS)
    if unit == own or own.startswith(f"{unit}/"):
        return True
    # 场 of 场次, 个 of anything counted one by one; never 万条 of 条.
    alike = unit == "个" or own.startswith(unit) or unit.startswith(own)
    return alike and bool(own) and metric_of(unit) == metric_of(own) is not None
