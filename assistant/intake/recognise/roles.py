"""What a column can hold, and the words that say so in a header."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from assistant.domain.quantity import normalise


class Role(StrEnum):
    """What a column holds."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "level3"
    LEVEL4 = "level4"
    OPERATOR = "operator"
    VALUE = "value"
    UNIT = "unit"
    WEIGHT = "weight"
    DIRECTION = "direction"
    NOTE = "note"
    ACTUAL = "actual"
    SCORE = "score"
    RATE = "rate"
    REASON = "reason"
    RULE = "rule"
    PROJECT = "project"
    UNIT_NAME = "unit_name"
    BUDGET = "budget"
    GOAL = "goal"
    SEQUENCE = "sequence"
    PART = "part"
    OTHER = "other"
    MARGIN = "margin"


LEVELS = (Role.LEVEL1, Role.LEVEL2, Role.NAME, Role.LEVEL4)
PROJECT_ROLES = (Role.PROJECT, Role.UNIT_NAME, Role.BUDGET, Role.GOAL)


class Period(StrEnum):
    """For which period a column's targets hold, as far as its header says."""

    LONG = "long"
    HALF = "half"
    PREVIOUS = "previous"
    ANNUAL = "annual"


_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[:*★]")
_QUALIFIER = re.compile(r"^(?:绩效|年度|项目|预算|本年|当年|设定)+")
_PERIODS = (
    (Period.PREVIOUS, re.compile(r"上年|上一年|去年|历史|前三年|近三年|基期|往年|前一年")),
    (Period.HALF, re.compile(r"半年|季度|半程|月度")),
    (Period.LONG, re.compile(r"长期|中期|中长期|实施期|周期|三年|五年|滚动|规划期|总体|总目标值")),
    (Period.ANNUAL, re.compile(r"年度|当年|本年|全年|年初|20\d\d年")),
)


@lru_cache(maxsize=1024)
def read_role(text: str) -> Role | None:
    """The role that a header text names, or None."""
    full = re.sub(r"\s", "", normalise(text))
    plain = _BRACKET.sub("", full) or full.strip("()[]")
    for role, (names, _) in _vocabulary().items():
        if plain in names or full in names:
            return role
    bare = _QUALIFIER.sub("", plain)
    if bare != plain and len(bare) > 2:
        for role, (names, _) in _vocabulary().items():
            if bare in names:
                return role
    if len(plain) <= 20:
        for role, (_, pattern) in _vocabulary().items():
            if pattern is not None and pattern.search(plain):
                return role
    return None


def is_named(text: str) -> bool:
    """Whether a header text is one of the listed names, not merely like one."""
    plain = re.sub(r"\s", "", normalise(text))
    return any(plain in names for names, _ in _vocabulary().values())


def read_period(text: str) -> Period | None:
    """The period that a header text names, or None."""
    plain = re.sub(r"\s", "", normalise(text))
    return next((period for period, pattern in _PERIODS if pattern.search(plain)), None)


@cache
def _vocabulary() -> dict[Role, tuple[frozenset[str], re.Pattern[str] | None]]:
    raw = yaml.safe_load(
        (files("assistant.intake") / "terms" / "headers.yaml").read_text(encoding="utf-8")
    )
    return {
        Role(role): (
            frozenset(words.get("names", ())),
            re.compile(words["pattern"]) if "pattern" in words else None,
        )
        for role, words in raw.items()
    }
