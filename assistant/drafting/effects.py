"""Which figures say what the work brings about, and for whom, instead of what is done.

The words are in ``terms/effects.yaml``. What they do not know stays where it stood: no figure is
made an effect for want of another class.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from assistant.domain.indicator import Operator
from assistant.drafting.candidates import BENEFITS, SOCIAL
from assistant.drafting.facts import Fact, FactKind
from assistant.drafting.wording import EffectRule, alternation, effect_words
from assistant.library import all_sectors

_OUTCOME = SOCIAL
"""Class of what people are spared or asked about, whatever it is."""
_CHANGE_END = re.compile(
    r"(?P<by>下降|降低|减少|压减|压降|压缩|缩短|增长|提高|提升|增加|上升|增收)(?:率|幅度)$"
)
_MEASURED_UNIT = re.compile(r"(?:吨|立方米|m³|千瓦时|度|公斤|千克|斤)$")


def effect_of_rate(name: str) -> str | None:
    """The class of a rate or change that is an effect by its name; None where none is known."""
    if is_surveyed(name):
        return _OUTCOME
    words = effect_words()
    if change := _CHANGE_END.search(name):
        what = name[: change.start()]
        known = _first(words.changes, what) or _first(words.rates, what)
        return known or (_OUTCOME if change["by"] in words.fewer else None)
    return _first(words.rates, name)


def effect_of_count(fact: Fact, name: str) -> str | None:
    """The class of a count that is an effect by what is counted; None where it may be work."""
    if (known := known_level(name)) in BENEFITS:
        return known
    said = fact.verb + fact.noun
    measured = _MEASURED_UNIT.search(fact.unit.partition("/")[0]) is not None
    rules = [rule for rule in effect_words().counts if measured or not rule.measured]
    return _first(rules, said)


def known_level(name: str) -> str | None:
    """The class that the library gives a measure of this name, scope before it or not.

    What the unit measures itself then stands where the library's own row of it would; None where
    the library has no such row, or has it in two classes.
    """
    known, name = _levels_by_name(), _COUNT_END.sub("", name)
    ends = (name[place:] for place in range(max(1, len(name) - _LEAST_NAME + 1)))
    return next((known[end] for end in ends if end in known), None)


_LEAST_NAME = 6
"""Characters of a library name that say by themselves what is measured (投诉办结率 does not)."""
_COUNT_END = re.compile(r"(?<=....)(?:数量|[人户件起家个]?数)$")


@cache
def _levels_by_name() -> dict[str, str]:
    entries = [e for sector in all_sectors() for f in sector.families for e in f.entries]
    levels: dict[str, set[str]] = {}
    for entry in entries:
        levels.setdefault(_COUNT_END.sub("", entry.name), set()).add(entry.level2)
    return {name: next(iter(found)) for name, found in levels.items() if len(found) == 1}


def is_surveyed(name: str) -> bool:
    """Whether a name ends in a feeling that people are asked about (群众安全感)."""
    return name.endswith(effect_words().surveyed)


class Shift(NamedTuple):
    """What a number of things or of minutes changes by.

    Attributes:
        what: changes, without the measure that a name puts at its end (死亡 of 死亡人数).
        verb: how (减少).
        noun: what changes, as the text says it.
    """

    what: str
    verb: str
    noun: str

    @property
    def level2(self) -> str | None:
        """The class by what it is that changes; fewer of anything else is an outcome as well."""
        known = _first(effect_words().changes, self.noun)
        return known or (_OUTCOME if self.verb in effect_words().fewer else None)


def shift_of(fact: Fact) -> Shift | None:
    """事故死亡人数减少5人 says by how many, not how many; None for all other numbers."""
    capped = fact.operator in (Operator.AT_MOST, Operator.LESS)
    match = None
    if fact.kind is FactKind.DURATION:
        match = _fewer_at_end().search(fact.noun)
    elif fact.kind is FactKind.COUNT and not capped and not fact.verb:
        match = _fewer_at_end().search(fact.noun) or _MORE_AT_END.search(fact.noun)
    if match is None or len(what := fact.noun[: match.start()]) < _LEAST:
        return None
    said = what if fact.kind is FactKind.DURATION else _MEASURE_END.sub("", what)
    return Shift(said, match["by"], what)


_LEAST = 3
"""Characters that say what it is that changes; 人数 alone does not."""
_COMPARED = r"(?:同比|环比|(?:较|比)(?:上年|去年|往年|上一年)?(?:同期)?|平均|总数|累计)*"
_MORE_AT_END = re.compile(r"(?<=[数量产积])(?<!指数)(?P<by>增加|新增)了?$")
_MEASURE_END = re.compile(r"(?<=..)(?:(?:[人户次件起家]|总)?数|数?量|总量|面积)$")


@cache
def _fewer_at_end() -> re.Pattern[str]:
    return re.compile(rf"{_COMPARED}(?P<by>{alternation(effect_words().fewer)})了?$")


def is_gained(noun: str) -> bool:
    """Whether money under this noun is what the work brings somebody, not what it costs."""
    gained = _patterns(effect_words().money_gained)
    return gained is not None and gained.search(noun) is not None


def _first(rules: Sequence[EffectRule], words: str) -> str | None:
    for rule in rules:
        wanted, other = _patterns(rule.words), _patterns(rule.unless)
        if wanted and wanted.search(words) and not (other and other.search(words)):
            return f"{rule.level2}指标"
    return None


@cache
def _patterns(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(words)) if words else None
