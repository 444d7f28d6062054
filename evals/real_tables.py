"""The annotated real tables, read as targets with their labels."""

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from assistant.domain.target import PerformanceTarget

FOLDER = Path(__file__).parent / "datasets" / "real_tables"
_FIELDS = ("level1", "level2", "name", "operator", "value", "unit", "weight")


class Labels(NamedTuple):
    """What annotators said of one row or of the table.

    Attributes:
        row: row id, or None for the table.
        codes: rules that rightly apply.
        arguable: rules that a reviewer could judge either way.
    """

    row: str | None
    codes: frozenset[str]
    arguable: frozenset[str]


class RealTable(NamedTuple):
    """One annotated table.

    Attributes:
        name: file name without ending.
        target: the table.
        labels: of the table first, then of every row in print order.
    """

    name: str
    target: PerformanceTarget
    labels: tuple[Labels, ...]


def load_real_tables(folder: Path = FOLDER) -> list[RealTable]:
    """All tables of a folder, in the order of their file names."""
    return [_load(path) for path in sorted(folder.glob("*.yaml"))]


def _load(path: Path) -> RealTable:
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    rows = loaded["rows"]
    target = PerformanceTarget.model_validate(
        {
            "unit": {"name": loaded["unit"]},
            "year": loaded["year"],
            "kind": loaded["kind"],
            "goal": loaded["goal"],
            "funding": _funding(loaded.get("funding")),
            "tasks": [
                {"id": f"T{number}", **task}
                for number, task in enumerate(loaded.get("tasks", ()), start=1)
            ],
            "indicators": [
                {"id": f"I{number}", **{field: row[field] for field in _FIELDS}}
                for number, row in enumerate(rows, start=1)
            ],
        }
    )
    labels = [_labels(None, loaded["table"])]
    labels += [_labels(f"I{number}", row) for number, row in enumerate(rows, start=1)]
    return RealTable(path.stem, target, tuple(labels))


def _funding(printed: dict[str, str | None] | None) -> dict[str, Any] | None:
    """The amounts of a form that prints them, all from the state budget."""
    if printed is None:
        return None
    blocks = {part: printed[part] for part in ("basic", "project")}
    return printed | {part: {"total": sum_, "fiscal": sum_} for part, sum_ in blocks.items()}


def _labels(row: str | None, written: dict[str, list[str]]) -> Labels:
    return Labels(row, frozenset(written["codes"]), frozenset(written["arguable"]))
