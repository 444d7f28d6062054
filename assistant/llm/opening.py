"""From settings to a client: starts the server that a provider of our own needs."""

from assistant.llm.client import ModelClient
from assistant.llm.profile import saved_mode
from assistant.llm.providers import EMBEDDED, FAKE, endpoint_of
from assistant.llm.usage import Budget
from assistant.network import forbid_network
from assistant.settings import Settings


def open_endpoint(settings: Settings, budget: Budget | None) -> ModelClient:
    """A client for the provider that the settings name.

    Raises:
        ConfigurationError: the provider is unknown or lacks a setting, or an extra is missing.
    """
    if settings.offline:
        forbid_network()
    if settings.provider == EMBEDDED:
        from assistant.llm.embedded.server import running_server

        server = running_server(settings)
        endpoint = endpoint_of(settings, base_url=server.base_url, key=server.key)
        return ModelClient(endpoint, budget=budget)
    if settings.provider == FAKE:
        from assistant.llm.fake import FakeServer, load_script

        fake = FakeServer(load_script(settings.model)).start()
        endpoint = endpoint_of(settings, base_url=fake.base_url)
        return ModelClient(endpoint, budget=budget, on_close=fake.stop)
    endpoint = endpoint_of(settings)
    if settings.answer_mode is None and (found := saved_mode(settings.home, endpoint)):
        endpoint = endpoint._replace(mode=found)
    return ModelClient(endpoint, budget=budget)
