"""Enumerations before one number: 口蹄疫、禽流感免疫密度均达90%, 水稻、玉米、油菜种子抽样80个.

A rate that is said of several things is a promise for each of them; a count of several things is
one count, named after the first with 等.
"""

import re
from functools import cache
from typing import NamedTuple

from assistant.drafting.phrases import ONE_TIME, clean_noun, strip_bounds, strip_leading
from assistant.library import all_entries

_EDGE = re.compile(r"[,。;:!?\n()\[\]“”\"《》]")
_RATE = re.compile(r"(?:率|度|比例|占比|比重)$")
_EACH = re.compile(r"(?:均|各|都|分别)+$")
_MOST = 5


class Listing(NamedTuple):
    """The nouns of an enumeration.

    Attributes:
        nouns: place and noun of each thing, in order, where each has the number for itself.
        whole: one noun for all of them, where they share it.
    """

    nouns: tuple[tuple[int, str], ...] = ()
    whole: str = ""


def listing_before(plain: str, begin: int, end: int, *, rate: bool) -> Listing | None:
    """The enumeration that ends at a number, or None where there is none.

    Args:
        plain: the normalised text.
        begin: where the number before this one ends.
        end: where this number begins.
        rate: True where the number is a rate.
    """
    start = max((m.end() for m in _EDGE.finditer(plain, 0, end)), default=0)
    if start < begin or ONE_TIME.search(plain, start, end) or "分别" in plain[start:end]:
        return None
    items = _items(plain, start, end)
    if not 2 <= len(items) <= _MOST or any(len(words) > 18 for _, words in items):
        return None
    return _rates(items, plain) if rate else _counted(items)


def _items(plain: str, start: int, end: int) -> list[tuple[int, str]]:
    found, place = [], start
    for part in plain[start:end].split("、"):
        words = part.strip()
        if words:
            found.append((place + part.index(words), words))
        place += len(part) + 1
    if found:
        last = _EACH.sub("", strip_bounds(_EACH.sub("", strip_bounds(found[-1][1]))))
        found[-1] = (found[-1][0], last.removesuffix("等"))
    return found


def _rates(items: list[tuple[int, str]], plain: str) -> Listing | None:
    words = [noun for _, noun in items]
    last = words[-1]
    if not _RATE.search(last):
        return None
    if all(_RATE.search(noun) for noun in words):
        first = strip_leading(words[0])
        size = len(last)
        if size <= 4 and len(first) > size and _RATE.search(first):
            # 数据上报及时率、准确率: both are of the same work.
            words = [first, *(first[:-size] + noun for noun in words[1:])]
        return Listing(tuple(_named(items, words)))
    tail = _tail(words, plain)
    if not tail:
        return None
    said = [noun if noun.endswith(tail) else noun + tail for noun in words]
    return Listing(tuple(_named(items, said)))


def _named(items: list[tuple[int, str]], words: list[str]) -> list[tuple[int, str]]:
    return [(place, clean_noun(noun)) for (place, _), noun in zip(items, words, strict=True)]


def _tail(words: list[str], plain: str) -> str:
    """What the last thing says for all: 密度 is no measure, 免疫密度 is."""
    last, sizes = words[-1], {len(strip_leading(word)) for word in words[:-1]}
    if len(sizes) == 1 and (size := sizes.pop()) <= 5:
        tail = last[size:]
        if len(tail) >= 3 and (tail in _known_tails() or plain.count(tail) > 1):
            return tail
    for size in range(min(8, len(last) - 2), 2, -1):
        tail = last[-size:]
        if plain.count(tail) > 1 or tail in _known_tails():
            return tail
    return ""


_ADDS = re.compile(r"新增|新设|新建|开设|增设")
# S217线、X036线日常养护: roads by their codes.
_ROAD = re.compile(r"[A-Z]{1,2}\d{1,4}(?:[国省县乡]道|线)?")


@cache
def _known_tails() -> frozenset[str]:
    """How the rates of the library end, in three to eight characters, two names at least."""
    seen: dict[str, int] = {}
    for entry in all_entries():
        if _RATE.search(entry.name):
            for size in range(3, min(8, len(entry.name) - 2) + 1):
                seen[entry.name[-size:]] = seen.get(entry.name[-size:], 0) + 1
    return frozenset(tail for tail, count in seen.items() if count > 1)


def _counted(items: list[tuple[int, str]]) -> Listing | None:
    words = [strip_leading(noun) for _, noun in items]
    first, last = words[0], words[-1]
    if _ROAD.fullmatch(first) and (road := _ROAD.match(last)) and last[road.end() :]:
        return Listing(whole=f"{first}等{last[road.end() :]}")
    if len(words) == 2:
        if (verb := _ADDS.match(first)) and 2 <= len(first) - verb.end() <= 4:
            # 新增汽修、护理专业: of two kinds of the last word.
            size = len(first) - verb.end()
            if size + 2 <= len(last) <= size + 4:
                return Listing(whole=f"{first}等{last[size:]}")
        if last[:1].isdigit():
            # 清明、9·30公祭: days, not things.
            return None
        fits = 2 <= len(first) <= 4 and len(first) < len(last) <= 12
        # 审计要情、信息: the second is said as shortly as the first says of what.
        short = len(last) == 2 and 3 <= len(first) <= 8
        return Listing(whole=first + last) if fits or short else None
    size = len(words[1])
    same = all(len(word) == size for word in words[1:-1]) and len(first) >= size
    opens = first[-size:]
    alike = len(first) == size or opens[0] == words[1][0] == last[0]
    if not same or not alike or len(last) < size + 2:
        return None
    return Listing(whole=f"{first}等{last[size:].removeprefix('等')}")
