"""Numbers in the order of what they belong to: 城市、农村低保标准分别为每月780元、560元."""

import re
from collections.abc import Sequence

from assistant.drafting.facts import Fact, FactKind

_RESPECTIVELY = re.compile(
    r"分别(?:不少于|不低于|不超过|不高于|为|是|达到|达|完成|安排|补助|控制在|每)*"
)
_JOINTS = re.compile(r"、|和|与|及|以及")
_BETWEEN = re.compile(r"[、,和与及\s]|以上|以下|以内|左右")


def respective(facts: Sequence[Fact], plain: str, lead: int = 0) -> list[Fact]:
    """``facts``, those of an enumeration each with its own noun, and the measure said once."""
    found = list(facts)
    for match in _RESPECTIVELY.finditer(plain):
        places = _series(found, match.end() + lead, plain, lead)
        clause = re.split(r"[,。;:!?\n]", plain[: match.start()])[-1]
        nouns = _nouns(clause)
        if len(nouns) == 1 and places:
            nouns = _of_each(found[: places[0]], len(places), clause)
        if len(places) < 2 or len(nouns) != len(places):
            continue
        first = found[places[0]]
        for place, noun in zip(places, nouns, strict=True):
            update: dict[str, object] = {"noun": noun, "verb": ""}
            if found[place].kind in (FactKind.MONEY, FactKind.STANDARD):
                update |= {"kind": first.kind, "per": first.per, "operator": first.operator}
            found[place] = found[place].model_copy(update=update)
    return found


def _of_each(before: Sequence[Fact], wanted: int, clause: str) -> list[str]:
    """电脑45台、打印机12台，单价分别…: each of the last things counted with what is said of it."""
    counted = [fact.noun for fact in before if fact.kind is FactKind.COUNT and fact.noun]
    return [noun + clause.strip() for noun in counted[-wanted:]]


def _series(facts: Sequence[Fact], start: int, plain: str, lead: int) -> list[int]:
    """The facts that follow ``start`` with nothing but joints between them."""
    places: list[int] = []
    edge = start
    for place, fact in enumerate(facts):
        if fact.start < start:
            continue
        between = plain[edge - lead : fact.start - lead]
        if places and _BETWEEN.sub("", between):
            break
        if not places and len(between) > 8:
            break
        places.append(place)
        edge = fact.end
    return places


def _nouns(clause: str) -> list[str]:
    """城市、农村低保标准 gives 城市低保标准 and 农村低保标准."""
    parts = [re.sub(r"^(?:全年|完成|保障|落实|其中)+", "", part) for part in _JOINTS.split(clause)]
    parts = [part.strip() for part in parts if part.strip()]
    if len(parts) < 2:
        return parts
    first, last = parts[0], parts[-1]
    tail = last[len(first) :] if len(last) > len(first) + 1 and len(first) <= 4 else ""
    return [part if not tail or part.endswith(tail) else part + tail for part in parts]
