"""What a rule may read: one table, one profile, and facts worked out once for all rules."""

from dataclasses import dataclass, field
from functools import cached_property

from assistant.domain.indicator import Operator
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language
from assistant.validators.coverage import Evidence
from assistant.validators.facts import RowFacts, read_facts
from assistant.validators.rows import Row, read_row


@dataclass(frozen=True)
class RuleContext:
    """One run of the rules over one table; frozen, so that no rule can disturb another.

    Attributes:
        target: the table.
        profile: local settings; rules never hold constants of their own.
        language: language of messages.
        drafted: the table was drafted by us, so stricter levels apply (M09, P01).
        submitted: the table is being submitted, so what is unconfirmed is an error (P01).
        previous: the table before it was rewritten, where there is one (P03).
        accepted: ids of rows whose changes a person has agreed to (P03).
        rows: all rows in print order.
    """

    target: PerformanceTarget
    profile: Profile
    language: Language = Language.CHINESE
    drafted: bool = False
    submitted: bool = False
    previous: PerformanceTarget | None = None
    accepted: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = field(init=False)
    _facts: dict[str, RowFacts] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read every row once."""
        doubtful = {problem.indicator for problem in self.target.problems if problem.code == "E01"}
        flat = not any(indicator.level2 for indicator in self.target.indicators)
        rows = tuple(
            read_row(indicator, position, doubtful=indicator.id in doubtful, flat=flat)
            for position, indicator in enumerate(self.target.indicators)
        )
        object.__setattr__(self, "rows", rows)

    def facts(self, row: Row) -> RowFacts:
        """What the words of ``row`` mean, worked out on first use."""
        known = self._facts.get(row.id)
        if known is None:
            known = self._facts[row.id] = read_facts(row)
        return known

    @cached_property
    def evidence(self) -> Evidence:
        """The rows by which tasks and promises are covered."""
        return Evidence(self.rows, self.profile.similarity.cover)

    @cached_property
    def rows_for_values(self) -> tuple[Row, ...]:
        """Rows whose value, direction and weight can be trusted: those that E01 does not name."""
        return tuple(row for row in self.rows if not row.doubtful)

    @cached_property
    def quantitative(self) -> tuple[Row, ...]:
        """Trusted rows that are not 定性."""
        return tuple(row for row in self.rows_for_values if not row.qualitative)

    @cached_property
    def qualitative(self) -> tuple[Row, ...]:
        """Trusted rows that are 定性, said or plain from the words in the value."""
        return tuple(row for row in self.rows_for_values if row.qualitative)

    @cached_property
    def has_operator_column(self) -> bool:
        """Whether the form surely prints 性质 in a column of its own.

        An operator alone says nothing: it may have been split off a cell such as ``≥95%``. Only a
        column of its own can say 定性, and there blanks are the exception.
        """
        blank = sum(row.operator is None and row.value != "" for row in self.rows)
        if blank * 5 > len(self.rows):
            return False
        return any(row.operator is Operator.QUALITATIVE for row in self.rows)

    @cached_property
    def has_weight_column(self) -> bool:
        """Whether the form prints weights at all."""
        return any(row.weight is not None for row in self.rows)
