"""Tables without a single line: columns by gaps, rows by spacing, centred names by their place."""

import itertools
import random
from pathlib import Path
from typing import Any

import pytest

from assistant.intake import pdf, read_file
from tests.intake import forms, reading, render

# Eleven columns on upright paper: names of three lines beside a goal of thirty.
TOO_NARROW = ("sichuan_jingyan_matazhen_2023_jicengzuzhi", False)


def _rows(path: Path, data: bytes) -> list[tuple[Any, ...]]:
    path.write_bytes(data)
    return [
        (row.level1, row.level2, row.name, row.operator, row.value, row.unit, row.weight)
        for target in read_file(path).targets
        for row in target.indicators
    ]


@pytest.mark.parametrize(
    ("name", "wide"),
    [
        case
        for case in itertools.product(forms.names_with_columns(), (True, False))
        if case != TOO_NARROW
    ],
)
def test_a_table_without_lines_reads_as_with_them(tmp_path: Path, name: str, wide: bool) -> None:
    form = forms.real_form(name)
    ruled = _rows(tmp_path / "ruled.pdf", render.to_pdf(form, wide=wide))
    unruled = _rows(tmp_path / "unruled.pdf", render.to_pdf(form, ruled=False, wide=wide))
    assert unruled == ruled


HEADERS = (
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重"),
    ("序号", "一级指标", "二级指标", "三级指标", "指标值", "备注"),
)
LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"),
    ("成本指标", "经济成本指标"), ("效益指标", "社会效益指标"), ("效益指标", "可持续影响指标"),
)  # fmt: skip


def _made_form(seed: int) -> forms.Form:
    """A table of one page: random names, values, columns; level names merged over their rows."""
    random_ = random.Random(seed)
    headers = HEADERS[seed % len(HEADERS)]
    places = sorted(random_.choices(range(len(LEVELS)), k=random_.randint(5, 12)))
    names = "培训教师维修校舍发放补助巡查河道受益群众设备验收学生家长完成情况"
    cells = [forms.FormCell(0, at, 1, 1, text) for at, text in enumerate(headers)]
    for row, place in enumerate(places, 1):
        texts = {
            "三级指标": "".join(random_.choices(names, k=random_.randint(4, 30))) + "数量",
            "指标值": str(random_.randint(1, 99999)) + ("" if "度量单位" in headers else "人次"),
            "指标性质": random_.choice("≥≤="), "度量单位": random_.choice(("人", "平方米")),
            "权重": str(random_.randint(1, 20)), "序号": str(row),
            "备注": random_.choice(("", "", "资金下达后执行")),
        }  # fmt: skip
        cells += [
            forms.FormCell(row, at, 1, 1, texts[text]) for at, text in enumerate(headers)
            if text in texts
        ]  # fmt: skip
        for depth, level in enumerate(("一级指标", "二级指标")):
            same = [at for at, other in enumerate(places, 1)
                    if LEVELS[other][: depth + 1] == LEVELS[place][: depth + 1]]  # fmt: skip
            if same[0] == row:
                column = headers.index(level)
                cells.append(forms.FormCell(row, column, len(same), 1, LEVELS[place][depth]))
    widths = tuple(3.0 if text == "三级指标" else 1.3 for text in headers)
    ordered = tuple(sorted(cells, key=lambda cell: cell[:2]))
    return forms.Form(
        "项目支出绩效目标表", ("预算年度：2024",), ordered, len(places) + 1, len(headers), widths
    )


@pytest.mark.parametrize("seed", range(9))
def test_a_made_table_without_lines_reads_as_with_them(tmp_path: Path, seed: int) -> None:
    form = _made_form(seed)
    ruled = _rows(tmp_path / "ruled.pdf", render.to_pdf(form, wide=seed % 2 == 0))
    unruled = render.to_pdf(form, ruled=False, wide=seed % 2 == 0)
    assert _rows(tmp_path / "unruled.pdf", unruled) == ruled
    assert len(ruled) == form.rows - 1


def test_the_sample_form_without_lines_gives_its_indicators_and_tasks(tmp_path: Path) -> None:
    expected = _rows(tmp_path / "seed.md", forms.SEED.read_bytes())
    path = tmp_path / "seed.pdf"
    assert _rows(path, render.to_pdf(forms.seed_form(), ruled=False)) == expected
    (target,), (seed,) = read_file(path).targets, read_file(forms.SEED).targets
    assert (target.tasks, target.unit) == (seed.tasks, seed.unit)


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
