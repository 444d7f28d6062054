"""The frozen tables: every clean one, every planting alone, and combinations drawn by seed."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from evals.datasets.cases import Split
from evals.datasets.planted_tables import TABLE, Label, PlantedTable
from evals.injection.bases import load_bases
from evals.injection.inject import find_row, inject
from evals.injection.plantings import FOLDER, HELD_OUT, Planting, load_plantings

SEED = 20261123
COMBINED = 64
_FEWEST, _MOST = 3, 6
_CLASSES = frozenset({"T01", "T02", "T03", "T04", "T05", "T06", "T09"})
"""Rules on what classes a table has: two such changes could hide each other."""
_MONEY = frozenset({"D07", "D08", "F01", "R03", "Y01", "Y02", "Y03"})
_YEARS = frozenset({"F01", "F04", "TM03"})
_GROUPS = (_CLASSES, _MONEY, _YEARS)
_SHARE_OF_WORDS = Label(code="M04")


def clean_tables() -> list[PlantedTable]:
    """Every base as it stands."""
    return list(load_bases().values())


def single_tables(folder: Path = FOLDER) -> Iterator[PlantedTable]:
    """Every planting of a folder on every base that it fits."""
    bases = load_bases()
    for planting in load_plantings(folder):
        for base in planting.bases:
            name = f"{planting.code}-{planting.name}-{base}"
            yield inject(bases[base], (planting,), name)


def combined_tables(count: int = COMBINED, seed: int = SEED) -> Iterator[PlantedTable]:
    """Tables with three defects or more, each drawn by a seed of its own."""
    bases = load_bases()
    for number in range(count):
        draw = random.Random(seed + number)
        base = sorted(bases)[number % len(bases)]
        chosen = _drawn(draw, bases[base])
        table = inject(bases[base], chosen, f"combined-{number + 1:02}-{base}", seed + number)
        # Each row in words alone is within the share; several together may pass it.
        yield table.model_copy(update={"arguable": (*table.arguable, _SHARE_OF_WORDS)})


def _drawn(draw: random.Random, base: PlantedTable) -> list[Planting]:
    """Plantings for a clean table that leave each other's labels as they are."""
    fitting = [planting for planting in load_plantings() if base.base in planting.bases]
    draw.shuffle(fitting)
    wanted = draw.randint(_FEWEST, _MOST)
    chosen: list[Planting] = []
    for planting in fitting:
        if all(_go_together(planting, other, base) for other in chosen):
            chosen.append(planting)
        if len(chosen) == wanted:
            break
    return chosen


def _go_together(one: Planting, other: Planting, base: PlantedTable) -> bool:
    if one.code == other.code or (one.changes_the_whole and other.changes_the_whole):
        return False
    if any(one.code in group and other.code in group for group in _GROUPS):
        return False
    if one.keep_previous or other.keep_previous:
        return False
    return not (_touched(one, base) & _touched(other, base))


def _touched(planting: Planting, base: PlantedTable) -> set[str]:
    """Rows, texts and tasks that a planting reads or changes."""
    named = {*planting.rows, *planting.drop, planting.place}
    named |= {row[key] for row in planting.add for key in ("after", "copy") if key in row}
    named |= {fields["copy"] for fields in planting.rows.values() if "copy" in fields}
    rows = {find_row(base, selector) for selector in named - {TABLE, "new"}}
    return rows | {*planting.form, *planting.tasks}


def as_files() -> dict[str, str]:
    """The frozen tables as text by file name: clean, single by family, combined, held out."""
    files: dict[str, Sequence[PlantedTable]] = {"clean.yaml": clean_tables()}
    families: dict[str, list[PlantedTable]] = defaultdict(list)
    for table in single_tables():
        family = table.defects[0].meant.code.rstrip("0123456789")
        families[f"single_{family}.yaml"].append(table)
    files |= families
    files["combined.yaml"] = list(combined_tables())
    held_out = {"split": Split.HELD_OUT}
    files["held_out.yaml"] = [one.model_copy(update=held_out) for one in single_tables(HELD_OUT)]
    return {name: _HEAD + _text(tables) for name, tables in files.items()}


_HEAD = "# Frozen: made by `python -m evals.injection`; change bases or plantings, not this file.\n"


def _text(tables: Sequence[PlantedTable]) -> str:
    dumped = [table.model_dump(mode="json", exclude_defaults=True) for table in tables]
    return yaml.dump(
        dumped, allow_unicode=True, sort_keys=False, width=100, Dumper=yaml.CSafeDumper
    )
