"""The plantings: each a change to a clean table and the rules that it is meant to break.

A selector names a row of the base: its id, or the first row of a class (``质量指标``,
``满意度指标``, ``成本``), or ``new`` for the row that the planting adds first. A label is a rule
code, with ``@`` and a selector, ``table`` or ``any`` (every row) where it is not the place meant.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.frozen import Frozen

FOLDER = Path(__file__).parent / "plantings"
HELD_OUT = FOLDER / "held_out"


class Planting(Frozen):
    """One way to break one rule.

    Attributes:
        code: the rule.
        name: what it does, in words; unique under its code.
        bases: names of the clean tables that it fits.
        at: selector of the place meant, or ``table``; by default the row changed, where one is.
        rows: fields to set by selector. Besides the fields of a row: ``append`` and ``prepend``
            for the name, ``join`` to put a character between the letters of the name, ``copy``
            for the words of another row, ``basis`` for the column of the basis, ``passport`` for
            where the value comes from.
        drop: rows to drop; their weight goes to a neighbour of their class.
        add: rows to add ``after`` a row, or as a ``copy`` of one; their weight is taken from the
            heaviest row of their class.
        form: fields of the table to set; ``funding`` is merged.
        tasks: fields of tasks to set, by task id.
        more_tasks: tasks to add, name and content.
        problems: what the reader of the document doubted.
        keep_previous: the table before stays beside it, as before a rewrite.
        submitted: it is reviewed as it is being submitted.
        brings: other rules that the change rightly breaks.
        arguable: rules that a reviewer could say it breaks.
    """

    code: str
    name: str
    bases: tuple[str, ...]
    at: str | None = None
    rows: dict[str, dict[str, Any]] = {}
    drop: tuple[str, ...] = ()
    add: tuple[dict[str, Any], ...] = ()
    form: dict[str, Any] = {}
    tasks: dict[str, dict[str, Any]] = {}
    more_tasks: tuple[tuple[str, str], ...] = ()
    problems: tuple[dict[str, Any], ...] = ()
    keep_previous: bool = False
    submitted: bool = False
    brings: tuple[str, ...] = ()
    arguable: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Selector of the place meant, or ``table``."""
        if self.at is not None:
            return self.at
        return next(iter(self.rows)) if len(self.rows) == 1 else "table"

    @property
    def changes_the_whole(self) -> bool:
        """Whether other defects of the same table could change what it comes to."""
        return bool(
            self.drop
            or self.add
            or self.keep_previous
            or self.submitted
            or len(self.rows) > 1
            or self.place == "table"
            or any("weight" in fields for fields in self.rows.values())
        )


@cache
def load_plantings(folder: Path = FOLDER) -> tuple[Planting, ...]:
    """Every planting of a folder, by file and in the order written; held-out ones stand apart."""
    return tuple(
        Planting.model_validate(one)
        for path in sorted(folder.glob("*.yaml"))
        for one in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    )
