"""Indicators spelled out in prose: ``【产出指标-数量指标】指标1:机柜数量(≥77台)`` and the like."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.domain.quantity import normalise
from assistant.intake.recognise.levels import LevelName, Rank, read_level
from assistant.intake.recognise.values import ValueCell, looks_like_quantity, read_value


class SpelledIndicator(NamedTuple):
    """An indicator found in prose.

    Attributes:
        level1: level 1 name that stands before it, if any.
        level2: level 2 name that stands before it, if any.
        name: its name, numbering dropped.
        value: its value taken apart, or None where the prose gives none.
        numbered: the numbering dropped (``指标1:``), if any.
        text: the words it was read from.
        offset: where they begin in the text searched.
    """

    level1: str | None
    level2: str | None
    name: str
    value: ValueCell | None
    numbered: str | None
    text: str
    offset: int


_LEVEL = r"[\u4e00-\u9fff、]{2,14}?(?:指标|(?:效益|效果)(?!指标)|目标)"
_MARKER = re.compile(
    rf"(?:设(?:置|定)?\s*[\d一二三四五六七八九十两]+\s*[条个项])?"
    rf"(?P<open>[【\[])?\s*(?P<one>{_LEVEL})(?:[(（][^()（）]{{1,10}}[)）])?"
    rf"(?:\s*[-—－–/：:]\s*(?P<two>{_LEVEL}))?\s*"
    rf"(?P<close>[】\]]|[:：]|为[:：]?|方面[,，:：]?|。(?=\s*指标\s*\d)|(?=\s*(?:指标|[①-⑳]|[(（]?\d+[)）.、])))"
)
_NUMBERING = re.compile(
    r"^(?:(?:三级)?指标\s*(?:\d+|[一二三四五六七八九十]+)\s*[:：、.．]"
    r"|[(（]?\d{1,2}[)）]\s*[、.．]?|\d{1,2}\s*[、．]\s*|\d{1,2}\.(?!\d)\s*|[①-⑳]\s*[、.]?)\s*"
)
_SEPARATOR = re.compile(r"[;；。\n]+|(?=指标\s*\d+\s*[:：])")
_COMMA = re.compile(r"[,，、](?!\d{3}(?!\d))")
_SIGNS = (
    r"≥|≤|≧|≦|⩾|⩽|>=|<=|>|<|=|＞|＜|＝|±|不少于|不低于|不小于|不超过|不高于|不大于|不多于|大于等于|小于等于|"
    r"大于|小于|超过|低于|高于|至少|达到|控制在"
)
_TAIL = re.compile(
    rf"^(?P<name>.*?[^\d\s.,，:：(（≥≤<>=±])\s*(?:[为是约达]|[:：])?\s*"
    rf"(?P<value>(?:{_SIGNS})?\s*\d[\d,.]*\s*[^\d,，。;；]*)$"
)
_SIGNED = re.compile(
    r"^(?P<name>.*[^\s≥≤<>=＞＜＝≧≦±])\s*(?P<value>(?:[≥≤≧≦±＞＜＝]|[<>]=?|=)\s*\d.*)$"
)
_BRACKETED = re.compile(rf"^(?P<name>.+?)\s*[(（]\s*(?P<value>(?:{_SIGNS})?\s*\d[^()（）]*)[)）]$")
_COLON = re.compile(r"^(?P<name>[^:：]{2,40})[:：]\s*(?P<value>\S[^:：]*)$")
_DATED = re.compile(
    r"^(?P<name>.*?[^\d\s:：])\s*(?:[为是]|[:：])?\s*(?P<value>(?:20\d\d年)?\d{1,2}月(?:\d{1,2}[日号]|底|末|份)?.*)$"
)
_ORDINAL = re.compile(r"^[一二三四五六七八九十]+、")
_LONGEST_STATEMENT = 300
_HAN = re.compile(r"[\u4e00-\u9fff]")


def find_indicators(text: str) -> list[SpelledIndicator]:
    """The indicators that ``text`` spells out under level names; none if it names no level."""
    return list(_walk(text))


def statements(text: str, level1: str | None, level2: str | None) -> list[SpelledIndicator]:
    """The indicators that ``text`` states without naming their levels."""
    return [
        SpelledIndicator(level1, level2, *found, item, start)
        for start, item in _items(text, 0, len(text))
        if (found := _read_item(item)) is not None
    ]


def _walk(text: str) -> Iterator[SpelledIndicator]:
    level1 = level2 = None
    markers = [match for match in _MARKER.finditer(text) if _names(match)]
    for at, match in enumerate(markers):
        level1, level2 = _levels(match, level1, level2)
        end = markers[at + 1].start() if at + 1 < len(markers) else len(text)
        for start, item in _items(text, match.end(), end):
            found = _read_item(item)
            if found is not None:
                name, value, numbered = found
                yield SpelledIndicator(level1, level2, name, value, numbered, item, start)


def _names(match: re.Match[str]) -> list[LevelName]:
    """The levels that a marker names; the match may have begun some words too early."""
    found = [read_level(_trim(part)) for part in (match["one"], match["two"]) if part]
    return [level for level in found if level is not None]


def _trim(part: str) -> str:
    """The longest level name at the end of ``part``: prose runs into it (设数量指标)."""
    part = _ORDINAL.sub("", part)
    for start in range(len(part) - 2):
        if read_level(part[start:]) is not None and not part[start:].startswith(("的", "和")):
            return part[start:]
    return part


def _levels(
    match: re.Match[str], level1: str | None, level2: str | None
) -> tuple[str | None, str | None]:
    for part in (match["one"], match["two"]):
        name = _trim(part) if part else ""
        level = read_level(name)
        if level is None:
            continue
        second = level.rank is Rank.LEVEL2 or (
            level.rank is Rank.BOTH and level1 is not None and _is_under(match, part, level1)
        )
        if second:
            level2 = name
        else:
            level1, level2 = name, None
    return level1, level2


def _is_under(match: re.Match[str], part: str, level1: str) -> bool:
    """Whether 成本指标 (or 满意度指标) is a part of the class before it, as older forms have it."""
    if part == match["two"]:
        return True
    upper = read_level(level1)
    output = upper is not None and upper.official == "产出指标"
    return output and "成本" in part and not (match["open"] or _ORDINAL.match(part))


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The statements between two markers: by semicolons and stops, by commas where each counts."""
    at = start
    for separator in [*_SEPARATOR.finditer(text, start, end), None]:
        stop = separator.start() if separator else end
        yield from _by_commas(text[at:stop], at)
        at = separator.end() if separator else end


