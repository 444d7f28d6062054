"""Printed in its layout and read again, a planted table is the same, and judged alike."""

from pathlib import Path

import pytest

from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.intake import read_file
from assistant.profiles import load_profile
from assistant.validators import review_target
from evals.datasets.planted_tables import PlantedTable, load_planted_tables
from evals.injection.bases import load_bases
from evals.injection.layouts import as_html, load_layouts

BASES = load_bases()
FIELDS = ("level1", "level2", "name", "operator", "value", "unit", "weight", "note", "direction")


def read_back(table: PlantedTable, folder: Path) -> tuple[Indicator, ...]:
    """The rows of the table after a round through its layout and the reader of forms."""
    page = folder / "form.html"
    page.write_text(as_html(table), encoding="utf-8")
    (target,) = read_file(page).targets
    assert target.unit.name == table.target.unit.name
    return target.indicators


def test_every_layout_is_used_and_they_differ() -> None:
    assert {table.layout for table in BASES.values()} == set(load_layouts())
    assert len({tuple(columns) for columns in load_layouts().values()}) == len(load_layouts()) >= 10


@pytest.mark.parametrize("table", BASES.values(), ids=lambda table: table.name)
def test_a_clean_table_reads_back_from_its_layout(table: PlantedTable, tmp_path: Path) -> None:
    rows = read_back(table, tmp_path)
    assert len(rows) == len(table.target.indicators)
    for printed, read in zip(table.target.indicators, rows, strict=True):
        assert [getattr(read, f) for f in FIELDS] == [getattr(printed, f) for f in FIELDS]
        assert printed.columns.items() <= read.columns.items()
        assert (read.actual, read.score) == (printed.actual, printed.score)


_CODES = ("D01", "D02", "D03", "D04", "D05", "D09", "P02", "T07", "U01", "V05", "W03")
"""Rules whose defects are printed in the cells of a row."""
SINGLE = [
    table
    for table in load_planted_tables()
    if len(table.defects) == 1 and table.defects[0].meant.code in _CODES and not table.drafted
]


@pytest.mark.parametrize("table", SINGLE[::3], ids=lambda table: table.name)
def test_a_planted_defect_is_still_found_on_the_printed_form(
    table: PlantedTable, tmp_path: Path
) -> None:
    """What is known of the form besides its rows stays as it was frozen."""
    target: PerformanceTarget = table.target.model_copy(
        update={"indicators": read_back(table, tmp_path)}
    )
    found = {
        (finding.indicator, finding.code)
        for finding in review_target(target, load_profile(table.profile)).findings
    }
    assert table.defects[0].meant.place in found
