"""The commands end to end: one folder with the report, an exit code that CI can go by."""

from pathlib import Path

import pytest

from evals import commands, results
from evals.__main__ import main
from evals.gate import Threshold


@pytest.fixture(autouse=True)
def _own_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "LOGS", tmp_path / "logs")


def test_a_fast_run_leaves_report_tables_record_and_logs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["--fast", "--only", "chat", "-o", str(out)]) == 0
    run = results.load(out / "run.json")
    assert run.systems("chat") == ("deterministic",)
    assert run.about.fast
    assert "对话修改 Chat edits" in (out / "report.html").read_text(encoding="utf-8")
    printed = capsys.readouterr()
    assert "改得分毫不差 exact" in printed.out
    assert "没有用到模型 no model was asked" in printed.err
    assert list((tmp_path / "logs").rglob("*.eval"))


@pytest.mark.parametrize(("bound", "code"), [(0.0, 0), (1.0, 1)])
def test_the_exit_code_is_the_gate(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    bound: float,
    code: int,
) -> None:
    asked = (Threshold(figure="chat/deterministic/exact", bound=bound, fast=True),)
    monkeypatch.setattr(commands, "load_thresholds", lambda: asked)
    assert main(["--fast", "--gate", "--only", "chat", "-o", str(tmp_path)]) == code
    assert ("chat/deterministic/exact" in capsys.readouterr().err) is bool(code)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert ("The gate is red" in html) is bool(code)


def test_an_earlier_run_is_shown_again_and_held_against_the_record(tmp_path: Path) -> None:
    assert main(["report", str(results.RECORDED), "-o", str(tmp_path)]) == 0
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "没有数字变动。No figure moved." in html


def test_a_judge_needs_an_endpoint(capsys: pytest.CaptureFixture[str]) -> None:
    """The model inside is too small to judge; nothing is asked and one sentence says what to do."""
    assert main(["judge", "--answers", "live"]) == 2
    assert "ASSISTANT_PROVIDER" in capsys.readouterr().err
