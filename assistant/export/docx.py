"""Word: the official form on A4 landscape with merged cells, and reports as tables."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from assistant.domain.target import PerformanceTarget
from assistant.export import wording
from assistant.export.about import about_lines, summary_line
from assistant.export.form import form_of
from assistant.export.inert import xml_text
from assistant.export.layout import Layout, Look, Placed, lay_out
from assistant.export.report import DraftReport, Report
from assistant.export.sheets import (
    Sheet,
    findings_sheet,
    headline,
    size_line,
    sources_sheet,
)
from assistant.messages import Language

_PAGE = (Mm(297), Mm(210))
_MARGIN = Mm(15)
_TEXT_WIDTH = _PAGE[0] - 2 * _MARGIN
_FONT, _LATIN = "宋体", "Times New Roman"
_NOTE_SIZE = 9
_ROW_HEIGHT = Mm(7)
_SHADE = "EDEDED"
_BOLD = (Look.TITLE, Look.LABEL, Look.HEADER)


def form_document(targets: Sequence[PerformanceTarget]) -> DocumentObject:
    """A document with one form a table, each on a page of its own."""
    document = _blank_document()
    for number, target in enumerate(targets):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _form(document, lay_out(form_of(target)))
    return document


def review_document(report: Report, language: Language) -> DocumentObject:
    """Every table's findings, then its form."""
    document = _blank_document()
    for number, (file, table) in enumerate(report.tables):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        target = table.review.target
        _heading(document, f"{wording.TITLE.text(language)}　{headline(target, language)}")
        _line(document, f"{wording.FILE.text(language)}：{file.name}")
        _line(document, size_line(target, language))
        for line in about_lines(table, language):
            _line(document, line)
        _line(document, summary_line(table.review, language), bold=True)
        for change in table.changes:
            _line(document, f"{wording.CHANGES.text(language)}：{change}")
        if table.cards:
            _table(document, findings_sheet(table.cards, target, language))
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _form(document, lay_out(form_of(target)))
    return document


def draft_document(report: DraftReport, language: Language) -> DocumentObject:
    """The form, then where its values come from and what the rules still say."""
    target = report.draft.target
    document = form_document([target])
    for sheet in (
        sources_sheet(target, language),
        findings_sheet(report.cards, target, language),
    ):
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _heading(document, sheet.title)
        _table(document, sheet)
    return document


def _blank_document() -> DocumentObject:
    """An empty A4 landscape document in a font that Chinese offices have."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    _page_number(section.footer.paragraphs[0])
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(0)
    return document


def document_bytes(document: DocumentObject) -> bytes:
    """The file."""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _heading(document: DocumentObject, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    _write(paragraph, text, bold=True, size=16)


def _line(document: DocumentObject, text: str, *, bold: bool = False) -> None:
    _write(document.add_paragraph(), text, bold=bold, size=None)


def _table(document: DocumentObject, sheet: Sheet) -> None:
    cells = sheet.cells()
    _draw(document, cells, sheet.widths, len(sheet.rows), header_rows=1, whole_rows=False)


def _form(document: DocumentObject, layout: Layout) -> None:
    """The form in two tables: Word repeats a header row only if it is the first of its table."""
    title, *cells = layout.cells
    _heading(document, title.text)
    split = layout.header_row
    upper = tuple(cell._replace(row=cell.row - 1) for cell in cells if cell.row < split)
    lower = tuple(cell._replace(row=cell.row - split) for cell in cells if cell.row >= split)
    _draw(document, upper, layout.widths, split - 1, header_rows=0)
    seam = document.add_paragraph()
    seam.paragraph_format.line_spacing = Pt(1)
    _draw(document, lower, layout.widths, layout.rows - split, header_rows=1)


def _draw(
    document: DocumentObject,
    cells: Sequence[Placed],
    widths: Sequence[int],
    rows: int,
    *,
    header_rows: int,
    whole_rows: bool = True,
) -> None:
    grid = document.add_table(rows, len(widths), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _set_widths(grid, widths)
    every = [list(row.cells) for row in grid.rows]
    for placed in cells:
        _put(every, placed)
    for number, row in enumerate(grid.rows):
        row.height = _ROW_HEIGHT
        if whole_rows:
            _row_property(row, "w:cantSplit")
        if number < header_rows:
            _row_property(row, "w:tblHeader")


def _set_widths(grid: Table, widths: Sequence[int]) -> None:
    unit = _TEXT_WIDTH / sum(widths)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Emu(int(width * unit))
        for cell in column.cells:
            cell.width = Emu(int(width * unit))


def _put(every: Sequence[Sequence[_Cell]], placed: Placed) -> None:
    cell = every[placed.row][placed.column]
    if placed.rowspan > 1 or placed.colspan > 1:
        last = every[placed.row + placed.rowspan - 1][placed.column + placed.colspan - 1]
        cell = cell.merge(last)
    note = placed.look is Look.NOTE
    middle = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if note else middle
    paragraph = cell.paragraphs[0]
    if placed.look not in (Look.TEXT, Look.NOTE):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, placed.text, bold=placed.look in _BOLD, size=_NOTE_SIZE if note else None)
    if placed.look in (Look.LABEL, Look.HEADER):
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _SHADE)
        cell._tc.get_or_add_tcPr().append(shade)


def _write(paragraph: Paragraph, text: str, *, bold: bool, size: int | None) -> None:
    run = paragraph.add_run(xml_text(text))
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)


def _row_property(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))


def _page_number(paragraph: Paragraph) -> None:
    """``第 n 页``, counted by the word processor."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("第 ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" 页")
