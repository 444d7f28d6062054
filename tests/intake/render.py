"""Printing a `Form` into the file formats that units send."""

import html
import io
from typing import Any

import docx
import openpyxl
import xlwt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from tests.intake.forms import Form

FONT = "STSong-Light"


def to_markdown(form: Form) -> bytes:
    """A pipe table; spans are lost, as Markdown loses them."""
    grid = [[""] * form.columns for _ in range(form.rows)]
    for cell in form.cells:
        grid[cell.row][cell.column] = cell.text.replace("|", "\\|").replace("\n", "<br>")
    rule = "|" + "---|" * form.columns
    lines = [f"# {form.title}", "", *(f"{line}\n" for line in form.lines)]
    lines += [f"| {' | '.join(row)} |" for row in grid]
    lines.insert(len(lines) - form.rows + 1, rule)
    return ("\n".join(lines) + "\n").encode()


def to_html(form: Form) -> bytes:
    """A web page with row and column spans."""
    rows: list[list[str]] = [[] for _ in range(form.rows)]
    for cell in form.cells:
        text = html.escape(cell.text).replace("\n", "<br/>")
        rows[cell.row].append(f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}">{text}</td>')
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in form.lines)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>公开</title></head><body>'
        f"<h2>{html.escape(form.title)}</h2>{lines}<table>{body}</table></body></html>"
    ).encode()


def to_xlsx(form: Form) -> bytes:
    """A workbook with merged ranges; the form's lines above the table."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, line in enumerate((form.title, *form.lines), 1):
        sheet.cell(row, 1, line)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=form.columns)
    top = 2 + len(form.lines)
    for cell in form.cells:
        written = sheet.cell(top + cell.row, cell.column + 1)
        written.value = cell.text or None
        written.data_type = "s" if cell.text else "n"
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(
                start_row=top + cell.row, end_row=top + cell.row + cell.rowspan - 1,
                start_column=cell.column + 1, end_column=cell.column + cell.colspan,
            )  # fmt: skip
    return _saved(book)


def to_xls(form: Form) -> bytes:
    """A legacy workbook with merged ranges."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("绩效目标")
    for cell in form.cells:
        bottom, right = cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1
        sheet.write_merge(cell.row, bottom, cell.column, right, cell.text)
    return _saved(book)


def to_docx(form: Form) -> bytes:
    """A Word document with merged cells."""
    document = docx.Document()
    for line in (form.title, *form.lines):
        document.add_paragraph(line)
    table = document.add_table(form.rows, form.columns)
    for cell in form.cells:
        start = table.cell(cell.row, cell.column)
        if cell.rowspan > 1 or cell.colspan > 1:
            bottom, right = cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1
            start = start.merge(table.cell(bottom, right))
        start.text = cell.text
    return _saved(document)


def to_csv(form: Form, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """Comma-separated rows; spans are lost, as CSV loses them."""
    grid = [[""] * form.columns for _ in range(form.rows)]
    for cell in form.cells:
        quoted = cell.text.replace('"', '""')
        grid[cell.row][cell.column] = f'"{quoted}"' if cell.text else ""
    return "\r\n".join(delimiter.join(row) for row in grid).encode(encoding)


def to_pdf(form: Form, *, ruled: bool = True, size: float = 9.0, wide: bool = True) -> bytes:
    """A PDF with a text layer whose table runs over as many pages as it needs."""
    register_font()
    style = ParagraphStyle("cell", fontName=FONT, fontSize=size, leading=size * 1.3,
                           wordWrap="CJK")  # fmt: skip
    page = landscape(A4) if wide else A4
    margin = 36.0
    unit = (page[0] - 2 * margin) / sum(form.widths)
    rows: list[list[Any]] = [[""] * form.columns for _ in range(max(form.rows, 1))]
    look: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    if ruled:
        look.append(("GRID", (0, 0), (-1, -1), 0.6, colors.black))
    for cell in form.cells:
        text = html.escape(cell.text).replace("\n", "<br/>")
        rows[cell.row][cell.column] = Paragraph(text, style) if cell.text else ""
        if cell.rowspan > 1 or cell.colspan > 1:
            end = (cell.column + cell.colspan - 1, cell.row + cell.rowspan - 1)
            look.append(("SPAN", (cell.column, cell.row), end))
    table = Table(rows, colWidths=[width * unit for width in form.widths], style=look)
    heading = ParagraphStyle("heading", parent=style, fontSize=size + 3, leading=size * 2)
    flow = [Paragraph(html.escape(form.title), heading)]
    flow += [Paragraph(html.escape(line), style) for line in form.lines]
    target = io.BytesIO()
    SimpleDocTemplate(
        target, pagesize=page, leftMargin=margin, rightMargin=margin, topMargin=margin,
        bottomMargin=margin, invariant=1,
    ).build([*flow, table])  # fmt: skip
    return target.getvalue()


def register_font() -> None:
    """Make the Chinese font known, once."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
