"""What tasks of one kind say of their effects: work, the people it serves, what it brings, costs.

Those to train with are written out in ``themes.yaml``; any family of the library makes one more.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random

import yaml
from pydantic import ValidationInfo, field_validator

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Operator
from assistant.drafting.rows import RowClass
from assistant.library import Entry, Family, Sector
from assistant.tuning.examples.parts import counted, doing

_CLASS = {level.level2: level for level in RowClass}
_EFFECTS = ("经济效益指标", "社会效益指标", "生态效益指标")
_NOT_SERVED = re.compile(
    r"企业|单位|部门|机关|机构|经营|商户|施工|受检|被|干部|职工|民警|人员$|地区|村镇"
)
"""Whoever is inspected, and staff: a family that names them says nobody whom it serves."""
_COUNT_END = re.compile(r"(?:数量|人数|户数|人次|金额|数|面积)$")


class Change(StrEnum):
    """How a text states an effect."""

    DOWN = "down"
    UP = "up"
    RATE = "rate"
    LOW = "low"
    COUNT = "count"
    ZERO = "zero"


class Effect(Frozen):
    """Something that work brings.

    Attributes:
        change: how it is stated.
        words: what changes, in the words of a task.
        level2: its class.
        unit: measure word of a count, or "".
        name: 三级指标 where it is not ``words`` with its ending.
    """

    change: Change
    words: str
    level2: RowClass
    unit: str = ""
    name: str = ""


class Price(Frozen):
    """What one piece of work costs.

    Attributes:
        name: 三级指标, as a task says it too.
        unit: measure word.
        values: amounts that such work costs.
    """

    name: str
    unit: str
    values: tuple[str, ...]


class Theme(Frozen):
    """One kind of work; see ``themes.yaml``."""

    sector: str
    works: tuple[str, ...]
    people: tuple[str, ...]
    heads: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    evident: tuple[str, ...] = ()
    effects: tuple[Effect, ...]
    costs: tuple[Price, ...] = ()

    @field_validator("effects", "costs", mode="before")
    @classmethod
    def _out_of_columns(cls, lines: object, info: ValidationInfo) -> object:
        """The file has one line each, columns parted by ``|``."""
        if not isinstance(lines, list):
            return lines
        read = _effect if info.field_name == "effects" else _price
        return tuple(read(line.split("|")) for line in lines)


def _effect(columns: list[str]) -> Effect:
    change, words, level2, *unit = columns
    return Effect(change=Change(change), words=words, level2=RowClass(level2), unit="".join(unit))


def _price(columns: list[str]) -> Price:
    name, unit, values = columns
    return Price(name=name, unit=unit, values=tuple(values.split()))


class Themes(Frozen):
    """The whole of ``themes.yaml``."""

    modifiers: tuple[str, ...]
    staff: tuple[str, ...]
    inspected: tuple[str, ...]
    before: tuple[str, ...]
    outputs: tuple[str, ...]
    asked: tuple[str, ...]
    anonymous: tuple[str, ...]
    helps: tuple[str, ...]
    counted: tuple[tuple[str, str], ...]
    themes: tuple[Theme, ...]
    sector_people: Mapping[str, tuple[str, ...]]


@cache
def themes() -> Themes:
    """The file, read once."""
    path = Path(__file__).with_name("themes.yaml")
    return Themes.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def written_for(sector: str) -> tuple[Theme, ...]:
    """The themes written out for this sector; none for those kept apart."""
    return tuple(theme for theme in themes().themes if theme.sector == sector)


def theme_of(rng: Random, family: Family, sector: Sector) -> Theme | None:
    """A theme out of the library; None where the family names no one whom it serves."""
    works = tuple(f"{doing(rng, noun)}{{n}}{entry.unit}" for entry, noun in counted(family))
    effects = [effect for entry in family.entries if (effect := effect_of(entry))]
    served = family.beneficiary if not _NOT_SERVED.search(family.beneficiary or "") else ""
    people = [*themes().sector_people.get(sector.name, ()), *([served] * 3 if served else ())]
    if not works or not effects or not people:
        return None
    costs = [entry for entry in family.entries if entry.level2 == "经济成本指标"]
    return Theme(
        sector=sector.name,
        works=works,
        people=tuple(people),
        evident=(served,) if served else (),
        effects=tuple(effects),
        costs=tuple(
            Price(name=entry.name, unit=entry.unit, values=("12", "35", "80", "150", "260"))
            for entry in costs
            if len(entry.unit) <= 8 and entry.unit != "%"
        ),
    )


def effect_of(entry: Entry) -> Effect | None:
    """An effect of the library as a task would state it; None where it cannot."""
    if entry.level2 not in _EFFECTS:
        return None
    level2, name = _CLASS[entry.level2], entry.name
    if entry.unit == "%":
        for ending, change in (("下降率", Change.DOWN), ("增长率", Change.UP)):
            if name.endswith(ending):
                words = name.removesuffix(ending)
                return Effect(change=change, words=words, level2=level2, name=name)
        low = entry.operator is Operator.AT_MOST
        change = Change.LOW if low else Change.RATE
        return Effect(change=change, words=name, level2=level2, name=name)
    if entry.value == "0" and name.endswith("起数"):
        return Effect(change=Change.ZERO, words=name.removesuffix("起数"), level2=level2)
    words = _COUNT_END.sub("", name)
    if words == name or len(words) < 3 or entry.operator is Operator.AT_MOST:
        return None
    return Effect(change=Change.COUNT, words=words, level2=level2, unit=entry.unit, name=name)
