"""``assistant review``: the sample's findings, several files, fixes, levels and formats."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from assistant.domain.finding import TargetReview
from tests.cli.conftest import SEED, Run


def reviewed(text: str) -> list[dict[str, object]]:
    data = json.loads(text)
    assert data["unread"] == []
    targets: list[dict[str, object]] = data["targets"]
    return targets


def codes_of(text: str) -> dict[str, list[str]]:
    (one,) = json.loads(text)["targets"]
    found: dict[str, list[str]] = {}
    for finding in one["findings"]:
        found.setdefault(finding["code"], []).append(finding["indicator"])
    return found


def test_the_sample_gets_the_findings_that_a_reviewer_would_make(run: Run) -> None:
    ended = run("review", SEED, "--format", "json")
    assert ended.code == 1, "there are findings at error level"
    found = codes_of(ended.out)
    assert found["M01"] == ["I9", "I10", "I11", "I12", "I13", "I14", "I16"]
    assert (found["D04"], found["TM02"], found["D02"]) == (["I14"], ["I9", "I10"], ["I15"])
    assert (found["W01"], found["T01"]) == ([None], ["I14"])
    assert not {"Y01", "Y02"} & set(found)


def test_json_has_the_keys_of_the_contract(run: Run) -> None:
    (one,) = reviewed(run("review", SEED, "--format", "json").out)
    assert {"target", "findings", "not_checked", "summary"} <= set(one)
    contract = {key: one[key] for key in TargetReview.model_fields}
    assert TargetReview.model_validate(contract).summary.error >= 13


def test_text_groups_seven_rows_of_one_rule_on_one_card(run: Run) -> None:
    out = run("review", SEED).out
    assert out.count("以刻度作目标") == 1
    assert "第 9–14、16 行" in out
    assert "口径：四川（按表自动判断" in out


def test_one_bad_file_does_not_hide_the_others(run: Run, tmp_path: Path) -> None:
    bad, empty = tmp_path / "bad.md", tmp_path / "empty.md"
    bad.write_bytes(b"\x00\x01\x02" * 99)
    empty.write_bytes(b"")
    output = tmp_path / "report.json"
    ended = run("review", bad, SEED, empty, "--format", "json", "-o", output)
    assert ended.code == 2
    data = json.loads(output.read_text(encoding="utf-8"))
    assert [one["file"] for one in data["targets"]] == [str(SEED)]
    assert [one["file"] for one in data["unread"]] == [str(bad), str(empty)]
    assert len(ended.err.strip().splitlines()) == 2, "one sentence a file"


def test_safe_fixes_change_form_only_and_are_said(run: Run) -> None:
    before = codes_of(run("review", SEED, "--format", "json").out)
    ended = run("review", SEED, "--format", "json", "--fix")
    after = codes_of(ended.out)
    assert "T01" in before and "T01" not in after
    assert not set(after) - set(before), "a fix must not bring another finding"
    (one,) = json.loads(ended.out)["targets"]
    assert "第 14 行 一级指标 满意度指 → 满意度指标" in one["fixed"]
    rows = {row["id"]: row for row in one["target"]["indicators"]}
    assert (rows["I14"]["level1"], rows["I14"]["value"]) == ("满意度指标", "好坏")
    assert "已自动修复" in run("review", SEED, "--fix").out


@pytest.mark.parametrize(
    ("level", "code"), [("error", 0), ("warning", 0), ("info", 1), ("never", 0)]
)
def test_fail_on_sets_the_exit_code(run: Run, level: str, code: int) -> None:
    assert run("review", SEED, "--select", "F05", "--fail-on", level).code == code


def test_select_and_ignore_take_codes_names_and_groups(run: Run) -> None:
    def found(*arguments: str) -> set[str]:
        return set(codes_of(run("review", SEED, "--format", "json", *arguments).out))

    assert found("--select", "M01,scale-as-target") == {"M01"}
    assert {"W01", "W02", "D02"} <= found("--select", "W，D02")
    assert {code[0] for code in found("--select", "W，D02")} == {"W", "D"}
    assert "M01" not in found("--ignore", "M")


def test_a_named_profile_is_used_and_not_called_a_guess(run: Run) -> None:
    out = run("review", SEED, "--profile", "generic-100").out
    assert "自动判断" not in out
    assert "应为 100" in out


def test_a_parsed_document_is_reviewed_like_the_form_it_came_from(run: Run, tmp_path: Path) -> None:
    parsed = tmp_path / "parsed.json"
    assert run("parse", SEED, "-o", parsed).code == 0
    ended = run("review", parsed, "--format", "json")
    assert codes_of(ended.out) == codes_of(run("review", SEED, "--format", "json").out)


def test_markdown_text_and_office_reports_hold_the_same_cards(run: Run, tmp_path: Path) -> None:
    for suffix in ("markdown", "text", "docx", "xlsx"):
        output = tmp_path / f"report.{suffix}"
        assert run("review", SEED, "--format", suffix, "-o", output).code == 1
        data = output.read_bytes()
        if suffix == "docx":
            document = Document(BytesIO(data))
            text = "\n".join(cell.text for table in document.tables for cell in table._cells)
        elif suffix == "xlsx":
            book = load_workbook(BytesIO(data))
            assert book.sheetnames == ["审核发现", "绩效目标表"]
            text = "\n".join(
                str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line
            )
        else:
            text = data.decode("utf-8")
        for word in ("以刻度作目标", "第 9–14、16 行", "互换"):
            assert word in text, f"{suffix} lacks {word}"


def test_a_form_through_a_pipe(spawn: Run) -> None:
    ended = spawn("review", "-", "--format", "json", stdin=SEED.read_bytes())
    assert ended.code == 1
    assert len(codes_of(ended.out)["M01"]) == 7


def test_the_product_alone_is_on_stdout(spawn: Run) -> None:
    json.loads(spawn("review", SEED, "--format", "json").out)
    json.loads(spawn("parse", SEED).out)
