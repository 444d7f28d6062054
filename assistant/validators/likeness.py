"""How alike two texts are: overlap of character pairs after words without a topic are dropped."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

from assistant.domain.calendar import read_calendar
from assistant.domain.quantity import normalise
from assistant.validators.wording import words

_MARKS = re.compile(r"[^\w%]+|_")
_FIGURE = re.compile(r"\d+[余多]?[万亿]?")
_CLAUSE = re.compile(r"[,，;；。!！\n]+|(?<!\d)\.(?!\d)|(?<!\d)\d{1,3}[.、](?=[^\d])")
_GENERIC = re.compile(
    r"的|工作|项目|工程|任务|活动|情况|开展|完成|进行|做好|实施|本年度?|年度|全年|全[县市区镇乡村]|"
    r"[我本][县市区镇乡村]|相关|有关|各|等|了|数量|次数|及|和|与|对|指标|总|新增|完成率?"
)
_COUNT_END = re.compile(r"(?<=[一-龥]{2})(?:总?[数量])$")
"""What is left of 户数量 and 户数, 储备数量 and 储备量 once filler is gone."""
_KEPT_APART = re.compile(
    r"[\d一二三四五六七八九十两第]+|[上下]半年|年级|季度|期|批|小学|初中|高中|中学|中小学|幼儿园?|学前|大学|"
    r"中职|高职|义务教育|[初高]|阶段|段|[个次人]"
)


@lru_cache(maxsize=4096)
def plain_text(text: str) -> str:
    """``text`` without dates, marks and blanks: what two rows share if they say the same."""
    plain = normalise(text)
    for mention in reversed(read_calendar(plain)):
        plain = plain[: mention.start] + plain[mention.end :]
    return _MARKS.sub("", plain)


@lru_cache(maxsize=4096)
def bigrams(text: str) -> frozenset[str]:
    """The character pairs of a text; a single character stands for itself."""
    if len(text) < 2:
        return frozenset((text,)) if text else frozenset()
    return frozenset(map("".join, zip(text, text[1:], strict=False)))


@lru_cache(maxsize=4096)
def topic(text: str) -> str:
    """``text`` without dates, figures, marks and words that carry no topic (完成, 工作, 率)."""
    return words("tasks.topic_stop").drop(_FIGURE.sub("", plain_text(text)))


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[str, ...]:
    """The parts of a text between marks; list numbers are dropped."""
    return tuple(part for raw in _CLAUSE.split(normalise(text)) if (part := raw.strip(' ()"“”')))


def dice(one: str, other: str) -> float:
    """Twice the shared pairs over all pairs of two texts."""
    first, second = bigrams(one), bigrams(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def containment(part: str, whole: str) -> float:
    """The share of the pairs of ``part`` that ``whole`` has too."""
    pairs = bigrams(part)
    return len(pairs & bigrams(whole)) / len(pairs) if pairs else 0.0


class PairIndex:
    """Texts by their character pairs, so that one part is held against all of them at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index ``texts``; what is asked later is answered by position."""
        self._size = len(texts)
        self._at: dict[str, list[int]] = {}
        for position, text in enumerate(texts):
            for pair in bigrams(text):
                self._at.setdefault(pair, []).append(position)

    def best(self, part: str) -> float:
        """The largest share of the pairs of ``part`` that one text has."""
        pairs = bigrams(part)
        if not pairs or not self._size:
            return 0.0
        hits = [0] * self._size
        for pair in pairs:
            for position in self._at.get(pair, ()):
                hits[position] += 1
        return max(hits) / len(pairs)

    def together(self, part: str) -> float:
        """The share of the pairs of ``part`` that all texts have between them."""
        pairs = bigrams(part)
        return sum(pair in self._at for pair in pairs) / len(pairs) if pairs else 0.0


def _differences(one: str, other: str) -> list[tuple[str, str]]:
    return [
        (one[step.src_start : step.src_end], other[step.dest_start : step.dest_end])
        for step in Indel.opcodes(one, other)
        if step.tag != "equal"
    ]


@lru_cache(maxsize=4096)
def without_filler(text: str) -> str:
    """``text`` without the words that change nothing (的, 工作, 开展)."""
    return _GENERIC.sub("", text)


def _one_spelling(text: str) -> str:
    """``text`` with the several spellings of one measure made one (户数量, 户数)."""
    return _COUNT_END.sub("", without_filler(text))


def same_but_for_filler(one: str, other: str) -> bool:
    """Whether two texts differ only in words that change nothing."""
    return _one_spelling(one) == _one_spelling(other) != ""


@lru_cache(maxsize=4096)
def alike_keys(text: str) -> tuple[str, str, str]:
    """What texts that may say the same have in common: all, all but filler, all but numbers."""
    return text, _one_spelling(text), _KEPT_APART.sub("", text)


def apart_by_number(one: str, other: str) -> bool:
    """Whether all that differs between two texts is a number, a school year or a school stage."""
    return all(
        _KEPT_APART.sub("", part) == "" for pair in _differences(one, other) for part in pair
    )
