"""Which rows a sentence names: 第3条, 第3、5条, 最后一条, 满意度指标, or words of the name."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.domain.indicator import Indicator
from assistant.drafting.numerals import read_printed_number

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_NUMBERED = re.compile(
    rf"第?(?P<list>{_NUMBER}(?:\s*(?:、|,|和|与|及|到|至|-|~)\s*第?{_NUMBER})*)\s*(?:条|行|项|个指标|号指标)"
    rf"|[Ii](?P<id>\d{{1,3}})(?!\d)"
)
_ADDED = re.compile(r"[一两二三\d]\s*(?:条|项|行)\s*$")
_LAST = re.compile(r"最后(?:一|1)?(?:条|行|项)")
_CLASSES: dict[str, tuple[str, ...]] = {
    "数量": ("数量指标",),
    "质量": ("质量指标",),
    "时效": ("时效指标",),
    "产出": ("数量指标", "质量指标", "时效指标"),
    "经济效益": ("经济效益指标",),
    "社会效益": ("社会效益指标",),
    "生态效益": ("生态效益指标",),
    "可持续": ("可持续影响指标",),
    "效益": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度": ("服务对象满意度指标",),
    "成本": ("经济成本指标", "社会成本指标", "生态环境成本指标", "成本指标"),
}
_CLASS = re.compile(
    r"(?P<all>所有|全部|每[一]?[条项个])?的?(?P<class>"
    + "|".join(sorted(_CLASSES, key=len, reverse=True))
    + r")"
    r"(?:类)?(?P<word>指标)?(?P<each>都|全部|全都|均|统一|一律)?"
)


class Reference(NamedTuple):
    """What a sentence says of rows.

    Attributes:
        ids: the rows named, in print order.
        missing: numbers that the table does not have.
        several: rows of which only one can be meant.
        start: offset of the first naming word, or -1.
        end: offset after the last.
        contradictory: the number and the words beside it name different rows.
    """

    ids: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    several: tuple[str, ...] = ()
    start: int = -1
    end: int = -1
    contradictory: bool = False


def class_named(text: str) -> tuple[str, ...]:
    """The level-2 names that a sentence speaks of, or none."""
    match = _CLASS.search(text)
    return _CLASSES[match["class"]] if match else ()


def rows_named(text: str, rows: Sequence[Indicator]) -> Reference:
    """The rows that ``text`` names, by number first, then by class, then by words of the name."""
    for reader in (_by_number, _by_class, _by_name):
        found = reader(text, rows)
        if found != Reference():
            return found
    return Reference()


def _by_number(text: str, rows: Sequence[Indicator]) -> Reference:
    if match := _LAST.search(text):
        last = (rows[-1].id,) if rows else ()
        return Reference(last, start=match.start(), end=match.end())
    places: list[int] = []
    start = end = -1
    for match in _NUMBERED.finditer(text):
        if not match[0].startswith(("第", "I", "i")) and _ADDED.search(match[0]):
            continue
        places.extend(_places(match))
        start, end = (match.start() if start < 0 else start), match.end()
    if not places:
        return Reference()
    known = {row.number: row.id for row in rows}
    named = Reference(
        tuple(known[place] for place in dict.fromkeys(places) if place in known),
        tuple(place for place in dict.fromkeys(places) if place not in known),
        start=start,
        end=end,
    )
    return _unless_another_is_named(named, text, rows)


_PLAINLY = 4
"""Characters of a name that a sentence must hold for the row to be plainly meant."""


def _unless_another_is_named(named: Reference, text: str, rows: Sequence[Indicator]) -> Reference:
    """The row by its number, or both where the words beside it name another (第3条满意度…)."""
    if len(named.ids) != 1 or named.missing:
        return named
    said = {row.id: _longest_part(row.name or "", text)[0] for row in rows}
    best = max(said, key=lambda row_id: said[row_id])
    if said[best] < _PLAINLY or said[best] <= said[named.ids[0]]:
        return named
    several = (*named.ids, best)
    return Reference(several=several, start=named.start, end=named.end, contradictory=True)


def _places(match: re.Match[str]) -> list[int]:
    if match["id"]:
        return [int(match["id"])]
    numbers = [int(read_printed_number(item) or 0) for item in re.findall(_NUMBER, match["list"])]
    if len(numbers) == 2 and re.search(r"到|至|-|~", match["list"]):
        return list(range(numbers[0], min(numbers[1], numbers[0] + 100) + 1))
    return numbers


def _by_class(text: str, rows: Sequence[Indicator]) -> Reference:
    """All rows of a class, where the sentence means all of them (满意度都…, 所有质量指标)."""
    match = _CLASS.search(text)
    if match is None:
        return Reference()
    levels = _CLASSES[match["class"]]
    found = tuple(
        row.id
        for row in rows
        if row.level2 in levels or (match["class"] == "满意度" and "满意度" in (row.name or ""))
    )
    named = _by_name(text, rows)
    if len(named.ids) == 1 and not (match["all"] or match["each"]):
        return named
    if match["all"] or match["each"] or len(found) == 1:
        return Reference(found, start=match.start(), end=match.end())
    if match["word"] and found:
        return Reference(several=found, start=match.start(), end=match.end())
    return Reference()


def _by_name(text: str, rows: Sequence[Indicator]) -> Reference:
    """The row of which the longest part of the name stands in the sentence."""
    best: list[tuple[int, str, int]] = []
    for row in rows:
        length, place = _longest_part(row.name or "", text)
        if length >= 3:
            best.append((length, row.id, place))
    if not best:
        return Reference()
    most = max(length for length, _, _ in best)
    top = [(row_id, place) for length, row_id, place in best if length == most]
    start = min(place for _, place in top)
    if len(top) > 1:
        return Reference(several=tuple(row_id for row_id, _ in top), start=start, end=start + most)
    return Reference((top[0][0],), start=start, end=start + most)


def _longest_part(name: str, text: str) -> tuple[int, int]:
    for length in range(len(name), 2, -1):
        for start in range(len(name) - length + 1):
            place = text.find(name[start : start + length])
            if place >= 0:
                return length, place
    return 0, -1
