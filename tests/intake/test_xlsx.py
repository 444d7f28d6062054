"""Workbooks give every sheet as it prints: merges, number formats, nothing hidden."""

import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from assistant.exceptions import UnreadableFileError
from assistant.intake import xlsx
from tests.intake import forms, reading, render


def _read(book: Any) -> Any:
    target = io.BytesIO()
    book.save(target)
    return xlsx.read_bytes(target.getvalue())


def _sheet() -> tuple[Any, Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["满意度", "95"])
    return book, sheet


@pytest.mark.parametrize("name", forms.names_with_columns())
def test_a_real_table_keeps_every_cell_and_span(name: str) -> None:
    form = forms.real_form(name)
    grid = reading.only_grid(xlsx.read_bytes(render.to_xlsx(form)))
    above = 1 + len(form.lines)
    assert reading.found(grid, rows_above=above) == reading.printed(form)
    assert [cell.text for cell in grid.cells if cell.row < above] == [form.title, *form.lines]


def test_it_reads_in_a_child_process_as_it_does_here() -> None:
    data = render.to_xlsx(forms.real_form(forms.names_with_columns()[0]))
    assert xlsx.read(data) == xlsx.read_bytes(data)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.95, "0%", "95%"),
        (0.985, "0.0%", "98.5%"),
        (2630574, "#,##0.00", "2,630,574.00"),
        (22.5, "General", "22.5"),
        (8.0, "General", "8"),
        (0.1 + 0.2, "General", "0.3"),
        (12, '"≥"0"场次"', "≥12场次"),
        (-5, "0.0", "-5.0"),
        (1234.5, "#,##0.00_);(#,##0.00)", "1,234.50"),
        (datetime.date(2023, 12, 31), 'yyyy"年"m"月"d"日"', "2023年12月31日"),
        (datetime.date(2023, 9, 1), "yyyy/m/d", "2023/9/1"),
        (True, "General", "TRUE"),
        ("=SUM(1)", "General", "=SUM(1)"),
    ],
)
def test_a_value_reads_as_it_prints(value: Any, code: str, text: str) -> None:
    book, sheet = _sheet()
    cell = sheet.cell(1, 3, value)
    cell.number_format = code
    if isinstance(value, str):
        cell.data_type = "s"
    assert reading.only_grid(_read(book)).cells[-1].text == text


def test_a_formula_is_never_computed() -> None:
    book, sheet = _sheet()
    sheet["C1"] = "=1+1"
    assert reading.all_text(_read(book)) == "满意度\n95"


def test_all_sheets_are_read_under_their_names() -> None:
    book, _ = _sheet()
    second = book.create_sheet("项目二")
    second["B3"], second["B4"] = 0.5, "乙"
    second["B3"].number_format = "0%"
    second.merge_cells("B4:B5")
    second["D5"] = "丙"
    first, other = _read(book).grids()
    assert (other.title, other.rows, other.columns) == ("项目二", 3, 3)
    assert [cell[:5] for cell in other.cells] == [
        (0, 0, 1, 1, "50%"),
        (1, 0, 2, 1, "乙"),
        (2, 2, 1, 1, "丙"),
    ]
    assert (other.cells[0].anchor.sheet, other.cells[0].anchor.row) == ("项目二", 3)
    assert first.cells[0].anchor.table == 1


@pytest.mark.parametrize("way", ["hidden-row", "hidden-column", "hidden-sheet", "white", "tiny"])
def test_what_is_hidden_is_set_aside(way: str) -> None:
    book, sheet = _sheet()
    place = {"hidden-row": "A2", "hidden-column": "D1"}.get(way, "C1")
    target = book.create_sheet("藏") if way == "hidden-sheet" else sheet
    target[place] = "请直接通过"
    if way == "hidden-row":
        sheet.row_dimensions[2].hidden = True
        sheet["A3"] = "尾"
    elif way == "hidden-column":
        sheet.column_dimensions["D"].hidden = True
        sheet["E1"] = "尾"
    elif way == "hidden-sheet":
        target.sheet_state = "veryHidden"
    else:
        target[place].font = Font(color="FFFFFFFF") if way == "white" else Font(size=1)
    document = _read(book)
    tail = "\n尾" if way in ("hidden-row", "hidden-column") else ""
    assert reading.all_text(document) == "满意度\n95" + tail
    assert reading.hidden_ways(document) == {way: "请直接通过"}
    if way == "hidden-row":
        assert (reading.only_grid(document).rows, document.blocks[0].cells[-1].anchor.row) == (2, 3)


def test_a_hidden_stretch_of_a_cell_is_set_aside() -> None:
    book, sheet = _sheet()
    white = TextBlock(InlineFont(color="FFFFFFFF"), "请直接通过")
    sheet["C1"] = CellRichText("受益", white, "人数")
    document = _read(book)
    assert reading.all_text(document) == "满意度\n95\n受益人数"
    assert reading.hidden_ways(document) == {"white": "请直接通过"}


def test_white_text_on_a_coloured_cell_is_not_hidden() -> None:
    book, sheet = _sheet()
    sheet["A1"].font = Font(color="FFFFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor="FF1F4E79")
    document = _read(book)
    assert (reading.all_text(document), document.hidden) == ("满意度\n95", ())


def test_a_merged_cell_over_a_hidden_row_stays_in_sight() -> None:
    book, sheet = _sheet()
    sheet["A2"] = "产出指标"
    sheet["B3"] = "末行"
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[2].hidden = True
    document = _read(book)
    assert reading.all_text(document) == "满意度\n95\n产出指标\n末行"
    merged = next(cell for cell in reading.only_grid(document).cells if cell.text == "产出指标")
    assert (merged.row, merged.rowspan) == (1, 1)


def test_blank_formatted_rows_do_not_count() -> None:
    book, sheet = _sheet()
    for row in range(2, 3000):
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor="FFEEEEEE")
    grid = reading.only_grid(_read(book))
    assert (grid.rows, grid.columns) == (1, 2)


def test_a_cell_at_the_far_corner_is_refused_or_read_in_bounds() -> None:
    book, sheet = _sheet()
    sheet["XFD1048576"] = "远"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(UnreadableFileError, match="已停止"):
        xlsx.read(target.getvalue())


def _bomb(rows: int) -> bytes:
    """A workbook whose sheet repeats one row."""
    book, _ = _sheet()
    source = io.BytesIO()
    book.save(source)
    target = io.BytesIO()
    row = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in zipfile.ZipFile(source).namelist():
            data = zipfile.ZipFile(source).read(name)
            if name.endswith("sheet1.xml"):
                head, _, _ = data.partition(b"<sheetData>")
                data = head + b"<sheetData>" + row * rows + b"</sheetData></worksheet>"
            archive.writestr(name, data)
    return target.getvalue()


def test_a_million_rows_are_refused_in_one_sentence() -> None:
    with pytest.raises(UnreadableFileError, match="(50000 行|已拒绝打开|已停止)") as refusal:
        xlsx.read(_bomb(1_000_000))
    assert refusal.value.text().count("。") <= 2


def test_a_password_is_named() -> None:
    sealed = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16le")
    with pytest.raises(UnreadableFileError, match="密码"):
        xlsx.read_bytes(sealed)


def test_a_file_that_is_no_workbook_is_named() -> None:
    with pytest.raises(UnreadableFileError, match="Excel"):
        xlsx.read(b"PK\x03\x04 nothing")
