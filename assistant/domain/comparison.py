"""What became of a table that was sent back: row by row, finding by finding."""

from enum import StrEnum

from assistant.domain.finding import Finding, Summary
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget


class Fate(StrEnum):
    """What became of a finding."""

    FIXED = "fixed"
    REMAINING = "remaining"
    NEW = "new"
    RETURNED = "returned"
    """It was gone from the version before, and is back."""


class Match(Frozen):
    """A row of the old table and the row of the new one that means the same.

    Attributes:
        old: row id in the old table, or None for a row that was added.
        new: row id in the new table, or None for a row that was dropped.
        likeness: 0 to 1, by name, class, value and unit; 1 is unchanged in these.
    """

    old: str | None = None
    new: str | None = None
    likeness: float = 0.0


class FindingFate(Frozen):
    """One finding and what became of it.

    Attributes:
        fate: fixed, remaining, new or returned.
        finding: as the rules said it, of the old table where it is fixed, else of the new.
        old: row id in the old table, if any.
        new: row id in the new table, if any.
    """

    fate: Fate
    finding: Finding
    old: str | None = None
    new: str | None = None


class CellChange(Frozen):
    """One cell that differs.

    Attributes:
        old: row id in the old table, or None for a cell of the table or of an added row.
        new: row id in the new table, or None for a cell of the table or of a dropped row.
        field: the field, or ``row`` where a whole row came or went.
        before: as printed before.
        after: as printed now.
        asked: some finding of the old review asks for it.
        lowered: the target is easier than it was.
    """

    old: str | None = None
    new: str | None = None
    field: str
    before: str | None = None
    after: str | None = None
    asked: bool = False
    lowered: bool = False


class Comparison(Frozen):
    """An old table and its resubmission, side by side.

    Attributes:
        old: the table that was returned.
        new: the resubmission.
        matches: rows by meaning, those of the new table in print order, then the dropped.
        findings: what became of each finding.
        changes: every cell that differs, weights left out.
        weights: the weights that moved.
        before: counts of the old review.
        after: counts of the new review.
        profile: name of the profile that both were reviewed by.
    """

    old: PerformanceTarget
    new: PerformanceTarget
    matches: tuple[Match, ...]
    findings: tuple[FindingFate, ...]
    changes: tuple[CellChange, ...]
    weights: tuple[CellChange, ...]
    before: Summary
    after: Summary
    profile: str

    def of_fate(self, fate: Fate) -> tuple[FindingFate, ...]:
        """The findings with this fate."""
        return tuple(item for item in self.findings if item.fate is fate)

    @property
    def unasked(self) -> tuple[CellChange, ...]:
        """Cells changed though nobody asked."""
        return tuple(change for change in self.changes if not change.asked)

    def row(self, indicator_id: str | None, *, new: bool) -> Indicator | None:
        """The row with this id in the new or the old table."""
        table = self.new if new else self.old
        return next((row for row in table.indicators if row.id == indicator_id), None)
