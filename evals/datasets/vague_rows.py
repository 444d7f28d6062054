"""Rows that cannot be scored, each with what an acceptable rewrite must have."""

import re
from collections.abc import Iterator

from assistant.domain.edit import apply_edits
from assistant.domain.finding import Suggestion
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from evals.datasets.cases import FOLDER, Case, Split, read_file

FILE = FOLDER / "vague_rows.yaml"


class Rewrite(Frozen):
    """What a rewrite must have; every part can be decided without judgement.

    Attributes:
        units: units that a number may have, as kinds of one measure (人次, 人); "" for a date.
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


BLANK = "待填"
"""Stands where only the unit knows the figure."""
_GRADES = re.compile(r"达成|部分|未达|[优良中差]\s*[:：]|合格|基本")
_FEWEST_GRADES = 2


def rewrite_faults(case: VagueRow, suggestion: Suggestion) -> tuple[str, ...]:
    """Why ``suggestion`` is no acceptable rewrite of the row, in words; empty where it is."""
    after = apply_edits(case.target, suggestion.edits)
    row = next((row for row in after.indicators if row.id == case.row), None)
    if row is None:
        return () if case.accept.removal else ("the row is gone",)
    return tuple(_row_faults(case, row, after, suggestion))


def _row_faults(
    case: VagueRow, row: Indicator, after: PerformanceTarget, suggestion: Suggestion
) -> Iterator[str]:
    accept = case.accept
    words = f"{row.name} {row.value}"
    yield from (f"still says {word}" for word in accept.without if word in words)
    if row.level2 not in accept.level2:
        yield f"stands under {row.level2}"
    if row.operator in (Operator.QUALITATIVE, None):
        if not accept.graded:
            yield "is not counted"
        elif len(_GRADES.findall(f"{row.value} {row.note} {after.notes}")) < _FEWEST_GRADES:
            yield "has no graded standard"
        return
    if (row.unit or "") not in accept.units:
        yield f"is counted in {row.unit}"
    yield from (
        f"names none of {'、'.join(group)}"
        for group in accept.names
        if not any(word in (row.name or "") for word in group)
    )
    settled = BLANK in (row.value or "") or row.value in accept.numbers
    if not settled and not row.confirm and not suggestion.supply:
        yield f"invents {row.value}"


def load_vague_rows(split: Split = Split.DEVELOPMENT) -> tuple[VagueRow, ...]:
    """Every row of a split, in the order of the file."""
    return tuple(case for case in read_file(FILE, VagueRow) if case.split is split)
