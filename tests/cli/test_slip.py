"""``assistant slip``: the slip in every format, with the reviewer's notes."""

import json
from pathlib import Path

from tests.cli.conftest import SEED, Run


def test_json_has_verdict_points_and_items(run: Run) -> None:
    ended = run("slip", SEED, "--format", "json")
    assert ended.code == 0
    slip = json.loads(ended.out)["slips"][0]
    assert slip["verdict"] == "差"
    assert len(slip["heads"]) == 4
    assert slip["items"]


def test_notes_are_read_from_a_file(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes.json"
    notes.write_text('{"opinion": "先核对第6行", "notes": []}', encoding="utf-8")
    assert "先核对第6行" in run("slip", SEED, "--notes", notes).out


def test_bad_notes_are_one_clear_sentence(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes.json"
    notes.write_text('{"verdict": "合格"}', encoding="utf-8")
    ended = run("slip", SEED, "--notes", notes)
    assert ended.code == 2
    assert "verdict" in ended.sentence


def test_docx_is_written(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "slip.docx"
    assert run("slip", SEED, "-o", out).code == 0
    assert out.read_bytes().startswith(b"PK")
