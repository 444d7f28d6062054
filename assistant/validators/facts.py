"""What the words of one row mean, read once and shared by all rules.

Names and value cells are read by their text and kept, so that a phrase that stands in many tables
(or is asked about by many rules) is worked out once.
"""

from typing import NamedTuple

from assistant.validators.facts_names import NameFacts, read_name
from assistant.validators.facts_units import UnitClass
from assistant.validators.facts_values import ValueFacts, read_value
from assistant.validators.rows import Row


class RowFacts(NamedTuple):
    """Typed facts of one row.

    Attributes:
        name: what the name says.
        value: what the value and the unit say.
    """

    name: NameFacts
    value: ValueFacts

    @property
    def percent(self) -> bool:
        """The value is a percentage."""
        return self.value.unit.kind is UnitClass.PERCENT


def read_facts(row: Row) -> RowFacts:
    """The facts of ``row``."""
    return RowFacts(read_name(row.name), read_value(row.value, row.unit))
