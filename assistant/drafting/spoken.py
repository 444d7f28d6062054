"""Values as people say them: 12场次, ≥92%, 不低于95%, 百分之九十, 十二次, 8个点."""

import re

from assistant.domain.indicator import Indicator
from assistant.domain.quantity import Quantity, read_operator, read_quantity
from assistant.drafting.numerals import read_printed_number, read_share
from assistant.drafting.scan import metric_of
from assistant.validators.totals import plain

_POINTS = ("%", "个百分点", "百分点", "个点", "点")
_BOUND = re.compile(r"不少于|不低于|不小于|不超过|不高于|不多于|不大于|至少|至多|≥|≤")


def could_count(unit: str | None, row: Indicator) -> bool:
    """Whether a row may be counted in it: a length in 米; nothing in the 定高了 of 九十一定高了."""
    if unit is None or unit in _POINTS or "元" in unit or unit == row.unit:
        return True
    return metric_of(unit) is not None and metric_of(unit) == metric_of(row.unit or "")


def in_words_of_the_row(quantity: Quantity, row: Indicator) -> Quantity:
    """People say 8个点 of what a row counts in % or in 个百分点, and 500元 of 元/人次."""
    own = row.unit or ""
    points = quantity.unit in _POINTS and own in _POINTS
    if points or (quantity.unit and own.startswith(f"{quantity.unit}/")):
        return quantity._replace(unit=None)
    return quantity


def spoken_quantity(text: str) -> Quantity | None:
    """A value as people say it: 12场次, ≥92%, 不低于95%, 十二次."""
    text = re.sub(r"^(?:为|到|至)", "", text)
    found = read_quantity(text)
    if found is not None:
        unit = found.unit
        known = unit is None or unit in _POINTS or "元" in unit or metric_of(unit) or len(unit) <= 3
        return found if known else None
    if share := re.fullmatch(r"百分之(?P<n>[一二三四五六七八九十百]+|\d+(?:\.\d+)?)", text):
        percent = 100 if share["n"] == "百" else read_printed_number(share["n"])
        return None if percent is None else Quantity(None, str(percent), "%")
    if (part := read_share(text)) is not None:
        return Quantity(None, plain(part), "%")
    if bound := _BOUND.match(text):
        rest = spoken_quantity(text[bound.end() :])
        return rest and rest._replace(operator=read_operator(bound[0]))
    match = re.fullmatch(r"(?P<n>[零一二两三四五六七八九十百千万]+)(?P<unit>\D{0,3})", text)
    number = read_printed_number(match["n"]) if match else None
    if match is None or number is None:
        return None
    return Quantity(None, plain(number), match["unit"] or None)
