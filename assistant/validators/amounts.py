"""Amounts of a form's money block, for the rules that add them up."""

from decimal import Decimal

from assistant.domain.target import FundingSources

TOLERANCE = Decimal("0.01")
"""Rounding allowed, in the form's own currency unit."""


def source_sum(block: FundingSources) -> Decimal | None:
    """The sum of the sources, blank ones 0; None where no source is filled in."""
    given = [
        amount for amount in (block.fiscal, block.special_account, block.own) if amount is not None
    ]
    return sum(given, Decimal(0)) if given else None


def block_total(block: FundingSources) -> Decimal | None:
    """合计 as printed, or the sum of the sources where it is blank."""
    return block.total if block.total is not None else source_sum(block)


def money(amount: Decimal) -> str:
    """Digits with two decimals at least, grouped for reading."""
    return f"{amount:,.2f}" if round(amount, 2) == amount else f"{amount:,f}"
