"""From a unit's tasks to a table that a reviewer would pass, every number with its passport."""

from assistant.drafting.alternatives import Alternative, alternatives
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
from assistant.drafting.refine import Change, Refinement, refine

__all__ = [
    "Alternative",
    "Change",
    "DraftEvent",
    "Finished",
    "Refinement",
    "Repairing",
    "RowDrafted",
    "RowRejected",
    "Started",
    "Switched",
    "TaskDone",
    "TaskStarted",
    "alternatives",
    "refine",
    "stream_draft",
    "write_goal",
]
