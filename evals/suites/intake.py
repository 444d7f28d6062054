"""Reading: clean tables printed in each format and read back, cell by cell."""

import json
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.intake import read_file
from evals.answers import Desk
from evals.datasets.cases import Split
from evals.datasets.planted_tables import load_planted_tables
from evals.measures import Measure, Tally
from evals.suite import EvalCase, Scored, Suite, System
from tests.intake import render
from tests.intake.forms import Form, FormCell

FORMATS: dict[str, Callable[[Form], bytes]] = {
    "md": render.to_markdown,
    "html": render.to_html,
    "xlsx": render.to_xlsx,
    "xls": render.to_xls,
    "docx": render.to_docx,
    "pdf": render.to_pdf,
    "csv": render.to_csv,
}
_FIELDS = ("level1", "level2", "name", "operator", "value", "unit", "weight")
_APART = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重")
_TOGETHER = ("一级指标", "二级指标", "三级指标", "指标值", "权重")
_WIDTHS = {"三级指标": 3.0, "二级指标": 1.6, "指标值": 1.4}

MEASURES = (
    Measure("cells", "单元格正确 cells right"),
    Measure("rows", "行数正确 rows found"),
    Measure("numbers", "数值和权重正确 values and weights right"),
    *(Measure(f"{ending}.cells", f"{ending} 单元格 cells") for ending in FORMATS),
)


class Printed(NamedTuple):
    """A table to print and read.

    Attributes:
        target: the table.
        ending: the format.
        together: bound, value and unit stand in one cell.
    """

    target: PerformanceTarget
    ending: str
    together: bool


@cache
def cases(fast: bool) -> tuple[EvalCase, ...]:
    """Every clean table in every format, the two layouts in turn; fast in one format each."""
    clean = [
        (table, split)
        for split in Split
        for table in load_planted_tables(split)
        if not table.defects and table.target.indicators
    ]
    return tuple(
        EvalCase(
            f"{table.name}.{ending}",
            table.base,
            Printed(table.target, ending, bool((place + number) % 2)),
            split.value,
        )
        for place, (table, split) in enumerate(clean)
        for number, ending in enumerate(FORMATS)
        if not fast or number == place % len(FORMATS)
    )


def read_back(case: EvalCase, desk: Desk) -> str:
    """The table as it is read from the file that it was printed to."""
    printed: Printed = case.payload
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"form.{printed.ending}"
        path.write_bytes(FORMATS[printed.ending](as_form(printed)))
        return read_file(path).model_dump_json(by_alias=True)


def as_form(printed: Printed) -> Form:
    """The table on paper: level names once for the rows that share them."""
    columns = _TOGETHER if printed.together else _APART
    rows = printed.target.indicators
    cells = [FormCell(0, place, 1, 1, name) for place, name in enumerate(columns)]
    for place, field in enumerate(("level1", "level2")):
        cells += _merged(rows, place, field)
    for number, row in enumerate(rows, 1):
        texts = _texts(row, together=printed.together)
        cells += [FormCell(number, place, 1, 1, text) for place, text in enumerate(texts, 2)]
    return Form(
        title=f"{printed.target.year}年度绩效目标表",
        lines=(f"单位名称：{printed.target.unit.name}",),
        cells=tuple(cells),
        rows=len(rows) + 1,
        columns=len(columns),
        widths=tuple(_WIDTHS.get(name, 1.0) for name in columns),
    )


def _merged(rows: tuple[Indicator, ...], place: int, field: str) -> Iterator[FormCell]:
    """One cell down each run of equal names; a level-2 name never runs across level-1 names."""
    start = 1
    for _, run in groupby(rows, key=lambda row: (row.level1, getattr(row, field))):
        members = list(run)
        yield FormCell(start, place, len(members), 1, getattr(members[0], field) or "")
        start += len(members)


def _texts(row: Indicator, *, together: bool) -> list[str]:
    sign = row.operator.value if row.operator else ""
    weight = "" if row.weight is None else format(row.weight, "f")
    if not together:
        return [row.name or "", sign, row.value or "", row.unit or "", weight]
    shown = "" if row.operator is Operator.QUALITATIVE else sign
    return [row.name or "", f"{shown}{row.value or ''}{row.unit or ''}", weight]


def score(case: EvalCase, answer: str) -> Scored:
    """Cells in place; a row that was not read is wrong in every cell."""
    printed: Printed = case.payload
    targets = TargetDocument.model_validate(json.loads(answer)).targets
    read = [row for target in targets for row in target.indicators]
    wanted = printed.target.indicators
    right = numbers = chances = number_chances = 0
    said = [] if len(read) == len(wanted) else [f"行数 rows: {len(read)} ≠ {len(wanted)}"]
    for place, row in enumerate(wanted):
        got = _same_row(row, read, place)
        for field in _fields(row, printed.together):
            hit = got is not None and getattr(got, field) == getattr(row, field)
            right, chances = right + hit, chances + 1
            if field in ("value", "weight"):
                numbers, number_chances = numbers + hit, number_chances + 1
            if not hit:
                found = getattr(got, field) if got else "—"
                said.append(f"{row.id} {field}: {found} ≠ {getattr(row, field)}")
    cells = Tally(right, chances)
    return Scored(
        {
            "cells": cells,
            f"{printed.ending}.cells": cells,
            "rows": Tally(len(read) == len(wanted), 1),
            "numbers": Tally(numbers, number_chances),
        },
        tuple(said),
    )


def _same_row(row: Indicator, read: list[Indicator], place: int) -> Indicator | None:
    """The row of this name, else the one in its place."""
    named = [one for one in read if one.name == row.name]
    if len(named) == 1:
        return named[0]
    return read[place] if place < len(read) else None


def _fields(row: Indicator, together: bool) -> tuple[str, ...]:
    """Cells that are printed: in one cell with its value, 定性 is not said."""
    if together and row.operator is Operator.QUALITATIVE:
        return tuple(field for field in _FIELDS if field != "operator")
    return _FIELDS


def failed(case: EvalCase) -> dict[str, Tally]:
    """Nothing was read."""
    printed: Printed = case.payload
    rows = printed.target.indicators
    cells = Tally(0, sum(len(_fields(row, printed.together)) for row in rows))
    return {
        "cells": cells,
        f"{printed.ending}.cells": cells,
        "rows": Tally(0, 1),
        "numbers": Tally(0, 2 * len(rows)),
    }


SUITE = Suite(
    name="intake",
    title="读表 Intake",
    measures=MEASURES,
    cases=cases,
    systems=(System("ours", "本程序 ours", read_back),),
    score=score,
    failed=failed,
)
