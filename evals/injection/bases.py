"""The clean tables, written row by row: ``[一级, 二级, 三级, 性质, 值, 单位, 权重, {more}]``."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget, TargetKind
from evals.datasets.planted_tables import Label, PlantedTable

FOLDER = Path(__file__).parent / "bases"
_FIELDS = ("level1", "level2", "name", "operator", "value", "unit", "weight")
_SOURCES = ("total", "fiscal", "special_account", "own")


class Money(Frozen):
    """The funding of a base; each block lists its total and sources, as far as they are filled.

    Attributes:
        unit: 元 or 万元.
        total: 预算支出总额.
        basic: 基本支出.
        project: 项目支出.
    """

    unit: str
    total: str
    basic: tuple[str, ...]
    project: tuple[str, ...]

    def as_domain(self) -> dict[str, Any]:
        """As `assistant.domain.target.Funding` reads it."""
        blocks = {
            name: dict(zip(_SOURCES, getattr(self, name), strict=False))
            for name in ("basic", "project")
        }
        return {"currency_unit": self.unit, "total": self.total, **blocks}


class Base(Frozen):
    """One clean table as its file writes it.

    Attributes:
        sector: 行业.
        layout: column layout in which it is printed.
        profile: local settings that it is made for.
        unit: name of the unit.
        year: budget year.
        kind: whole unit or project.
        project: name of the project.
        goal: overall goal.
        funding: money, where the layout has it.
        tasks: name, content and, if any, amount of each.
        rows: cells in the order of the module's docstring.
        drafted: it is a draft of ours, every value with its passport.
        arguable: rules that a reviewer could say apply to it as it stands.
    """

    sector: str
    layout: str
    profile: str
    unit: str
    year: int
    kind: TargetKind
    project: str | None = None
    goal: str
    funding: Money | None = None
    tasks: tuple[tuple[str, ...], ...] = ()
    rows: tuple[tuple[Any, ...], ...]
    drafted: bool = False
    arguable: tuple[Label, ...] = ()

    def as_table(self, name: str) -> PlantedTable:
        """The table under ``name``, without any defect."""
        target = PerformanceTarget.model_validate(
            {
                "unit": {"name": self.unit},
                "year": self.year,
                "kind": self.kind,
                "project": self.project,
                "goal": self.goal,
                "funding": self.funding.as_domain() if self.funding else None,
                "tasks": [
                    {"id": f"T{place}"}
                    | dict(zip(("name", "content", "amount"), task, strict=False))
                    for place, task in enumerate(self.tasks, 1)
                ],
                "indicators": [_row(place, cells) for place, cells in enumerate(self.rows, 1)],
            }
        )
        return PlantedTable(
            name=name,
            base=name,
            layout=self.layout,
            profile=self.profile,
            target=target,
            arguable=self.arguable,
            drafted=self.drafted,
        )


def _row(place: int, cells: tuple[Any, ...]) -> Indicator:
    more = dict(cells[len(_FIELDS)]) if len(cells) > len(_FIELDS) else {}
    passport = None
    if quote := more.pop("quote", None):
        passport = Provenance(kind=ProvenanceKind.TASK, source=quote[0], quote=quote[1])
    elif more.pop("user", False):
        passport = Provenance(kind=ProvenanceKind.USER)
    if passport is not None:
        more["provenance"] = {"value": passport}
    return Indicator.model_validate(
        {"id": f"I{place}"} | dict(zip(_FIELDS, cells, strict=False)) | more
    )


@cache
def load_bases() -> dict[str, PlantedTable]:
    """Every clean table by name."""
    return {path.stem: _read(path).as_table(path.stem) for path in sorted(FOLDER.glob("*.yaml"))}


def _read(path: Path) -> Base:
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Base.model_validate(loaded)
