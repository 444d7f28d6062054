"""What a draft tells whoever watches it, in the order in which it happens."""

from assistant.domain.draft import Draft
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator
from assistant.domain.target import AnnualTask


class Started(Frozen):
    """The first event.

    Attributes:
        total: how many tasks there are.
        with_model: False for a draft from facts and library alone.
    """

    total: int
    with_model: bool


class TaskStarted(Frozen):
    """Work on a task begins.

    Attributes:
        task: the task.
        place: which one it is, from 1.
        total: how many there are.
    """

    task: AnnualTask
    place: int
    total: int


class RowDrafted(Frozen):
    """A row for the table; its weight comes with the finished table, its id may still change.

    Attributes:
        indicator: the row.
        task: id of the task it was drafted for, or None.
    """

    indicator: Indicator
    task: str | None = None


class RowRejected(Frozen):
    """A row of the model that was not used.

    Attributes:
        name: the name that it proposed.
        reason: why, in the user's language.
        task: id of the task.
    """

    name: str
    reason: str
    task: str | None = None


class TaskDone(Frozen):
    """A task is drafted.

    Attributes:
        task: its id.
        place: which one it is, from 1.
        seconds: how long it took.
    """

    task: str
    place: int
    seconds: float


class Switched(Frozen):
    """Another endpoint goes on in the place of one that failed; rows so far are kept.

    Attributes:
        before: name of the provider that failed.
        after: name of the one that goes on.
        reason: why the first failed, in the user's language.
    """

    before: str
    after: str
    reason: str


class Repairing(Frozen):
    """A round of validation and repair begins.

    Attributes:
        round: from 1.
        findings: findings that stand before it, unconfirmed values left out.
    """

    round: int
    findings: int


class Finished(Frozen):
    """The last event.

    Attributes:
        draft: the table with what is open.
    """

    draft: Draft


DraftEvent = (
    Started | TaskStarted | RowDrafted | RowRejected | TaskDone | Switched | Repairing | Finished
)
"""Any of them."""
