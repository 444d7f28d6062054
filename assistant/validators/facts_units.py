"""What a unit of measure counts: people, money, area, per cent, times a year."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from assistant.domain.quantity import normalise
from assistant.validators.wording import aliases


class UnitClass(StrEnum):
    """What a unit of measure counts."""

    NONE = "none"
    """No unit is printed."""
    PERCENT = "percent"
    RATIO = "ratio"
    PEOPLE = "people"
    PEOPLE_RATE = "people_rate"
    EVENT = "event"
    EVENT_RATE = "event_rate"
    COUNT = "count"
    MONEY = "money"
    UNIT_PRICE = "unit_price"
    """Money per something (元/人·次)."""
    AREA = "area"
    LENGTH = "length"
    VOLUME = "volume"
    MASS = "mass"
    TIME = "time"
    DATE = "date"
    SCORE = "score"
    ENERGY = "energy"
    OTHER = "other"
    """A unit that no list knows."""


class UnitFacts(NamedTuple):
    """A unit of measure as understood.

    Attributes:
        kind: what it counts.
        scale: what one of it is in the smallest unit of its kind, for money (万元 is 10000).
        per: the denominator as printed (人·次), or "".
    """

    kind: UnitClass
    scale: int
    per: str


_MONEY_SCALE = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}


@lru_cache(maxsize=1024)
def read_unit(printed: str) -> UnitFacts:
    """The meaning of a unit cell; the operator and number are not part of it."""
    unit = normalise(printed).replace(" ", "").strip("()[]【】.。,")
    if not unit:
        return UnitFacts(UnitClass.NONE, 1, "")
    known = aliases("units.unit_class").get(unit)
    if known is not None:
        return UnitFacts(UnitClass(known), _MONEY_SCALE.get(unit, 1), "")
    if unit.startswith(("%", "百分")):
        return UnitFacts(UnitClass.PERCENT, 1, "")
    head, _, per = unit.replace("每", "/").partition("/")
    if per and head in _MONEY_SCALE:
        return UnitFacts(UnitClass.UNIT_PRICE, _MONEY_SCALE[head], per.strip("/"))
    return _by_parts(unit, head, per)


def _by_parts(unit: str, head: str, per: str) -> UnitFacts:
    """A unit that stands in no list: what its parts say."""
    table = aliases("units.unit_class")
    known = table.get(head) if per else table.get(unit.rstrip("以上下内"))
    if known is None and unit.startswith("万"):
        known = table.get(unit[1:])
    if known is None:
        return UnitFacts(UnitClass.OTHER, 1, per)
    return UnitFacts(UnitClass(known), _MONEY_SCALE.get(unit.rstrip("以上下内"), 1), per)
