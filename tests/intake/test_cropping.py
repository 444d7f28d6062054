"""A row read from a page can be shown as it is printed, so that a person can confirm it."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant import intake
from assistant.domain.indicator import Indicator, SourceAnchor, SourceBox
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import NothingFoundError, UnreadableFileError
from tests.intake import forms, render, scanning


def _target(path: Path, data: bytes) -> PerformanceTarget:
    path.write_bytes(data)
    (target,) = intake.read_file(path).targets
    return target


def _words(path: Path, row: Indicator) -> str:
    """What stands on the picture of a row, recognised anew."""
    from assistant.intake.geometry import Box
    from assistant.intake.picture_lines import ink
    from assistant.intake.recognition import apart, printed_lines, recognise_lines

    assert row.source is not None
    png = intake.crop(path, row.source)
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("L")).astype(np.uint8)
    height, width = picture.shape
    picture[:8], picture[-8:] = 255, 255
    lines = printed_lines(ink(picture), Box(0.0, 0.0, float(width), float(height)))
    pieces = [piece for line in lines for piece in apart(ink(picture), line)]
    return "|".join(found.text for found in recognise_lines(picture, pieces))


def _shows(path: Path, row: Indicator, height: float) -> None:
    """The picture has the row's own figures and is a strip, not the page."""
    words = _words(path, row)
    assert row.value is not None and row.value in words, (row.id, row.value, words)
    assert row.source is not None and row.source.box is not None
    assert 0 < row.source.box.bottom - row.source.box.top < height


def test_a_row_of_a_scan_is_shown_with_its_own_figures(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    path = tmp_path / "scan.pdf"
    pages = scanning.scanned(render.to_pdf(forms.seed_form()), angle=0.7)
    target = _target(path, scanning.as_pdf(pages))
    for row in (target.indicators[2], target.indicators[5], target.indicators[-2]):
        assert row.source is not None and row.source.box is not None and row.source.box.scanned
        _shows(path, row, 0.15)


def test_a_row_of_a_picture_is_shown(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    path = tmp_path / "page.png"
    form = forms.real_form("tianjin_hebeifayuan_2023_weixiu")
    (page,) = scanning.scanned(render.to_pdf(form))
    target = _target(path, scanning.as_picture(np.ascontiguousarray(np.rot90(page, 1))))
    _shows(path, target.indicators[1], 0.1)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_row_with_a_text_layer_is_shown(tmp_path: Path, ruled: bool) -> None:
    pytest.importorskip("rapidocr")
    path = tmp_path / "form.pdf"
    form = forms.real_form("sichuan_zhongjiang_2022_shuibiaochi")
    target = _target(path, render.to_pdf(form, ruled=ruled))
    for row in target.indicators[::3]:
        _shows(path, row, 0.1)


def test_a_row_without_a_place_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    target = _target(path, render.to_markdown(forms.seed_form()))
    assert target.indicators[0].source is not None
    with pytest.raises(NothingFoundError, match="没有可截取的原图"):
        intake.crop(path, target.indicators[0].source)


@pytest.mark.parametrize("page", [0, 99])
def test_a_page_that_is_not_there_is_refused(tmp_path: Path, page: int) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(render.to_pdf(forms.seed_form()))
    box = SourceBox(left=0.1, top=0.1, right=0.9, bottom=0.2)
    with pytest.raises(UnreadableFileError):
        intake.crop(path, SourceAnchor(page=page, box=box))


@pytest.mark.parametrize("right", [0.1, 0.05, -3.0])
def test_a_place_without_extent_is_refused(tmp_path: Path, right: float) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(render.to_pdf(forms.seed_form()))
    box = SourceBox(left=0.1, top=0.1, right=right, bottom=0.2)
    with pytest.raises(UnreadableFileError):
        intake.crop(path, SourceAnchor(page=1, box=box))


def test_the_place_survives_json(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(render.to_pdf(forms.real_form("tianjin_hebeifayuan_2023_weixiu")))
    document = intake.read_file(path)
    again = type(document).model_validate_json(document.model_dump_json(by_alias=True))
    assert again == document
    (target,) = again.targets
    assert all(row.source and row.source.box for row in target.indicators)
