"""Forms to test readers with: real tables, and the seed, laid out as their place prints them.

A `Form` is what stands on paper: lines above, then cells with spans. `render` turns one into each
file format.
"""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "evals" / "datasets" / "real_tables"
LAYOUTS = Path(__file__).with_name("layouts.yaml")
SEED = ROOT / "evals" / "documents" / "kaijiang-2023.md"


class FormCell(NamedTuple):
    """One printed cell."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


class Form(NamedTuple):
    """One form on paper; ``widths`` are the shares of the page that its columns ask for."""

    title: str
    lines: tuple[str, ...]
    cells: tuple[FormCell, ...]
    rows: int
    columns: int
    widths: tuple[float, ...]

    def texts(self) -> dict[tuple[int, int, int, int], str]:
        """Text by place and span, blank cells left out."""
        return {cell[:4]: cell.text for cell in self.cells if cell.text}


# Header as printed -> field of the row. Columns named elsewhere (long-term halves, actual values,
# scores, remarks) are printed blank, as they are in the published tables.
_FIELDS = {
    "一级指标": "level1", "评价指标": "level1", "二级指标": "level2", "评价内容": "level2",
    "二级指标(年度)": "level2", "三级指标": "name", "指标内容": "name", "指标名称": "name",
    "三级指标(年度)": "name", "指标值": "value", "目标值": "value", "年度指标值": "value",
    "指标值(年度)": "value", "计划指标值(或计划水平)": "value", "分值": "weight", "权重": "weight",
    "计算符号": "operator", "指标性质": "operator", "度量单位": "unit",
}  # fmt: skip
_WIDTHS = {"name": 3.0, "value": 1.4, "level2": 1.6, "level1": 1.2}


@cache
def load(name: str) -> dict[str, Any]:
    """One real table as data, with the layout that it was printed in."""
    table: dict[str, Any] = yaml.safe_load((TABLES / f"{name}.yaml").read_text(encoding="utf-8"))
    return table | _layouts()[name]


@cache
def _layouts() -> dict[str, dict[str, Any]]:
    layouts: dict[str, dict[str, Any]] = yaml.safe_load(LAYOUTS.read_text(encoding="utf-8"))
    return layouts


def names() -> list[str]:
    """All real tables; one of them is printed as running text, without a table."""
    return list(_layouts())


def names_with_columns() -> list[str]:
    """The real tables that are printed as tables."""
    return [name for name, layout in _layouts().items() if "columns" in layout]


def fields(columns: list[str]) -> list[str | None]:
    """The field that each printed column shows; of two equal headers the annual one is last."""
    found = [_FIELDS.get(column) for column in columns]
    return [
        None if field not in (None, "level1") and field in found[i + 1 :] else field
        for i, field in enumerate(found)
    ]


def real_form(name: str, *, in_cells: bool = False) -> Form:
    """The real table ``name`` in its own layout.

    Args:
        name: file name without ending.
        in_cells: running text stands in cells beside its labels, as a sheet has it, rather than in
            paragraphs.
    """
    table = load(name)
    if "columns" not in table:
        return _running_form(table, in_cells=in_cells)
    columns: list[str] = table["columns"]
    shown = fields(columns)
    head = _head(table, columns)
    cells = [
        *head,
        *(
            FormCell(_top(head), i, 1, 1, text) for i, text in enumerate(columns)
        ),
    ]  # fmt: skip
    first = _top(head) + 1
    rows = table["rows"]
    for i, field in enumerate(shown):
        cells.extend(_column(rows, field, i, first) if field else _blank(rows, i, first))
    if columns[0] == "单位名称":
        cells = [c for c in cells if c.column > 3 or c.row < first]
        texts = (table["unit"], table["project"], "660,000.00", table["goal"])
        cells.extend(FormCell(first, i, len(rows), 1, text) for i, text in enumerate(texts))
    widths = [_WIDTHS.get(field or "", 1.0) for field in shown]
    if columns[0] == "单位名称":
        widths[1] = 3.6  # a name with a blank in it must not be broken there: PDF drops the blank
    lines = (f"预算年度:{table['year']}", f"单位名称:{table['unit']}")
    ordered = tuple(sorted(cells, key=lambda cell: cell[:2]))
    return Form(table["form"], lines, ordered, first + len(rows), len(columns), tuple(widths))


def _running_form(table: dict[str, Any], *, in_cells: bool) -> Form:
    """Sentences: ``产出指标：数量指标：资助…1966人；质量指标：…``."""
    facts = [
        ("预算年度", str(table["year"])), ("单位名称", table["unit"]),
        ("项目名称", table["project"]), ("年度目标", table["goal"]),
        ("绩效指标", sentences(table["rows"])),
    ]  # fmt: skip
    if not in_cells:
        lines = tuple(f"{label}：{text}" for label, text in facts)
        return Form(table["form"], lines, (), 0, 1, (1.0,))
    cells = tuple(
        FormCell(row, column, 1, 1, text) for row, fact in enumerate(facts)
        for column, text in enumerate(fact)
    )  # fmt: skip
    return Form(table["form"], (), cells, len(facts), 2, (1.0, 5.0))


def sentences(rows: list[dict[str, Any]]) -> str:
    """Rows as an announcement words them: level 1, then each level 2 with its statements."""
    text = ""
    for level1, under in groupby(rows, key=lambda row: row["level1"]):
        parts = [
            f"{level2}：" + "，".join(f"{row['name']}{row['value']}" for row in group)
            for level2, group in groupby(under, key=lambda row: row["level2"])
        ]
        text += f"{level1}：{'；'.join(parts)}。"
    return text


def _head(table: dict[str, Any], columns: list[str]) -> list[FormCell]:
    """Project and goal above the indicators, each over the whole width."""
    if columns[0] == "单位名称":
        return []
    shown = [("项目名称", table.get("project")), ("年度目标", table.get("goal"))]
    printed = [(label, text) for label, text in shown if text]
    return [
        cell
        for row, (label, text) in enumerate(printed)
        for cell in (
            FormCell(row, 0, 1, 1, label),
            FormCell(row, 1, 1, len(columns) - 1, text.replace("\n", "")),
        )
    ]


def _top(head: list[FormCell]) -> int:
    return max((cell.row + 1 for cell in head), default=0)


def _column(rows: list[dict[str, Any]], field: str, column: int, first: int) -> list[FormCell]:
    """One column; level names merged over equal neighbours, the other fields one by one."""
    cells: list[FormCell] = []
    start = 0
    for i, row in enumerate(rows):
        following = rows[i + 1] if i + 1 < len(rows) else None
        if following is not None and _merges(row, following, field):
            continue
        text = rows[start].get(field) or ""
        cells.append(FormCell(first + start, column, i - start + 1, 1, text))
        start = i + 1
    return cells


def _merges(row: dict[str, Any], following: dict[str, Any], field: str) -> bool:
    """Whether a level cell goes on into the following row."""
    if field == "level2" and row.get("level1") != following.get("level1"):
        return False
    return (
        field in ("level1", "level2")
        and bool(row.get(field))
        and (row.get(field) == following.get(field))
    )


def _blank(rows: list[dict[str, Any]], column: int, first: int) -> list[FormCell]:
    return [FormCell(first + i, column, 1, 1, "") for i in range(len(rows))]


class _Builder:
    """Lays out a form row by row."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.row = 0
        self.cells: list[FormCell] = []

    def add(self, *cells: tuple[int, int, int, str]) -> None:
        """One row of (column, rowspan, colspan, text)."""
        self.cells.extend(FormCell(self.row, c, r, s, text) for c, r, s, text in cells)
        self.row += 1


