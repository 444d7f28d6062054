"""Clean tables, and the same with known defects planted in them, frozen as YAML."""

from assistant.domain.frozen import Frozen
from assistant.domain.target import PerformanceTarget
from evals.datasets.cases import FOLDER, Case, Split, read_file

TABLES = FOLDER / "planted_tables"
BY_HAND = TABLES / "by_hand"
TABLE = "table"
Place = tuple[str, str]
"""A row id or `TABLE`, and a rule code."""


class Label(Frozen):
    """A rule and where it applies.

    Attributes:
        code: rule code.
        at: row id, or `TABLE`.
    """

    code: str
    at: str = TABLE

    @property
    def place(self) -> Place:
        """As scorers compare it."""
        return self.at, self.code


class Defect(Frozen):
    """One defect as it was meant.

    Attributes:
        planting: name of the planting that made it.
        meant: the rule that it was planted for, and where.
        brings: other rules that the same change rightly brings about.
        arguable: rules that a reviewer could say apply because of it.
    """

    planting: str
    meant: Label
    brings: tuple[Label, ...] = ()
    arguable: tuple[Label, ...] = ()


class PlantedTable(Case):
    """One table with everything that is wrong with it; clean where it has no defect.

    Attributes:
        base: the clean table that it was made from.
        layout: column layout in which it is printed (`evals.injection.layouts`).
        profile: name of the local settings that it is reviewed by.
        seed: what the combination was drawn with; None for clean tables and single defects.
        target: the table.
        defects: what was planted, in order.
        arguable: rules that a reviewer could say apply to the clean table already.
        drafted: it is reviewed as a draft of ours.
        submitted: it is reviewed as it is being submitted.
        previous: the table before it was rewritten, where there is one.
    """

    base: str
    layout: str
    profile: str
    seed: int | None = None
    target: PerformanceTarget
    defects: tuple[Defect, ...] = ()
    arguable: tuple[Label, ...] = ()
    drafted: bool = False
    submitted: bool = False
    previous: PerformanceTarget | None = None

    @property
    def due(self) -> frozenset[Place]:
        """Everything that a review should find."""
        return frozenset(
            label.place for defect in self.defects for label in (defect.meant, *defect.brings)
        )

    @property
    def allowed(self) -> frozenset[Place]:
        """What counts neither for nor against a review that finds it."""
        said = [*self.arguable, *(label for defect in self.defects for label in defect.arguable)]
        return frozenset(label.place for label in said) - self.due


def load_planted_tables(split: Split = Split.DEVELOPMENT) -> tuple[PlantedTable, ...]:
    """Every table of a split: combined, then clean and single ones, by file name."""
    files = sorted(TABLES.glob("*.yaml"))
    tables = (table for path in files for table in read_file(path, PlantedTable))
    return tuple(table for table in tables if table.split is split)


def load_tables_by_hand(split: Split) -> tuple[PlantedTable, ...]:
    """Tables of a split whose every row was written anew, with several defects in each."""
    tables = (
        table for path in sorted(BY_HAND.glob("*.yaml")) for table in read_file(path, PlantedTable)
    )
    return tuple(table for table in tables if table.split is split)
