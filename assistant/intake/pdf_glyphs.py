"""The characters of a PDF page through pdfium, and how each escapes the eye, if it does.

pdfium knows character maps of Chinese fonts that pdfminer drops signs from (``·`` of 元/人·次).
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from assistant.intake.geometry import Box
from assistant.intake.hidden import TINY_POINTS, is_white
from assistant.intake.pdf_text import Glyph

_PRECISION = 100
_MAX_GLYPHS = 60_000
_SAMPLE = 400
_SURROGATES = range(0xD800, 0xE000)
_HYPHEN = 2
_UNSEEN_MODES = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})


class PageGlyph(NamedTuple):
    """A character with what decides whether it can be seen.

    Attributes:
        glyph: the character.
        how: ``tiny`` or ``hidden-run`` where it cannot be seen on any ground.
        white: drawn in the colour of paper.
        unmapped: the font does not say which character it is.
    """

    glyph: Glyph
    how: str | None
    white: bool
    unmapped: bool


def quarter_turns(page: pypdfium2.PdfPage) -> int:
    """By how many quarters, clockwise, a page must be turned for most of its text to lie level."""
    text = page.get_textpage()
    try:
        count = min(text.count_chars(), _SAMPLE)
        angles = Counter(
            round(pdfium.FPDFText_GetCharAngle(text.raw, index) / (math.pi / 2)) % 4
            for index in range(count)
            if pdfium.FPDFText_IsGenerated(text.raw, index) == 0
        )
    finally:
        text.close()
    usual = angles.most_common(1)[0][0] if angles else 0
    shown: int = page.get_rotation() // 90
    return (-usual - shown) % 4  # pdfium counts angles clockwise


def page_glyphs(page: pypdfium2.PdfPage, origin: tuple[float, float]) -> Iterator[PageGlyph]:
    """Every character of ``page``; ``origin`` is where its shown part begins on the sheet."""
    text = page.get_textpage()
    size = page.get_size()
    try:
        for index in range(min(text.count_chars(), _MAX_GLYPHS)):
            found = _glyph(page, text.raw, index, size, origin)
            if found is not None:
                yield found
    finally:
        text.close()


def _glyph(
    page: pypdfium2.PdfPage,
    text: ctypes.Array,  # type: ignore[type-arg]
    index: int,
    size: tuple[float, float],
    origin: tuple[float, float],
) -> PageGlyph | None:
    """One character, or None for a blank or line end that pdfium made up."""
    if pdfium.FPDFText_IsGenerated(text, index) == 1:
        return None
    code = pdfium.FPDFText_GetUnicode(text, index)
    unmapped = code == 0 or code in _SURROGATES or pdfium.FPDFText_HasUnicodeMapError(text, index)
    character = "�" if unmapped else "-" if code == _HYPHEN else chr(code)
    if character in "\r\n":
        return None
    box = _box(page, text, index, size, origin)
    glyph = Glyph(box, character, box.height)
    if not character.strip():
        return PageGlyph(glyph, None, False, False)
    return PageGlyph(glyph, _how(text, index, box, size), _white(text, index), bool(unmapped))


def _box(
    page: pypdfium2.PdfPage,
    text: ctypes.Array,  # type: ignore[type-arg]
    index: int,
    size: tuple[float, float],
    origin: tuple[float, float],
) -> Box:
    """Where a character stands on the page as shown, by the size of its type."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, bounds)
    x0, y0 = _shown(page, bounds.left, bounds.top, size)
    x1, y1 = _shown(page, bounds.right, bounds.bottom, size)
    left, right = sorted((x0 + origin[0], x1 + origin[0]))
    top, bottom = sorted((y0 + origin[1], y1 + origin[1]))
    return Box(left, top, right, bottom)


def _shown(
    page: pypdfium2.PdfPage, x: float, y: float, size: tuple[float, float]
) -> tuple[float, float]:
    """A point of the PDF's own axes on the page as shown, turned and cropped."""
    across, down = ctypes.c_int(), ctypes.c_int()
    width, height = (int(extent * _PRECISION) for extent in size)
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, x, y, across, down)
    return across.value / _PRECISION, down.value / _PRECISION


def _how(
    text: ctypes.Array,  # type: ignore[type-arg]
    index: int,
    box: Box,
    size: tuple[float, float],
) -> str | None:
    """How a character escapes the eye on any ground, or None."""
    if box.height <= TINY_POINTS:
        return "tiny"
    center = box.center
    if not (-1 <= center[0] <= size[0] + 1 and -1 <= center[1] <= size[1] + 1):
        return "hidden-run"
    item = pdfium.FPDFText_GetTextObject(text, index)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item) if item else None
    return "hidden-run" if mode in _UNSEEN_MODES else None


def _white(text: ctypes.Array, index: int) -> bool:  # type: ignore[type-arg]
    """Whether a character is drawn in the colour of paper, or in none."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(text, index, red, green, blue, alpha):
        return False
    return alpha.value == 0 or is_white(red.value, green.value, blue.value)
