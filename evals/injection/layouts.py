"""Prints a planted table in its layout, as a web page with merged level cells."""

import html
from functools import cache
from itertools import groupby
from pathlib import Path

import yaml

from assistant.domain.indicator import Indicator
from evals.datasets.planted_tables import PlantedTable

FILE = Path(__file__).with_name("layouts.yaml")


@cache
def load_layouts() -> dict[str, dict[str, str]]:
    """Each layout by name: its headers in printed order, each with the field that it shows."""
    layouts: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return layouts


def as_html(table: PlantedTable) -> str:
    """The rows of ``table`` as a page that a unit could have published."""
    columns = load_layouts()[table.layout]
    head = "".join(f"<th>{html.escape(header)}</th>" for header in columns)
    body = "".join(f"<tr>{cells}</tr>" for cells in _rows(table.target.indicators, columns))
    target = table.target
    lines = [f"单位名称:{target.unit.name}"]
    if target.year:
        lines.append(f"预算年度:{target.year}")
    if target.project:
        lines.append(f"项目名称:{target.project}")
    told = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>'
        f"<h2>{target.kind or ''}绩效目标表</h2>{told}"
        f"<table><tr>{head}</tr>{body}</table></body></html>"
    )


def _rows(rows: tuple[Indicator, ...], columns: dict[str, str]) -> list[str]:
    """The cells of each row; equal levels that follow one another are one merged cell."""
    first, second = _runs(rows, 1), _runs(rows, 2)
    return [
        "".join(
            _cell(row, header, field, {"level1": first, "level2": second}.get(field), place)
            for header, field in columns.items()
        )
        for place, row in enumerate(rows)
    ]


def _runs(rows: tuple[Indicator, ...], depth: int) -> dict[int, int]:
    """Where each run of equal levels begins, and how many rows it spans."""
    runs, place = {}, 0
    for _, group in groupby(rows, key=lambda row: (row.level1, row.level2)[:depth]):
        count = len(tuple(group))
        runs[place] = count
        place += count
    return runs


def _cell(row: Indicator, header: str, field: str, runs: dict[int, int] | None, place: int) -> str:
    if runs is not None and place not in runs:
        return ""
    span = f' rowspan="{runs[place]}"' if runs is not None else ""
    return f"<td{span}>{html.escape(_text(row, header, field))}</td>"


def _text(row: Indicator, header: str, field: str) -> str:
    if field == "blank":
        return ""
    if field == "column":
        return row.columns.get(header, "")
    if field == "merged":
        operator = row.operator.value if row.operator and row.operator.value != "定性" else ""
        return f"{operator}{row.value or ''}{row.unit or ''}"
    if field == "operator" and row.operator_printed:
        return row.operator_printed
    value = getattr(row, field)
    return "" if value is None else str(value)
