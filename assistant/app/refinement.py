"""Changing a drafted table by a sentence."""

from collections.abc import Callable

from assistant.app.drafts import NO_MODEL, DraftOptions, StopButton
from assistant.app.local_rules import choose_profile
from assistant.domain.draft import Draft, Usage
from assistant.domain.target import PerformanceTarget
from assistant.drafting.commands import read_commands
from assistant.drafting.refine import Refinement, refine
from assistant.llm import open_client
from assistant.settings import Settings


def refine_target(
    target: PerformanceTarget,
    instruction: str,
    options: DraftOptions,
    settings: Settings,
    *,
    previous: PerformanceTarget | None = None,
    stop: StopButton | None = None,
    spent: Callable[[Usage], None] | None = None,
) -> Refinement:
    """The table after one sentence of the user, or a question back.

    A clear command is carried out without starting any model.

    Args:
        target: the table.
        instruction: what the user said.
        options: profile and language.
        settings: which model reads what is no clear command; ``none`` for no model.
        previous: the table before the last change, for taking it back.
        stop: pressed by the user to break off a model's answer; the table then stays as it was.
        spent: told what the calls cost, whatever came of them, where a model was asked.

    Raises:
        ConfigurationError: the profile or the provider is unknown or lacks a setting.
    """
    profile = choose_profile(options.profile, target).profile
    clear = read_commands(instruction, target.indicators) is not None
    if clear or settings.provider == NO_MODEL:
        return refine(target, instruction, profile, previous=previous, language=options.language)
    with open_client(settings) as client:
        if stop is not None:
            stop.watch(client)
        try:
            refined = refine(
                target, instruction, profile, client, previous=previous, language=options.language
            )
        finally:
            if spent is not None:
                spent(client.usage)
        notes = (*refined.notes, *client.notices(options.language))
        return refined.model_copy(update={"notes": notes})


def refined_draft(refinement: Refinement) -> Draft:
    """The changed table as a draft, which every command reads back."""
    return Draft(
        target=refinement.target,
        findings=refinement.findings,
        not_checked=refinement.not_checked,
        usage=Usage(),
        notes=refinement.notes,
        profile=refinement.profile,
    )
