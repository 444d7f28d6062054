"""Talking to models: one client, whatever stands at the other end.

`open_client` is the door. Nothing heavy is imported before it is called.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient
    from assistant.llm.usage import Budget
    from assistant.settings import Settings

__all__ = ["open_client"]


def open_client(
    settings: "Settings", *, budget: "Budget | None" = None, fall_back: bool = True
) -> "ModelClient":
    """A client for the provider that the settings name; use it as a context manager.

    Args:
        settings: provider, address, model and key.
        budget: tokens that the client may spend in its life.
        fall_back: whether the endpoints that the settings name for it take over where this one
            fails; False where one model is to be measured.

    Raises:
        ConfigurationError: the provider is unknown or lacks a setting, or an extra is missing.
    """
    from assistant.llm.opening import open_endpoint

    return open_endpoint(settings, budget, fall_back=fall_back)
