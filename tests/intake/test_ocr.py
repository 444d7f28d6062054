"""Scans with ruling lines are read cell by cell; what cannot be told is refused, not guessed."""

import io
import unicodedata

import numpy as np
import pypdfium2
import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import ocr, pdf
from assistant.intake.grid import SourceDocument
from tests.intake import forms, reading, render, scanning

pytest.importorskip("rapidocr")


def _same(text: str) -> str:
    """Recognition does not tell full-width from half-width marks; neither does the comparison."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _share_right(form: forms.Form, document: SourceDocument) -> float:
    """How many of the form's cells were read right, in the right place."""
    wanted, got = reading.printed(form), reading.found(reading.only_grid(document))
    right = sum(_same(got.get(place, "")) == _same(text) for place, text in wanted.items())
    return right / len(wanted)


@pytest.mark.parametrize(("kind", "turns"), [("JPEG", 0), ("TIFF", 1)])
def test_a_picture_is_read_however_it_lies(kind: str, turns: int) -> None:
    form = forms.real_form("tianjin_hebeifayuan_2023_weixiu")
    (page,) = scanning.scanned(render.to_pdf(form))
    picture = scanning.as_picture(np.ascontiguousarray(np.rot90(page, turns)), kind)
    document = ocr.read(picture)
    assert _share_right(form, document) >= 0.97
    assert document.read_by_ocr
    assert all(cell.unchecked for cell in reading.only_grid(document).cells)
    assert [_same(line.text) for line in document.lines()] == [
        _same(text) for text in (form.title, *form.lines)
    ]


def test_a_table_without_lines_is_refused_with_what_would_help() -> None:
    form = forms.real_form("tianjin_hebeifayuan_2023_weixiu")
    (page,) = scanning.scanned(render.to_pdf(form, ruled=False))
    with pytest.raises(UnreadableFileError, match="没有框线.*带框线的清晰扫描件"):
        ocr.read(scanning.as_picture(page))


def test_a_blank_page_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="没有识别出文字"):
        ocr.read(scanning.as_picture(np.full((800, 600), 255, np.uint8)))


def test_typed_and_scanned_pages_of_one_file_are_read_in_order() -> None:
    form = forms.real_form("tianjin_hebeifayuan_2023_weixiu")
    typed = render.to_pdf(form)
    both = pypdfium2.PdfDocument.new()
    both.import_pages(pypdfium2.PdfDocument(scanning.as_pdf(scanning.scanned(typed))))
    both.import_pages(pypdfium2.PdfDocument(typed))
    target = io.BytesIO()
    both.save(target)
    first, second = pdf.read(target.getvalue()).grids()
    assert (first.cells[0].anchor.page, second.cells[0].anchor.page) == (1, 2)
    assert (first.cells[0].unchecked, second.cells[0].unchecked) == (True, False)
    assert reading.found(second) == reading.printed(form)


def test_a_picture_of_too_many_pixels_is_refused_unread() -> None:
    picture = scanning.as_picture(np.zeros((9000, 9000), np.uint8))
    with pytest.raises(UnreadableFileError, match="9000×9000 像素"):
        ocr.read(picture)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff\xe0 nothing"])
def test_a_damaged_picture_is_named(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="图片"):
        ocr.read(data)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_MODULES", ("no_such_module",))
    with pytest.raises(UnreadableFileError, match=r"pip install .*\[ocr\]"):
        ocr.read(b"\x89PNG\r\n\x1a\n")
