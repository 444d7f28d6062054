"""Single settings that a command needs before the settings as a whole (which load pydantic)."""

import os
import tomllib
from pathlib import Path

_FILE = Path("assistant.toml")
_TRUE = ("1", "true", "t", "yes", "y", "on")


def early_setting(name: str) -> str | None:
    """What the environment or the file says of one setting, unchecked; None where neither does."""
    return os.environ.get(f"ASSISTANT_{name.upper()}") or _from_file(name)


def forbid_network_if_offline() -> None:
    """Hold this whole process to the machine, whatever the command, where the settings say so."""
    if (early_setting("offline") or "").strip().lower() in _TRUE:
        from assistant.network import forbid_network

        forbid_network()


def _from_file(name: str) -> str | None:
    try:
        value = tomllib.loads(_FILE.read_text(encoding="utf-8"))[name]
    except (OSError, KeyError, ValueError):
        return None
    return str(value)
