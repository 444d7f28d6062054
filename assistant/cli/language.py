"""The language of help and errors, found without loading the settings (which load pydantic)."""

from functools import cache

from assistant.cli.early import early_setting
from assistant.messages import Language, Message


@cache
def screen_language() -> Language:
    """What `Settings.language` will be; Chinese where it is not set or not valid."""
    try:
        return Language(early_setting("language") or Language.CHINESE)
    except ValueError:
        return Language.CHINESE


def said(zh: str, en: str) -> str:
    """One help text in the language of the screen."""
    return Message(zh=zh, en=en).text(screen_language())
