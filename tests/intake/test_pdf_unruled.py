"""Tables without a single line: columns by gaps, rows by spacing, centred names by their place."""

from pathlib import Path
from typing import Any

import pytest

from assistant.intake import pdf, read_file
from tests.intake import forms, reading, render

# Two tables print columns so close that lines of neighbours run into one another.
TOO_NARROW = {"guangdong_dongguan_jtj_2019_zhenjilu", "sichuan_jingyan_matazhen_2023_cunganbu"}


def _rows(path: Path, data: bytes) -> list[tuple[Any, ...]]:
    path.write_bytes(data)
    return [
        (row.level1, row.level2, row.name, row.operator, row.value, row.unit, row.weight)
        for target in read_file(path).targets
        for row in target.indicators
    ]


@pytest.mark.parametrize(
    "name", [name for name in forms.names_with_columns() if name not in TOO_NARROW]
)
def test_a_table_without_lines_reads_as_with_them(tmp_path: Path, name: str) -> None:
    form = forms.real_form(name)
    ruled = _rows(tmp_path / "ruled.pdf", render.to_pdf(form))
    unruled = _rows(tmp_path / "unruled.pdf", render.to_pdf(form, ruled=False))
    assert unruled == ruled


def test_the_sample_form_without_lines_gives_its_indicators(tmp_path: Path) -> None:
    expected = _rows(tmp_path / "seed.md", forms.SEED.read_bytes())
    assert _rows(tmp_path / "seed.pdf", render.to_pdf(forms.seed_form(), ruled=False)) == expected


def test_prose_is_no_table() -> None:
    lines = tuple(f"第{i}项工作：按时完成年度任务，做好总结。" for i in range(1, 12))
    form = forms.Form("工作计划", lines, (), 0, 1, (1.0,))
    document = pdf.read_bytes(render.to_pdf(form))
    assert list(document.grids()) == []
    assert reading.all_text(document).count("项工作") == 11


def test_a_sentence_that_the_margin_broke_is_one_line() -> None:
    task = "联合初中教学质量教育分会探索联盟教研连片教研全县教研三种教研模式" * 3
    form = forms.Form(
        "年度任务", (f"1.{task}", "2.完成课题结题。", "3.开展培训。"), (), 0, 1, (1.0,)
    )
    lines = [line.text for line in pdf.read_bytes(render.to_pdf(form, wide=False)).lines()]
    assert lines == ["年度任务", f"1.{task}", "2.完成课题结题。", "3.开展培训。"]
