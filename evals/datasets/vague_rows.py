"""Rows that cannot be scored, each with what an acceptable rewrite must have."""

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from evals.datasets.cases import FOLDER, Case, Split, read_file

FILE = FOLDER / "vague_rows.yaml"


class Rewrite(Frozen):
    """What a rewrite must have; every part can be decided without judgement.

    Attributes:
        units: units that a number may have, as kinds of one measure (人次, 人).
        level2: classes that the row may stand in.
        names: groups of words; of each group one must stand in the name.
        without: words that neither name nor value may hold.
        graded: keeping 定性 with a graded standard of two or more grades is acceptable.
        removal: dropping the row, or merging it into another, is acceptable.
        numbers: figures that the row or the tasks give, so that they may stand unconfirmed; any
            other figure must be left blank or marked as one to confirm.
    """

    units: tuple[str, ...]
    level2: tuple[str, ...]
    names: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    graded: bool = False
    removal: bool = False
    numbers: tuple[str, ...] = ()


class VagueRow(Case):
    """One vague row in the table that it stands in.

    Attributes:
        sector: 行业.
        kind: what is vague about it, in a word or two.
        target: the table, with at least this row.
        row: id of the row.
        accept: what a rewrite must have.
    """

    sector: str
    kind: str
    target: PerformanceTarget
    row: str
    accept: Rewrite

    @property
    def indicator(self) -> Indicator:
        """The row."""
        return self.target.indicator(self.row)


def load_vague_rows(split: Split = Split.DEVELOPMENT) -> tuple[VagueRow, ...]:
    """Every row of a split, in the order of the file."""
    return tuple(case for case in read_file(FILE, VagueRow) if case.split is split)
