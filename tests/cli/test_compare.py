"""``assistant compare``: every format, and what its exit code says."""

import json
from pathlib import Path

import pytest

from assistant.domain.target import TargetDocument
from assistant.export.json import document_json
from tests.cli.conftest import SEED, Run
from tests.review.resubmission import resubmitted
from tests.review.tables import seed


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "resubmitted.json"
    document = TargetDocument(schema="assistant/target/1", targets=(resubmitted(seed()),))
    path.write_text(document_json(document), encoding="utf-8")
    return path


def test_json_counts_fates_and_lists_what_nobody_asked_for(run: Run, new: Path) -> None:
    ended = run("compare", SEED, new, "--format", "json")
    assert ended.code == 1
    found = json.loads(ended.out)["comparisons"][0]
    assert found["counts"]["fixed"] > 0 and found["counts"]["remaining"] > 0
    assert {(change["old"], change["field"]) for change in found["unasked"]} >= {("I2", "value")}
    assert found["weights"]


def test_text_and_markdown_tell_the_same(run: Run, new: Path) -> None:
    text = run("compare", SEED, new).out
    markdown = run("compare", SEED, new, "--format", "markdown").out
    for words in ("未改的问题", "未要求而改动的内容", "权重变动", "目标降低"):
        assert words in text
        assert words in markdown


def test_docx_is_written_to_the_file_named(run: Run, new: Path, tmp_path: Path) -> None:
    out = tmp_path / "comparison.docx"
    assert run("compare", SEED, new, "-o", out).code == 1
    assert out.read_bytes().startswith(b"PK")


def test_the_exit_code_follows_fail_on(run: Run, new: Path) -> None:
    assert run("compare", SEED, new, "--fail-on", "never").code == 0


def test_a_file_without_a_table_is_one_clear_sentence(run: Run, tmp_path: Path) -> None:
    tasks = tmp_path / "tasks.txt"
    tasks.write_text("1. 培训教师120人次\n2. 举办讲座12场\n", encoding="utf-8")
    ended = run("compare", SEED, tasks)
    assert ended.code == 2
    assert "没有指标表" in ended.err


def test_english_is_complete(run: Run, new: Path) -> None:
    ended = run("compare", SEED, new, language="en")
    assert "Changed though nobody asked" in ended.out


def test_two_years_are_set_side_by_side(run: Run, new: Path) -> None:
    ended = run("compare", SEED, new, "--years")
    assert ended.code == 0
    assert "照抄上年" in ended.out and "未再设" in ended.out
    assert json.loads(run("compare", SEED, new, "--years", "--format", "json").out)["years"]
