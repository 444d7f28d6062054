"""The words that people read: each message once, in Chinese and in English.

A message is written where the newcomer looks for it: those shared by several packages stand in
this catalogue, those of one rule stand in the rule's own file. All are `Message` values, so that a
language is complete by construction and a placeholder that is not given is an error in a test, not
a surprise on screen.
"""

from enum import StrEnum
from typing import NamedTuple


class Language(StrEnum):
    """A language of the product; Chinese is the one that forms and slips are written in."""

    CHINESE = "zh"
    ENGLISH = "en"


class Message(NamedTuple):
    """One sentence in both languages, with ``{name}`` placeholders in `str.format` syntax."""

    zh: str
    en: str

    def text(self, language: Language = Language.CHINESE, **values: object) -> str:
        """The sentence in ``language`` with its placeholders filled.

        Raises:
            KeyError: a placeholder was not given; values are never guessed.
        """
        template = self.zh if language is Language.CHINESE else self.en
        return template.format(**values)
