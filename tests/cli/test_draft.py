"""``assistant draft``: from tasks to a table, with a scripted model and with none at all."""

import json
import os
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from assistant.domain.draft import Draft
from tests.cli.conftest import ROOT, Run

TASKS = """开展教师培训12期，培训教师600人次，10月底前完成
开展优质课评选活动24节
"""
ROW = {
    "任务": "T2",
    "原文": "开展优质课评选活动24节",
    "名称": "优质课评选节数",
    "类别": "数量",
    "性质": "≥",
    "值": "24",
    "单位": "节",
    "重要": 4,
}


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    path = tmp_path / "tasks.txt"
    path.write_text(TASKS, encoding="utf-8")
    return path


def script(folder: Path, *answers: dict[str, object]) -> dict[str, str]:
    """The environment that plays ``answers`` as the model."""
    path = folder / "script.json"
    path.write_text(json.dumps({"answers": list(answers)}), encoding="utf-8")
    return {"ASSISTANT_PROVIDER": "fake", "ASSISTANT_MODEL": str(path)}


def draft_of(text: str) -> Draft:
    return Draft.model_validate_json(text)


def test_without_a_model_the_table_is_whole_and_every_number_is_the_units_own(
    run: Run, tasks: Path
) -> None:
    ended = run("draft", tasks, "--provider", "none", "--unit", "某县教研室", "--year", "2026")
    draft = draft_of(ended.out)
    assert ended.code == 0, "no error may stand in a drafted table"
    assert (draft.target.unit.name, draft.target.year) == ("某县教研室", 2026)
    weights = [row.weight for row in draft.target.indicators if row.weight is not None]
    assert len(weights) == len(draft.target.indicators)
    assert sum(weights) == 90
    assert {"12", "600", "24"} <= {row.value for row in draft.target.indicators}
    assert draft.usage.calls == 0


def test_json_of_a_draft_has_the_keys_of_the_contract(run: Run, tasks: Path) -> None:
    data = json.loads(run("draft", tasks, "--provider", "none").out)
    assert {"target", "findings", "rounds", "usage"} <= set(data)
    assert {"calls", "prompt_tokens", "completion_tokens", "seconds"} <= set(data["usage"])
    for row in data["target"]["indicators"]:
        assert {"provenance", "confirm", "tasks", "smart"} <= set(row)


def test_a_draft_is_read_back_and_reviewed(run: Run, tasks: Path, tmp_path: Path) -> None:
    output = tmp_path / "draft.json"
    assert run("draft", tasks, "--provider", "none", "-o", output).code == 0
    draft = draft_of(output.read_text(encoding="utf-8"))
    ended = run("review", output, "--format", "json", "--profile", "national-2021")
    assert ended.code == 0
    (one,) = json.loads(ended.out)["targets"]
    rows = [row["name"] for row in one["target"]["indicators"]]
    assert rows == [row.name for row in draft.target.indicators]
    assert one["target"]["indicators"][0]["provenance"], "a draft keeps its passports"


def test_the_kind_and_the_ending_of_the_output_are_taken(
    run: Run, tasks: Path, tmp_path: Path
) -> None:
    for name, title in (("form.docx", None), ("form.xlsx", None), ("form.md", "项目支出")):
        output = tmp_path / name
        arguments = ("draft", tasks, "--provider", "none", "--kind", "项目支出", "-o", output)
        assert run(*arguments).code == 0
        if title is not None:
            assert title in output.read_text(encoding="utf-8")
    book = load_workbook(BytesIO((tmp_path / "form.xlsx").read_bytes()))
    assert book.sheetnames == ["绩效目标表", "取值来源", "审核发现"]
    document = Document(BytesIO((tmp_path / "form.docx").read_bytes()))
    assert [line.text for line in document.paragraphs if line.text][0] == "项目支出绩效目标表"


def test_an_exported_draft_reads_back_as_one_table(run: Run, tasks: Path, tmp_path: Path) -> None:
    for suffix in ("docx", "xlsx", "md"):
        output = tmp_path / f"form.{suffix}"
        run("draft", tasks, "--provider", "none", "-o", output)
        (target,) = json.loads(run("parse", output).out)["targets"]
        expected = draft_of(run("draft", tasks, "--provider", "none").out).target
        assert [row["name"] for row in target["indicators"]] == [
            row.name for row in expected.indicators
        ], suffix


def test_rows_of_the_model_come_in_and_progress_goes_to_stderr(
    spawn: Run, tasks: Path, tmp_path: Path
) -> None:
    ended = spawn("draft", tasks, environment=script(tmp_path, {"rows": [ROW], "times": 0}))
    draft = draft_of(ended.out)
    assert ended.code in (0, 1)
    assert draft.usage.calls >= 1
    (row,) = [row for row in draft.target.indicators if row.value == "24"]
    assert (row.unit, row.tasks, row.confirm) == ("节", ("T2",), False)
    assert "第 2/2 项任务完成" in ended.err


def test_a_model_that_fails_ends_in_3_with_a_whole_table(
    spawn: Run, tasks: Path, tmp_path: Path
) -> None:
    failing = script(tmp_path, {"status": 401, "text": "bad key", "times": 0})
    output = tmp_path / "draft.json"
    ended = spawn("draft", tasks, "-o", output, environment=failing)
    assert ended.code == 3
    assert "模型没有全部答复" in ended.err.splitlines()[-1]
    draft = draft_of(output.read_text(encoding="utf-8"))
    assert draft.failure and draft.target.indicators


def test_text_shows_the_table_and_the_findings_under_it(run: Run, tasks: Path) -> None:
    out = run("draft", tasks, "--provider", "none", "--format", "text").out
    table, findings = out.index("三级指标"), out.index("审核发现")
    assert table < out.index("待确认") < findings


def test_tasks_through_a_pipe(spawn: Run) -> None:
    for arguments in (("draft", "-"), ("draft",)):
        ended = spawn(*arguments, "--provider", "none", stdin=TASKS.encode("gb18030"))
        assert ended.code == 0
        assert "24" in {row.value for row in draft_of(ended.out).target.indicators}


def test_ctrl_c_keeps_the_rows_so_far(tasks: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key[:10] != "ASSISTANT_"}
    slow = {"rows": [ROW] * 20, "pause": 0.2, "times": 0}
    output = tmp_path / "draft.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "draft", str(tasks), "-o", str(output)],
        cwd=ROOT,
        env=environment | {"ASSISTANT_HOME": str(tmp_path)} | script(tmp_path, slow),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "开始起草，共 2 项任务" in process.stderr.readline()
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert "已停止" in rest and "Traceback" not in rest
    draft = draft_of(output.read_text(encoding="utf-8"))
    assert draft.target.indicators
    assert any("停止" in note for note in draft.notes)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--provider", "mars"], "没有名为“mars”的模型服务"),
        (["--year", "twenty"], "--year"),
        (["--kind", "其他"], "整体支出 项目支出"),
        (["--table", "2", "--provider", "none"], "没有第 2 张"),
        (["--profile", "mars", "--provider", "none"], "没有名为“mars”的地方口径"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call(
    run: Run, tasks: Path, tmp_path: Path, arguments: list[str], word: str
) -> None:
    output = tmp_path / "draft.json"
    ended = run("draft", tasks, "-o", output, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert word in ended.sentence
    assert not output.exists()


def test_a_text_without_any_task_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "nothing.txt"
    path.write_text("\n\n---\n\n", encoding="utf-8")
    ended = run("draft", path, "--provider", "none")
    assert (ended.code, ended.out) == (2, "")
    assert ended.sentence
