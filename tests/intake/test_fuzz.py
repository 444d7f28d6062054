"""Real files, damaged at random: every reader answers in time, in bounds, with one clear sentence.

Each case is a fixed seed, so that a failure can be had again. Children run under the same bounds as
in use; here they are made tighter, so that a hang shows.
"""

import io
import os
import random
import zipfile
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from assistant.exceptions import InputError
from assistant.intake import csv, docx, html, isolated, limits, ocr, xlsx
from assistant.intake import zip as zip_reader
from tests.intake import forms, render, scanning

NAME = "sichuan_zhongjiang_2022_shuibiaochi"
SMALL = "tianjin_hebeifayuan_2023_weixiu"
SECONDS = 10.0
"""Of computing: the clock of a busy machine says nothing."""
READERS: dict[str, tuple[Callable[[bytes], object], Callable[[forms.Form], bytes]]] = {
    "html": (html.read_bytes, render.to_html),
    "docx": (docx.read_bytes, render.to_docx),
    "csv": (csv.read, render.to_csv),
}
OUR_FAULTS = ("IndexError", "AttributeError", "TypeError", "AssertionError", "RecursionError")
# Compiled parsers end the process when memory runs out: these are damaged only in children.
CHILDREN = {"pdf": render.to_pdf, "xlsx": render.to_xlsx, "xls": render.to_xls}


def mutated(data: bytes, seed: int) -> bytes:
    """``data`` with bytes changed, cut out, doubled or cut off."""
    random_ = random.Random(seed)
    damaged = bytearray(data)
    for _ in range(random_.choice((1, 3, 20, 200))):
        at = random_.randrange(len(damaged))
        way = random_.randrange(5)
        if way == 0:
            damaged[at] = random_.randrange(256)
        elif way == 1:
            del damaged[at : at + random_.randrange(1, 64)]
        elif way == 2:
            damaged[at:at] = damaged[at : at + random_.randrange(1, 512)]
        elif way == 3:
            damaged[at : at + 4] = random_.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f" * 4))
        else:
            damaged[at : at + 1] = str(random_.randrange(10**9)).encode()
        if len(damaged) < 2:
            break
    return bytes(damaged[: random_.randrange(1, len(damaged) + 1)] if seed % 7 == 0 else damaged)


def unpacked_mutated(data: bytes, seed: int) -> bytes:
    """An archive with one part damaged and packed again, so that the damage reaches the parser."""
    random_ = random.Random(seed)
    source = zipfile.ZipFile(io.BytesIO(data))
    part = random_.choice([name for name in source.namelist() if name.endswith(".xml")])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, mutated(content, seed) if name == part else content)
    return target.getvalue()


def _answers(read: Callable[[bytes], object], data: bytes) -> None:
    """The reader gives a document or one clear sentence, soon."""
    started = _computed()
    try:
        read(data)
    except InputError as error:
        assert 5 < len(error.text()) < 300
    assert _computed() - started < SECONDS


def _computed() -> float:
    """Seconds of computing of this process and its children."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


@pytest.mark.parametrize("kind", READERS)
def test_a_damaged_file_is_read_or_refused(kind: str) -> None:
    read, make = READERS[kind]
    sound = make(forms.real_form(NAME))
    for seed in range(60):
        _guarded(read, mutated(sound, seed), kind)


def test_a_damaged_part_is_read_or_refused() -> None:
    sound = render.to_docx(forms.real_form(NAME))
    for seed in range(60):
        _guarded(docx.read_bytes, unpacked_mutated(sound, seed), "docx")
    sound = render.to_xlsx(forms.real_form(NAME))
    for seed in range(15):
        _answers(xlsx.read, unpacked_mutated(sound, seed))


def _guarded(read: Callable[[bytes], object], data: bytes, kind: str) -> None:
    """Read as the child does, where whatever a library raises becomes a refusal."""

    def reading(content: bytes) -> object:
        answer = isolated.answer_of(partial(read, content), kind)  # type: ignore[arg-type,return-value]
        cause = answer.get("values", {}).get("detail")
        assert cause not in OUR_FAULTS, f"{kind}: {cause}"
        return answer

    _answers(reading, data)


@pytest.mark.parametrize("kind", CHILDREN)
def test_a_damaged_file_never_harms_the_parent(kind: str) -> None:
    sound = CHILDREN[kind](forms.real_form(NAME))
    for seed in range(15):
        _answers(partial(isolated.read_isolated, kind, budget=limits.OFFICE), mutated(sound, seed))


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
def test_a_damaged_picture_is_read_or_refused(kind: str) -> None:
    pytest.importorskip("rapidocr")
    (page,) = scanning.scanned(render.to_pdf(forms.real_form(SMALL), size=7.0))
    picture = scanning.as_picture(page[: page.shape[0] // 3, : page.shape[1] // 2], kind)
    for seed in range(1, 5):
        try:
            document = ocr.read(mutated(picture, seed))
        except InputError as error:
            assert 5 < len(error.text()) < 300
            assert error.values.get("detail") not in OUR_FAULTS
        else:
            assert document.read_by_ocr


def test_noise_is_read_or_refused() -> None:
    pytest.importorskip("rapidocr")
    noise = np.random.default_rng(7).integers(0, 256, (700, 900), np.uint8)
    lines = np.where((np.indices((700, 900)) % 12 == 0).any(axis=0), 0, 255).astype(np.uint8)
    for page in (noise, lines, np.zeros((500, 500), np.uint8), np.full((1, 3000), 9, np.uint8)):
        try:
            ocr.read(scanning.as_picture(page))
        except InputError as error:
            assert error.values.get("detail") not in OUR_FAULTS


def test_a_damaged_archive_is_read_or_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", render.to_csv(forms.real_form(NAME)))
        archive.writestr("b.md", render.to_markdown(forms.real_form(NAME)))
    for seed in range(40):
        _answers(zip_reader.read, mutated(target.getvalue(), seed))
