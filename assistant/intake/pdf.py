"""PDF with a text layer: ruled tables with their spans, joined over pages, and text around them.

Pages that are pictures of paper are handed to character recognition (`ocr`).
"""

import io
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from assistant.domain.indicator import SourceAnchor
from assistant.exceptions import UnreadableFileError
from assistant.intake import isolated, limits
from assistant.intake.grid import Grid, SourceDocument, TextLine
from assistant.intake.hidden import HiddenTexts
from assistant.intake.pdf_blocks import PageLine, TablePart, page_blocks
from assistant.intake.pdf_glyphs import quarter_turns
from assistant.intake.pdf_page import read_page
from assistant.intake.pdf_pages import assemble

_FORMAT = "PDF"
_SCANNED = "\x1c"
"""Stands for a page that must be read by recognition; visible text never has a control mark."""


def read(source: Path | bytes) -> SourceDocument:
    """The tables and lines of a PDF, read in child processes.

    Raises:
        UnreadableFileError: not a sound PDF, behind a password, or too large; or it is a scan and
            recognition is not installed.
    """
    data = limits.load(source)
    document = isolated.read_isolated("pdf", data, limits.PDF)
    scanned = [line.anchor.page for line in document.lines() if line.text == _SCANNED]
    if not scanned:
        return document
    from assistant.intake import ocr

    typed = document._replace(
        blocks=tuple(b for b in document.blocks if isinstance(b, Grid) or b.text != _SCANNED)
    )
    try:
        read_pages = ocr.read_pdf_pages(data, [page for page in scanned if page is not None])
    except UnreadableFileError:
        if any(True for _ in typed.grids()):
            return typed  # what has a text layer is read; a scanned cover sheet does not undo it
        raise
    return _merged(typed, read_pages)


def _merged(typed: SourceDocument, scanned: SourceDocument) -> SourceDocument:
    """Both kinds of pages in page order."""
    blocks = sorted((*typed.blocks, *scanned.blocks), key=_page)
    return SourceDocument(tuple(blocks), typed.hidden + scanned.hidden, scanned.read_by_ocr)


def _page(block: Grid | TextLine) -> int:
    """The page that a block begins on."""
    anchor = block.cells[0].anchor if isinstance(block, Grid) else block.anchor
    return anchor.page or 0


def read_bytes(data: bytes) -> SourceDocument:
    """The text layer in this process; a scanned page becomes one line that says so."""
    drawn, data = opened_upright(data)
    hidden = HiddenTexts()
    counter = limits.CellCounter()
    parts: list[TablePart | PageLine] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for index, page in enumerate(pdf.pages):
                parts.extend(_page_parts(page, drawn[index], hidden, counter))
                page.close()
                isolated.report_progress()
    except (PdfminerException, PDFPasswordIncorrect) as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect) or isinstance(error, PDFPasswordIncorrect):
            limits.refuse(limits.ENCRYPTED, format=_FORMAT)
        limits.refuse(limits.DAMAGED, format=_FORMAT, detail=type(cause).__name__)
    return SourceDocument(assemble(parts, hidden), tuple(hidden.kept))


def opened_upright(data: bytes) -> tuple[pypdfium2.PdfDocument, bytes]:
    """The document with pages whose text lies sideways turned, and its bytes.

    Raises:
        UnreadableFileError: it does not open, or has too many pages.
    """
    drawn = _open_drawn(data)
    if not _turn_upright(drawn):
        return drawn, data
    turned = io.BytesIO()
    drawn.save(turned)
    return pypdfium2.PdfDocument(turned.getvalue()), turned.getvalue()


def _open_drawn(data: bytes) -> pypdfium2.PdfDocument:
    """The document in pdfium, which counts pages without building them.

    Raises:
        UnreadableFileError: it does not open, or has too many pages.
    """
    try:
        drawn = pypdfium2.PdfDocument(data)
        count = len(drawn)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            limits.refuse(limits.ENCRYPTED, format=_FORMAT)
        limits.refuse(limits.DAMAGED, format=_FORMAT, detail="pdfium")
    if count > limits.MAX_PAGES:
        limits.refuse(limits.TOO_MANY_PAGES, count=count, limit=limits.MAX_PAGES)
    return drawn


def _turn_upright(drawn: pypdfium2.PdfDocument) -> bool:
    """Turn pages whose text lies sideways; whether there were any."""
    turned = False
    for index in range(len(drawn)):
        page = drawn[index]
        quarters = quarter_turns(page)
        if quarters:
            page.set_rotation((page.get_rotation() + 90 * quarters) % 360)
            turned = True
        page.close()
    return turned


def _page_parts(
    page: Any, drawn: pypdfium2.PdfPage, hidden: HiddenTexts, counter: limits.CellCounter
) -> list[TablePart | PageLine]:
    """Tables and lines of one page from top to bottom."""
    seen = read_page(page, drawn, hidden)
    if seen.scanned:
        anchor = SourceAnchor(page=seen.number)
        return [PageLine(_SCANNED, anchor, 0.5, 0.0)]
    parts = page_blocks(seen)
    counter.add(sum(len(part.cells) for part in parts if isinstance(part, TablePart)))
    return parts
