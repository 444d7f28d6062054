"""What every dataset has in common: cases in YAML, one closed type each, and its split."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml

from assistant.domain.frozen import Frozen

FOLDER = Path(__file__).parent
_Case = TypeVar("_Case", bound="Case")


class Split(StrEnum):
    """Whether a case may be looked at while the product is built."""

    DEVELOPMENT = "development"
    HELD_OUT = "held_out"
    """Only ever run for a report, never read or mended for."""


class Case(Frozen):
    """One case of a dataset.

    Attributes:
        name: unique in its dataset.
        split: development, or held out.
    """

    name: str
    split: Split = Split.DEVELOPMENT


@cache
def read_file(path: Path, kind: type[_Case]) -> tuple[_Case, ...]:
    """The cases that one file lists.

    Raises:
        ValidationError: a case has an unknown key or a value of the wrong type.
    """
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(kind.model_validate(case) for case in loaded)


@cache
def read_folder(folder: Path, kind: type[_Case]) -> tuple[_Case, ...]:
    """A case from each file of a folder, by name; the file's name is the case's.

    Raises:
        ValidationError: a file has an unknown key or a value of the wrong type.
    """
    return tuple(
        kind.model_validate(
            {"name": path.stem}
            | yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        )
        for path in sorted(folder.glob("*.yaml"))
    )
