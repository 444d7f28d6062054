"""Reports of sections as Word documents on A4, in a font that Chinese offices have."""

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph

from assistant.export.inert import xml_text
from assistant.export.pages import Pages, Section

_SHORT, _LONG, _MARGIN = Mm(210), Mm(297), Mm(20)
_SONG, _HEI, _LATIN = "宋体", "黑体", "Times New Roman"
_TITLE_SIZE, _SECTION_SIZE, _TEXT_SIZE, _CELL_SIZE = 18, 13, 10.5, 9
_SHADE = "EDEDED"


def pages_document(pages: Sequence[Pages]) -> DocumentObject:
    """One document; each report begins on a page of its own."""
    document = _blank(wide=any(one.wide for one in pages))
    for number, one in enumerate(pages):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.page_break_before = number > 0
        title.paragraph_format.space_after = Pt(8)
        _write(title, one.title, bold=True, size=_TITLE_SIZE, font=_HEI)
        for line in one.lead:
            _paragraph(document, line)
        for section in one.filled:
            _section(document, section)
    return document


def _blank(*, wide: bool) -> DocumentObject:
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(_TEXT_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _SONG)
    style.paragraph_format.space_after = Pt(3)
    return document


def _section(document: DocumentObject, section: Section) -> None:
    if section.title:
        heading = document.add_paragraph()
        heading.paragraph_format.space_before = Pt(10)
        heading.paragraph_format.keep_with_next = True
        _write(heading, section.title, bold=True, size=_SECTION_SIZE, font=_HEI)
    for line in section.lines:
        paragraph = _paragraph(document, line)
        if section.bullets:
            paragraph.paragraph_format.left_indent = Mm(4)
    if section.rows:
        _table(document, section)


def _paragraph(document: DocumentObject, text: str) -> Paragraph:
    paragraph = document.add_paragraph()
    _write(paragraph, text, bold=False, size=_TEXT_SIZE, font=_SONG)
    return paragraph


def _table(document: DocumentObject, section: Section) -> None:
    columns = len(section.rows[0])
    grid = document.add_table(0, columns, style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    page = document.sections[0]
    room = int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)
    shares = section.widths or (1,) * columns
    widths = [Emu(room * share // sum(shares)) for share in shares]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for number, cells in enumerate(section.rows):
        row = grid.add_row()
        header = number == 0
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(OxmlElement("w:tblHeader" if header else "w:cantSplit"))
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            first, *rest = text.split("\n")
            _write(cell.paragraphs[0], first, bold=header, size=_CELL_SIZE, font=_SONG)
            for line in rest:
                _write(cell.add_paragraph(), line, bold=False, size=_CELL_SIZE, font=_SONG)
            if header:
                _shade(cell._tc.get_or_add_tcPr())


def _shade(properties: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), _SHADE)
    properties.append(shade)


def _write(paragraph: Paragraph, text: str, *, bold: bool, size: float, font: str) -> None:
    run = paragraph.add_run(xml_text(text))
    run.bold = bold or None
    run.font.size = Pt(size)
    run.font.name = _LATIN
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
