"""Text that a reader of the page does not see: set aside, reported, never passed on (E02)."""

import re

from assistant.domain.indicator import SourceAnchor
from assistant.intake.grid import HiddenText
from assistant.intake.invisible import strip_invisible

_MAX_KEPT = 200
_MAX_LENGTH = 500
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_WHITE = 245


class HiddenTexts:
    """Collects the hidden text of one document.

    Attributes:
        kept: what was found, in document order; a document cannot flood the report.
    """

    def __init__(self) -> None:
        """Start with none."""
        self.kept: list[HiddenText] = []

    def add(self, text: str, how: str, anchor: SourceAnchor) -> None:
        """Set ``text`` aside as hidden in the way ``how``; one entry for one row."""
        words = _CONTROL.sub("", text).strip()[:_MAX_LENGTH]
        last = self.kept[-1] if self.kept else None
        if not words:
            return
        if last is not None and (last.how, last.anchor) == (how, anchor):
            joined = f"{last.text} {words}"[:_MAX_LENGTH]
            self.kept[-1] = last._replace(text=joined)
        elif len(self.kept) < _MAX_KEPT:
            self.kept.append(HiddenText(words, how, anchor))

    def visible(self, text: str, anchor: SourceAnchor) -> str:
        """``text`` as seen: without invisible and control characters, outer blanks dropped."""
        if text.isascii() and text.isprintable():
            return text.strip()
        shown, found = strip_invisible(text, anchor)
        for one in found:
            self.add(one.text, one.how, anchor)
        return _CONTROL.sub("", shown).replace("\xa0", " ").strip()


def is_white(red: int, green: int, blue: int) -> bool:
    """Whether a colour of 0-255 channels cannot be told from paper."""
    return min(red, green, blue) >= _WHITE


def hex_is_white(colour: str | None) -> bool:
    """The same for ``RRGGBB`` or ``AARRGGBB``; anything else is not white."""
    digits = (colour or "").strip().lstrip("#")[-6:]
    if not re.fullmatch("[0-9a-fA-F]{6}", digits):
        return False
    return is_white(int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))


TINY_POINTS = 2.0
"""Type of this size or less cannot be read."""
