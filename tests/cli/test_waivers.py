"""Waivers, baselines and local rules of one's own, from the command line to every format."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.cli.conftest import SEED, Run

FORMATS = ("text", "markdown", "json", "sarif", "docx", "xlsx")
WAIVERS = """
- {code: T01, indicator: I14, who: 李科长, reason: 平台印刷如此, expires: 2099-12-31}
- {code: total-wrong, who: 李科长, reason: 本地满分 125}
"""


def reviewed(run: Run, *arguments: object) -> dict[str, Any]:
    (one,) = json.loads(run("review", *arguments, "--format", "json").out)["targets"]
    assert isinstance(one, dict)
    return one


def report(run: Run, path: Path, *arguments: object) -> str:
    """The report as plain words, whichever format ``path`` ends in."""
    run("review", *arguments, "--format", path.suffix[1:], "-o", path)
    if path.suffix == ".docx":
        document = Document(BytesIO(path.read_bytes()))
        return "\n".join(paragraph.text for paragraph in document.paragraphs)
    if path.suffix == ".xlsx":
        sheets = load_workbook(path).worksheets
        return "\n".join(str(cell.value) for sheet in sheets for row in sheet for cell in row)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def waivers(tmp_path: Path) -> Path:
    """A list that accepts both errors of the sample that T01 and W01 find."""
    path = tmp_path / "豁免.yaml"
    path.write_text(WAIVERS.replace("total-wrong", "W01"), encoding="utf-8")
    return path


ONLY = ("--select", "T01,W01", "--fail-on", "info")


def test_waived_findings_stay_with_who_and_why_and_fail_nothing(run: Run, waivers: Path) -> None:
    assert run("review", SEED, *ONLY).code == 1
    ended = run("review", SEED, *ONLY, "--waivers", waivers)
    assert ended.code == 0
    for words in ("2 项发现已豁免", "T01 第 14 行：平台印刷如此（李科长，有效期至 2099-12-31）"):
        assert words in ended.out
    assert "W01 整表：本地满分 125（李科长，未定期限）" in ended.out
    assert "未发现问题" not in ended.out, "set aside is not the same as sound"
    one = reviewed(run, SEED, *ONLY, "--waivers", waivers)
    assert one["summary"] == {"error": 0, "warning": 0, "info": 0}
    assert {found["waiver"]["who"] for found in one["findings"]} == {"李科长"}


def test_a_list_in_json_and_in_an_office_encoding(run: Run, tmp_path: Path, waivers: Path) -> None:
    as_json = tmp_path / "w.json"
    entry = {"code": "T01", "indicator": "I14", "who": "李", "reason": "平台印刷如此"}
    as_json.write_text(json.dumps({"waivers": [entry]}), encoding="utf-8")
    assert "1 项发现已豁免" in run("review", SEED, *ONLY, "--waivers", as_json).out
    waivers.write_bytes(waivers.read_bytes().decode("utf-8").encode("gb18030"))
    assert run("review", SEED, *ONLY, "--waivers", waivers).code == 0


def test_unused_and_expired_waivers_are_reported(run: Run, waivers: Path) -> None:
    waivers.write_text(
        "- {code: T01, indicator: I1, who: 李, reason: 写错行}\n"
        "- {code: W01, who: 李, reason: 去年批的, expires: 2020-12-31}\n",
        encoding="utf-8",
    )
    one = reviewed(run, SEED, *ONLY, "--waivers", waivers)
    codes = sorted(found["code"] for found in one["findings"])
    assert codes == ["N01", "N02", "T01", "W01"]
    assert one["summary"] == {"error": 2, "warning": 2, "info": 0}


def test_a_table_carries_its_waivers_through_parse_review_and_export(
    run: Run, tmp_path: Path
) -> None:
    own = {"code": "W01", "indicator": None, "who": "李", "reason": "本地满分 125", "expires": None}
    form = tmp_path / "form.json"
    assert run("parse", SEED, "-o", form).code == 0
    document = json.loads(form.read_text(encoding="utf-8"))
    document["targets"][0]["waivers"] = [own]
    form.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    again, report_ = tmp_path / "again.json", tmp_path / "report.json"
    assert run("parse", form, "-o", again).code == 0
    run("review", again, "--format", "json", "-o", report_)
    one = reviewed(run, report_, *ONLY)
    assert one["target"]["waivers"] == [own | {"table": None}]
    assert {found["code"]: bool(found["waiver"]) for found in one["findings"]} == {
        "W01": True,
        "T01": False,
    }
    log = json.loads(run("review", again, *ONLY, "--format", "sarif").out)
    (suppression,) = (
        one for result in log["runs"][0]["results"] for one in result.get("suppressions", ())
    )
    assert (suppression["kind"], suppression["status"]) == ("inSource", "accepted")
    assert suppression["justification"] == "本地满分 125"


def test_an_entry_for_another_table_is_left_alone_and_said(run: Run, waivers: Path) -> None:
    text = "- {code: W01, who: 李, reason: 本地满分 125, table: 某县教育局}\n"
    waivers.write_text(text, encoding="utf-8")
    ended = run("review", SEED, *ONLY, "--waivers", waivers)
    assert "某县教育局" in ended.sentence
    assert "已豁免" not in ended.out and "N01" not in ended.out


@pytest.mark.parametrize("option", ["--waivers", "--baseline"])
@pytest.mark.parametrize("content", [None, b"", b"{", b"- {code: Q99, who: a, reason: b}\n"])
def test_a_bad_file_is_one_sentence(
    run: Run, tmp_path: Path, option: str, content: bytes | None
) -> None:
    path, output = tmp_path / "bad.yaml", tmp_path / "report.md"
    if content is not None:
        path.write_bytes(content)
    ended = run("review", SEED, option, path, "-o", output)
    assert ended.code == 2
    assert ended.sentence and not output.exists()


def test_suggestions_respect_waivers_wherever_they_stand(
    run: Run, tmp_path: Path, waivers: Path
) -> None:
    entry = {"code": "M01", "indicator": "I9", "who": "李", "reason": "平台只能选"}
    waivers.write_text(json.dumps([entry]), encoding="utf-8")
    form = tmp_path / "form.json"
    run("parse", SEED, "-o", form)
    document = json.loads(form.read_text(encoding="utf-8"))
    document["targets"][0]["waivers"] = [entry]
    form.write_text(json.dumps(document), encoding="utf-8")

    def suggested(*arguments: object) -> set[tuple[str, str | None]]:
        findings = reviewed(run, "--suggest", *arguments)["findings"]
        return {(one["code"], one["indicator"]) for one in findings if one["suggestion"]}

    without = suggested(SEED)
    assert ("M01", "I9") in without
    assert suggested(SEED, "--waivers", waivers) == suggested(form) == without - {("M01", "I9")}


def test_a_baseline_leaves_only_what_is_new(run: Run, tmp_path: Path) -> None:
    baseline, form = tmp_path / "基线.json", tmp_path / "form.json"
    first = run("review", SEED, "--write-baseline", baseline, "--fail-on", "info")
    assert first.code == 1
    ended = run("review", SEED, "--baseline", baseline, "--fail-on", "info")
    assert ended.code == 0, "nothing is new"
    assert "项发现与基线相同" in ended.out and "第 9–14、16 行" in ended.out
    # Next year: one row more, another year, rows renumbered.
    run("parse", SEED, "-o", form)
    document = json.loads(form.read_text(encoding="utf-8"))
    target = document["targets"][0]
    target["indicators"].insert(
        0, target["indicators"][8] | {"id": "I99", "name": "送教下乡满意情况，"}
    )
    form.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    one = reviewed(run, form, "--baseline", baseline, "--select", "M01,F05")
    new = [(found["code"], found["indicator"]) for found in one["findings"]]
    assert ("M01", "I99") in new and len(one["known"]) >= 7
    assert {place for _, place in new} == {"I99"}
    log = json.loads(
        run("review", form, "--baseline", baseline, "--select", "M01", "--format", "sarif").out
    )
    states = [one["baselineState"] for one in log["runs"][0]["results"] if "level" in one]
    assert sorted(states) == ["new"] + ["unchanged"] * 7


def test_a_stale_baseline_is_reported_and_can_be_refreshed(run: Run, tmp_path: Path) -> None:
    baseline = tmp_path / "基线.json"
    run("review", SEED, *ONLY, "--write-baseline", baseline)
    assert run("review", SEED, "--select", "W01", "--baseline", baseline).code == 0
    assert "N04" not in run("review", SEED, "--baseline", baseline, "--select", "W").out
    fixed = (SEED, *ONLY, "--fix", "--baseline", baseline)
    one = reviewed(run, *fixed, "--write-baseline", baseline)
    (notice,) = one["findings"]
    assert (notice["code"], notice["severity"]) == ("N04", "warning")
    assert notice["evidence"] == "T01" and [known["code"] for known in one["known"]] == ["W01"]
    assert reviewed(run, *fixed)["findings"] == []


def test_a_baseline_is_written_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    baseline, bad = tmp_path / "基线.json", tmp_path / "bad.md"
    bad.write_bytes(b"")
    ended = run("review", SEED, bad, "--write-baseline", baseline)
    assert ended.code == 2 and not baseline.exists()
    assert "基线未写入" in ended.err
    form = tmp_path / "form.md"
    form.write_bytes(SEED.read_bytes())
    assert "--write-baseline" in run("review", form, "--write-baseline", form).sentence
    assert form.read_bytes() == SEED.read_bytes()
    ended = run("review", form, "--write-baseline", baseline, "-o", baseline)
    assert ended.code == 2 and not baseline.exists()


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_names_the_rules_the_profile_and_that_it_was_guessed(
    run: Run, tmp_path: Path, suffix: str
) -> None:
    version = reviewed(run, SEED)["rules_version"]
    text = report(run, tmp_path / f"report.{suffix}", SEED)
    assert version and version in text
    assert ('"profile_guessed": true' if suffix == "json" else "四川（按表自动判断") in text


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_profile_of_ones_own_rules_every_format(run: Run, tmp_path: Path, suffix: str) -> None:
    profile = tmp_path / "kaijiang.yaml"
    profile.write_text('base: sichuan\nweight_total: "125"\n', encoding="utf-8")
    text = report(run, tmp_path / f"report.{suffix}", SEED, "--profile", profile)
    assert "kaijiang" in text
    assert "自动判断" not in text and '"profile_guessed": true' not in text
    found = reviewed(run, SEED, "--profile", profile)
    assert found["profile"] == "kaijiang"
    assert "W01" not in {one["code"] for one in found["findings"]}
