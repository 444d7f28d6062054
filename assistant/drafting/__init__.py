"""From a unit's tasks to a table that a reviewer would pass, every number with its passport."""

from assistant.drafting.draft import stream_draft
from assistant.drafting.events import (
    DraftEvent,
    Finished,
    Repairing,
    RowDrafted,
    RowRejected,
    Started,
    TaskDone,
    TaskStarted,
)

__all__ = [
    "DraftEvent",
    "Finished",
    "Repairing",
    "RowDrafted",
    "RowRejected",
    "Started",
    "TaskDone",
    "TaskStarted",
    "stream_draft",
]
