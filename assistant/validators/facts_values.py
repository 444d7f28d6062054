"""What a value cell says when it is not a plain number: a scale, a vague word, a date, a state."""

import re
from functools import lru_cache
from typing import NamedTuple

from assistant.domain.calendar import CalendarMention, read_calendar
from assistant.domain.frequency import Duration, Frequency, read_durations, read_frequencies
from assistant.domain.quantity import normalise
from assistant.validators.facts_units import UnitFacts, read_unit
from assistant.validators.placeholders import is_placeholder
from assistant.validators.wording import families, phrases, words

_FIGURE = re.compile(
    r"\d|[零〇一二三四五六七八九十百千两]+(?:个|次|人|场|期|批|家|户|项|件|名|篇|处|年|月|天|级|等|成|倍|类)"
    r"|百分之"
)
_SEPARATORS = re.compile(r"[\s/、,，;；|:：\-—~或和与至()（）]+|及(?!时)|(?<!达)到(?!位|达|期)")
_SCALE_TAIL = re.compile(r"[一二两三四五六\d]?(?:个)?(?:档次?|等次|等级|级别?|等)?$")
"""What follows a list of grades and only says how many there are (优良中差四档)."""
_LADDERS = (
    re.compile(r"A(?:级|档|类|等)?(?:[B-F](?:级|档|类|等)?)+"),
    re.compile(r"甲(?:级|档|类|等)?(?:[乙丙丁](?:级|档|类|等)?)+"),
    re.compile(r"(?:[一二三四五](?:级|档|类|等|星)){2,}"),
    re.compile(r"(?:[ⅠⅡⅢⅣⅤ1-5](?:级|档|类|等|星)){2,}"),
)
"""Grades that go by letters or ordinals; one of them alone is a target."""
_LONGEST = 300
"""Characters of a cell that are read; none of a form holds more unless a page was pasted."""
_LONGEST_SCALE = 60
_LONGEST_GRADE = 5
_NEGATIONS = ("不", "未", "没有")
_WORD = re.compile(r"[一-龥]{2}")
_YEAR_BY_YEAR = "逐年"
_MARKS = re.compile(r"[\s。.,，;；、!！\"“”()（）]+")


class ValueFacts(NamedTuple):
    """One value cell with its unit.

    Attributes:
        text: the words, normalised, marks at the ends dropped.
        has_figure: a number, date or frequency stands in it.
        scale: it lists the grades of a scale from top to bottom (好坏, 优良中差).
        vague: the word that names a direction or a degree instead of a state, or "".
        stateless: words, yet neither a figure nor a scale nor a state that anyone can check.
        dates: calendar expressions, the unit cell read along (as in all three).
        frequencies: how often.
        durations: how long.
        unit: what the unit counts.
    """

    text: str
    has_figure: bool
    scale: bool
    vague: str
    stateless: bool
    dates: tuple[CalendarMention, ...]
    frequencies: tuple[Frequency, ...]
    durations: tuple[Duration, ...]
    unit: UnitFacts


@lru_cache(maxsize=1024)
def read_value(value: str, unit: str) -> ValueFacts:
    """The facts of a value cell (operator and unit set aside) and its unit cell."""
    text = normalise(value).strip("。.,，;； ")[:_LONGEST]
    # Intake splits 12月底 into 12 and 月底: read together they are a date again.
    whole = text + normalise(unit)[:_LONGEST] if text else ""
    dates, frequencies = read_calendar(whole), read_frequencies(whole)
    # 逐年提升 tells of a direction; 每年一次 and 按月发放 can be counted.
    counted = any(item.text != _YEAR_BY_YEAR for item in frequencies)
    figure = bool(_FIGURE.search(text) or dates or counted)
    return ValueFacts(
        text,
        figure,
        _is_ladder(text) or is_scale(text),
        "" if figure or _is_ladder(text) else vague_word(text),
        not figure and not _is_ladder(text) and names_no_state(text),
        dates,
        frequencies,
        read_durations(whole) if figure else (),
        read_unit(unit),
    )


