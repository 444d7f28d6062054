"""Content decides the reader: names lie, above all those that government systems give."""

from pathlib import Path

import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import read_file
from tests.intake import forms, render

NAME = "sichuan_zhongjiang_2022_shuibiaochi"
MAKERS = {
    "docx": render.to_docx, "xlsx": render.to_xlsx, "xls": render.to_xls, "html": render.to_html,
    "pdf": render.to_pdf, "csv": render.to_csv, "md": render.to_markdown,
}  # fmt: skip
_PLAIN = ("csv", "md")


def _rows(path: Path) -> list[tuple[str | None, ...]]:
    return [
        (row.level1, row.level2, row.name, row.operator, row.value, row.unit, str(row.weight))
        for row in read_file(path).targets[0].indicators
    ]


@pytest.mark.parametrize("named", ["as it is", "xls", "doc", "pdf", "none"])
@pytest.mark.parametrize("kind", MAKERS)
def test_a_file_reads_whatever_its_name_says(tmp_path: Path, kind: str, named: str) -> None:
    if kind in _PLAIN:
        named = "as it is"  # plain text has no mark of its own: its name must tell
    ending = {"as it is": f".{kind}", "none": ""}.get(named, f".{named}")
    path = tmp_path / f"form{ending}"
    path.write_bytes(MAKERS[kind](forms.real_form(NAME)))
    rows = _rows(path)
    assert len(rows) == 9
    assert rows[0] == ("产出指标(70分)", "数量指标", "安装坡面水标尺", "≥", "266", "米", "10")


def test_a_web_page_in_utf16_is_known(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    page = render.to_html(forms.real_form(NAME)).decode().replace('<meta charset="utf-8">', "")
    path.write_bytes(page.encode("utf-16"))
    assert len(_rows(path)) == 9


def test_a_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.exe"
    path.write_bytes(b"MZ" + bytes(200))
    with pytest.raises(UnreadableFileError, match="不认识"):
        read_file(path)
