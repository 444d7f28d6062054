"""What the calls of models cost: kept after each piece of work, shown by day and model."""

import logging
from datetime import date, datetime, timedelta

from assistant.app.accounts import operator
from assistant.domain.draft import Usage
from assistant.exceptions import AssistantError
from assistant.settings import Settings
from assistant.store import Store, UsageLine, open_store

_LOG = logging.getLogger(__name__)


def note_usage(settings: Settings, usage: Usage, purpose: str) -> None:
    """Keep what one piece of work on the command line cost; never a reason for it to fail.

    Args:
        settings: the model that was asked, and where the database is.
        usage: calls, tokens and seconds; without a call nothing is kept.
        purpose: what it was for (``draft``, ``refine``, ``review``).
    """
    if not usage.calls:
        return
    try:
        with open_store(settings, patience=1.0) as store:
            keep_usage(store, settings, usage, purpose, who=operator().name)
    except AssistantError as error:
        _LOG.warning("usage was not kept: %s", error)


def keep_usage(
    store: Store,
    settings: Settings,
    usage: Usage,
    purpose: str,
    *,
    who: str,
    form_id: str | None = None,
) -> None:
    """Keep what one piece of work at the page cost; never a reason for it to fail.

    Args:
        store: where it is kept.
        settings: the model that was asked.
        usage: calls, tokens and seconds; without a call nothing is kept.
        purpose: what it was for (``draft``, ``refine``, ``review``).
        who: name of the user.
        form_id: the form that it was for, if there is one.
    """
    if not usage.calls:
        return
    from assistant.llm.providers import find_provider

    try:
        provider = find_provider(settings.provider)
        store.usages.add(
            usage,
            provider=provider.name,
            model=settings.model or provider.model or provider.name,
            purpose=purpose,
            who=who,
            form_id=form_id,
        )
    except AssistantError as error:
        _LOG.warning("usage was not kept: %s", error)


def usage_by_day(settings: Settings, *, days: int) -> tuple[UsageLine, ...]:
    """Calls and tokens of the last days by day, provider and model, the latest day first.

    Args:
        settings: where the database is.
        days: how many, today included.

    Raises:
        StoreError: the database cannot be used.
    """
    today: date = datetime.now().astimezone().date()
    with open_store(settings) as store:
        return store.usages.by_day(since=today - timedelta(days=days - 1), until=today)
