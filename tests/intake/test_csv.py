"""CSV reads in the encodings and with the delimiters that offices write."""

import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import csv
from tests.intake import forms, reading, render


def _flat(form: forms.Form) -> reading.Cells:
    """The cells as CSV keeps them: without spans."""
    return {
        (row, column, 1, 1): text for (row, column, _, _), text in reading.printed(form).items()
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    form = forms.real_form("sichuan_zhongjiang_2022_shuibiaochi")
    grid = reading.only_grid(csv.read(render.to_csv(form, encoding, delimiter)))
    assert reading.found(grid) == _flat(form)


def test_marks_that_keep_spreadsheets_from_computing_are_taken_off() -> None:
    document = csv.read('名称,值\r\n\'=1+1,"=""0012"""\r\n'.encode())
    assert reading.all_text(document) == "名称\n值\n=1+1\n0012"


def test_line_breaks_inside_a_cell_are_kept_and_rows_know_their_line() -> None:
    grid = reading.only_grid(csv.read('甲,"乙\n丙"\n丁,戊\n'.encode()))
    assert [(cell.text, cell.anchor.line) for cell in grid.cells] == [
        ("甲", 1), ("乙\n丙", 1), ("丁", 3), ("戊", 3),
    ]  # fmt: skip


def test_zero_width_characters_are_reported() -> None:
    document = csv.read("满意\u200b度,95\n".encode())
    assert reading.all_text(document) == "满意度\n95"
    assert [one.how for one in document.hidden] == ["zero-width"]


def test_a_million_rows_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="50000 行"):
        csv.read(b"a,b\n" * 60_000)


@pytest.mark.parametrize("data", [b"", bytes(range(256)) * 40, b'"' + b"x" * 2_000_000])
def test_what_is_no_csv_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        csv.read(data)
