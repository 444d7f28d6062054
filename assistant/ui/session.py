"""What one open page knows. Nothing here is shared between users."""

from dataclasses import dataclass, field, replace

from assistant.domain.draft import Draft
from assistant.domain.target import PerformanceTarget
from assistant.export.report import TableReport
from assistant.messages import Language

KEPT_STEPS = 50
"""How many steps back an undo reaches."""


@dataclass(frozen=True)
class Session:
    """The state of one page; every change gives a new one.

    Attributes:
        language: language on screen.
        source: what was pasted or uploaded: tasks, goal, money, perhaps last year's rows.
        table: the table on screen with its findings, or None before the first.
        draft: the drafting run that the table came from, or None for an uploaded one.
        history: tables before each change with the draft they came from, oldest first.
        chat: the conversation as (speaker, plain text).
    """

    language: Language = Language.CHINESE
    source: PerformanceTarget | None = None
    table: TableReport | None = None
    draft: Draft | None = None
    history: tuple[tuple[PerformanceTarget, Draft | None], ...] = ()
    chat: tuple[tuple[str, str], ...] = field(default=())

    @property
    def target(self) -> PerformanceTarget | None:
        """The table on screen."""
        return self.table.review.target if self.table else None

    def said(self, speaker: str, text: str) -> "Session":
        """With one more message; ``speaker`` is ``user`` or ``assistant``."""
        return replace(self, chat=(*self.chat, (speaker, text)))

    @property
    def remembering(self) -> tuple[tuple[PerformanceTarget, Draft | None], ...]:
        """The history with the table on screen at its end."""
        before = ((self.target, self.draft),) if self.target is not None else ()
        return (*self.history, *before)[-KEPT_STEPS:]

    def showing(self, table: TableReport) -> "Session":
        """With another table on screen, the present one kept for undo."""
        return replace(self, table=table, history=self.remembering)
