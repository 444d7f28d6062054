"""``assistant review --suggest`` and ``--semantic`` from the command line."""

import json
from pathlib import Path

import pytest

from assistant.llm.fake import FakeServer, ScriptedAnswer
from tests.cli.conftest import SEED, Run


def test_json_holds_verified_suggestions_candidates_and_questions(run: Run) -> None:
    ended = run("review", SEED, "--suggest", "--format", "json")
    assert ended.code == 1
    review = json.loads(ended.out)["targets"][0]
    suggested = [f for f in review["findings"] if f["suggestion"]]
    assert len(suggested) > 70
    for finding in suggested:
        assert finding["suggestion"]["verified"] is True
        assert {"edits", "rationale", "before", "after", "supply"} <= set(finding["suggestion"])
    assert any(finding["candidates"] for finding in suggested)
    assert review["accept_all"]["summary"]["error"] == 0
    assert review["questions"]


def test_without_the_option_nothing_is_suggested(run: Run) -> None:
    review = json.loads(run("review", SEED, "--format", "json").out)["targets"][0]
    assert all(finding["suggestion"] is None for finding in review["findings"])
    assert review["accept_all"] is None


@pytest.mark.parametrize("output_format", ["text", "markdown"])
def test_cards_show_the_suggestions(run: Run, output_format: str) -> None:
    out = run("review", SEED, "--suggest", "--format", output_format).out
    for words in ("建议（已验证）", "需单位补充", "平台填报", "全部采纳后", "请单位补充或确认"):
        assert words in out


def test_a_model_adds_and_never_takes_away(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    remark = {"原文": "教研员学科素养提升提高", "问题": "用词有误", "意见": "“提升提高”重复"}
    before = json.loads(run("review", SEED, "--format", "json").out)["targets"][0]
    with FakeServer([ScriptedAnswer(rows=(remark,), times=0)]) as server:
        monkeypatch.setenv("ASSISTANT_PROVIDER", "custom")
        monkeypatch.setenv("ASSISTANT_BASE_URL", server.base_url)
        monkeypatch.setenv("ASSISTANT_MODEL", "scripted")
        ended = run("review", SEED, "--semantic", "--format", "json")
    after = json.loads(ended.out)["targets"][0]
    assert after["findings"][: len(before["findings"])] == before["findings"]
    assert [f["origin"] for f in after["findings"][len(before["findings"]) :]] == ["model"]
    assert ended.code == 1


@pytest.mark.parametrize("output_format", ["text", "markdown", "sarif", "docx", "xlsx"])
def test_every_format_takes_a_models_remark(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output_format: str
) -> None:
    remark = {"原文": "教研员学科素养提升提高", "问题": "用词有误", "意见": "“提升提高”重复"}
    with FakeServer([ScriptedAnswer(rows=(remark,), times=0)]) as server:
        monkeypatch.setenv("ASSISTANT_PROVIDER", "custom")
        monkeypatch.setenv("ASSISTANT_BASE_URL", server.base_url)
        monkeypatch.setenv("ASSISTANT_MODEL", "scripted")
        out = tmp_path / f"review.{output_format}"
        ended = run("review", SEED, "--semantic", "--format", output_format, "-o", out)
    assert ended.code == 1
    assert out.stat().st_size > 0


def test_a_model_that_fails_leaves_the_report_and_exits_3(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeServer([ScriptedAnswer(status=401, text="bad key", times=0)]) as server:
        monkeypatch.setenv("ASSISTANT_PROVIDER", "custom")
        monkeypatch.setenv("ASSISTANT_BASE_URL", server.base_url)
        monkeypatch.setenv("ASSISTANT_MODEL", "scripted")
        ended = run("review", SEED, "--semantic", "--format", "json")
    assert ended.code == 3
    assert len(json.loads(ended.out)["targets"][0]["findings"]) > 80
    assert "规则的结果是完整的" in ended.err
