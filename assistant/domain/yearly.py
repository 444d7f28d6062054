"""Last year's table beside this year's."""

from enum import StrEnum

from assistant.domain.frozen import Frozen
from assistant.domain.target import PerformanceTarget


class YearFate(StrEnum):
    """What this year makes of a row of last year's."""

    COPIED = "copied"
    """Same name, bound, figure and unit."""
    LOWERED = "lowered"
    """Easier than last year's target."""
    BELOW_ACTUAL = "below_actual"
    """Easier than what was reached last year."""
    RAISED = "raised"
    CHANGED = "changed"
    DROPPED = "dropped"
    ADDED = "added"


class YearRow(Frozen):
    """One row over two years.

    Attributes:
        old: row id last year, or None where it is new.
        new: row id this year, or None where it was dropped.
        name: its name, this year's where it has one.
        last_target: last year's target as printed.
        last_actual: what was reached, where the form or a self-rating says so.
        target: this year's target as printed.
        fates: what became of it, the gravest first.
    """

    old: str | None = None
    new: str | None = None
    name: str
    last_target: str | None = None
    last_actual: str | None = None
    target: str | None = None
    fates: tuple[YearFate, ...]


class YearComparison(Frozen):
    """Two years of one unit or project.

    Attributes:
        last: last year's table, best its self-rating.
        this: this year's table.
        rows: this year's rows in print order, then the dropped.
    """

    last: PerformanceTarget
    this: PerformanceTarget
    rows: tuple[YearRow, ...]

    @property
    def copied_share(self) -> float:
        """The share of this year's rows that are last year's to the letter."""
        mine = [row for row in self.rows if row.new]
        copied = sum(YearFate.COPIED in row.fates for row in mine)
        return round(copied / len(mine), 4) if mine else 0.0
