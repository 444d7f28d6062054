"""Amounts and the currency unit in which a form prints them."""

import re
from decimal import Decimal

from assistant.domain.quantity import normalise, read_number
from assistant.domain.target import CurrencyUnit

_UNIT = re.compile(
    r"\((?:单位\s*[:：]?\s*)?(?:人民币)?(万元|元)\)|单位\s*[:：]\s*(?:人民币)?(万元|元)"
)
_AMOUNT = re.compile(r"[¥￥]?\s*(?P<number>-?[\d,，]+(?:\.\d+)?)\s*(?P<unit>万元|元)?")


def read_currency_unit(text: str) -> CurrencyUnit | None:
    """The unit that a label names in brackets, as ``总体资金情况(元)`` or ``单位:万元``."""
    match = _UNIT.search(normalise(text))
    return CurrencyUnit(match[1] or match[2]) if match else None


def read_amount(text: str) -> tuple[Decimal, CurrencyUnit | None] | None:
    """The amount that a whole cell prints, with the unit where it prints one."""
    match = _AMOUNT.fullmatch(normalise(text))
    number = read_number(match["number"].replace("，", "")) if match else None
    if number is None or match is None:
        return None
    return number, CurrencyUnit(match["unit"]) if match["unit"] else None
