"""What in a text says nothing: blanks that recognition set (98 ． 5 ％, 供 水 管 网), markup.

The text is read without them; every place in the tight text is known in the original, so that a
quotation stays exact.
"""

import re
from functools import cache, lru_cache
from itertools import accumulate

from assistant.drafting.wording import alternation, quantity_words

_HAN = r"[\u4e00-\u9fff]"
_GAP = r"[ \u3000\u00a0]"
_DOT = r"[.．]"
_MARK = r"[,，。;；:：!！?？、()（）《》“”\[\]【】]"
# Four characters in a row with a blank between each: nobody types a clause so.
_SPACED = re.compile(
    rf"(?<!\S){_HAN}(?:{_GAP}{_HAN}){{3,}}(?!\S)|(?:{_HAN}{_GAP}){{3,}}\d|(?:{_HAN}{_GAP}){{6}}"
)
_MARKUP = re.compile(
    r"<(?P<code>script|style)\b[^<>]*>[^<]*</(?P=code)>|<[A-Za-z/!][^<>\u4e00-\u9fff]*>?"
    r"|(?:^|(?<=[。；;，,：:\n]))[①-⑳]"
)
_NUMBERED = re.compile(
    rf"(?:^|(?<=\n))\s*\d{{1,2}}(?P<dotted>{_DOT})?(?P<gap>{_GAP}+)(?={_HAN}|\d)"
)
_SILENT = (
    # 98 ． 5, also 9 8: digits of one number; a year, a code and a column of a table are others.
    re.compile(rf"(?<=\d){_GAP}+(?={_DOT}{_GAP}*\d)|(?<=\d[.．]){_GAP}+(?=\d)"),
    re.compile(
        rf"(?:(?<=[^\dA-Za-z\-.．]\d)|(?<=^\d)|(?<={_GAP}\d)|(?<=[.．]\d)){_GAP}+(?=\d(?!\d))"
    ),
    re.compile(rf"(?<=[\d.．]){_GAP}+(?=[%％‰])|(?<=[≥≤＞＜>=<]){_GAP}+(?=\d)"),
    re.compile(rf"(?<={_HAN}){_GAP}+(?=[≥≤＞＜>=<])|(?<=\d){_GAP}+(?=[-~—–～]{_GAP}*\d)"),
    re.compile(rf"(?<=[\d%％‰][-~—–～]){_GAP}+(?=\d)"),
    re.compile(rf"(?<={_HAN}){_GAP}+(?=[\d/])|(?<=/){_GAP}+(?={_HAN})"),
    re.compile(rf"{_GAP}+(?={_MARK})|(?<={_MARK[:-1]}]){_GAP}+"),
    re.compile(rf"(?<![A-Za-z][A-Za-z])(?<=[A-Z]){_GAP}(?=[A-Z](?![A-Za-z]))"),
)
# 12 个 is one number with its measure; 出院人次 9800 平均住院日 is none.
_COUNTED = re.compile(rf"(?<=\d){_GAP}+(?={_HAN})")
_MEASURE_SAID = re.compile(r"(?:人次|人数|户数|场次|次数|台次|件数|个数)\s*[≥≤><=]{0,2}\s*[\d.]+$")
_BETWEEN = re.compile(rf"(?<={_HAN}|[%％‰]){_GAP}+(?={_HAN})")


@cache
def _after_measure() -> re.Pattern[str]:
    """A number with its measure at the end of what stands before a blank."""
    units = alternation(unit for units in quantity_words().metrics.values() for unit in units)
    return re.compile(rf"\d[十百千万亿]*(?:{units}|[亿万千百]?元)?$|[%％‰]$")


def is_spaced(text: str) -> bool:
    """Whether the characters of ``text`` stand apart, so that its blanks say nothing."""
    return _SPACED.search(text) is not None


def unspaced(text: str) -> str:
    """``text`` without markup and the blanks that say nothing."""
    silent = _silent(text)
    return "".join(char for place, char in enumerate(text) if place not in silent)


def places_of(text: str) -> list[int]:
    """For each character of ``unspaced(text)`` its offset in ``text``, and one more for the end."""
    silent = _silent(text)
    return [*(place for place in range(len(text)) if place not in silent), len(text)]


@lru_cache(maxsize=1024)
def _silent(text: str) -> frozenset[int]:
    """Places of what is left out; a blank ends a clause where another number follows it."""
    gone = {p for m in _MARKUP.finditer(text) for p in range(*m.span())}
    apart = is_spaced(text)
    # Read without the markup, which may stand between a number and its measure.
    kept = [place for place in range(len(text)) if place not in gone]
    plain = "".join(text[place] for place in kept)
    silent = _blanks(plain, apart)
    return frozenset(gone | {kept[place] for place in silent})


def _blanks(plain: str, apart: bool) -> set[int]:
    listed = {p for m in _NUMBERED.finditer(plain) for p in range(*m.span("gap"))}
    found: set[int] = set()
    for pattern in _SILENT:
        found |= {p for m in pattern.finditer(plain) for p in range(*m.span())}
    for match in _COUNTED.finditer(plain):
        said = _MEASURE_SAID.search(plain, 0, match.start())
        if apart or not said or plain[match.end()] in "万亿余多人名户个场次以左及":
            found |= set(range(*match.span()))
    found -= listed
    # What is a measure shows only once the blanks inside it are gone (26 平方 米).
    left = list(accumulate((place in found for place in range(len(plain))), initial=0))
    tight = "".join(char for place, char in enumerate(plain) if place not in found)
    for match in _BETWEEN.finditer(plain):
        place = match.start() - left[match.start()]
        if apart or not _ends_clause(tight, place):
            found |= set(range(*match.span())) - listed
    return found


def _ends_clause(tight: str, place: int) -> bool:
    """里程1200公里 面积500平方米: two clauses; 35公里 供水管网 is one."""
    before = _CLAUSE_END.split(tight[:place])[-1]
    rest = _CLAUSE_END.split(tight[place:].lstrip(), maxsplit=1)[0]
    if not (re.search(r"\d", before) and re.search(r"\d", rest)):
        return False
    counted = _after_measure().search(tight, max(0, place - 16), place)
    return bool(counted or _SAYS_MEASURE.match(rest) or _MEASURED_FIRST.search(tight[:place]))


# 出院人次9800 平均住院日8天: the measure stands before the number.
_MEASURED_FIRST = re.compile(
    r"(?:人次|人数|户数|场次|次数|台次|件数|个数|[率数量])[≥≤><=]{0,2}[\d.]+[万亿]?$"
)
_CLAUSE_END = re.compile(r"[,，。;；:：!！?？\n\t]")
_SAYS_MEASURE = re.compile(r"(?:面积|长度|里程|户数|人数|涉及|覆盖|惠及|受益|带动|共|合计|总)")