@lru_cache(maxsize=1024)
def is_scale(text: str) -> bool:
    """Whether a text is nothing but the grades of one scale, from both its ends or three of them.

    Grades of different scales never make one: 无明显 is not 有无.
    """
    bare = _SEPARATORS.sub("", text).removeprefix("从")
    if not 2 <= len(bare) <= _LONGEST_SCALE:
        return False
    listed = {bare, _SCALE_TAIL.sub("", bare, count=1)}
    return (
        _negates_itself(text)
        or _lists_apart(text)
        or any(_lists(family, item) for family in families("effects.scales") for item in listed)
    )


def _is_ladder(text: str) -> bool:
    """Whether a text is a run of grades by letter or ordinal (A/B/C 档, 一等、二等、三等)."""
    bare = _SEPARATORS.sub("", text)
    if len(bare) > _LONGEST_SCALE:
        return False
    listed = (bare, _SCALE_TAIL.sub("", bare, count=1))
    return any(ladder.fullmatch(item) for ladder in _LADDERS for item in listed)


def _negates_itself(text: str) -> bool:
    """Whether a list holds a state and its opposite, and nothing else (理想、较理想、不理想)."""
    parts = [part for part in _SEPARATORS.split(text) if part]
    short = all(len(part) <= _LONGEST_GRADE for part in parts)
    return any(
        (short or all(state in part for part in parts))
        and any(not_ + state in parts for not_ in _NEGATIONS)
        for state in parts
    )


def _lists_apart(text: str) -> bool:
    """Whether a list, taken part by part, holds grades of one family (优、良 is not 优良)."""
    parts = {part for part in _SEPARATORS.split(_SCALE_TAIL.sub("", text, count=1)) if part}
    if len(parts) < 2:
        return False
    ranks = (_family(family)[1] for family in families("effects.scales"))
    return any(
        parts <= rank.keys()
        and (
            {"top", "bottom"} <= {rank[part] for part in parts}
            or (len(parts) >= 3 and "middle" in {rank[part] for part in parts})
        )
        for rank in ranks
    )


def _lists(family: str, bare: str) -> bool:
    """Whether ``bare`` consists of grades of this family, enough of them to be its scale."""
    grade, rank = _family(family)
    grades = set(grade.findall(bare))
    if not grades or grade.sub("", bare):
        return False
    ranks = {rank[item] for item in grades}
    return {"top", "bottom"} <= ranks or (len(grades) >= 3 and "middle" in ranks)


@lru_cache(maxsize=64)
def _family(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    places = families("effects.scales")[name].items()
    rank = {word: place for place, items in places for word in items}
    return re.compile("|".join(map(re.escape, sorted(rank, key=len, reverse=True)))), rank


@lru_cache(maxsize=1024)
def vague_word(text: str) -> str:
    """The word by which a figureless text names a direction or degree, or ""."""
    bare = _MARKS.sub("", text)
    if not bare or is_scale(text):
        return ""
    if words("effects.degree_whole").matches(bare):
        return bare
    outweighs = words("effects.overriding").find(bare)
    if outweighs is None and words("effects.checkable_states").find(bare):
        return ""
    return (
        outweighs
        or words("effects.degree_words").find(bare)
        or words("effects.change_verbs").find(bare)
        or ""
    )


@lru_cache(maxsize=1024)
def names_no_state(text: str) -> bool:
    """Whether words, figures and scales set aside, hold nothing that could be checked."""
    bare = _MARKS.sub("", text)
    if not _WORD.search(bare) or is_scale(text) or is_placeholder(text):
        return False
    return not (
        words("effects.checkable_states").find(bare)
        or phrases("effects.plain_states").find(bare)
        or words("tasks.time_words").find(bare)
    )
