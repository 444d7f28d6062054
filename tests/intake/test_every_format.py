"""From file to target in every format: real tables and the sample form exact, its scan likewise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.target import PerformanceTarget
from assistant.intake import read_file
from tests.intake import forms, render, scanning
from tests.intake.forms import Form
from tests.intake.recognise.test_real_tables import wanted

RENDERERS: dict[str, Callable[[Form], bytes]] = {
    "md": render.to_markdown,
    "html": render.to_html,
    "xlsx": render.to_xlsx,
    "xls": render.to_xls,
    "docx": render.to_docx,
    "pdf": render.to_pdf,
    "csv": render.to_csv,
}
WITHOUT_LINES = ("xls", "csv")  # the renderers put only the table in these


def _row(row: Any) -> list[str | None]:
    return [
        row.level1, row.level2, row.name, row.operator.value if row.operator else None, row.value,
        row.unit, None if row.weight is None else f"{row.weight:f}",
    ]  # fmt: skip


def _target(folder: Path, ending: str, data: bytes) -> PerformanceTarget:
    path = folder / f"form.{ending}"
    path.write_bytes(data)
    (target,) = read_file(path).targets
    return target


@pytest.mark.parametrize("ending", RENDERERS)
@pytest.mark.parametrize("name", forms.names())
def test_a_real_table_is_exact(tmp_path: Path, name: str, ending: str) -> None:
    form = forms.real_form(name, in_cells=ending in WITHOUT_LINES)
    target = _target(tmp_path, ending, RENDERERS[ending](form))
    table = forms.load(name)
    assert [_row(row) for row in target.indicators] == [wanted(row) for row in table["rows"]]
    if ending not in WITHOUT_LINES:
        assert target.year == int(table["year"])
        assert target.unit.name is not None and target.unit.name in table["unit"]
    if ending == "pdf":
        assert {row.source.page for row in target.indicators if row.source} == {1}
    assert all(row.source and (row.source.row or row.source.line) for row in target.indicators)


@pytest.mark.parametrize("ending", RENDERERS)
def test_running_text_in_a_cell_is_exact(tmp_path: Path, ending: str) -> None:
    (name,) = set(forms.names()) - set(forms.names_with_columns())
    form = forms.real_form(name, in_cells=True)
    target = _target(tmp_path, ending, RENDERERS[ending](form))
    table = forms.load(name)
    assert [_row(row) for row in target.indicators] == [wanted(row) for row in table["rows"]]
    assert (target.year, target.unit.name) == (int(table["year"]), table["unit"])
    assert (target.project, target.goal) == (table["project"], table["goal"])


@pytest.mark.parametrize("ending", RENDERERS)
def test_the_sample_form_is_exact(tmp_path: Path, ending: str) -> None:
    expected = read_file(forms.SEED).targets[0]
    target = _target(tmp_path, ending, RENDERERS[ending](forms.seed_form()))
    assert [_row(row) for row in target.indicators] == [_row(row) for row in expected.indicators]
    assert (target.tasks, target.goal, target.notes) == (
        expected.tasks, expected.goal, expected.notes,
    )  # fmt: skip
    assert target.funding == expected.funding
    if ending not in WITHOUT_LINES:
        assert (target.unit, target.year, target.status) == (
            expected.unit, expected.year, expected.status,
        )  # fmt: skip


def test_a_scan_of_the_sample_form_is_read_and_reported_as_unchecked(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    expected = read_file(forms.SEED).targets[0]
    pages = scanning.scanned(render.to_pdf(forms.seed_form()), angle=0.7)
    target = _target(tmp_path, "pdf", scanning.as_pdf(pages))
    cells = [
        (mine, theirs)
        for mine, theirs in zip(target.indicators, expected.indicators, strict=True)
        for mine, theirs in zip(_row(mine), _row(theirs), strict=True)
    ]
    right = sum(mine == theirs for mine, theirs in cells)
    assert right / len(cells) >= 0.97, f"{right} of {len(cells)}"
    assert all(row.confirm for row in target.indicators)
    assert any("未核对" in problem.message for problem in target.problems)
