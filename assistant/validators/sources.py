"""Whether words and numbers stand in the unit's own text: for the rules on provenance."""

import re
from decimal import Decimal
from functools import lru_cache

from assistant.domain.calendar import read_small_number
from assistant.domain.quantity import normalise
from assistant.domain.target import PerformanceTarget

_ARABIC = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千]+")
_BLANKS = re.compile(r"\s+")
_PLACES = {"十": 10, "百": 100, "千": 1000}


def quote_stands_in(target: PerformanceTarget, quote: str) -> bool:
    """Whether ``quote`` stands word for word in a task, the goal, the notes or the amounts.

    True too where the table holds no text of the unit at all, so that nothing can be compared.
    """
    texts = [task.text for task in target.tasks]
    texts += [text for text in (target.goal, target.notes) if text]
    # A task's name may repeat inside its content, and `text` then leaves it out.
    texts += [task.name for task in target.tasks if task.name]
    texts += [format(amount, "f") for amount in _amounts(target)]
    plain = [_plain(text) for text in texts]
    return not plain or any(_plain(quote) in text for text in plain)


def _amounts(target: PerformanceTarget) -> list[Decimal]:
    """Every amount that the form states."""
    amounts = [task.amount for task in target.tasks]
    if target.funding is not None:
        amounts.append(target.funding.total)
        for block in (target.funding.basic, target.funding.project):
            amounts += [block.total, block.fiscal, block.special_account, block.own]
    return [amount for amount in amounts if amount is not None]


def says_number(text: str, number: Decimal | None) -> bool:
    """Whether ``text`` names ``number``, in Arabic or Chinese digits."""
    return number is not None and number in _numbers(normalise(text))


@lru_cache(maxsize=1024)
def _numbers(text: str) -> frozenset[Decimal]:
    arabic = {Decimal(match.replace(",", "")) for match in _ARABIC.findall(text)}
    chinese = {read_chinese(match) for match in _CHINESE.findall(text)}
    # 1.5万 names 15000 as well as 1.5.
    scaled = {
        Decimal(match[1]) * (10_000 if match[2] == "万" else 100_000_000)
        for match in re.finditer(r"(\d+(?:\.\d+)?)([万亿])", text)
    }
    return frozenset(arabic | {Decimal(item) for item in chinese if item is not None} | scaled)


def read_chinese(text: str) -> int | None:
    """A Chinese whole number below ten thousand (``一百二十``, ``三千``), or None."""
    small = read_small_number(text)
    if small is not None:
        return small
    total, digit = 0, 0
    for char in text:
        if char in _PLACES:
            total += (digit or 1) * _PLACES[char]
            digit = 0
        else:
            digit = read_small_number(char) or 0
    return total + digit if total else None


def _plain(text: str) -> str:
    return _BLANKS.sub("", normalise(text)).replace(",", "，")
