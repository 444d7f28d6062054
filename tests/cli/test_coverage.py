"""``assistant coverage``: the map in every format."""

import json
from pathlib import Path

from tests.cli.conftest import SEED, Run


def test_text_names_what_nothing_measures(run: Run) -> None:
    ended = run("coverage", SEED)
    assert ended.code == 0
    assert "98.8% 的资金没有指标衡量" in ended.out


def test_json_lists_tasks_promises_and_money(run: Run) -> None:
    found = json.loads(run("coverage", SEED, "--format", "json").out)["coverage"][0]
    assert len(found["tasks"]) == 8 and found["promises"] and found["money"]


def test_a_name_that_ends_in_svg_gives_a_picture(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "map.svg"
    assert run("coverage", SEED, "-o", out).code == 0
    assert out.read_text(encoding="utf-8").startswith("<svg")


def test_docx_is_written(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "map.docx"
    assert run("coverage", SEED, "-o", out).code == 0
    assert out.read_bytes().startswith(b"PK")
