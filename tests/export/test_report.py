"""A review says the same in every format, and nothing from a form can act in any of them."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Literal

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console

from assistant.domain.draft import Draft, Usage
from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Finding, NotChecked, Severity, Summary, TargetReview, Waiver
from assistant.domain.indicator import SourceAnchor
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import Problem
from assistant.export.changes import edits_text
from assistant.export.docx import document_bytes, draft_document, review_document
from assistant.export.inert import text_width
from assistant.export.json import draft_json, review_json
from assistant.export.markdown import draft_markdown, review_markdown
from assistant.export.prose import break_lines
from assistant.export.report import (
    CardReport,
    DraftReport,
    Report,
    ReviewedFile,
    RuleReport,
    TableReport,
    UnreadFile,
)
from assistant.export.sarif import review_sarif
from assistant.export.text import draft_view, plain_text, report_view
from assistant.export.wording import rows_text
from assistant.export.xlsx import draft_workbook, review_workbook, workbook_bytes
from assistant.messages import Language
from tests.export.sample import SAMPLE

ZH, EN = Language.CHINESE, Language.ENGLISH
EVIL = "[red]好坏[/red]\x1b[31m<img src=x onerror=alert(1)>|=1+1"


def finding(code: str, severity: Severity, row: str | None, **more: Any) -> Finding:
    return Finding(
        code=code,
        name="scale-as-target",
        severity=severity,
        indicator=row,
        message=f"指标值“{EVIL}”不是目标",
        evidence=EVIL,
        basis="财预〔2021〕101号",
        **more,
    )


WAIVER = Waiver(
    code="F05", indicator="I2", who="李科长", reason=f"系统限制{EVIL}", expires="2024-12-31"
)
FINDINGS = (
    finding("M01", Severity.ERROR, "I4", field="value"),
    finding("W01", Severity.ERROR, None, field="weight"),
    finding("F05", Severity.INFO, "I2", waiver=WAIVER),
)
SET = Edit(op=EditOp.SET, indicator="I4", field="operator", value="≥")
ROWS = tuple(
    row.model_copy(
        update={
            "source": SourceAnchor(line=10 + row.number),
            "confirm": row.id == "I4",
            "provenance": {
                "value": Provenance(kind=ProvenanceKind.TASK, source="T1", quote=f"12期{EVIL}")
            },
        }
    )
    for row in SAMPLE.indicators
)
TARGET = SAMPLE.model_copy(
    update={"indicators": ROWS, "problems": (Problem(code="E01", message=f"疑点{EVIL}"),)}
)
REVIEW = TargetReview(
    target=TARGET,
    findings=FINDINGS,
    not_checked=(NotChecked(code="M03", reason="没有说明栏"),),
    summary=Summary(error=2),
    profile="sichuan",
    rules_version="1+2026.11.1",
)
CARDS = (
    CardReport(
        codes=("M01", "V03"),
        name="scale-as-target",
        title="以刻度作目标",
        severity=Severity.ERROR,
        rows=("I4",),
        messages=((FINDINGS[0].message, ("I4",)), ("另一句", ())),
        evidence=(EVIL,),
        basis="财预〔2021〕101号",
        offered_fixes=((SET,),),
    ),
)
TABLE = TableReport(REVIEW, CARDS, profile="四川", guessed=True, changes=("第 1 行 已改",))
REPORT = Report(
    files=(ReviewedFile("县 直/申报表 1.md", (TABLE,)),),
    unread=(UnreadFile("坏 文件.xlsx", "文件已损坏"),),
)
RULES = tuple(
    RuleReport(code, f"rule-{number}", "标题", Severity.ERROR, "说明")
    for number, code in enumerate(("F05", "M01", "M03", "V03", "W01"))
)
DRAFT = DraftReport(
    Draft(
        target=TARGET,
        findings=FINDINGS[:2],
        usage=Usage(calls=3, seconds=1.25),
        notes=(f"说明{EVIL}",),
    ),
    CARDS,
    profile="四川",
)


class Closed(BaseModel):
    """An object of SARIF 2.1.0 of which these are all the properties that we may use."""

    model_config = ConfigDict(extra="forbid")


class SarifMessage(Closed):
    text: str = Field(min_length=1)


class ArtifactLocation(Closed):
    uri: str = Field(pattern=r"^[A-Za-z0-9%._~:/?#\[\]@!$&'()*+,;=-]+$")


class Region(Closed):
    start_line: int = Field(alias="startLine", ge=1)


class PhysicalLocation(Closed):
    artifact_location: ArtifactLocation = Field(alias="artifactLocation")
    region: Region | None = None


class LogicalLocation(Closed):
    fully_qualified_name: str = Field(alias="fullyQualifiedName")
    kind: Literal["member"]


class Location(Closed):
    physical: PhysicalLocation = Field(alias="physicalLocation")
    logical: list[LogicalLocation] = Field(alias="logicalLocations", default_factory=list)


class Suppression(Closed):
    kind: Literal["inSource", "external"]
    status: Literal["accepted", "underReview", "rejected"]
    justification: str = Field(min_length=1)
    properties: dict[str, Any]


class Result(Closed):
    rule_id: str = Field(alias="ruleId")
    rule_index: int = Field(alias="ruleIndex", ge=-1)
    kind: Literal["fail", "open"] = "fail"
    level: Literal["none", "note", "warning", "error"]
    message: SarifMessage
    locations: list[Location]
    fingerprints: dict[str, str] = Field(alias="partialFingerprints", default_factory=dict)
    properties: dict[str, Any] = Field(default_factory=dict)
    suppressions: list[Suppression] = Field(default_factory=list)
    baseline_state: Literal["new", "unchanged"] | None = Field(alias="baselineState", default=None)


class Configuration(Closed):
    level: Literal["note", "warning", "error"]


class SarifRule(Closed):
    id: str
    name: str
    short: SarifMessage = Field(alias="shortDescription")
    help: SarifMessage
    configuration: Configuration = Field(alias="defaultConfiguration")


class Driver(Closed):
    name: str
    version: str
    semantic_version: str = Field(alias="semanticVersion", pattern=r"^\d+\.\d+\.\d+$")
    rules: list[SarifRule]


class Tool(Closed):
    driver: Driver


class Notification(Closed):
    level: Literal["error", "note"]
    message: SarifMessage
    locations: list[Location]


class Invocation(Closed):
    successful: bool = Field(alias="executionSuccessful")
    notifications: list[Notification] = Field(alias="toolExecutionNotifications")
    settings: list[Notification] = Field(alias="toolConfigurationNotifications")


class Artifact(Closed):
    location: ArtifactLocation
    properties: dict[str, Any]


class SarifRun(Closed):
    tool: Tool
    column_kind: Literal["utf16CodeUnits", "unicodeCodePoints"] = Field(alias="columnKind")
    artifacts: list[Artifact]
    invocations: list[Invocation]
    results: list[Result]


class SarifLog(Closed):
    schema_uri: str = Field(alias="$schema", pattern="sarif-schema-2.1.0.json$")
    version: Literal["2.1.0"]
    runs: list[SarifRun] = Field(min_length=1)


def sarif(review: TargetReview = REVIEW) -> SarifRun:
    table = TABLE._replace(review=review)
    report = REPORT._replace(files=(REPORT.files[0]._replace(tables=(table,)),))
    return SarifLog.model_validate_json(review_sarif(report, RULES, "0.1.0")).runs[0]


def test_sarif_declares_every_rule_and_points_into_it() -> None:
    run = sarif()
    codes = [rule.id for rule in run.tool.driver.rules]
    assert codes == ["F05", "M01", "M03", "V03", "W01"], "rules that found nothing are declared too"
    for result in run.results:
        assert codes[result.rule_index] == result.rule_id


def test_sarif_places_findings_on_their_lines_and_keeps_waived_ones_suppressed() -> None:
    by_code = {result.rule_id: result for result in sarif().results}
    place = by_code["M01"].locations[0]
    assert place.physical.region is not None and place.physical.region.start_line == 14
    assert place.logical[0].fully_qualified_name == "table1/I4/value"
    assert by_code["W01"].locations[0].physical.region is None
    (suppression,) = by_code["F05"].suppressions
    assert (suppression.justification, suppression.status) == (WAIVER.reason, "accepted")
    assert suppression.properties == {"who": "李科长", "expires": "2024-12-31"}
    assert not by_code["M01"].suppressions
    assert (by_code["M03"].kind, by_code["M03"].level) == ("open", "none")


def test_sarif_tells_a_waiver_in_the_table_from_one_in_a_list() -> None:
    carried = REVIEW.model_copy(update={"target": TARGET.model_copy(update={"waivers": (WAIVER,)})})
    for review, kind in ((REVIEW, "external"), (carried, "inSource")):
        (suppression,) = (one for result in sarif(review).results for one in result.suppressions)
        assert suppression.kind == kind


def test_sarif_names_program_and_rules_and_says_what_was_guessed() -> None:
    run = sarif()
    assert run.tool.driver.version == "0.1.0 rules:1+2026.11.1"
    assert run.tool.driver.semantic_version == "0.1.0"
    (artifact,) = run.artifacts
    assert artifact.properties == {"tables": [{"profile": "sichuan", "profileGuessed": True}]}
    (note,) = run.invocations[0].settings
    assert "四川（按表自动判断）" in note.message.text


def test_sarif_keeps_what_a_baseline_has_as_unchanged() -> None:
    known = (finding("V03", Severity.ERROR, "I3"),)
    states = {
        result.rule_id: result.baseline_state
        for result in sarif(REVIEW.model_copy(update={"known": known})).results
        if result.kind == "fail"
    }
    assert states == {"M01": "new", "W01": "new", "F05": "new", "V03": "unchanged"}
    assert {result.baseline_state for result in sarif().results} == {None}


def test_reports_say_what_is_set_aside_by_whom_why_and_until_when() -> None:
    known = (finding("M01", Severity.ERROR, "I1"), finding("M01", Severity.ERROR, "I3"))
    endless = finding(
        "F05", Severity.INFO, None, waiver=WAIVER.model_copy(update={"expires": None})
    )
    review = REVIEW.model_copy(update={"findings": (*FINDINGS, endless), "known": known})
    report = REPORT._replace(files=(ReviewedFile("a.md", (TABLE._replace(review=review),)),))
    for language, words in (
        (
            ZH,
            (
                "2 项发现已豁免",
                "F05 第 2 行：系统限制",
                "李科长，有效期至 2024-12-31",
                "未定期限",
                "2 项发现与基线相同",
                "M01 第 1、3 行",
                "规则版本：1+2026.11.1",
            ),
        ),
        (
            EN,
            (
                "2 findings are waived",
                "F05 row 2: 系统限制",
                "until 2024-12-31",
                "no end set",
                "2 findings are known from the baseline",
                "Rules version: 1+2026.11.1",
            ),
        ),
    ):
        read = Document(BytesIO(document_bytes(review_document(report, language))))
        book = load_workbook(BytesIO(workbook_bytes(review_workbook(report, language))))
        outputs = {
            "text": plain_text(report_view(report, language)),
            "markdown": review_markdown(report, language),
            "docx": "\n".join(paragraph.text for paragraph in read.paragraphs),
            "xlsx": "\n".join(
                str(c.value) for line in book.worksheets[0].iter_rows() for c in line
            ),
        }
        for name, text in outputs.items():
            flat = "".join(text.replace("\\", "").split())
            for word in words:
                assert "".join(word.split()) in flat, f"{name} lacks {word}"


def test_sarif_says_which_file_could_not_be_read() -> None:
    (invocation,) = sarif().invocations
    assert not invocation.successful
    assert invocation.notifications[0].message.text == "文件已损坏"


def test_a_fingerprint_stays_when_rows_move_and_changes_with_the_words() -> None:
    def prints(indicators: tuple[Any, ...]) -> set[str]:
        moved = REVIEW.model_copy(
            update={"target": TARGET.model_copy(update={"indicators": indicators})}
        )
        report = Report(files=(ReviewedFile("a.md", (TABLE._replace(review=moved),)),))
        log = SarifLog.model_validate_json(review_sarif(report, RULES, "0.1.0"))
        return {value for one in log.runs[0].results for value in one.fingerprints.values()}

    renamed = tuple(row.model_copy(update={"name": f"{row.name}改"}) for row in ROWS)
    assert prints(ROWS) == prints(tuple(reversed(ROWS)))
    assert len(prints(ROWS)) == len(FINDINGS)
    assert prints(ROWS) != prints(renamed)


def test_json_keeps_every_finding_with_the_keys_of_the_contract() -> None:
    data = json.loads(review_json(REPORT))
    (one,) = data["targets"]
    assert (one["file"], one["profile_guessed"], one["fixed"]) == (
        "县 直/申报表 1.md",
        True,
        ["第 1 行 已改"],
    )
    assert [found["code"] for found in one["findings"]] == ["M01", "W01", "F05"]
    assert one["findings"][0]["evidence"] == EVIL, "JSON carries the words as they are"
    assert data["unread"] == [{"file": "坏 文件.xlsx", "message": "文件已损坏"}]
    assert Draft.model_validate_json(draft_json(DRAFT.draft)) == DRAFT.draft


def texts() -> Iterator[tuple[str, str]]:
    for language in Language:
        yield f"text-{language}", plain_text(report_view(REPORT, language))
        yield f"markdown-{language}", review_markdown(REPORT, language)
        yield f"draft-text-{language}", plain_text(draft_view(DRAFT, language))
        yield f"draft-markdown-{language}", draft_markdown(DRAFT, language)


def test_text_and_markdown_show_the_cards_and_let_nothing_act() -> None:
    for name, text in texts():
        assert "\x1b" not in text, name
        assert "以刻度作目标" in text, name
        if "markdown" in name:
            assert "<img" not in text and "[red]" not in text.replace("\\[", "⟦"), name
        else:
            assert "[red]好坏[/red]" in "".join(text.split()), f"{name}: taken for markup"


def test_the_report_says_what_was_guessed_changed_doubted_and_not_checked() -> None:
    for text in (plain_text(report_view(REPORT, ZH)), review_markdown(REPORT, ZH)):
        for word in (
            "四川（按表自动判断",
            "第 1 行 已改",
            "疑点",
            "M03",
            "没有说明栏",
            "文件已损坏",
        ):
            assert word in text


def test_a_terminal_gets_no_control_sequence_from_a_form() -> None:
    console = Console(force_terminal=True, width=80, color_system="truecolor")
    with console.capture() as captured:
        console.print(report_view(REPORT, ZH))
    assert "\x1b[31m<img" not in captured.get()


def test_excel_and_word_hold_findings_and_sources() -> None:
    book = load_workbook(BytesIO(workbook_bytes(review_workbook(REPORT, ZH))))
    assert book.sheetnames == ["审核发现", "绩效目标表"]
    assert "以刻度作目标" in str(book["审核发现"]["B2"].value)
    book = load_workbook(BytesIO(workbook_bytes(draft_workbook(DRAFT, ZH))))
    source = [cell.value for cell in book["取值来源"][5]]
    assert source[0] == "4" and source[-1] == "待确认"
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    for document in (review_document(REPORT, ZH), draft_document(DRAFT, ZH)):
        read = Document(BytesIO(document_bytes(document)))
        text = "\n".join(cell.text for table in read.tables for cell in table._cells)
        assert "M01 V03 以刻度作目标" in text and "培训期数" in text


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        ((), "整表", "whole table"),
        (("I3",), "第 3 行", "row 3"),
        (("I9", "I10", "I11", "I16"), "第 9–11、16 行", "row 9–11, 16"),
        (("I1", "I2"), "第 1、2 行", "row 1, 2"),
        (("x",), "第 x 行", "row x"),
    ],
)
def test_rows_are_named_as_people_name_them(rows: tuple[str, ...], zh: str, en: str) -> None:
    assert (rows_text(rows, ZH), rows_text(rows, EN)) == (zh, en)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (SET, "第 4 行 性质 定性 → ≥"),
        (
            Edit(op=EditOp.SWAP, indicator="I1", field="value", value="weight"),
            "第 1 行 指标值与权重互换：指标值 20、权重 12",
        ),
        (Edit(op=EditOp.REMOVE, indicator="I1"), "删除第 1 行：数量指标 培训期数 ≥12期"),
        (Edit(op=EditOp.MERGE, indicator="I2", value="I1"), "第 2 行并入第 1 行，权重相加"),
        (Edit(op=EditOp.ADD, row=SAMPLE.indicators[0]), "新增：数量指标 培训期数 ≥12期"),
        (Edit(op=EditOp.SET, field="goal", value=None), "整体绩效目标 举办培训"),
        (
            Edit(op=EditOp.SET, indicator="I4", field="confirm", value="false"),
            "第 4 行 确认取值 明显提升",
        ),
        (Edit(op=EditOp.SET, indicator="I9", field="unit", value="场"), "（空） → 场"),
    ],
    ids=lambda value: str(value.op) if isinstance(value, Edit) else "",
)
def test_edits_are_said_with_before_and_after(edit: Edit, words: str) -> None:
    assert words in edits_text((edit,), SAMPLE, ZH)
    assert edits_text((edit,), SAMPLE, EN)


def test_several_edits_of_one_row_name_it_once() -> None:
    unit = Edit(op=EditOp.SET, indicator="I4", field="unit", value="%")
    assert edits_text((SET, unit), SAMPLE, ZH) == "第 4 行 性质 定性 → ≥；度量单位 （空） → %"


@given(st.text(max_size=200), st.integers(1, 60))
def test_broken_lines_fit_and_lose_no_character(text: str, width: int) -> None:
    lines = list(break_lines(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())
    limit = max(width, 8)
    assert all(text_width(line) <= limit for line in lines)


def test_a_line_never_begins_with_a_full_stop() -> None:
    lines = list(break_lines("一二三四五六七八九十，甲乙丙丁。", 20))
    assert lines == ["一二三四五六七八九", "十，甲乙丙丁。"]
