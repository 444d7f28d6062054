"""A person's decision that a finding stands, which a table may carry with it."""

from assistant.domain.frozen import Frozen


class Waiver(Frozen):
    """A person's decision that a finding stands and is accepted.

    Attributes:
        code: rule code.
        indicator: row id, or None for findings on the table.
        who: who decided.
        reason: why; never empty.
        expires: ISO date after which it no longer holds, or None.
        table: unit or project, as printed, of the only table that an entry of a list is for; None
            for every table that is reviewed.
    """

    code: str
    indicator: str | None = None
    who: str
    reason: str
    expires: str | None = None
    table: str | None = None
