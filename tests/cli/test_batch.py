"""``assistant batch`` as a person uses it: what it says, how it ends, what is left to do."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.llm.fake import FakeServer, ScriptedAnswer
from tests.app.batch.conftest import form_text, wait_for
from tests.cli.conftest import ROOT, Run

REMARK = {"原文": "参训教师满意度", "问题": "指标不支撑目标", "意见": "请说明与目标的关系"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.md").write_text(form_text(number), encoding="utf-8")
    return folder


def endpoint(monkeypatch: pytest.MonkeyPatch, server: FakeServer) -> None:
    monkeypatch.setenv("ASSISTANT_PROVIDER", "custom")
    monkeypatch.setenv("ASSISTANT_BASE_URL", server.base_url)
    monkeypatch.setenv("ASSISTANT_MODEL", "m")


def review(path: Path) -> dict[str, list[dict[str, list[dict[str, str]]]]]:
    read: dict[str, list[dict[str, list[dict[str, str]]]]] = json.loads(path.read_bytes())
    return read


def test_a_batch_is_told_in_one_line_and_ends_by_its_findings(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ended = run("batch", "review", folder, "-o", out, "--workers", 1)
    assert ended.code == 1
    assert "完成：本次 4 份" in ended.err
    assert ended.out == ""
    assert {path.name for path in out.iterdir()} >= {"json", "forms.parquet", "results.xlsx"}
    again = run("batch", "review", folder, "-o", out, "--resume", "--fail-on", "never")
    assert again.code == 0
    assert "沿用已完成的 4 份" in again.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "out"], "缺少 DIR"),
        (["forms"], "缺少 -o"),
        (["nowhere", "-o", "out"], "找不到"),
        (["forms", "-o", "out", "--format", "pdf"], "--format 不能是“pdf”"),
        (["forms", "-o", "out", "--token-budget", "9"], "--semantic"),
        (["forms", "-o", "out", "--select", "Z99"], "Z99"),
        (["forms", "-o", "forms/0.md"], "不能用"),
    ],
)
def test_a_wrong_call_is_one_sentence(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(folder.parent)
    ended = run("batch", "review", *arguments)
    assert ended.code == 2
    assert words in ended.sentence


def test_a_model_adds_remarks_once_a_form(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with FakeServer([ScriptedAnswer(rows=(REMARK,), times=0)]) as server:
        endpoint(monkeypatch, server)
        ended = run("batch", "review", folder, "-o", out, "--semantic", "--fail-on", "never")
        assert (ended.code, len(server.history)) == (0, 4)
        run("batch", "review", folder, "-o", out, "--semantic", "--resume")
        assert len(server.history) == 4, "no question is asked twice"
    for path in (out / "json").iterdir():
        (table,) = review(path)["targets"]
        assert [f["origin"] for f in table["findings"]].count("model") == 1


def test_a_token_budget_stops_cleanly_and_resume_goes_on(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    command = ["batch", "review", folder, "-o", out, "--semantic", "--fail-on", "never"]
    with FakeServer([ScriptedAnswer(rows=(REMARK,), times=0)]) as server:
        endpoint(monkeypatch, server)
        stopped = run(*command, "--concurrency", 1, "--token-budget", 1500)
        assert stopped.code == 3
        asked = len(server.history)
        assert 0 < asked < 4
        assert f"还有 {4 - asked} 份没有做完" in stopped.err
        assert "1500 个词元" in stopped.err
        assert "--resume" in stopped.err
        ended = run(*command, "--resume")
        assert (ended.code, len(server.history)) == (0, 4)


def test_a_model_that_is_away_leaves_the_rules_and_says_how_to_go_on(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    command = ["batch", "review", folder, "-o", out, "--semantic", "--fail-on", "never"]
    with FakeServer([ScriptedAnswer(status=401, text="bad key", times=0)]) as server:
        endpoint(monkeypatch, server)
        ended = run(*command)
        assert ended.code == 3
        assert "还有 4 份没有做完" in ended.err
    assert all(review(path)["targets"][0]["findings"] for path in (out / "json").iterdir())
    with FakeServer([ScriptedAnswer(rows=(REMARK,), times=0)]) as server:
        endpoint(monkeypatch, server)
        assert run(*command, "--resume").code == 0


def test_ctrl_c_ends_cleanly_and_resume_goes_on(run: Run, tmp_path: Path) -> None:
    folder, out = tmp_path / "many", tmp_path / "out"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03}.md").write_text(form_text(number), encoding="utf-8")
    command = [sys.executable, "-m", "assistant", "batch", "review", str(folder), "-o", str(out)]
    with subprocess.Popen(
        [*command, "--workers", "1"],
        cwd=ROOT,
        env=os.environ | {"ASSISTANT_HOME": str(tmp_path / "home")},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        wait_for(out, 1, lambda: process.poll() is not None)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "--resume" in said
    done = len(list((out / "json").iterdir())) if (out / "json").is_dir() else 0
    assert done < 300
    ended = run("batch", "review", folder, "-o", out, "--resume", "--fail-on", "never")
    assert ended.code == 0
    assert len(list((out / "json").iterdir())) == 300


def test_questions_for_no_model_are_refused_by_name(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What may be chosen is listed, and not the provider of the tests."""
    (tmp_path / "form.md").write_text(form_text(1), encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_PROVIDER", "none")
    ended = run("batch", "export-requests", tmp_path / "form.md", "-o", tmp_path / "out")
    assert ended.code == 2
    assert "不用模型（none）" in ended.err and "deepseek" in ended.err and "fake" not in ended.err
