"""How often and how long: ``每月``, ``每季度2次``, ``1次/周``, ``30个工作日内``."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assistant.domain.calendar import read_small_number
from assistant.domain.quantity import normalise

TIMES_A_YEAR: dict[str, Decimal] = {
    "年": Decimal(1),
    "年度": Decimal(1),
    "半年": Decimal(2),
    "学期": Decimal(2),
    "季": Decimal(4),
    "季度": Decimal(4),
    "月": Decimal(12),
    "月份": Decimal(12),
    "旬": Decimal(36),
    "周": Decimal(52),
    "星期": Decimal(52),
    "日": Decimal(365),
    "天": Decimal(365),
    "工作日": Decimal(250),
}
"""How often a period comes in a year; 250 working days is the usual round figure."""


class Frequency(NamedTuple):
    """One statement of how often something is done.

    Attributes:
        text: the words, after `normalise`.
        start: offset of the first character in the normalised text.
        end: offset after the last.
        number: times in one period.
        period: the period (a key of `TIMES_A_YEAR`).
        times_a_year: ``number`` times how often the period comes in a year.
        counted: the measure word printed (次, 场, 期 …), or None where none is.
    """

    text: str
    start: int
    end: int
    number: Decimal
    period: str
    times_a_year: Decimal
    counted: str | None


class Duration(NamedTuple):
    """One statement of how long something takes or lasts (``24小时内``, ``3年``).

    Attributes:
        text: the words, after `normalise`.
        start: offset of the first character in the normalised text.
        end: offset after the last.
        amount: how many.
        unit: 秒, 小时, 天, 工作日, 周, 个月, 年 …
        within: True where it is an upper limit (内, 以内, 之内).
    """

    text: str
    start: int
    end: int
    amount: Decimal
    unit: str
    within: bool


_PERIOD = "半年|年度|年|学期|季度|季|月份|月|旬|周|星期|工作日|日|天"
_COUNTED = "次|场次|场|期|轮|批|遍|篇|个|例|回|班次"
_SMALL = r"\d{1,4}|[一二两三四五六七八九十]{1,3}"
_FREQUENCY = re.compile(
    # In 每月15日前 the 15 is a day, never a count; 每人每年 is a price, not a frequency.
    rf"(?<![人生户亩个吨件])(?:每|按|逐)(?P<step>[两二三四六]|\d)?个?(?P<each>{_PERIOD})"
    r"(?!龄|轻|级|限|度计划|报)"
    rf"(?:(?:不少于|至少|不低于|开展|召开|组织|≥|>=)*(?P<each_count>{_SMALL})(?P<each_word>{_COUNTED}))?"
    rf"|(?P<rate_count>\d+(?:\.\d+)?|{_SMALL})(?P<rate_word>{_COUNTED})/(?:每)?(?P<rate>{_PERIOD})"
    rf"|(?P<one>一)(?P<one_period>年|季度|季|月|周)(?P<one_count>[一二两三四])(?P<one_word>次|场|期)"
)
_DURATION = re.compile(
    r"(?<![\d.第])(?P<amount>\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3})个?"
    r"(?P<unit>工作日|小时|分钟|秒钟?(?!杀|变)|星期|周岁|周|天|日|月|年)"
    r"(?P<within>之?以?内(?!容)|(?<=日)前)?"
)


def _decimal(text: str | None) -> Decimal | None:
    if text is None:
        return None
    small = read_small_number(text)
    if small is not None:
        return Decimal(small)
    return Decimal(text) if text.replace(".", "", 1).isdecimal() else None


def _read_frequency(match: re.Match[str]) -> Frequency:
    if match["rate"]:
        period, count, word = match["rate"], match["rate_count"], match["rate_word"]
    elif match["one"]:
        period, count, word = match["one_period"], match["one_count"], match["one_word"]
    else:
        period, count, word = match["each"], match["each_count"], match["each_word"]
    times = _decimal(count) or Decimal(1)
    step = _decimal(match["step"]) or Decimal(1)
    yearly = times * TIMES_A_YEAR[period] / step
    return Frequency(match[0], match.start(), match.end(), times, period, yearly, word)


@lru_cache(maxsize=1024)
def read_frequencies(text: str) -> tuple[Frequency, ...]:
    """Every frequency of ``text`` in order."""
    plain = normalise(text)
    if not any(mark in plain for mark in "每按逐/一"):
        return ()
    return tuple(_read_frequency(match) for match in _FREQUENCY.finditer(plain))


@lru_cache(maxsize=1024)
def read_durations(text: str) -> tuple[Duration, ...]:
    """Every duration of ``text`` in order; a date (``5月3日``, ``2023年``) is not one."""
    plain = normalise(text)
    found = []
    for match in _DURATION.finditer(plain):
        amount, unit = _decimal(match["amount"]), match["unit"].replace("秒钟", "秒")
        dated = unit in ("日", "月") and "个" not in match[0] and not match["within"]
        if amount is None or dated or (unit == "年" and amount > 1000) or unit == "周岁":
            continue
        if unit == "日" and plain[: match.start()].endswith("月"):
            continue
        found.append(
            Duration(match[0], match.start(), match.end(), amount, unit, bool(match["within"]))
        )
    return tuple(found)
