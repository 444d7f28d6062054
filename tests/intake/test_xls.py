"""Legacy workbooks read as new ones do: merges, number formats, nothing hidden."""

import io
from typing import Any

import pytest
import xlwt

from assistant.exceptions import UnreadableFileError
from assistant.intake import xls
from tests.intake import forms, reading, render


def _read(book: Any) -> Any:
    target = io.BytesIO()
    book.save(target)
    return xls.read_bytes(target.getvalue())


@pytest.mark.parametrize("name", forms.names_with_columns())
def test_a_real_table_keeps_every_cell_and_span(name: str) -> None:
    form = forms.real_form(name)
    grid = reading.only_grid(xls.read_bytes(render.to_xls(form)))
    assert reading.found(grid) == reading.printed(form)


def test_it_reads_in_a_child_process_as_it_does_here() -> None:
    data = render.to_xls(forms.real_form(forms.names_with_columns()[0]))
    assert xls.read(data) == xls.read_bytes(data)


def test_values_read_as_they_print() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for column, (value, code) in enumerate(
        [(0.95, "0%"), (2630574, "#,##0.00"), (22.5, "General")]
    ):
        sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))
    assert reading.all_text(_read(book)) == "95%\n2,630,574.00\n22.5"


def test_what_is_hidden_is_set_aside() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "满意度")
    sheet.write(1, 0, "藏行")
    sheet.row(1).hidden = True
    sheet.write(2, 0, "白字", xlwt.easyxf("font: color white"))
    sheet.write(3, 0, "小字", xlwt.easyxf("font: height 20"))
    second = book.add_sheet("藏")
    second.visibility = 1
    second.write(0, 0, "藏表")
    document = _read(book)
    assert reading.all_text(document) == "满意度"
    assert reading.hidden_ways(document) == {
        "hidden-row": "藏行", "white": "白字", "tiny": "小字", "hidden-sheet": "藏表",
    }  # fmt: skip


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"no workbook at all"])
def test_a_file_that_is_no_workbook_is_named(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="Excel"):
        xls.read_bytes(data)
