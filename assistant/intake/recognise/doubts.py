"""Figures that character recognition may have misread: found by what is possible, never changed."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.domain.indicator import Indicator
from assistant.domain.target import Funding, FundingSources

_SIGN_AS_LETTER = re.compile(r"(?:二|%\s*=|[zZ之乏>])\s*(?P<rest>\d[\d.,]*\D{0,8})")
_SIGN_AS_TWO = re.compile(r"2(?P<rest>[1-9]\d{1,6}(?:\.\d+)?)")
_SHARE = re.compile(r"[率度比重]|比例|占比|覆盖|程度")
_COUNTED = re.compile(r"[人户个次所家篇件名亩台套株]")
_LOST_COMMA = re.compile(r"(?P<thousands>\d{1,3})\.(?P<rest>\d{3})")
_HUNDRED = 100
_TOTALS = (Decimal(80), Decimal(90), Decimal(100))


def sign_as_letter(row: Indicator) -> str | None:
    """What ``二100`` or ``%=95`` probably is: ≥ read as a letter in front of the number."""
    if row.operator is not None or row.value is None:
        return None
    match = _SIGN_AS_LETTER.fullmatch(f"{row.value}{row.unit or ''}")
    return f"≥{match['rest']}" if match else None


def sign_as_two(row: Indicator, *, suspected: bool) -> str | None:
    """What ``292%`` or ``2280次`` probably is: ≥ read as the digit 2.

    A share above 100 % gives itself away; a count does so only where recognition is known to have
    failed on this page (``suspected``), for 2280 may well be meant.
    """
    if row.operator is not None or row.value is None:
        return None
    match = _SIGN_AS_TWO.fullmatch(row.value)
    if match is None:
        return None
    rest = Decimal(match["rest"])
    share = row.unit == "%" and rest <= _HUNDRED and _SHARE.search(row.name or "")
    if share or (suspected and row.unit != "%" and len(match["rest"]) > 1):
        return f"≥{match['rest']}{row.unit or ''}"
    return None


def lost_comma(row: Indicator) -> str | None:
    """What ``1.250人`` probably is: nobody counts a quarter of a person."""
    match = _LOST_COMMA.fullmatch(row.value or "")
    if match is None or not _COUNTED.match(row.unit or ""):
        return None
    return f"{match['thousands']},{match['rest']}"


def sums_that_fail(funding: Funding | None) -> list[tuple[str, Decimal, Decimal]]:
    """Sums of money that do not add up, as (name, printed, sum of the parts)."""
    if funding is None:
        return []
    found = []
    for name, block in (("基本支出合计", funding.basic), ("项目支出合计", funding.project)):
        parts = _parts(block)
        if block.total is not None and parts is not None and parts != block.total:
            found.append((name, block.total, parts))
    blocks = [funding.basic.total, funding.project.total]
    if funding.total is not None and None not in blocks:
        total = sum((amount for amount in blocks if amount is not None), Decimal(0))
        if total != funding.total:
            found.append(("预算支出总额", funding.total, total))
    return found


def _parts(block: FundingSources) -> Decimal | None:
    given = [
        amount for amount in (block.fiscal, block.special_account, block.own) if amount is not None
    ]
    return sum(given, Decimal(0)) if given else None


def odd_weight_total(rows: Sequence[Indicator]) -> Decimal | None:
    """The total of the weights where it is none that any form asks for."""
    weights = [row.weight for row in rows if row.weight is not None]
    total = sum(weights, Decimal(0))
    return total if weights and total not in _TOTALS else None
