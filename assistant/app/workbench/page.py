"""All that one user's page shows, read from the store."""

from typing import NamedTuple

from assistant.app.overview import Overview
from assistant.app.workbench.offers import Offer, Proposed
from assistant.app.workbench.state import Progress, State
from assistant.domain.indicator import Indicator
from assistant.domain.slip import Slip
from assistant.domain.target import PerformanceTarget
from assistant.export.report import TableReport
from assistant.messages import Language
from assistant.store import Form, FormStatus, SpokenMessage, User

_IN_THE_UNITS_HANDS = (FormStatus.DRAFT, FormStatus.RETURNED)


class Page(NamedTuple):
    """What to show.

    Attributes:
        user: whose page it is.
        language: language on screen.
        state: what the workbench keeps beside form and conversation.
        form: the form on screen, or None before the first.
        table: the table with its findings, or None while there is none or a draft is under way.
        overview: weights, tasks and letters of the table.
        rows: the rows on screen: those of the table, or those drafted so far.
        chat: the conversation.
        forms: the forms that the user may open, newest first.
        progress: how far long work is, or None where none is under way.
        seconds: how long it has taken.
        can_undo: there is a step to take back.
        can_redo: there is a step to do again.
        offers: suggestions or alternatives that stand open.
        slip: the opinion slip that the form came back with, while it is the unit's to change.
        proposed: the changes that the reviewer asks for on it.
    """

    user: User
    language: Language
    state: State
    form: Form | None = None
    table: TableReport | None = None
    overview: Overview | None = None
    rows: tuple[Indicator, ...] = ()
    chat: tuple[SpokenMessage, ...] = ()
    forms: tuple[Form, ...] = ()
    progress: Progress | None = None
    seconds: int = 0
    can_undo: bool = False
    can_redo: bool = False
    offers: tuple[Offer, ...] = ()
    slip: Slip | None = None
    proposed: tuple[Proposed, ...] = ()

    @property
    def busy(self) -> bool:
        """Whether long work is under way."""
        return self.progress is not None

    @property
    def editable(self) -> bool:
        """Whether the user may change the form as it stands."""
        if self.form is None:
            return True
        return self.user.role.reviews or self.form.status in _IN_THE_UNITS_HANDS

    @property
    def target(self) -> PerformanceTarget | None:
        """The table on screen, or None."""
        return self.table.review.target if self.table else None
