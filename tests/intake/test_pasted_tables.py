"""Tables as people paste them: from a spreadsheet, a web page, a PDF, a recognition service."""

import pytest

from assistant.domain.target import PerformanceTarget
from assistant.intake import read_text

WANTED = [
    ("产出指标", "数量指标", "培训期数", "≥", "12", "期"),
    ("产出指标", "质量指标", "合格率", "≥", "95", "%"),
]
HEADS = ("一级指标", "二级指标", "三级指标", "指标值")
ROWS = (("产出指标", "数量指标", "培训期数", "≥12期"), ("", "质量指标", "合格率", "≥95%"))


def rows(text: str) -> list[tuple[str | None, ...]]:
    (target,) = read_text(text).targets
    return read(target)


def read(target: PerformanceTarget) -> list[tuple[str | None, ...]]:
    return [
        (row.level1, row.level2, row.name, row.operator, row.value, row.unit)
        for row in target.indicators
    ]


def joined(mark: str, *, outer: bool = False) -> str:
    lines = [mark.join(cells) for cells in (HEADS, *ROWS)]
    return "\n".join(f"|{line}|" if outer else line for line in lines)


def ruled() -> str:
    head, *below = joined("|", outer=True).split("\n")
    return "\n".join([head, "|:--|:-:|--:|-|", *below])


@pytest.mark.parametrize(
    "text",
    [
        joined("\t"),
        joined(" | ", outer=True),
        joined("|"),
        joined(","),
        joined("    "),
        ruled(),
        f"```\n{ruled()}\n```",
        joined("\t").replace("培训期数", '"培训\n期数"'),
        ruled().replace("≥95%", "**&gt;=95%**"),
        ruled().replace("合格率", "合格<br>率"),
    ],
)
def test_pasted_table(text: str) -> None:
    assert rows(text) == WANTED


def test_html_tables_inside_markdown_keep_their_spans() -> None:
    text = (
        "# 某某局项目支出绩效目标表\n\n<table><tr>"
        + "".join(f"<td>{head}</td>" for head in HEADS)
        + "</tr>\n<tr><td rowspan=2>产出指标</td><td>数量指标</td><td>培训期数</td>"
        "<td>≥12期</td></tr>\n<tr><td>质量指标</td><td>合格率</td><td>≥95%</td></tr></table>\n"
        "\n其他说明：按计划执行\n"
    )
    (target,) = read_text(text).targets
    assert read(target) == WANTED
    assert (target.kind, target.notes) == ("项目支出", "按计划执行")
    assert [row.source.line for row in target.indicators if row.source] == [3, 3]


def test_template_text_of_a_name_is_no_markup() -> None:
    text = joined("|", outer=True).replace("培训期数", "★培训期数(≥**期)")
    assert rows(text)[0][2] == "★培训期数(≥**期)"


def test_tasks_listed_above_the_table() -> None:
    text = "单位名称：某某县教育局\n年度主要任务：\n1. 举办培训12期\n2. 维修校舍3处\n"
    text += "整体绩效目标：完成全年任务。\n\n" + joined("|", outer=True)
    (target,) = read_text(text).targets
    assert [task.content for task in target.tasks] == ["举办培训12期", "维修校舍3处"]
    assert (target.goal, target.unit.name) == ("完成全年任务。", "某某县教育局")
    assert read(target) == WANTED
