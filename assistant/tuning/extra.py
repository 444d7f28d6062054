"""The ``tuning`` extra, imported where it is used."""

import importlib
from typing import Any

from assistant.exceptions import ConfigurationError
from assistant.messages import Message

_MISSING = Message(
    zh="训练内置模型还需要 {name}。请运行 pip install 'budget-target-assistant[tuning,embedded]'。",
    en="Training needs {name}. Run pip install 'budget-target-assistant[tuning,embedded]'.",
)


def extra(name: str) -> Any:
    """The module of this name.

    Raises:
        ConfigurationError: the extra is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ConfigurationError(_MISSING, name=name) from None
