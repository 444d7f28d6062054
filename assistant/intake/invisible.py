"""Characters that a person does not see but a program reads: zero-width, bidi, tag characters."""

import re

from assistant.domain.indicator import SourceAnchor
from assistant.intake.grid import HiddenText

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e"
_BIDI = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0000-\U000e007f"
_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
# One joiner between two emoji makes one picture of them (a family, a flag) and hides nothing.
_JOINER = f"(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])"
_INVISIBLE = re.compile(f"(?:(?!{_JOINER})[{_ZERO_WIDTH}{_BIDI}{_TAGS}])+")
_HAS_BIDI = re.compile(f"[{_BIDI}]")


def strip_invisible(text: str, anchor: SourceAnchor) -> tuple[str, tuple[HiddenText, ...]]:
    """``text`` without invisible characters, and what was found of them."""
    runs = _INVISIBLE.findall(text)
    if not runs:
        return text, ()
    hidden = tuple(
        HiddenText(_spell(run), "bidi" if _HAS_BIDI.search(run) else "zero-width", anchor)
        for run in runs
    )
    return _INVISIBLE.sub("", text), hidden


def _spell(run: str) -> str:
    """Tag characters spell ASCII words; the others are named by their code points."""
    words = "".join(chr(ord(mark) - 0xE0000) for mark in run if 0xE0020 <= ord(mark) < 0xE007F)
    return words or " ".join(dict.fromkeys(f"U+{ord(mark):04X}" for mark in run))
