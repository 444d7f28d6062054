"""Excel: the official form on A4 landscape, every cell a string that can never act."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assistant.domain.target import PerformanceTarget
from assistant.export import wording
from assistant.export.about import about_lines
from assistant.export.form import form_of
from assistant.export.inert import starts_like_formula, text_width, xml_text
from assistant.export.layout import Layout, Look, Placed, lay_out
from assistant.export.report import DraftReport, Report
from assistant.export.sheets import Sheet, findings_sheet, sources_sheet
from assistant.messages import Language

_FORM_SHEET = "绩效目标表"
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="EDEDED")
_FONT = "宋体"
_SIZES = {Look.TITLE: 16.0, Look.NOTE: 9.5}
_LINE_HEIGHT = 15.0
_MAX_HEIGHT = 409.0
"""Excel refuses rows taller than this."""
_A4 = "9"


def form_workbook(targets: Sequence[PerformanceTarget]) -> Workbook:
    """A workbook with one sheet a table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, target in enumerate(targets, start=1):
        title = _FORM_SHEET if len(targets) == 1 else f"{_FORM_SHEET}{number}"
        _draw(book.create_sheet(title), lay_out(form_of(target)))
    return book


def review_workbook(report: Report, language: Language) -> Workbook:
    """The findings of every table, then every form."""
    tables = [table for _, table in report.tables]
    book = form_workbook([table.review.target for table in tables])
    for number, table in enumerate(tables, start=1):
        sheet = findings_sheet(table.cards, table.review.target, language)
        sheet = sheet.noted(wording.NOTES.text(language), about_lines(table, language))
        suffix = "" if len(tables) == 1 else str(number)
        _draw_table(book.create_sheet(f"{sheet.title}{suffix}", number - 1), sheet)
    return book


def draft_workbook(report: DraftReport, language: Language) -> Workbook:
    """The form first, then where its values come from and what the rules still say."""
    target = report.draft.target
    book = form_workbook([target])
    for sheet in (
        sources_sheet(target, language),
        findings_sheet(report.cards, target, language),
    ):
        _draw_table(book.create_sheet(sheet.title), sheet)
    return book


def sheets_workbook(sheets: Iterable[Sheet]) -> Workbook:
    """A workbook of plain tables, one a sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _draw_table(book.create_sheet(sheet.title), sheet)
    return book


def _draw_table(worksheet: Worksheet, sheet: Sheet) -> None:
    _draw(worksheet, Layout(sheet.cells(), sheet.widths, len(sheet.rows), header_row=0))


def workbook_bytes(book: Workbook) -> bytes:
    """The file."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _draw(sheet: Worksheet, layout: Layout) -> None:
    for column, width in enumerate(layout.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cell in layout.cells:
        _put(sheet, cell)
    for row, height in _heights(layout).items():
        sheet.row_dimensions[row + 1].height = height
    _page(sheet, layout)


def _put(sheet: Worksheet, placed: Placed) -> None:
    row, column = placed.row + 1, placed.column + 1
    cell = sheet.cell(row, column)
    text = xml_text(placed.text)
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = starts_like_formula(text)
    last_row, last_column = row + placed.rowspan - 1, column + placed.colspan - 1
    for covered in sheet.iter_rows(row, last_row, column, last_column):
        for each in covered:
            each.border = _BORDER if placed.look is not Look.TITLE else Border()
    cell.alignment = Alignment(
        horizontal="left" if placed.look in (Look.TEXT, Look.NOTE) else "center",
        vertical="top" if placed.look is Look.NOTE else "center",
        wrap_text=True,
    )
    cell.font = Font(
        name=_FONT,
        size=_SIZES.get(placed.look, 10.5),
        bold=placed.look in (Look.TITLE, Look.LABEL, Look.HEADER),
    )
    if placed.look in (Look.LABEL, Look.HEADER):
        cell.fill = _SHADE
    if placed.rowspan > 1 or placed.colspan > 1:
        sheet.merge_cells(
            start_row=row, end_row=last_row, start_column=column, end_column=last_column
        )


def _heights(layout: Layout) -> dict[int, float]:
    """Height of each row: Excel never fits the height of merged cells by itself."""
    lines = dict.fromkeys(range(layout.rows), 1)
    for cell in layout.cells:
        if cell.look is Look.TITLE:
            lines[cell.row] = max(lines[cell.row], 2)
            continue
        width = sum(layout.widths[cell.column : cell.column + cell.colspan]) - 2
        needed = sum(max(1, ceil(text_width(line) * 1.1 / width)) for line in cell.text.split("\n"))
        share = ceil(needed / cell.rowspan)
        for row in range(cell.row, cell.row + cell.rowspan):
            lines[row] = max(lines[row], share)
    return {row: min(count * _LINE_HEIGHT + 5, _MAX_HEIGHT) for row, count in lines.items()}


def _page(sheet: Worksheet, layout: Layout) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.5
    header = layout.header_row + 1
    sheet.print_title_rows = f"{header}:{header}"
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
