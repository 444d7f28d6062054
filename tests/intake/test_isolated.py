"""Reading can be stopped, is held to its bounds, and never sees a secret."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.domain.indicator import SourceAnchor
from assistant.exceptions import NothingFoundError, UnreadableFileError
from assistant.intake import isolated, limits
from assistant.intake.grid import Cell, Grid, HiddenText, SourceDocument, TextLine
from assistant.intake.limits import Budget

ROOMY = 1024**3
PAGE = "<table>" + "<tr><td>产出指标<td>≥95%" * 40_000 + "</table>"


def test_a_reading_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(UnreadableFileError, match="已停止"):
        isolated.read_isolated("html", PAGE.encode(), Budget(seconds=0.05, memory=ROOMY, work=60))


def test_a_reading_that_computes_too_long_is_stopped() -> None:
    with pytest.raises(UnreadableFileError, match="超过 1 秒，已停止"):
        isolated.read_isolated("html", PAGE.encode(), Budget(seconds=60, memory=ROOMY, work=1))


def test_the_child_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_API_KEY", "sk-geheim")
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", "postgresql://u:p@db/x")
    monkeypatch.setenv("HTTPS_PROXY", "http://u:p@proxy")
    given = isolated._environment()
    assert not [name for name in given if name.startswith("ASSISTANT") or "PROXY" in name.upper()]


def test_it_reads_when_the_working_folder_holds_modules_of_the_same_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('from the folder')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    document = isolated.read_isolated("html", b"<table><tr><td>a<td>b</table>", limits.OFFICE)
    assert len(list(document.grids())) == 1


def test_a_document_comes_over_whole() -> None:
    anchor = SourceAnchor(page=2, table=1, row=3, sheet="表")
    document = SourceDocument(
        (
            TextLine("预算年度:2023", SourceAnchor(line=1)),
            Grid(
                (Cell(0, 0, 2, 1, "甲\n乙", anchor, True), Cell(0, 1, 1, 1, "", anchor)), 2, 2, "表"
            ),
        ),
        (HiddenText("通过", "white", anchor),),
        True,
    )
    sent = json.loads(json.dumps(isolated.answer_of(lambda: document, "html")))
    assert isolated._document(sent) == document


def test_a_refusal_comes_over_with_both_languages() -> None:
    def reading() -> SourceDocument:
        raise NothingFoundError(limits.TOO_MANY_ROWS, limit=7)

    sent = json.dumps(isolated.answer_of(reading, "html")).encode()
    with pytest.raises(NothingFoundError) as refusal:
        isolated._answer(0, sent, "html", limits.OFFICE)
    assert refusal.value.text() == limits.TOO_MANY_ROWS.text(limit=7)


def test_what_a_library_raises_becomes_a_refusal() -> None:
    def reading() -> SourceDocument:
        raise RecursionError

    with pytest.raises(UnreadableFileError, match="RecursionError"):
        isolated._answer(
            0, json.dumps(isolated.answer_of(reading, "html")).encode(), "html", limits.OFFICE
        )


def test_a_reading_of_plain_text_starts_no_child() -> None:
    code = (
        "import subprocess, sys; from pathlib import Path\n"
        "def no(*a, **k): raise SystemExit('started a child')\n"
        "subprocess.Popen = no\n"
        "from assistant.intake import read_file; read_file(Path(sys.argv[1]))\n"
        "heavy = {'pdfplumber', 'lxml', 'openpyxl', 'docx', 'cv2', 'rapidocr', 'python_calamine'}\n"
        "print(heavy & set(sys.modules))"
    )
    seed = Path(__file__).parents[2] / "evals" / "documents" / "kaijiang-2023.md"
    done = subprocess.run(
        [sys.executable, "-c", code, str(seed)], capture_output=True, text=True, check=True,
        env={**os.environ},
    )  # fmt: skip
    assert done.stdout.strip() == "set()"
