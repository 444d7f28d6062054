"""The official form holds every printed cell, in every format, and none of them can act."""

from io import BytesIO
from itertools import groupby
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.export.docx import document_bytes, form_document
from assistant.export.form import Form, form_of
from assistant.export.inert import xml_text
from assistant.export.layout import lay_out
from assistant.export.markdown import document_markdown
from assistant.export.xlsx import form_workbook, workbook_bytes
from tests.domain.strategies import targets
from tests.export.sample import SAMPLE

FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r")


def texts_of(form: Form) -> list[str]:
    """Every filled cell of the form."""
    tables = (*form.facts, *form.funding, *form.tasks, form.columns, *form.rows)
    cells = (cell for row in tables for cell in row)
    return [cell for cell in (form.title, form.goal, form.notes, *cells) if cell]


def sheets(*forms: PerformanceTarget) -> list[Worksheet]:
    return load_workbook(BytesIO(workbook_bytes(form_workbook(forms)))).worksheets


@given(targets())
def test_the_layout_covers_every_position_exactly_once(target: PerformanceTarget) -> None:
    layout = lay_out(form_of(target))
    covered = [
        (row, column)
        for cell in layout.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]
    width = len(layout.widths)
    assert sorted(covered) == [(row, col) for row in range(layout.rows) for col in range(width)]


@settings(max_examples=25, deadline=None)
@given(targets(max_rows=3))
def test_excel_holds_every_cell_as_a_string_that_cannot_act(target: PerformanceTarget) -> None:
    (sheet,) = sheets(target)
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    for cell in cells:
        assert cell.quotePrefix is str(cell.value).startswith(FORMULA_STARTS)
    form = form_of(target)
    names = [cell for cell in form.rows for cell in cell[2:]]
    printed = [cell.value for cell in cells]
    for text in (*names, form.goal, form.notes):
        assert not text or xml_text(text) in printed


def test_excel_is_a4_landscape_with_repeated_headers_and_merged_levels() -> None:
    (sheet,) = sheets(SAMPLE)
    header = next(
        cell for line in sheet.iter_rows() for cell in line if cell.value == "三级指标"
    ).row
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    assert sheet.print_title_rows == f"${header}:${header}"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert f"B{header + 1}:B{header + 3}" in merged, "three output rows share one cell"
    assert f"C{header + 1}:C{header + 2}" in merged, "two quantity rows share one cell"
    assert sheet[f"J{header + 2}"].value == "22.50"


def test_no_sheet_holds_a_formula() -> None:
    archive = ZipFile(BytesIO(workbook_bytes(form_workbook([SAMPLE]))))
    assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_several_tables_have_a_sheet_and_a_page_each() -> None:
    assert [sheet.title for sheet in sheets(SAMPLE, SAMPLE)] == ["绩效目标表1", "绩效目标表2"]
    document = Document(BytesIO(document_bytes(form_document([SAMPLE, SAMPLE]))))
    assert len(document.tables) == 4


@settings(max_examples=25, deadline=None)
@given(targets(max_rows=3))
def test_word_holds_every_cell(target: PerformanceTarget) -> None:
    document = Document(BytesIO(document_bytes(form_document([target]))))
    printed = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    printed |= {paragraph.text for paragraph in document.paragraphs}
    missing = [text for text in texts_of(form_of(target)) if xml_text(text) not in printed]
    assert not missing


def test_word_is_a4_landscape_and_repeats_the_header_of_the_indicators() -> None:
    document = Document(BytesIO(document_bytes(form_document([SAMPLE]))))
    section = document.sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    first = document.tables[1].rows[0]._tr
    assert first.xpath("./w:trPr/w:tblHeader"), "the header row must repeat on every page"
    names = [cell.text for cell in document.tables[1].columns[1].cells]
    assert [name for name, _ in groupby(names)][:3] == ["一级指标", "产出指标", "效益指标"]


def test_markdown_is_this_text() -> None:
    text = document_markdown(TargetDocument(targets=(SAMPLE,)))
    assert (
        text
        == """\
## 整体支出绩效目标表

预算年度：2026

预算单位：205-某县教学研究室本级

状态：草稿

| 总体资金情况（元） | 预算支出总额 | 基本支出 |  |  |  | 项目支出 |  |  |  |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
|  |  | 合计 | 财政拨款 | 专户资金 | 单位资金 | 合计 | 财政拨款 | 专户资金 | 单位资金 |
|  | 2630574.00 | 2597934.00 | 2597934.00 |  |  | 32640.00 | 32640.00 |  |  |

| 年度主要任务 | 任务名称 | 主要内容 |
| --- | --- | --- |
|  | 教师培训 | 举办新课标培训12期，培训教师600人次。 |
|  | =1+1 | 联测\\|联析&lt;br&gt;两次 |

| 整体绩效目标 | 举办培训12期，培训教师600人次，合格率95%以上。 |
| --- | --- |

| 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 绩效指标值 | 绩效度量单位 | 权重 |
| --- | --- | --- | --- | --- | --- | --- |
| 产出指标 | 数量指标 | 培训期数 | ≥ | 12 | 期 | 20 |
| 产出指标 | 数量指标 | =SUM(A1:A9) | = | 3 | 场次 | 22.50 |
| 产出指标 | 质量指标 | 培训\\|合格率 | ≥ | 95 | % | 17.50 |
| 效益指标 | 社会效益指标 | &lt;b&gt;教学能力&lt;/b&gt; | 定性 | 明显提升 |  | 20 |
| 满意度指标 | 服务对象满意度指标 | 参训教师满意度👍 | ≥ | 90 | % | 10 |

| 其他说明 | 无其他说明事项 |
| --- | --- |
"""
    )


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x0b", "\ufffe"])
def test_characters_that_no_xml_may_hold_are_dropped(character: str) -> None:
    target = PerformanceTarget(goal=f"前{character}后", indicators=(Indicator(id="I1"),))
    values = [cell.value for line in sheets(target)[0].iter_rows() for cell in line]
    assert "前后" in values
    document_bytes(form_document([target]))


def test_columns_of_a_self_rating_form_appear_where_they_are_filled() -> None:
    first = SAMPLE.indicators[0].model_copy(
        update={
            "note": "以签到表为准",
            "direction": "正向",
            "actual": "13",
            "columns": {"区县": "东区"},
        }
    )
    form = form_of(SAMPLE.model_copy(update={"indicators": (first, SAMPLE.indicators[1])}))
    assert form.columns[7:] == ("指标方向性", "指标解释", "实际完成值", "区县")
    assert form.rows[0][7:] == ("正向", "以签到表为准", "13", "东区")
    assert form.rows[1][7:] == ("", "", "", "")
