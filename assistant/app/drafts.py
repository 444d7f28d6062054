"""Drafting a table from a unit's tasks, watched event by event, stopped at any moment."""

import threading
from collections.abc import Iterator
from typing import NamedTuple

from assistant.app.local_rules import AUTO, ChosenProfile, choose_profile
from assistant.app.reviews import cards_report
from assistant.domain.draft import Draft
from assistant.domain.finding import TargetReview
from assistant.domain.target import PerformanceTarget, TargetKind, Unit
from assistant.drafting.draft import stream_draft
from assistant.drafting.events import DraftEvent, Finished
from assistant.export.report import DraftReport
from assistant.llm import open_client
from assistant.llm.client import ModelClient
from assistant.messages import Language
from assistant.settings import Settings

NO_MODEL = "none"
"""The provider name that means: draft from the unit's numbers and the library alone."""


class DraftOptions(NamedTuple):
    """How to draft.

    Attributes:
        profile: local rule settings by name or path, or ``auto``.
        language: language of notes and findings.
    """

    profile: str = AUTO
    language: Language = Language.CHINESE


class Head(NamedTuple):
    """What the user says of the form; None keeps what the document says.

    Attributes:
        unit: name of the unit.
        year: budget year.
        kind: whole unit or project.
    """

    unit: str | None = None
    year: int | None = None
    kind: TargetKind | None = None


class Drafted(NamedTuple):
    """The last event: the table as people read it.

    Attributes:
        report: the draft, its findings as cards, the local rules used.
    """

    report: DraftReport


class StopButton:
    """Stops a draft from any thread or signal handler; the rows so far are kept."""

    def __init__(self) -> None:
        """Not pressed."""
        self._pressed = threading.Event()
        self._client: ModelClient | None = None

    def watch(self, client: ModelClient) -> None:
        """Remember whom to interrupt."""
        self._client = client
        if self.is_set():
            client.cancel()

    def press(self) -> None:
        """Stop; an answer under way is broken off."""
        self._pressed.set()
        if self._client is not None:
            # A signal handler may hold up the very thread whose locks this needs.
            threading.Thread(target=self._client.cancel, daemon=True).start()

    def is_set(self) -> bool:
        """Whether it was pressed."""
        return self._pressed.is_set()


def with_head(target: PerformanceTarget, head: Head) -> PerformanceTarget:
    """``target`` with what the user says of the form in place of what it says itself."""
    updates: dict[str, object] = {}
    if head.unit is not None:
        updates["unit"] = Unit(name=head.unit)
    if head.year is not None:
        updates["year"] = head.year
    if head.kind is not None:
        updates["kind"] = head.kind
    return target.model_copy(update=updates)


def draft_target(
    target: PerformanceTarget,
    options: DraftOptions,
    settings: Settings,
    *,
    stop: StopButton | None = None,
) -> Iterator[DraftEvent | Drafted]:
    """Draft the indicators of ``target``; the last event is `Drafted`.

    Args:
        target: the form: tasks, goal, money; its rows, if any, count as last year's.
        options: how to draft.
        settings: which model; provider ``none`` drafts without one.
        stop: pressed by the user to stop; what was drafted is kept.

    Raises:
        ConfigurationError: the profile or the provider is unknown or lacks a setting.
    """
    # Last year's waivers were given for last year's rows.
    target = target.model_copy(update={"waivers": ()})
    chosen = choose_profile(options.profile, target)
    button = stop or StopButton()
    if settings.provider == NO_MODEL:
        yield from _events(target, chosen, options, None, button)
        return
    with open_client(settings) as client:
        button.watch(client)
        yield from _events(target, chosen, options, client, button)


def _events(
    target: PerformanceTarget,
    chosen: ChosenProfile,
    options: DraftOptions,
    client: ModelClient | None,
    stop: StopButton,
) -> Iterator[DraftEvent | Drafted]:
    events = stream_draft(target, chosen.profile, client, cancel=stop, language=options.language)
    for event in events:
        if isinstance(event, Finished):
            yield Drafted(_report(event.draft, chosen, options.language))
        else:
            yield event


def _report(draft: Draft, chosen: ChosenProfile, language: Language) -> DraftReport:
    review = TargetReview(
        target=draft.target, findings=draft.findings, not_checked=draft.not_checked
    )
    return DraftReport(
        draft=draft,
        cards=cards_report(review, language),
        profile=chosen.title(language),
        guessed=chosen.guessed,
    )
