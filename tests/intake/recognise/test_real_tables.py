"""The real tables in their own layouts: every cell exact, with and without their merged cells."""

import re
from typing import Any

import pytest

from assistant.domain.indicator import SourceAnchor
from assistant.intake import read_text
from assistant.intake.grid import Cell, Grid, SourceDocument, TextLine
from assistant.intake.recognise import recognise
from tests.intake import forms, render

SIGNS = {">=": "≥", "<=": "≤", "≥": "≥", "≤": "≤", "=": "=", "": None}


def split(printed: str | None) -> tuple[str | None, str | None, str | None]:
    """Operator, value and unit of a printed cell, by the plainest reading of the contract."""
    if printed is None:
        return None, None, None
    if printed == "±3%以内":
        return "区间", "±3", "%"
    match = re.fullmatch(r"(>=|<=|≥|≤|=|)(\d+(?:\.\d+)?)(\D*?)(以上)?", printed)
    if match is None or match[3].endswith("达标"):  # says more than how much: stays whole
        return None, printed, None
    sign = "≥" if match[4] else SIGNS[match[1]]
    return sign, match[2], match[3] or None


def wanted(row: dict[str, Any]) -> list[str | None]:
    sign, value, unit = split(row.get("value"))
    return [
        row.get("level1"),
        row.get("level2"),
        row["name"],
        row.get("operator") or sign,
        value,
        row.get("unit") or unit,
        row.get("weight"),
    ]


def grids(form: forms.Form) -> SourceDocument:
    cells = tuple(
        Cell(*cell, SourceAnchor(table=1, row=cell.row + 1)) for cell in form.cells if cell.text
    )
    lines = [TextLine(line, SourceAnchor(line=1)) for line in (form.title, *form.lines)]
    return SourceDocument((*lines, Grid(cells, form.rows, form.columns)))


@pytest.mark.parametrize("copy", ["merged", "markdown"])
@pytest.mark.parametrize("name", forms.names())
def test_every_cell_of_a_real_table(name: str, copy: str) -> None:
    form, table = forms.real_form(name, in_cells=copy == "merged"), forms.load(name)
    document = (
        recognise(grids(form)) if copy == "merged" else read_text(render.to_markdown(form).decode())
    )
    (target,) = document.targets
    found = [
        [
            row.level1,
            row.level2,
            row.name,
            row.operator.value if row.operator else None,
            row.value,
            row.unit,
            None if row.weight is None else f"{row.weight:f}",
        ]
        for row in target.indicators
    ]
    assert found == [wanted(row) for row in table["rows"]]
    assert target.year == int(table["year"])
    assert target.kind == table["kind"]
    assert (target.goal or "") == (table.get("goal") or "").replace("\n", "")
    assert target.unit.name is not None and target.unit.name in table["unit"]
    assert not [problem for problem in target.problems if problem.indicator]
