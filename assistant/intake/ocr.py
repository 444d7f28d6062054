"""Scans and pictures: tables drawn with lines, each cell's characters recognised on its own.

Everything read here is unchecked (未核对) until a person has compared it with the paper. A table
without ruling lines is refused: its rows and columns would be guessed.
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from assistant.intake import isolated, limits
from assistant.intake.grid import SourceDocument
from assistant.messages import Message

_NOT_INSTALLED = Message(
    zh="这是扫描件或图片，识别文字需要另装组件：pip install 'budget-target-assistant[ocr]'；"
    "也可改用 Word、Excel 或有文字的 PDF。",
    en="This is a scan or picture. Install pip install 'budget-target-assistant[ocr]' to read it, "
    "or send Word, Excel or a PDF with text.",
)
_MODULES = ("rapidocr", "onnxruntime", "cv2")


def read(source: Path | bytes) -> SourceDocument:
    """The tables and lines of a picture, read in a child process; every cell is unchecked.

    Raises:
        UnreadableFileError: no sound picture, too large, a table without lines, or recognition is
            not installed.
    """
    check_installed()
    return isolated.read_isolated("ocr_pages", source, limits.OCR)


def read_pdf_pages(data: bytes, pages: Sequence[int]) -> SourceDocument:
    """The scanned ``pages`` (from 1) of a PDF, likewise.

    Raises:
        UnreadableFileError: as for `read`, or too many scanned pages.
    """
    check_installed()
    if len(pages) > limits.MAX_SCANNED_PAGES:
        limits.refuse(limits.TOO_MANY_PAGES, count=len(pages), limit=limits.MAX_SCANNED_PAGES)
    return isolated.read_isolated("ocr_pages", data, limits.OCR, *map(str, pages))


def check_installed() -> None:
    """Say which component is missing before anything is started.

    Raises:
        UnreadableFileError: recognition is not installed.
    """
    if any(importlib.util.find_spec(module) is None for module in _MODULES):
        limits.refuse(_NOT_INSTALLED)
