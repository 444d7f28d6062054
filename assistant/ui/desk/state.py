"""Where a reviewer is on the desk, and what the browser may ask for."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from assistant.store import FormOrder, FormStatus

Word = Annotated[str, StringConstraints(max_length=200)]
Sentence = Annotated[str, StringConstraints(max_length=4000)]


class Screen(StrEnum):
    """What is shown."""

    QUEUE = "queue"
    FORM = "form"
    COUNTY = "county"


class Pane(StrEnum):
    """What stands on the left of one form."""

    DOCUMENT = "document"
    AFTER = "after"
    COMPARE = "compare"
    COVERAGE = "coverage"
    HISTORY = "history"


@dataclass(frozen=True)
class State:
    """Where one page is; all that matters is in the store.

    Attributes:
        screen: what is shown.
        status: state that the queue is filtered by, or None for all.
        search: words that the queue is filtered by.
        order: order of the queue.
        page: page of the queue.
        form: id of the form that is open.
        pane: what stands on its left.
        county_page: page of the heat map.
        seq: counts what was shown, so that the browser sees every answer as new.
    """

    screen: Screen = Screen.QUEUE
    status: FormStatus | None = FormStatus.SUBMITTED
    search: str = ""
    order: FormOrder = FormOrder.ERRORS
    page: int = 1
    form: str = ""
    pane: Pane = Pane.DOCUMENT
    county_page: int = 1
    seq: int = 0

    def next(self, **changes: Any) -> Self:
        """The state after something was done."""
        return replace(self, seq=self.seq + 1, **changes)


class Action(BaseModel):
    """What the page asks for; it comes from a browser, so everything is bounded and checked.

    Attributes:
        do: what to do.
        value: what with: a state, a page, a pane, words to search.
        form: id of the form.
        version: version of it that is on screen.
        card: id of the card.
        candidate: which change, from 0.
        keys: which findings of the card.
        reason: why; the opinion when a form is returned.
        expires: last day of a waiver.
        fields: the row as the reviewer words it.
        proposal: what to do in words.
        alike: the same with every card of its kind.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    do: Literal[
        "queue", "status", "search", "order", "page", "open", "pane", "county",
        "accept", "edit", "reject", "waive", "withdraw",
        "return", "pass", "reopen", "apply", "cancel", "dismiss",
    ]  # fmt: skip
    value: Word = ""
    form: Word = ""
    version: int = 0
    card: Word = ""
    candidate: Annotated[int, Field(ge=0, le=50)] = 0
    keys: tuple[Word, ...] = Field(default=(), max_length=200)
    reason: Sentence = ""
    expires: date | None = None
    fields: dict[Word, Sentence] = Field(default_factory=dict, max_length=20)
    proposal: Sentence = ""
    alike: bool = False

    @field_validator("expires", mode="before")
    @classmethod
    def _blank_is_no_date(cls, value: object) -> object:
        return value or None

    @property
    def number(self) -> int:
        """``value`` as a page number."""
        return int(self.value) if self.value.isdecimal() and len(self.value) < 7 else 1
