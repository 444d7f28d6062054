"""Where a drafted value comes from: its passport.

Source: 财预〔2021〕101号 asks that a target value rest on a plan, industry, history or
expenditure standard (wording not verified); tracing each number to the words it came from is ours.
"""

from enum import StrEnum

from assistant.domain.frozen import Frozen


class ProvenanceKind(StrEnum):
    """Who or what gave the value."""

    TASK = "task"
    """The unit's own task text; ``quote`` holds the words."""
    GOAL = "goal"
    """The overall goal text; ``quote`` holds the words."""
    HISTORY = "history"
    """Last year's table."""
    LIBRARY = "library"
    """An entry of the indicator library."""
    MODEL = "model"
    """The model alone: nobody has confirmed it."""
    USER = "user"
    """Typed or confirmed by a person."""
    DERIVED = "derived"
    """Computed from the words (每季度 gives 4 times a year); ``quote`` holds the words."""


class Provenance(Frozen):
    """The passport of one value.

    Attributes:
        kind: who or what gave it.
        source: the id of what it was taken from (task ``T3``, ``goal``, a library entry), if any.
        quote: the words it was taken from, exactly as they stand in the source, if any.
    """

    kind: ProvenanceKind
    source: str | None = None
    quote: str | None = None
