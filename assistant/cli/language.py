"""The language of help and errors, found without loading the settings (which load pydantic)."""

import os
import tomllib
from functools import cache
from pathlib import Path

from assistant.messages import Language, Message

_VARIABLE = "ASSISTANT_LANGUAGE"
_FILE = Path("assistant.toml")


@cache
def screen_language() -> Language:
    """What `Settings.language` will be; Chinese where it is not set or not valid."""
    try:
        return Language(os.environ.get(_VARIABLE) or _from_file())
    except ValueError:
        return Language.CHINESE


def said(zh: str, en: str) -> str:
    """One help text in the language of the screen."""
    return Message(zh=zh, en=en).text(screen_language())


def _from_file() -> str:
    try:
        return str(tomllib.loads(_FILE.read_text(encoding="utf-8"))["language"])
    except (OSError, KeyError, ValueError):
        return Language.CHINESE
