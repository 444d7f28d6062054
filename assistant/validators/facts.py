"""What the words of one row mean, read once and shared by all rules."""

from typing import NamedTuple

from assistant.validators.rows import Row


class RowFacts(NamedTuple):
    """Typed facts of one row.

    Attributes:
        percent: the value is a percentage.
    """

    percent: bool


def read_facts(row: Row) -> RowFacts:
    """The facts of ``row``."""
    return RowFacts(percent=row.unit in ("%", "百分比"))
