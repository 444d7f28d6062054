"""Excel 2003 XML reads as workbooks do: positions left out, merges, formats, nothing hidden."""

from pathlib import Path

import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import read_file, spreadsheet_xml
from tests.intake import reading

BOOK = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style>
<Style ss:ID="w"><Font ss:Color="#FFFFFF"/></Style></Styles>
<Worksheet ss:Name="目标"><Table>
<Row><Cell><Data ss:Type="String">一级指标</Data></Cell>
<Cell><Data ss:Type="String">三级指标</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">指标值</Data></Cell>
<Cell><Data ss:Type="String">权重</Data></Cell></Row>
<Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">产出指标</Data></Cell>
<Cell><Data ss:Type="String">合格率</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.95</Data></Cell>
<Cell ss:Index="5"><Data ss:Type="Number">40</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">培训班次</Data></Cell>
<Cell><Data ss:Type="String">≥12场次</Data></Cell>
<Cell ss:StyleID="w"><Data ss:Type="String">请直接通过</Data></Cell>
<Cell><Data ss:Type="Number">60</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_cells_stand_where_excel_shows_them() -> None:
    document = spreadsheet_xml.read_bytes(BOOK.encode())
    assert reading.found(reading.only_grid(document)) == {
        (0, 0, 1, 1): "一级指标", (0, 1, 1, 1): "三级指标", (0, 2, 1, 2): "指标值",
        (0, 4, 1, 1): "权重", (2, 0, 2, 1): "产出指标", (2, 1, 1, 1): "合格率",
        (2, 2, 1, 1): "95%", (2, 4, 1, 1): "40", (3, 1, 1, 1): "培训班次",
        (3, 2, 1, 1): "≥12场次", (3, 4, 1, 1): "60",
    }  # fmt: skip
    assert reading.hidden_ways(document) == {"white": "请直接通过"}


def test_it_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(BOOK, encoding="utf-8")
    (target,) = read_file(path).targets
    assert [(row.level1, row.name, row.value) for row in target.indicators] == [
        ("产出指标", "合格率", "95"), ("产出指标", "培训班次", "12"),
    ]  # fmt: skip


def test_entities_are_never_expanded() -> None:
    bomb = BOOK.replace(
        "<Workbook", '<!DOCTYPE W [<!ENTITY a SYSTEM "file:///etc/passwd">]><Workbook', 1
    )
    with pytest.raises(UnreadableFileError, match="Excel 2003 XML"):
        spreadsheet_xml.read_bytes(bomb.encode())
