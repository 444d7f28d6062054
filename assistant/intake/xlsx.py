"""Excel workbooks (xlsx, xlsm, xlsb, ods): every sheet with merged ranges, as it prints.

Formulas are never computed: a cell has the value that the workbook was saved with. Macros, links
and pictures are never opened.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from assistant.domain.indicator import SourceAnchor
from assistant.intake import archive, isolated, limits
from assistant.intake.grid import Grid, SourceDocument
from assistant.intake.hidden import HiddenTexts
from assistant.intake.sheet import Sheet, SheetValue, sheet_grid
from assistant.intake.xlsx_look import SheetLook, WorkbookLook

_FORMAT = "Excel"
_PLAIN = SheetLook({}, frozenset(), frozenset(), {})


def read(source: Path | bytes) -> SourceDocument:
    """The sheets of a workbook, read in a child process.

    Raises:
        UnreadableFileError: not a sound workbook, behind a password, or too large.
    """
    return isolated.read_isolated("xlsx", source, limits.OFFICE)


def read_bytes(data: bytes) -> SourceDocument:
    """The same in this process."""
    package = archive.open_archive(data, _FORMAT, limits.MAX_PARTS)
    hidden = HiddenTexts()
    blocks = [
        grid
        for sheet in workbook_sheets(data, _look(package), hidden)
        if (grid := sheet_grid(sheet, hidden)) is not None
    ]
    return SourceDocument(tuple[Grid, ...](blocks), tuple(hidden.kept))


def _look(package: zipfile.ZipFile) -> WorkbookLook | None:
    """Formats and hidden parts, for the one kind of workbook that has them in XML we know."""
    return WorkbookLook(package) if "xl/workbook.xml" in package.namelist() else None


def workbook_sheets(data: bytes, look: WorkbookLook | None, hidden: HiddenTexts) -> Iterator[Sheet]:
    """The sheets of a workbook that calamine opens.

    Raises:
        UnreadableFileError: calamine cannot open it.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        limits.refuse(limits.ENCRYPTED, format=_FORMAT)
    except (python_calamine.CalamineError, OSError) as error:
        limits.refuse(limits.DAMAGED, format=_FORMAT, detail=type(error).__name__)
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ is SheetTypeEnum.WorkSheet:
            shown = about.visible is SheetVisibleEnum.Visible
            sheet = workbook.get_sheet_by_index(index)
            values = _values(sheet)  # first: it counts rows fastest
            sheet_look = look.sheet(about.name) if look is not None else _PLAIN
            yield _sheet(sheet, index + 1, shown, values, sheet_look, hidden)


def _sheet(
    sheet: CalamineSheet,
    number: int,
    shown: bool,
    values: dict[tuple[int, int], SheetValue],
    look: SheetLook,
    hidden: HiddenTexts,
) -> Sheet:
    """One sheet with what is known of its looks."""
    unseen = {place: style.hidden for place, style in look.styles.items() if style.hidden}
    for place, (seen, words, how) in look.hidden_runs.items():
        if place not in values or place in unseen:
            continue
        if seen.strip():
            values[place] = seen
            hidden.add(words, how, SourceAnchor(table=number, row=place[0] + 1, sheet=sheet.name))
        else:
            unseen[place] = how
    return Sheet(
        name=sheet.name,
        number=number,
        shown=shown,
        values=values,
        spans=[(*start, *end) for start, end in sheet.merged_cell_ranges or ()],
        codes={place: style.code for place, style in look.styles.items() if style.code},
        unseen=unseen,
        hidden_rows=look.hidden_rows,
        hidden_columns=look.hidden_columns,
    )


def _values(sheet: CalamineSheet) -> dict[tuple[int, int], SheetValue]:
    """The cells of a sheet that are not blank."""
    values: dict[tuple[int, int], SheetValue] = {}
    first_row, first_column = sheet.start or (0, 0)
    filled = 0
    for row, cells in enumerate(sheet.to_python(), first_row):
        placed = {
            (row, column): value for column, value in enumerate(cells, first_column) if value != ""
        }
        filled += bool(placed)
        limits.check_rows(filled)
        values.update(placed)
    return values
