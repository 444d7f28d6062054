"""Task sentences out of parts: terse, listed, numbered, prose, with what stands around them."""

from random import Random

from assistant.domain.frozen import Frozen
from assistant.library import Family
from assistant.tuning.examples.noise import spoil
from assistant.tuning.examples.parts import (
    NUMBERED,
    UNSTATED,
    Maker,
    Measure,
    Part,
)
from assistant.tuning.examples.words import wording

MOST_ROWS = 4
"""Rows of one task; a longer answer takes longer than a person waits."""
_NOTHING_STATED, _ONE_UNSTATED = 0.2, 0.12
_CONNECTED = 0.3
_OPENED, _CLOSED, _AROUND = 0.4, 0.35, 0.3
_NOISY = 0.15


class Sentence(Frozen):
    """A task as a unit writes it, with the rows that it calls for, in order."""

    text: str
    measures: tuple[Measure, ...]
    kinds: tuple[str, ...]


def sentence(rng: Random, families: tuple[Family, ...]) -> Sentence | None:
    """A task about the first family, or about several where they are given; None if none comes."""
    parts: list[Part] = []
    for family in families:
        parts.extend(_parts(rng, family, MOST_ROWS - sum(len(p.measures) for p in parts)))
    if not parts:
        return None
    kinds = [part.kind for part in parts]
    if len(families) > 1:
        kinds.append("several tasks")
    if all(measure.value is None for part in parts for measure in part.measures):
        kinds.append("nothing to copy")
    text, shape = _joined(rng, parts)
    text, around = _surrounded(rng, text, families[0], parts)
    kinds += [shape, *around]
    if rng.random() < _NOISY:
        text = spoil(rng, text)
        kinds.append("noise")
    measures = tuple(measure for part in parts for measure in part.measures)
    return Sentence(text=text, measures=measures, kinds=tuple(dict.fromkeys(kinds)))


def _parts(rng: Random, family: Family, room: int) -> list[Part]:
    """One to three parts about one family, each name and each noun once."""
    unstated = rng.random() < _NOTHING_STATED
    wanted = min(room, rng.choice((1, 2, 2, 3)))
    parts: list[Part] = []
    for _ in range(8):
        if sum(len(part.measures) for part in parts) >= wanted:
            break
        makers = UNSTATED if unstated or rng.random() < _ONE_UNSTATED else NUMBERED
        part = _drawn(rng, makers)(rng, family)
        if part is not None and _adds(part, parts, room):
            parts.append(part)
    return parts


def _drawn(rng: Random, makers: tuple[tuple[Maker, int], ...]) -> Maker:
    return rng.choices([maker for maker, _ in makers], [often for _, often in makers])[0]


def _adds(part: Part, parts: list[Part], room: int) -> bool:
    """Whether a part says something new and leaves no clause with two meanings."""
    names = {measure.name for other in parts for measure in other.measures}
    values = {m.value for other in parts for m in other.measures if m.value is not None}
    nouns = {other.noun for other in parts if other.noun}
    rows = sum(len(other.measures) for other in parts) + len(part.measures)
    return (
        rows <= room
        and not any(m.name in names for m in part.measures)
        and not any(m.value in values for m in part.measures if m.value is not None)
        and not (part.noun and any(part.noun in noun or noun in part.noun for noun in nouns))
    )


def _joined(rng: Random, parts: list[Part]) -> tuple[str, str]:
    texts = [part.text for part in parts]
    if len(texts) == 1:
        return f"{texts[0]}。", "terse"
    shape = rng.choice(("terse", "terse", "listed", "numbered", "prose", "prose"))
    if shape == "listed":
        return f"{rng.choice('；、').join(texts)}。", shape
    if shape == "numbered":
        marks = rng.choice((("一是", "二是", "三是", "四是"), ("1.", "2.", "3.", "4.")))
        pairs = zip(marks, texts, strict=False)
        return "；".join(mark + text for mark, text in pairs) + "。", shape
    if shape == "prose":
        first, *rest = texts
        links = (
            f"{rng.choice(wording().links)}，" if rng.random() < _CONNECTED else "" for _ in rest
        )
        ends = (rng.choice(("，", "。", "，")) for _ in rest)
        told = "".join(end + link + text for end, link, text in zip(ends, links, rest, strict=True))
        return f"{first}{told}。", shape
    return f"{'，'.join(texts)}。", shape


def _surrounded(rng: Random, text: str, family: Family, parts: list[Part]) -> tuple[str, list[str]]:
    """The sentence with what is no measure: openings, background, refusals, slogans, orders."""
    kinds, words = [], wording()
    if rng.random() < _OPENED:
        text = f"{rng.choice(words.openings)}，{text}"
    if rng.random() < _AROUND:
        kind = rng.choice(("background", "negation", "injection", "catch-all"))
        text = _with(rng, text, kind, family, parts)
        kinds.append(kind)
    if rng.random() < _CLOSED:
        text = f"{text.removesuffix('。')}，{rng.choice(words.slogans)}。"
        kinds.append("slogan")
    return text, kinds


def _with(rng: Random, text: str, kind: str, family: Family, parts: list[Part]) -> str:
    words = wording()
    if kind == "injection":
        return text + rng.choice(words.injections)
    if kind == "negation":
        return f"{text.removesuffix('。')}，{rng.choice(words.refusals)}。"
    if kind == "catch-all":
        return f"{text.removesuffix('。')}；{rng.choice(words.catch_alls)}。"
    noun = next((part.noun for part in parts if part.noun), family.activity)
    fact = rng.choice(words.backgrounds).format(
        place=rng.choice(("全县", "全市", "辖区")),
        people=family.beneficiary or "工作人员",
        number=rng.choice((37, 71, 133, 287, 431, 1187, 2673)),
        noun=noun,
        unit="个",
    )
    return f"{fact}，{text}"
