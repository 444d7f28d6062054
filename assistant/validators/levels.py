"""Level-1 and level-2 names by meaning: ``产出指标（70分）`` and ``产出值`` are one class."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from assistant.domain.quantity import normalise


class Level1(StrEnum):
    """一级指标."""

    OUTPUT = "产出指标"
    BENEFIT = "效益指标"
    SATISFACTION = "满意度指标"
    COST = "成本指标"


class Level2(StrEnum):
    """二级指标 of the 2015 and 2021 catalogues."""

    QUANTITY = "数量指标"
    QUALITY = "质量指标"
    TIMELINESS = "时效指标"
    COST = "成本指标"
    """成本 under 产出, as the 2015 catalogue has it."""
    ECONOMIC_BENEFIT = "经济效益指标"
    SOCIAL_BENEFIT = "社会效益指标"
    ECOLOGICAL_BENEFIT = "生态效益指标"
    SUSTAINABLE_IMPACT = "可持续影响指标"
    SERVED_SATISFACTION = "服务对象满意度指标"
    ECONOMIC_COST = "经济成本指标"
    SOCIAL_COST = "社会成本指标"
    ECOLOGICAL_COST = "生态环境成本指标"


CHILDREN: dict[Level1, tuple[Level2, ...]] = {
    Level1.OUTPUT: (Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS),
    Level1.BENEFIT: (
        Level2.ECONOMIC_BENEFIT,
        Level2.SOCIAL_BENEFIT,
        Level2.ECOLOGICAL_BENEFIT,
        Level2.SUSTAINABLE_IMPACT,
    ),
    Level1.SATISFACTION: (Level2.SERVED_SATISFACTION,),
    Level1.COST: (
        Level2.ECONOMIC_COST,
        Level2.SOCIAL_COST,
        Level2.ECOLOGICAL_COST,
        Level2.COST,
    ),
}
"""Which level-2 classes stand under which level-1 class."""

LOCAL_CHILDREN: dict[Level1, tuple[Level2, ...]] = {
    Level1.OUTPUT: (
        Level2.COST,
        Level2.ECONOMIC_COST,
        Level2.SOCIAL_COST,
        Level2.ECOLOGICAL_COST,
    ),
    Level1.BENEFIT: (Level2.SERVED_SATISFACTION,),
}
"""What the 2015 catalogue and local forms also allow."""

PARENTS: dict[Level2, Level1] = {
    child: parent for parent, children in CHILDREN.items() for child in children
}


class Spelling(StrEnum):
    """How a printed level name stands to the catalogue."""

    EXACT = "exact"
    """The catalogue's own name, decoration such as （50分） set aside."""
    LOCAL = "local"
    """Another name in use somewhere for the same class."""
    DAMAGED = "damaged"
    """A catalogue name cut short or misspelt."""


class LevelName(NamedTuple):
    """A printed level name as understood.

    Attributes:
        level: the class.
        spelling: whether it is written as the catalogue has it.
    """

    level: str
    spelling: Spelling


_LONGEST = 14
"""Characters beyond which a cell is no level name but something that slid into its column."""

_SEVERAL = re.compile(r"[、,/和及与]")

_KEYWORDS: dict[str, dict[str, str]] = {
    "level1": {"满意度": Level1.SATISFACTION},
    "level2": {
        "数量": Level2.QUANTITY,
        "质量": Level2.QUALITY,
        "时效": Level2.TIMELINESS,
        "经济效益": Level2.ECONOMIC_BENEFIT,
        "社会效益": Level2.SOCIAL_BENEFIT,
        "生态效益": Level2.ECOLOGICAL_BENEFIT,
        "可持续": Level2.SUSTAINABLE_IMPACT,
        "满意度": Level2.SERVED_SATISFACTION,
        "经济成本": Level2.ECONOMIC_COST,
        "社会成本": Level2.SOCIAL_COST,
    },
}

_POINTS = re.compile(
    r"[(\[【]\s*[\d.\-~—–至]*\s*分?\s*[)\]】]\s*分?|\d+(?:\.\d+)?分$|(?<=[标益度本响])\s*\d{1,3}(?:\.\d+)?$"
)
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_BLANKS = re.compile(r"\s+")
_NUMBERING = re.compile(
    r"^(?:[(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)、.]+|(?:目标|指标)\d{1,2}[、.:]+)"
)


@cache
def _vocabulary() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = (files("assistant.validators") / "terms" / "levels.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, dict[str, list[str]]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


@cache
def _table(which: str) -> dict[str, LevelName]:
    table: dict[str, LevelName] = {}
    for canonical, names in _vocabulary()[which].items():
        for spelling in (Spelling.DAMAGED, Spelling.LOCAL):
            for name in names.get(spelling.value, []):
                table[name] = LevelName(canonical, spelling)
        exact = LevelName(canonical, Spelling.EXACT)
        for name in (canonical, canonical.removesuffix("指标"), *names.get("accepted", [])):
            table[name] = exact
    return table


@lru_cache(maxsize=1024)
def bare_level(printed: str) -> str:
    """The name without points, blanks, numbering and marks."""
    text = normalise(printed)
    text = _POINTS.sub("", text)
    text = _BLANKS.sub("", text).strip("★*·、.:：")
    return _NUMBERING.sub("", text)


def _read(printed: str, which: str) -> LevelName | None:
    table = _table(which)
    bare = bare_level(printed)
    plain = _BRACKETS.sub("", bare)
    return table.get(bare) or table.get(plain) or _by_keyword(plain, which)


def _by_keyword(plain: str, which: str) -> LevelName | None:
    """A local name that says its class by the one keyword it holds (帮扶对象满意度指标)."""
    if len(plain) > _LONGEST or _SEVERAL.search(plain):
        return None
    found = {level for keyword, level in _KEYWORDS[which].items() if keyword in plain}
    return LevelName(found.pop(), Spelling.LOCAL) if len(found) == 1 else None


@lru_cache(maxsize=1024)
def read_level1(printed: str) -> tuple[Level1, Spelling] | None:
    """The level-1 class that a cell names, or None."""
    found = _read(printed, "level1")
    return None if found is None else (Level1(found.level), found.spelling)


@lru_cache(maxsize=1024)
def read_level2(printed: str) -> tuple[Level2, Spelling] | None:
    """The level-2 class that a cell names, or None."""
    found = _read(printed, "level2")
    return None if found is None else (Level2(found.level), found.spelling)


_CLASS_WORDS = re.compile(r"数|质|时|效|益|影响|满意|成本|产出|续")


def is_undecided(printed: str | None, level: Level2 | None) -> bool:
    """Whether a level-2 cell may name any class: blank, or unknown but with a class's words."""
    return level is None and (not printed or _CLASS_WORDS.search(printed) is not None)
