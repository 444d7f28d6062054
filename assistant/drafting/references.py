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
_LAST = re.compile(rf"(?:最后(?:一|1)?|倒数第(?P<place>{_NUMBER}))(?:个)?(?:条|行|项|个指标)")
_EACH = re.compile(
    r"(?<![成首])都(?![江市])|(?<![人户亩平年月日次])均|各(?![项类级种单部乡镇村校县区地所])|全部|统一|一律|分别"
    r"|(?<!第)[两俩2二几三四][个条项]"
)
_AND = re.compile(r"[、,和与及跟]")
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
    rf"(?:(?:里|中|里面|当中)?的?第(?P<place>{_NUMBER})(?:条|行|项|个))?"
)
# What says how rows are counted, not which of them is meant.
_COUNTED = frozenset(
    (
        "数量",
        "人数",
        "人次",
        "场次",
        "次数",
        "个数",
        "条数",
        "户数",
        "面积",
        "里程",
        "长度",
        "比例",
        "比率",
        "成本",
        "费用",
        "指标",
        "目标",
        "单位",
        "名称",
        "权重",
        "完成",
        "成率",
        "提高",
        "增长",
        "降低",
        "下降",
        "新增",
        "年度",
        "本年",
        "及时",
        "合格",
        "达标",
        "标率",
        "格率",
        "时率",
        "意度",
        "满意",
    )
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
    for reader in (_by_number, _one_each, _by_class, _by_name, _by_words):
        found = reader(text, rows)
        if found != Reference():
            return found
    return Reference()


def _by_number(text: str, rows: Sequence[Indicator]) -> Reference:
    if (match := _CLASS.search(text)) and match["place"]:
        return Reference()
    if match := _LAST.search(text):
        place = int(read_printed_number(match["place"] or "1") or 0)
        last = (rows[-place].id,) if 0 < place <= len(rows) else ()
        missing = () if last else (place,)
        return Reference(last, missing, start=match.start(), end=match.end())
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
    if match["place"]:
        place = int(read_printed_number(match["place"]) or 0)
        one = found[place - 1 : place] if place else ()
        missing = () if one else (place,)
        return Reference(one, missing, start=match.start(), end=match.end())
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
    top = {row_id: place for length, row_id, place in best if length == most}
    start = min(top.values())
    if most < _PLAINLY:
        # 培训人次 has 培训人 in common with 集中培训人均成本, and means 集中培训乡村教师人次.
        words = _by_words(text, rows)
        return words if words != Reference() else _one_or_all(list(top), text, start, start + most)
    if len(top) > 1 and not _EACH.search(text):
        # 高血压管理人数: what is left of the names tells apart those that match alike.
        shared = {row.id: len(_pairs(row.name or "") & _pairs(text)) for row in rows}
        closest = max(shared[row_id] for row_id in top)
        top = {row_id: place for row_id, place in top.items() if shared[row_id] == closest}
    return _one_or_all(list(top), text, start, start + most)


def _one_each(text: str, rows: Sequence[Indicator]) -> Reference:
    """Rows, or classes, named one after the other (合格率和满意度都…)."""
    parts = [part for part in _AND.split(text) if part] if _EACH.search(text) else []
    if len(parts) < 2:
        return Reference()
    ids: list[str] = []
    for part in parts:
        named = rows_named(_EACH.sub("", part), rows)
        whole_class = named.several if _CLASS.search(part) else ()
        if not named.ids and not whole_class:
            return Reference()
        ids.extend(named.ids or whole_class)
    return Reference(tuple(dict.fromkeys(ids)), start=0, end=len(text))


def _by_words(text: str, rows: Sequence[Indicator]) -> Reference:
    """The row that shares most words of two characters with the sentence (讲座, 护栏)."""
    shared = {row.id: _pairs(row.name or "") & _pairs(text) for row in rows}
    telling = {row_id: pairs for row_id, pairs in shared.items() if pairs - _COUNTED}
    if not telling:
        return Reference()
    ends = {row.id: (row.name or "")[-2:] for row in rows}
    score = {row_id: len(pairs) + (ends[row_id] in pairs) for row_id, pairs in telling.items()}
    most = max(score.values())
    top = [row_id for row_id in telling if score[row_id] == most]
    places = [text.find(pair) for row_id in top for pair in telling[row_id]]
    return _one_or_all(top, text, min(places), max(places) + 2)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _one_or_all(ids: Sequence[str], text: str, start: int, end: int) -> Reference:
    """The one row that is meant, or all that match alike where the sentence says so (两个…都)."""
    if len(ids) > 1 and not _EACH.search(text):
        return Reference(several=tuple(ids), start=start, end=end)
    return Reference(tuple(ids), start=start, end=end)


def _longest_part(name: str, text: str) -> tuple[int, int]:
    for length in range(len(name), 2, -1):
        for start in range(len(name) - length + 1):
            place = text.find(name[start : start + length])
            if place >= 0:
                return length, place
    return 0, -1
