"""Legacy Excel workbooks (xls): with formats, merged ranges and hidden parts through xlrd.

xlrd knows what a cell looks like; calamine is the more forgiving reader and takes over where a
program other than Excel wrote a file that xlrd refuses.
"""

import datetime
import io
from collections.abc import Iterator
from pathlib import Path

import xlrd

from assistant.intake import archive, isolated, limits
from assistant.intake.grid import Grid, SourceDocument
from assistant.intake.hidden import TINY_POINTS, HiddenTexts, is_white
from assistant.intake.sheet import Sheet, SheetValue, sheet_grid
from assistant.intake.xlsx import workbook_sheets

_FORMAT = "Excel 97-2003 (xls)"
_TWIPS = 20
_NO_PATTERN = 0
_TEXT_CODES = frozenset({"General", "@", ""})
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip


def read(source: Path | bytes) -> SourceDocument:
    """The sheets of a legacy workbook, read in a child process.

    Raises:
        UnreadableFileError: not a sound workbook, behind a password, or too large.
    """
    return isolated.read_isolated("xls", source, limits.OFFICE)


def read_bytes(data: bytes) -> SourceDocument:
    """The same in this process."""
    if archive.is_encrypted_office(data):
        limits.refuse(limits.ENCRYPTED, format=_FORMAT)
    hidden = HiddenTexts()
    blocks = [
        grid for sheet in _sheets(data, hidden) if (grid := sheet_grid(sheet, hidden)) is not None
    ]
    return SourceDocument(tuple[Grid, ...](blocks), tuple(hidden.kept))


def _sheets(data: bytes, hidden: HiddenTexts) -> list[Sheet]:
    """The sheets through xlrd, else through calamine."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        return list(_looked_at(book))
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            limits.refuse(limits.ENCRYPTED, format=_FORMAT)
    except MemoryError:
        raise
    except Exception:
        hidden.kept.clear()
    return list(workbook_sheets(data, None, hidden))


def _looked_at(book: xlrd.Book) -> Iterator[Sheet]:
    """The sheets of a workbook with their looks."""
    for index, sheet in enumerate(book.sheets()):
        values: dict[tuple[int, int], SheetValue] = {}
        codes: dict[tuple[int, int], str] = {}
        unseen: dict[tuple[int, int], str] = {}
        filled = 0
        for row in range(sheet.nrows):
            before = len(values)
            for column in range(sheet.row_len(row)):
                _cell(book, sheet, (row, column), values, codes, unseen)
            filled += len(values) > before
            limits.check_rows(filled)
        yield Sheet(
            name=sheet.name,
            number=index + 1,
            shown=sheet.visibility == 0,
            values=values,
            spans=[(top, left, bottom - 1, right - 1)
                   for top, bottom, left, right in sheet.merged_cells],
            codes=codes,
            unseen=unseen,
            hidden_rows=frozenset(r for r, info in sheet.rowinfo_map.items() if info.hidden),
            hidden_columns=frozenset(c for c, info in sheet.colinfo_map.items() if info.hidden),
        )  # fmt: skip


def _cell(
    book: xlrd.Book,
    sheet: xlrd.sheet.Sheet,
    place: tuple[int, int],
    values: dict[tuple[int, int], SheetValue],
    codes: dict[tuple[int, int], str],
    unseen: dict[tuple[int, int], str],
) -> None:
    """Take one cell with its format, when it carries something."""
    cell = sheet.cell(*place)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or cell.value == "":
        return
    values[place] = _value(book, cell)
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return
    look = book.xf_list[cell.xf_index]
    code = book.format_map[look.format_key].format_str if look.format_key in book.format_map else ""
    if code not in _TEXT_CODES:
        codes[place] = code
    how = _hidden_how(book, look)
    if how is not None:
        unseen[place] = how


def _value(book: xlrd.Book, cell: xlrd.sheet.Cell) -> SheetValue:
    """A cell's value in our terms."""
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment: datetime.datetime = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return float(cell.value)
        return moment
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _ERRORS.get(cell.value, "#N/A")
    value: SheetValue = cell.value
    return value


def _hidden_how(book: xlrd.Book, look: xlrd.formatting.XF) -> str | None:
    """How a cell's format hides its text, if it does."""
    if look.font_index >= len(book.font_list):
        return None
    font = book.font_list[look.font_index]
    if 0 < font.height <= TINY_POINTS * _TWIPS:
        return "tiny"
    colour = book.colour_map.get(font.colour_index)
    filled = look.background.fill_pattern != _NO_PATTERN
    return "white" if colour is not None and is_white(*colour) and not filled else None
