"""Numbers as units print them, with what a table should read."""

from random import Random
from typing import NamedTuple

import cn2an

from assistant.drafting.rows import RowOperator


class Figure(NamedTuple):
    """A number in a sentence.

    Attributes:
        text: as printed, with measure word and bound (不少于十二场).
        value: digits that a row takes over.
        unit: measure word that a row takes over.
        operator: bound.
        kind: what is special about the print, or "".
    """

    text: str
    value: str
    unit: str
    operator: RowOperator
    kind: str = ""


_BOUNDS = (
    ("{}", RowOperator.AT_LEAST),
    ("{}", RowOperator.AT_LEAST),
    ("{}", RowOperator.AT_LEAST),
    ("{}以上", RowOperator.AT_LEAST),
    ("不少于{}", RowOperator.AT_LEAST),
    ("不低于{}", RowOperator.AT_LEAST),
    ("达到{}", RowOperator.AT_LEAST),
    ("至少{}", RowOperator.AT_LEAST),
    ("超过{}", RowOperator.AT_LEAST),
    ("力争达到{}", RowOperator.AT_LEAST),
    ("不超过{}", RowOperator.AT_MOST),
    ("控制在{}以内", RowOperator.AT_MOST),
)
_MANY = ("人", "人次", "户", "户次", "亩", "平方米", "株", "剂次", "家次", "件", "页", "吨", "册")
_SMALL = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24, 26, 30, 32, 36, 40, 45, 48, 50)
# Not 110, 119 or 120: telephone numbers before counts.
_LARGE = (60, 80, 85, 90, 100, 130, 140, 150, 160, 180, 200, 240, 260, 300, 320, 365, 400, 500)
_HUGE = (600, 650, 800, 960, 1000, 1200, 1250, 1500, 1800, 2000, 2400, 2630, 3000, 3500, 5000, 8000)


def count(rng: Random, unit: str) -> Figure:
    """A count in this measure word."""
    pattern, operator = rng.choice(_BOUNDS[:10])
    bare = unit.removeprefix("万")
    if unit.startswith("万") or (bare in _MANY and rng.random() < 0.18):
        return _in_ten_thousands(rng, bare, pattern, operator)
    sizes = _SMALL + _LARGE + _HUGE if bare in _MANY else _SMALL + _LARGE[:8]
    number = rng.choice(sizes)
    if bare == "公里" and rng.random() < 0.5:
        value = f"{number}.{rng.choice('2568')}"
        return Figure(pattern.format(value + unit), value, unit, operator)
    draw = rng.random()
    if draw < 0.08 and number < 100:
        words = cn2an.an2cn(number)
        return Figure(pattern.format(words + unit), str(number), unit, operator, "spelled")
    if draw < 0.14 and number < 1000:
        top = number + rng.choice((2, 5, 10, 20))
        dash = rng.choice("—-~至")
        return Figure(
            f"{number}{dash}{top}{unit}", str(number), unit, RowOperator.AT_LEAST, "range"
        )
    if draw < 0.18 and number >= 100:
        return Figure(f"{number}余{unit}", str(number), unit, RowOperator.AT_LEAST, "about")
    if draw < 0.24 and number >= 1000:
        return Figure(pattern.format(f"{number:,}{unit}"), str(number), unit, operator, "thousands")
    return Figure(pattern.format(f"{number}{unit}"), str(number), unit, operator)


def _in_ten_thousands(rng: Random, bare: str, pattern: str, operator: RowOperator) -> Figure:
    value = rng.choice(("1", "2", "3", "5", "12", "0.8", "1.2", "1.5", "2.6", "3.45", "10.5"))
    return Figure(pattern.format(f"{value}万{bare}"), value, f"万{bare}", operator, "万")


def rate(rng: Random, operator: RowOperator = RowOperator.AT_LEAST) -> Figure:
    """A percentage; all of it is equality, a rate to keep down an upper bound."""
    if operator is RowOperator.AT_MOST:
        value = rng.choice(("0.3", "0.5", "1", "2", "3", "5"))
        text = rng.choice(("不超过{}%", "控制在{}%以内", "不高于{}%", "低于{}%"))
        return Figure(text.format(value), value, "%", operator)
    value = rng.choice(("80", "85", "88", "90", "92", "95", "96", "98", "98.5", "99", "100", "100"))
    if value == "100":
        text = rng.choice(("达到100%", "达100%", "100%", "为100%"))
        return Figure(text, value, "%", RowOperator.EQUAL)
    if rng.random() < 0.1 and "." not in value:
        words = cn2an.an2cn(int(value))
        return Figure(f"达到百分之{words}以上", value, "%", operator, "spelled")
    text = rng.choice(
        ("达到{}%以上", "不低于{}%", "达{}%", "{}%以上", "保持在{}%以上", "不少于{}%")
    )
    return Figure(text.format(value), value, "%", operator)


_PERIODS = {"每月": 12, "每季度": 4, "每半年": 2, "每周": 52}


def frequency(rng: Random, unit: str) -> tuple[str, Figure]:
    """How often: the period, and the count a year with its print for one period."""
    period, times = rng.choice(list(_PERIODS.items()))
    number = rng.choice((1, 1, 1, 2, 3))
    bound = rng.choice(("", "", "不少于", "至少"))
    figure = Figure(
        f"{bound}{number}{unit}", str(number * times), unit, RowOperator.AT_LEAST, "frequency"
    )
    return period, figure


def deadline(rng: Random) -> tuple[str, str]:
    """A deadline: as printed, and as a name prints it."""
    month = rng.randint(3, 12)
    if rng.random() < 0.6:
        day = f"{month}月{rng.choice((10, 15, 20, 25, 28, 30))}日前"
        return day, day
    if rng.random() < 0.3:
        return f"{month}月底之前", f"{month}月底前"
    return f"{month}月底前", f"{month}月底前"
