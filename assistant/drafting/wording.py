"""The wording lists under ``terms/``, typed and compiled once."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.domain.frozen import Frozen


class QuantityWords(Frozen):
    """``terms/quantities.yaml``; the meaning of each list stands there."""

    version: int
    metrics: dict[str, tuple[str, ...]]
    descriptive: tuple[str, ...]
    loose_after_one: tuple[str, ...]
    set_phrases: tuple[str, ...]
    named_numbers: tuple[str, ...]
    not_after: tuple[str, ...]
    background: tuple[str, ...]
    existing: tuple[str, ...]
    population: tuple[str, ...]
    background_unless: tuple[str, ...]
    lower_bound: tuple[str, ...]
    more: tuple[str, ...]
    upper_bound: tuple[str, ...]
    less: tuple[str, ...]
    about: tuple[str, ...]
    before_numbers: tuple[str, ...]
    lower_suffix: tuple[str, ...]
    upper_suffix: tuple[str, ...]
    falling: tuple[str, ...]
    rising: tuple[str, ...]
    earned: tuple[str, ...]


class ActivityWords(Frozen):
    """``terms/activities.yaml``; the meaning of each list stands there."""

    light_verbs: tuple[str, ...]
    result_verbs: tuple[str, ...]
    noun_stops: tuple[str, ...]
    tails: tuple[str, ...]
    slogans: tuple[str, ...]
    catch_alls: tuple[str, ...]
    payroll: tuple[str, ...]
    payroll_needs: tuple[str, ...]
    running: tuple[str, ...]
    injection: tuple[str, ...]
    front_verbs: tuple[str, ...]
    front_verbs_long: tuple[str, ...]
    compound_heads: tuple[str, ...]
    bare_rates: tuple[str, ...]
    parts: tuple[str, ...]
    objects_of: dict[str, tuple[str, ...]]
    places: tuple[str, ...]
    people: tuple[str, ...]
    people_endings: tuple[str, ...]
    verbs_for_people: tuple[str, ...]
    people_hints: dict[str, str]
    people_first: dict[str, str]
    people_of_units: dict[str, str]


class EffectRule(Frozen):
    """One rule of ``terms/effects.yaml``.

    Attributes:
        level2: class, without 指标.
        words: regular expressions, one of which must be found.
        unless: regular expressions, none of which may be.
        measured: True for a rule that holds for what is weighed or metered alone.
    """

    level2: str
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    measured: bool = False


class EffectWords(Frozen):
    """``terms/effects.yaml``; the meaning of each list stands there."""

    version: int
    surveyed: tuple[str, ...]
    changes: tuple[EffectRule, ...]
    rates: tuple[EffectRule, ...]
    counts: tuple[EffectRule, ...]
    fewer: tuple[str, ...]
    money_gained: tuple[str, ...]


def _load(name: str) -> Any:
    text = (files("assistant.drafting") / "terms" / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


@cache
def quantity_words() -> QuantityWords:
    """The lists about numbers."""
    words = QuantityWords.model_validate(_load("quantities.yaml"))
    return words.model_copy(
        update={
            "lower_bound": _with_duty(words.lower_bound),
            "upper_bound": _with_duty(words.upper_bound),
        }
    )


_DUTY = "得能可应准许宜会"


def _with_duty(bounds: Iterable[str]) -> tuple[str, ...]:
    """``bounds`` and, for those that say 不, the same with a word of duty (不得高于)."""
    said = tuple(bounds)
    forms = (f"不{word}{bound[1:]}" for bound in said if bound[0] == "不" for word in _DUTY)
    return (*said, *forms)


@cache
def activity_words() -> ActivityWords:
    """The lists about activities and people."""
    return ActivityWords.model_validate(_load("activities.yaml"))


@cache
def effect_words() -> EffectWords:
    """The lists about what work brings about."""
    return EffectWords.model_validate(_load("effects.yaml"))


def alternation(words: Iterable[str]) -> str:
    """A regular expression that matches any of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def contains_any(text: str, words: Iterable[str]) -> bool:
    """True where ``text`` holds one of ``words``."""
    return any(word in text for word in words)
