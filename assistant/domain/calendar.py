"""Dates, periods and deadlines as forms write them: ``10月30日前``, ``12月底``, ``第三季度``.

Found anywhere in a text, with the words they stand in; nothing is resolved against a clock. How
often something happens (``每月``, ``1次/周``) is read by `assistant.domain.frequency`.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from assistant.domain.quantity import normalise


class Bound(StrEnum):
    """What the expression says about the time it names."""

    BY = "by"
    """At the latest then: ``10月30日前``, ``12月底前``, ``年内``, ``12月底``, ``≤12月``."""
    IN = "in"
    """Within it: ``第三季度``, ``5月``, ``2020.1.1-2020.12.31``."""
    FROM = "from"
    """From then on: ``3月起``."""


class Moment(NamedTuple):
    """A point of the calendar; what is not printed is None.

    Attributes:
        year: four digits, or None where the words leave it to the form's budget year.
        month: 1 to 12, or None for a bare year.
        day: 1 to 31 (31 also for a month's end, as in ``2月底``: compare, do not convert).
    """

    year: int | None
    month: int | None = None
    day: int | None = None

    def key(self, year: int, *, last: bool) -> tuple[int, int, int]:
        """A tuple that sorts; ``year`` fills a missing one, ``last`` picks the end of a span."""
        return (
            self.year or year,
            self.month or (12 if last else 1),
            self.day or (31 if last else 1),
        )


class CalendarMention(NamedTuple):
    """One calendar expression in a text.

    Attributes:
        text: the words, after `normalise`.
        start: offset of the first character in the normalised text.
        end: offset after the last.
        first: where the time named begins, or None where only the end is said.
        last: where it ends.
        bound: whether the words set a deadline, a period or a beginning.
    """

    text: str
    start: int
    end: int
    first: Moment | None
    last: Moment
    bound: Bound

    @property
    def is_deadline(self) -> bool:
        """True where something must be done by then."""
        return self.bound is Bound.BY

    @property
    def has_month(self) -> bool:
        """True where more than a bare year is named."""
        return self.last.month is not None


_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def read_small_number(text: str) -> int | None:
    """An Arabic or Chinese whole number below 100 (``12``, ``十二``, ``三十``), or None."""
    if text.isdecimal():
        return int(text)
    tens, mark, ones = text.rpartition("十")
    if any(char not in _DIGITS for char in tens + ones) or max(len(tens), len(ones)) > 1:
        return None
    if not mark:
        return _DIGITS[ones] if ones else None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


_N = r"\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_YEAR = r"(?:19|20)\d\d"
_TAIL = r"(?:底|末|中旬|上旬|下旬|初)?(?:之前|以前|前(?![期往来后置端沿景所述年期])|止|内|以内|起)?"
_CALENDAR = re.compile(
    # 2020.1.1, 2020-01-01, 2020/1, 2024-03 (a range of two years is read as years below)
    rf"(?P<iso>(?<!\d)(?P<iy>{_YEAR})(?P<sep>[.\-/])(?P<im>0?[1-9]|1[0-2])"
    r"(?:(?P=sep)(?P<id>0?[1-9]|[12]\d|3[01]))?(?!\d)日?(?:之前|以前|前)?)"
    # 20231231
    rf"|(?P<packed>(?<![\d.])(?P<py>20\d\d)(?P<pm>0[1-9]|1[0-2])(?P<pd>0[1-9]|[12]\d|3[01])(?![\d.]))"
    # 2023年10月30日前, 10月底, 十二月
    rf"|(?P<month>(?:(?P<my>{_YEAR})年度?|(?P<mrel>当年|本年|次年|今年))?(?<![\d.个第])(?P<mm>{_N})月份?"
    rf"(?:(?P<md>{_N})[日号])?(?P<mtail>{_TAIL}))"
    # 12.31前, 6.30日前
    r"|(?P<dotted>(?<![\d.])(?P<dm>1[0-2]|0?[1-9])\.(?P<dd>[12]\d|3[01]|0?[1-9])日?(?:之前|以前|前))"
    # 第三季度末前, 2023年一季度
    rf"|(?P<quarter>(?:(?P<qy>{_YEAR})年)?第?(?P<q>[1-4一二三四])季度(?P<qtail>{_TAIL}))"
    # 上半年, 下半年前
    rf"|(?P<half>(?:(?P<hy>{_YEAR})年)?(?P<h>[上下])半年(?P<htail>{_TAIL}))"
    # 年底前, 2023年末, 年内
    rf"|(?P<yearend>(?:(?P<ey>{_YEAR})年?)?(?:当|本|全|今|该)?年度?(?:底|末|终|内)"
    r"(?:之前|以前|前)?)"
    # 2021-2025年
    rf"|(?P<years>(?<!\d)(?P<y1>{_YEAR})年?(?:-|~|—|至|到)+(?P<y2>{_YEAR})(?:年|(?!\d)))"
    # 2023年
    rf"|(?P<bare>(?<![\d.])(?P<by>{_YEAR})(?:年度?(?P<btail>底|末|以前|之前|前|起)?))"
)
_QUICK = re.compile(r"[年月季]|\d[.\-/]\d|20\d{6}")
_RANGE_MARK = re.compile(r"\s*(?:-|~|—|–|至|到)+\s*")
_TAIL_DAYS = {"上": 10, "初": 10, "中": 20}


def _bound(tail: str) -> Bound:
    if "起" in tail:
        return Bound.FROM
    if any(mark in tail for mark in ("前", "底", "末", "内", "止", "终")):
        return Bound.BY
    return Bound.IN


def _number(text: str | None) -> int | None:
    return read_small_number(text) if text else None


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _span(
    match: re.Match[str], first: Moment | None, last: Moment, bound: Bound
) -> CalendarMention:
    if bound is Bound.BY:
        first = None
    return CalendarMention(match[0], match.start(), match.end(), first, last, bound)


def _read_month(match: re.Match[str]) -> CalendarMention | None:
    year, month, day = _year(match["my"]), _number(match["mm"]), _number(match["md"])
    tail = match["mtail"] or ""
    if month is None or not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    end = day
    if day is None and tail:
        end = _TAIL_DAYS.get(tail[0], 31 if tail[0] in "底末下" else None)
    return _span(match, Moment(year, month, day), Moment(year, month, end), _bound(tail))


def _read_digits(match: re.Match[str], keys: tuple[str, str, str]) -> CalendarMention:
    year, month, day = (_year(match[key]) if key else None for key in keys)
    moment = Moment(year, month, day)
    return _span(match, moment, moment, _bound(match[0]))


def _read_quarter(match: re.Match[str]) -> CalendarMention:
    year, quarter = _year(match["qy"]), _number(match["q"]) or 1
    first, last = Moment(year, quarter * 3 - 2, 1), Moment(year, quarter * 3, 31)
    return _span(match, first, last, _bound(match["qtail"] or ""))


def _read_half(match: re.Match[str]) -> CalendarMention:
    year, upper = _year(match["hy"]), match["h"] == "上"
    first, last = Moment(year, 1 if upper else 7, 1), Moment(year, 6 if upper else 12, 31)
    return _span(match, first, last, _bound(match["htail"] or ""))


def _read_bare(match: re.Match[str]) -> CalendarMention:
    year, tail = int(match["by"]), match["btail"] or ""
    if tail in ("前", "之前", "以前"):
        return _span(match, None, Moment(year - 1, 12, 31), Bound.BY)
    first = Moment(year)
    last = Moment(year, 12, 31) if tail in ("底", "末") else Moment(year)
    return _span(match, first, last, _bound(tail))


def _read(match: re.Match[str]) -> CalendarMention | None:
    groups = match.groupdict()
    kind = next(name for name in _KINDS if groups[name] is not None)
    if kind == "month":
        return _read_month(match)
    if kind in _DIGIT_KEYS:
        return _read_digits(match, _DIGIT_KEYS[kind])
    if kind == "quarter":
        return _read_quarter(match)
    if kind == "half":
        return _read_half(match)
    if kind == "bare":
        return _read_bare(match)
    if kind == "years":
        return _span(match, Moment(int(match["y1"])), Moment(int(match["y2"])), Bound.IN)
    return _span(match, None, Moment(_year(match["ey"]), 12, 31), Bound.BY)


_DIGIT_KEYS = {"iso": ("iy", "im", "id"), "packed": ("py", "pm", "pd"), "dotted": ("", "dm", "dd")}
_KINDS = ("iso", "packed", "month", "dotted", "quarter", "half", "yearend", "years", "bare")


def _join(text: str, one: CalendarMention, other: CalendarMention) -> CalendarMention | None:
    """``one`` and ``other`` as one period where only a range mark stands between them."""
    if not _RANGE_MARK.fullmatch(text, one.end, other.start):
        return None
    first, last = one.first or one.last, other.last
    if last.year is None and first.year is not None:
        last = last._replace(year=first.year)
    return CalendarMention(text[one.start : other.end], one.start, other.end, first, last, Bound.IN)


@lru_cache(maxsize=1024)
def read_calendar(text: str) -> tuple[CalendarMention, ...]:
    """Every calendar expression of ``text`` in order; two joined by a dash or 至 are one period."""
    plain = normalise(text)
    if not _QUICK.search(plain):
        return ()
    mentions: list[CalendarMention] = []
    for match in _CALENDAR.finditer(plain):
        mention = _read(match)
        if mention is None:
            continue
        joined = _join(plain, mentions[-1], mention) if mentions else None
        if joined is None:
            mentions.append(mention)
        else:
            mentions[-1] = joined
    return tuple(mentions)
