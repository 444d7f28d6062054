"""Read the sector files, the source that people edit, into the typed library.

What a file leaves out follows from the class of the row: the bound is ≤ for costs and ≥ for all
else, level 1 follows from level 2, and the basis is where such a number usually comes from.
"""

from pathlib import Path
from typing import Any

import yaml

from assistant.domain.indicator import Operator
from assistant.exceptions import ConfigurationError
from assistant.library.entries import (
    LEVEL1,
    Basis,
    Entry,
    Family,
    Sector,
    full_level2,
)
from assistant.messages import Message

FOLDER = Path(__file__).parent

_BAD_FILE = Message(
    zh="指标库文件 {name} 无法使用：{reason}。请对照同目录其他文件改正。",
    en="The library file {name} cannot be used: {reason}. Compare it with its neighbours.",
)
# The C loader is about eight times as fast; where PyYAML was built without it, the slow one gives
# the same result.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def sector_files(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The sector files, in the order of their names."""
    return tuple(sorted(folder.glob("*.yaml")))


def read_sectors(folder: Path = FOLDER) -> tuple[Sector, ...]:
    """Every sector file of ``folder``, validated, in the order of the file names.

    Raises:
        ConfigurationError: a file is not well-formed or a row lacks a field.
    """
    return tuple(_read_sector(path) for path in sector_files(folder))


def _read_sector(path: Path) -> Sector:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
        name = data["sector"]
        return Sector(
            slug=path.stem,
            name=name,
            shared=data.get("shared", False),
            words=data["words"],
            families=tuple(_family(name, family) for family in data["families"]),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(_BAD_FILE, name=path.name, reason=error) from error


def _family(sector: str, data: dict[str, Any]) -> Family:
    activity, people = data["activity"], data.get("people")
    rows = (_entry(sector, activity, people, row) for row in data["entries"])
    order = list(LEVEL1)
    return Family(
        activity=activity,
        sector=sector,
        words=data["words"],
        beneficiary=people,
        entries=tuple(sorted(rows, key=lambda row: order.index(row.level2))),
    )


def _entry(sector: str, activity: str, people: str | None, data: dict[str, Any]) -> Entry:
    level2 = full_level2(data["level2"])
    cost = LEVEL1[level2] == "成本指标"
    return Entry.model_validate(
        {
            "sector": sector,
            "activity": activity,
            "beneficiary": people,
            "operator": Operator.AT_MOST if cost else Operator.AT_LEAST,
            "basis": _usual_basis(data, cost),
            **data,
            "level2": level2,
        }
    )


def _usual_basis(data: dict[str, Any], cost: bool) -> Basis:
    if cost:
        return Basis.EXPENDITURE
    if data.get("value") in {"100", "0"}:
        return Basis.PLAN
    if data.get("value") is not None:
        return Basis.INDUSTRY
    return Basis.HISTORY if data["unit"] == "%" else Basis.PLAN
