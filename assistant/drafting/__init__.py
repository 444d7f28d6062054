"""From a unit's tasks to a table that a reviewer would pass, every number with its passport.

`assistant.drafting.refine.refine` changes a table by a sentence and
`assistant.drafting.alternatives.offers_for` gives other rows for one: they are called as their
modules are, so that they are imported from there.
"""

from assistant.drafting.alternatives import Alternative, Offers, offers_for
from assistant.drafting.draft import stream_draft
from assistant.drafting.events import (
    DraftEvent,
    Finished,
    Repairing,
    RowDrafted,
    RowRejected,
    Started,
    Switched,
    TaskDone,
    TaskStarted,
)
from assistant.drafting.goal import write_goal
from assistant.drafting.refine import Change, Refinement

__all__ = [
    "Alternative",
    "Change",
    "DraftEvent",
    "Finished",
    "Offers",
    "Refinement",
    "Repairing",
    "RowDrafted",
    "RowRejected",
    "Started",
    "Switched",
    "TaskDone",
    "TaskStarted",
    "offers_for",
    "stream_draft",
    "write_goal",
]
