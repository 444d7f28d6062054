"""The picture of a printed row, cut in the child process: see `cropping` for the way in.

A child answers with a document: this one has a single line, the PNG in base64.
"""

import base64
import io

import numpy as np
import pypdfium2
from PIL import Image

from assistant.domain.indicator import SourceAnchor
from assistant.intake import limits
from assistant.intake.grid import SourceDocument, TextLine
from assistant.intake.pdf import opened_upright

_DPI = 200
_LARGEST = 3600
_MARGIN = 0.004


def read_bytes(data: bytes, page: str, scanned: str, *edges: str) -> SourceDocument:
    """The part of ``page`` (from 1) between ``edges`` (left, top, right, bottom, fractions).

    Raises:
        UnreadableFileError: the file has no such page or part.
    """
    picture = _scanned_page(data, int(page)) if scanned == "True" else _drawn_page(data, int(page))
    left, top, right, bottom = (min(max(float(edge), 0.0), 1.0) for edge in edges)
    if left >= right or top >= bottom:
        limits.refuse(limits.DAMAGED, format="box", detail="empty")
    width, height = picture.size
    part = picture.crop((
        int(max(left - _MARGIN, 0) * width), int(max(top - _MARGIN, 0) * height),
        int(min(right + _MARGIN, 1) * width) + 1, int(min(bottom + _MARGIN, 1) * height) + 1,
    ))  # fmt: skip
    target = io.BytesIO()
    part.save(target, "PNG")
    text = base64.b64encode(target.getvalue()).decode("ascii")
    return SourceDocument((TextLine(text, SourceAnchor(page=int(page))),))


def _drawn_page(data: bytes, page: int) -> Image.Image:
    """A page with a text layer, drawn."""
    document, _ = opened_upright(data)
    if not 1 <= page <= len(document):
        limits.refuse(limits.DAMAGED, format="PDF", detail=f"page {page}")
    drawn: pypdfium2.PdfPage = document[page - 1]
    scale = min(_DPI / 72, _LARGEST / max(*drawn.get_size(), 1.0))
    picture: Image.Image = drawn.render(scale=scale, grayscale=True).to_pil().convert("L")
    return picture


def _scanned_page(data: bytes, page: int) -> Image.Image:
    """A page that is a picture, turned and straightened just as it was for recognition."""
    from assistant.intake.ocr_pages import straight_page

    picture = straight_page(data, page)
    if picture is None:
        limits.refuse(limits.DAMAGED, format="图片", detail=f"page {page}")
    return Image.fromarray(np.ascontiguousarray(picture))
