"""Level names by meaning: which printed text names a level 1 or level 2 class, and which class."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from assistant.domain.quantity import normalise


class Rank(StrEnum):
    """On which level a name can stand."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    BOTH = "both"


class LevelName(NamedTuple):
    """What a printed level name means.

    Attributes:
        rank: where such a name stands.
        official: the catalogue's name for it.
        whole: the text is a complete name (满意度指 is not).
    """

    rank: Rank
    official: str
    whole: bool = True


class _Terms(NamedTuple):
    level1: dict[str, str]
    level2: dict[str, str]


_POINTS = re.compile(r"\(?[(\[]?\d+(?:\.\d+)?(?:[-~—–至]\d+(?:\.\d+)?)?[)\]]?\s*(?:分|%)\s*\)?")
_POINTS_ONLY = re.compile(rf"\s*{_POINTS.pattern}\s*")
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_ORDINAL = re.compile(
    r"^(?:\d+(?:\.\d+)*[.、)]|[一二三四五六七八九十]+[、.)]|\([一二三四五六七八九十\d]+\)|[①-⑳★*●▲])+"
)
_ENDING = re.compile(r"(?:指标|目标|值|要素|类|方面|情况|维度|等)+$")
_PREFIX = re.compile(
    r"^(?:预期|计划|绩效|部门|单位|整体|年度|当年|本年|具体|主要|项目|一级|二级|指标)+"
)
_PARTS = re.compile(r"[、,/和与或及]|以及")
_SATISFACTION = re.compile(r".{0,16}满意(?:度|率|程度)")
_BENEFIT = re.compile(r"(?:经济|社会|生态|环境)+(?:效益|效果|影响)")
_TRUNCATED = re.compile(r"(?:指|目|指标\(|目标\()$")
_MAX_LENGTH = 30


@lru_cache(maxsize=1024)
def read_level(text: str) -> LevelName | None:
    """The level name that a whole cell prints, in any of its spellings, or None."""
    plain = re.sub(r"\s", "", normalise(text))
    if not plain or len(plain) > _MAX_LENGTH:
        return None
    whole = _TRUNCATED.search(plain) is None
    core = _POINTS.sub("", _ORDINAL.sub("", plain))
    core = re.sub(r"[:()]+$", "", _BRACKET.sub("", core) or core.strip("()[]【】"))
    core = _TRUNCATED.sub("", core)
    found = _look_up(core) or _look_up(_ENDING.sub("", core))
    if found is None:
        found = _look_up(_PREFIX.sub("", _ENDING.sub("", core)))
    if found is None and _named_as_level(core):
        found = _by_parts(_ENDING.sub("", core))
    return found._replace(whole=whole) if found else None


def is_points_only(text: str) -> bool:
    """Whether a cell prints only the points of a level whose name was lost, as ``(50分)``."""
    return _POINTS_ONLY.fullmatch(normalise(text)) is not None


def fits_under(level1: str, level2: str) -> bool:
    """Whether a level 2 name can stand under a level 1 name; unknown names always can."""
    upper, lower = read_level(level1), read_level(level2)
    if upper is None or lower is None or lower.rank is Rank.LEVEL1:
        return True
    wrong = _MISFITS.get(upper.official)
    return wrong is None or lower.official not in wrong


def usual_level1(level2: str | None) -> str | None:
    """The level 1 name under which a level 2 name stands as a rule."""
    known = read_level(level2) if level2 else None
    return _USUAL_LEVEL1.get(known.official) if known else None


def levels_in_name(text: str) -> tuple[list[str], str]:
    """The level names printed before a name (产出指标-数量指标-培训期数), and the name alone."""
    parts = re.split(r"\s*[-—－/]\s*", text, maxsplit=2)
    if len(parts) > 1 and all(read_level(part) for part in parts[:-1]):
        return parts[:-1], parts[-1]
    return [], text


def is_output(level1: str | None) -> bool:
    """Whether a level 1 name means 产出指标, under which older forms keep 成本指标."""
    known = read_level(level1) if level1 else None
    return known is not None and known.official == "产出指标"


def _named_as_level(core: str) -> bool:
    """Composite names count only where they say that they are one (…指标, …效益, …目标)."""
    return re.search(r"(?:指标|目标|效益|效果|影响|值)(?:等)?$", core) is not None


def _look_up(core: str) -> LevelName | None:
    terms = _terms()
    one, two = terms.level1.get(core), terms.level2.get(core)
    if one and two:
        return LevelName(Rank.BOTH, one)
    if one:
        return LevelName(Rank.LEVEL1, one)
    return LevelName(Rank.LEVEL2, two) if two else None


def _by_parts(core: str) -> LevelName | None:
    """Names made of several: 社会、经济、生态效益, 社会公众或服务对象满意度, 产出数量."""
    if _SATISFACTION.fullmatch(core):
        return LevelName(Rank.LEVEL2, "服务对象满意度指标")
    parts = [part for part in _PARTS.split(core) if part]
    if len(parts) > 1:
        last = _look_up(parts[-1])
        ending = core[-2:]
        known = [_look_up(part) or _look_up(part + ending) for part in parts[:-1]]
        return last if last and all(known) else None
    if _BENEFIT.fullmatch(core):
        return LevelName(Rank.LEVEL2, "社会效益指标")
    for prefix in ("产出", "效益", "项目完成", "投入"):
        if core.startswith(prefix) and len(core) > len(prefix):
            rest = _look_up(core.removeprefix(prefix).lstrip("-—_"))
            return (
                rest._replace(rank=Rank.LEVEL2) if rest and rest.rank is not Rank.LEVEL1 else None
            )
    return None


@cache
def _terms() -> _Terms:
    raw = yaml.safe_load(
        (files("assistant.intake") / "terms" / "levels.yaml").read_text(encoding="utf-8")
    )
    level2 = _spellings(raw["level2"])
    level2.update((name, name) for name in raw["level2_management"])
    return _Terms(_spellings(raw["level1"]), level2)


def _spellings(names: dict[str, list[str]]) -> dict[str, str]:
    found = {official: official for official in names}
    for official, others in names.items():
        found.update(dict.fromkeys((official.removesuffix("指标"), *others), official))
    return found


_OUTPUT = {"数量指标", "质量指标", "时效指标"}
_BENEFITS = {"经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"}
_PEOPLE = {"服务对象满意度指标", "社会公众满意度指标"}
_COSTS = {"经济成本指标", "社会成本指标", "生态环境成本指标"}
_MISFITS: dict[str, set[str]] = {
    "产出指标": _BENEFITS | _PEOPLE,
    "效益指标": _OUTPUT | _COSTS,
    "满意度指标": _OUTPUT | _BENEFITS | _COSTS | {"成本指标"},
    "成本指标": _OUTPUT | _BENEFITS | _PEOPLE,
}

_USUAL_LEVEL1 = {
    "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标",
    "经济效益指标": "效益指标", "社会效益指标": "效益指标", "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标", "服务对象满意度指标": "满意度指标",
    "社会公众满意度指标": "满意度指标", "经济成本指标": "成本指标", "社会成本指标": "成本指标",
    "生态环境成本指标": "成本指标",
}  # fmt: skip