def seed_form() -> Form:
    """The seed as the 批复表 that it was before a scanner slid its cells."""
    from assistant.intake import read_file

    target = read_file(SEED).targets[0]
    form = _Builder(10)
    funding = target.funding
    assert funding is not None
    form.add((0, 3, 1, "总体资金情况\n(元)"), (1, 2, 1, "预算支出总额"), (2, 1, 4, "基本支出"),
             (6, 1, 4, "项目支出"))  # fmt: skip
    sources = ("合计", "财政拨款", "专户资金", "单位资金")
    form.add(*((i, 1, 1, text) for i, text in enumerate(sources * 2, 2)))
    blocks = (funding.basic, funding.project)
    figures = [funding.total] + [
        figure for block in blocks
        for figure in (block.total, block.fiscal, block.special_account, block.own)
    ]  # fmt: skip
    form.add(*((i, 1, 1, "" if f is None else f"{f:f}") for i, f in enumerate(figures, 1)))
    form.add((0, len(target.tasks) + 1, 1, "年度\n主要\n任务"), (1, 1, 4, "任务名称"),
             (5, 1, 5, "主要内容"))  # fmt: skip
    for task in target.tasks:
        form.add((1, 1, 4, task.name or ""), (5, 1, 5, task.content or ""))
    rows = target.indicators
    form.add((0, len(rows) + 3, 1, "部门整体绩效情况"), (1, 1, 1, "整体绩效目标"),
             (2, 1, 8, target.goal or ""))  # fmt: skip
    form.add((1, 1, 9, "年度绩效指标"))
    form.add((1, 1, 1, "一级指标"), (2, 1, 1, "二级指标"), (3, 1, 3, "三级指标"),
             (6, 1, 1, "绩效指标性质"), (7, 1, 1, "绩效指标值"), (8, 1, 1, "绩效度量单位"),
             (9, 1, 1, "权重"))  # fmt: skip
    first = form.row
    data = [
        {"level1": row.level1, "level2": row.level2, "name": row.name,
         "operator": row.operator, "value": row.value, "unit": row.unit,
         "weight": None if row.weight is None else f"{row.weight:f}"}
        for row in rows
    ]  # fmt: skip
    columns = {"level1": 1, "level2": 2, "name": 3, "operator": 6, "value": 7, "unit": 8,
               "weight": 9}  # fmt: skip
    for field, column in columns.items():
        for cell in _column(data, field, column, first):
            form.cells.append(cell._replace(colspan=3 if field == "name" else 1))
    form.row += len(rows)
    form.add((0, 1, 1, "其他说明"), (1, 1, 9, ""))
    lines = (f"预算年度:{target.year}",
             f"预算(单位)名称:{target.unit.code}-{target.unit.name}",
             f"状态:{target.status}")  # fmt: skip
    return Form("开江县中小学教学研究室整体支出绩效目标批复表", lines,
                tuple(sorted(form.cells, key=lambda c: c[:2])), form.row, 10,
                (1.0, 1.4, 1.4, 1.2, 1.0, 1.0, 1.2, 1.1, 1.1, 0.9))  # fmt: skip