def _by_commas(part: str, start: int) -> Iterator[tuple[int, str]]:
    pieces = [piece for piece in _COMMA.split(part) if piece.strip()]
    if len(pieces) > 1 and all(_has_amount(piece) for piece in pieces):
        at = start
        for piece in pieces:
            at = start + part.index(piece, max(0, at - start))
            yield at, piece.strip()
        return
    if len(_HAN.findall(part)) >= 2:
        yield start, part.strip()


def _has_amount(piece: str) -> bool:
    return bool(_TAIL.match(piece.strip()) or _BRACKETED.match(piece.strip()))


def _read_item(item: str) -> tuple[str, ValueCell | None, str | None] | None:
    numbering = _NUMBERING.match(item)
    numbered = numbering[0].strip() if numbering and "指标" in numbering[0] else None
    body = item[numbering.end() :] if numbering else item
    body = body.strip().rstrip(",，、")
    if len(_HAN.findall(body)) < 2 or read_level(body) is not None:
        return None
    if len(body) > _LONGEST_STATEMENT:
        return body, None, numbered
    for pattern in (_BRACKETED, _SIGNED, _DATED, _TAIL, _COLON):
        match = pattern.match(body)
        if match and _HAN.search(match["name"]):
            value = read_value(match["value"].strip())
            if pattern is not _COLON or looks_like_quantity(match["value"]) or _short(match):
                return match["name"].strip(" :：,，"), value, numbered
    return body, None, numbered


def split_name(text: str) -> tuple[str, ValueCell] | None:
    """Name and value of a cell that holds both (``培训期数≥12期``), or None."""
    found = _read_item(text)
    if found is None or found[1] is None or not found[1].value[:1].isdigit():
        return None
    return found[0], found[1]


def _short(match: re.Match[str]) -> bool:
    return len(normalise(match["value"])) <= 20
