"""From settings to a client, and to those that take over from it when it fails."""

import logging
from collections.abc import Callable

from assistant.exceptions import AssistantError
from assistant.llm.client import ModelClient
from assistant.llm.profile import saved_mode
from assistant.llm.providers import EMBEDDED, FAKE, endpoint_of
from assistant.llm.usage import Budget
from assistant.llm.work import Work
from assistant.network import forbid_network
from assistant.settings import Settings

_LOG = logging.getLogger(__name__)


def open_endpoint(
    settings: Settings, budget: Budget | None, *, fall_back: bool = False
) -> ModelClient:
    """A client for the provider that the settings name.

    With ``fall_back``, the second endpoint of the settings takes over where it fails, if there is
    one, and then the model inside, if it is installed.

    Raises:
        ConfigurationError: the provider is unknown or lacks a setting, or an extra is missing.
    """
    if settings.offline:
        forbid_network()
    return _open(settings, Work(budget), _followers(settings) if fall_back else ())


def _followers(settings: Settings) -> tuple[Settings, ...]:
    """The settings of those that take over, in order."""
    # A script is there to be played as it stands; a text given to a user's own endpoint goes to
    # no other one but the model on this machine.
    followers = []
    if settings.fallback_provider is not None and not settings.endpoint_of_user:
        second = {
            "provider": settings.fallback_provider,
            "base_url": settings.fallback_base_url,
            "api_key": settings.fallback_api_key,
            "model": settings.fallback_model,
            "answer_mode": None,
        }
        followers.append(settings.model_copy(update=second))
    if settings.fallback_embedded and settings.provider not in (FAKE, EMBEDDED):
        inside = {"provider": EMBEDDED, "endpoint_of_user": False, "answer_mode": None}
        followers.append(settings.model_copy(update=inside))
    return tuple(followers)


def _open(settings: Settings, work: Work, followers: tuple[Settings, ...]) -> ModelClient:
    successor = _opener(followers, work) if followers else None
    if settings.provider == EMBEDDED:
        from assistant.llm.embedded.server import running_server

        server = running_server(settings)
        return ModelClient(server.endpoint(settings), work=work, successor=successor)
    if settings.provider == FAKE:
        from assistant.llm.fake import FakeServer, load_script

        fake = FakeServer(load_script(settings.model)).start()
        endpoint = endpoint_of(settings, base_url=fake.base_url)
        return ModelClient(endpoint, on_close=fake.stop, work=work, successor=successor)
    endpoint = endpoint_of(settings)
    if settings.answer_mode is None and (found := saved_mode(settings.home, endpoint)):
        endpoint = endpoint._replace(mode=found)
    return ModelClient(endpoint, work=work, successor=successor)


def _opener(followers: tuple[Settings, ...], work: Work) -> Callable[[], ModelClient | None]:
    """What opens the first of ``followers`` that can be opened."""

    def opened() -> ModelClient | None:
        for place, settings in enumerate(followers, 1):
            try:
                return _open(settings, work, followers[place:])
            except AssistantError as error:
                _LOG.warning("%s cannot take over: %s", settings.provider, type(error).__name__)
        return None

    return opened
