"""Legacy Word documents read through LibreOffice where it is installed, and say so where not."""

import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import doc
from tests.intake import forms, reading, render

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def _legacy(folder: Path, page: bytes, ending: str) -> bytes:
    """A document of the legacy format, made by LibreOffice from a web page."""
    source = folder / "form.html"
    source.write_bytes(page)
    subprocess.run(
        [str(SOFFICE), "--headless", f"-env:UserInstallation={(folder / 'made').as_uri()}",
         "--infilter=HTML (StarWriter)", "--convert-to", ending, "--outdir", str(folder),
         str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / f"form.{ending[:3]}").read_bytes()


@needs_libreoffice
@pytest.mark.parametrize("ending", ["doc:MS Word 97", "rtf:Rich Text Format"])
def test_a_legacy_document_keeps_every_cell_and_span(tmp_path: Path, ending: str) -> None:
    form = forms.real_form("sichuan_zhongjiang_2022_shuibiaochi")
    document = doc.read(_legacy(tmp_path, render.to_html(form), ending))
    assert reading.found(reading.only_grid(document)) == reading.printed(form)
    assert [line.text for line in document.lines()] == [form.title, *form.lines]


def test_without_libreoffice_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "_PROGRAMS", ("no-such-program",))
    with pytest.raises(UnreadableFileError, match="另存为 .docx"):
        doc.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


@needs_libreoffice
def test_a_sealed_document_is_named() -> None:
    sealed = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16le")
    with pytest.raises(UnreadableFileError, match="密码"):
        doc.read(sealed)
