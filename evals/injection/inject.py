"""Put plantings into a clean table: the new table, with what was meant as its labels.

No rule is run here, and nothing of `assistant.validators` is imported: what a planting means is
written beside it, and a rule that disagrees is for a person to judge.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from assistant.domain.indicator import Indicator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget, Problem
from evals.datasets.planted_tables import TABLE, Defect, Label, PlantedTable
from evals.injection.plantings import Planting

_WORDS = ("name", "operator", "value", "unit")
_NEW = "new"


class _Rows:
    """The rows of a table at work, by a key that stays while rows come and go."""

    def __init__(self, table: PlantedTable) -> None:
        self.rows = {row.id: row for row in table.target.indicators}
        self.drafted = table.drafted
        self.new: list[str] = []

    def find(self, selector: str) -> str:
        """The key of the row that ``selector`` names.

        Raises:
            KeyError: there is none.
        """
        if selector == _NEW:
            return self.new[0]
        if selector in self.rows:
            return selector
        for key, row in self.rows.items():
            if selector in (row.level1, row.level2):
                return key
        for key, row in self.rows.items():
            if selector in ("成本", "经济成本指标") and "成本" in (row.level2 or ""):
                return key
        raise KeyError(selector)

    def change(self, selector: str, fields: dict[str, Any]) -> None:
        """Set fields of one row, the pseudo fields of a planting included."""
        key = self.find(selector)
        self.rows[key] = self._changed(self.rows[key], dict(fields))

    def _changed(self, row: Indicator, fields: dict[str, Any]) -> Indicator:
        if source := fields.pop("copy", None):
            other = self.rows[self.find(source)]
            fields = {name: getattr(other, name) for name in _WORDS} | fields
        name = fields.get("name", row.name) or ""
        name = fields.pop("prepend", "") + name + fields.pop("append", "")
        if joiner := fields.pop("join", None):
            name = joiner.join((name[:2], name[2:]))
        if name != row.name:
            fields["name"] = name
        if basis := fields.pop("basis", None):
            header = next(header for header in row.columns if "依据" in header)
            fields["columns"] = row.columns | {header: basis}
        if passport := fields.pop("passport", None):
            kind = passport if isinstance(passport, dict) else {"kind": passport}
            fields["provenance"] = {"value": Provenance.model_validate(kind)}
        return Indicator.model_validate(row.model_dump() | fields)

    def drop(self, selector: str) -> None:
        """Drop one row; its weight goes to a neighbour of its class, else to the last row."""
        gone = self.rows.pop(self.find(selector))
        if gone.weight is not None:
            heir = self._kin(gone)[0]
            self._weigh(heir, gone.weight)

    def add(self, fields: dict[str, Any]) -> None:
        """Add one row; its weight is taken from the heaviest row of its class."""
        after = self.find(fields["after"])
        template = fields.get("copy")
        start = self.rows[self.find(template)].model_dump() if template else {}
        more = {key: value for key, value in fields.items() if key not in ("after", "copy")}
        key = f"{_NEW}{len(self.new)}"
        row = Indicator.model_validate(start | more | {"id": key})
        if self.drafted:
            by_user = {"value": Provenance(kind=ProvenanceKind.USER)}
            row = row.model_copy(update={"provenance": by_user, "tasks": ("T1",)})
        row = self._weighed(row)
        order = list(self.rows)
        place = order.index(after) + 1
        self.rows[key] = row
        self.rows = {name: self.rows[name] for name in (*order[:place], key, *order[place:])}
        self.new.append(key)

    def _weighed(self, row: Indicator) -> Indicator:
        """The row with as much of the points as its class can give, where the form has points."""
        if all(other.weight is None for other in self.rows.values()):
            return row.model_copy(update={"weight": None})
        weight = row.weight or Decimal(1)
        self._weigh(self._kin(row)[0], -weight)
        return row.model_copy(update={"weight": weight})

    def _kin(self, row: Indicator) -> list[str]:
        """Other rows of the same level 1, heaviest first; all rows where there is none."""
        same = [key for key, other in self.rows.items() if other.level1 == row.level1]
        return sorted(same or list(self.rows), key=lambda key: -(self.rows[key].weight or 0))

    def _weigh(self, key: str, more: Decimal) -> None:
        row = self.rows[key]
        self.rows[key] = row.model_copy(update={"weight": (row.weight or Decimal(0)) + more})


def find_row(table: PlantedTable, selector: str) -> str:
    """The id of the row of ``table`` that ``selector`` names.

    Raises:
        KeyError: there is none.
    """
    return _Rows(table).find(selector)


def inject(
    clean: PlantedTable, plantings: Sequence[Planting], name: str, seed: int | None = None
) -> PlantedTable:
    """``clean`` with ``plantings`` in it, in order.

    Raises:
        KeyError: a planting names a row that the table does not have.
    """
    rows = _Rows(clean)
    places = [_Places(rows, planting) for planting in plantings]
    target = clean.target
    for planting in plantings:
        target = _plant(target, rows, planting)
    ids = _ids(rows, keep=any(planting.keep_previous for planting in plantings))
    renamed = tuple(row.model_copy(update={"id": ids[key]}) for key, row in rows.rows.items())
    problems = tuple(
        Problem.model_validate(
            one | {"indicator": ids[rows.find(one["indicator"])] if "indicator" in one else None}
        )
        for planting in plantings
        for one in planting.problems
    )
    defects = tuple(one.labelled(rows, ids) for one in places)
    return clean.model_copy(
        update={
            "name": name,
            "seed": seed,
            "target": target.model_copy(update={"indicators": renamed, "problems": problems}),
            "defects": defects,
            "submitted": any(planting.submitted for planting in plantings),
            "previous": clean.target
            if any(planting.keep_previous for planting in plantings)
            else None,
        }
    )


def _ids(rows: _Rows, *, keep: bool) -> dict[str, str]:
    """Ids in print order, or the old ones where the table before stays beside this one."""
    return {key: key if keep else f"I{place}" for place, key in enumerate(rows.rows, 1)}


def _plant(target: PerformanceTarget, rows: _Rows, planting: Planting) -> PerformanceTarget:
    for selector, fields in planting.rows.items():
        rows.change(selector, fields)
    for row in planting.add:
        rows.add(row)
    for selector in planting.drop:
        rows.drop(selector)
    tasks = [task.model_dump() | planting.tasks.get(task.id, {}) for task in target.tasks]
    tasks += [
        {"id": f"T{len(tasks) + place}", "name": name, "content": content}
        for place, (name, content) in enumerate(planting.more_tasks, 1)
    ]
    dumped = target.model_dump() | {"tasks": tasks}
    return PerformanceTarget.model_validate(_merged(dumped, planting.form))


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """``other`` over ``one``, dictionaries within merged likewise."""
    both = dict(one)
    for key, value in other.items():
        old = both.get(key)
        nested = isinstance(old, dict) and isinstance(value, dict)
        both[key] = _merged(old, value) if nested else value  # type: ignore[arg-type]
    return both


class _Places:
    """Where a planting's labels belong, found in the table before anything is changed."""

    def __init__(self, rows: _Rows, planting: Planting) -> None:
        self._planting = planting
        self._before = list(rows.rows)
        self._known = {
            selector: rows.find(selector)
            for selector in self._selectors()
            if selector not in (TABLE, "any", _NEW)
        }
        self._touched = [rows.find(selector) for selector in (*planting.rows, *planting.drop)]
        self._outputs = {key for key, row in rows.rows.items() if row.level1 == "产出指标"}

    def _selectors(self) -> set[str]:
        labels = (*self._planting.brings, *self._planting.arguable)
        named = {label.partition("@")[2] for label in labels if "@" in label}
        return {*named, self._planting.place}

    def labelled(self, rows: _Rows, ids: dict[str, str]) -> Defect:
        planting = self._planting
        return Defect(
            planting=planting.name,
            meant=Label(code=planting.code, at=self._ids(planting.place, rows, ids)[0]),
            brings=tuple(self._labels(planting.brings, rows, ids)),
            arguable=(
                *self._labels(planting.arguable, rows, ids),
                *self._coverage(ids),
            ),
        )

    def _labels(self, written: Iterable[str], rows: _Rows, ids: dict[str, str]) -> Iterable[Label]:
        for label in written:
            code, _, selector = label.partition("@")
            for place in self._ids(selector or self._planting.place, rows, ids):
                yield Label(code=code, at=place)

    def _ids(self, selector: str, rows: _Rows, ids: dict[str, str]) -> list[str]:
        if selector == "any":
            return list(ids.values())
        if selector == TABLE:
            return [TABLE]
        if selector == _NEW:
            return [ids[key] for key in rows.new]
        return [ids[self._known[selector]]]

    def _coverage(self, ids: dict[str, str]) -> Iterable[Label]:
        """Whether a row in other words still covers its task or promise is open to judgement."""
        if self._touched:
            yield Label(code="R04")
        outputs = [key for key in self._touched if key in self._outputs]
        if outputs:
            yield Label(code="R01")
        for key in outputs:
            if key in ids:
                yield Label(code="R02", at=ids[key])
