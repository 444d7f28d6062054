"""Breaks lines as Chinese text is broken: between any two characters, never before a full stop.

Rich breaks at blanks only, so that a Chinese sentence jumps whole to the next line.
"""

import re
from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from assistant.export.inert import terminal_text, text_width

_PIECES = re.compile(r"[\x21-\x7e]+|\s|.", re.DOTALL)
_NEVER_FIRST = "，。；：、！？）》〉】」』”’…％%,.;:!?)"
_NEVER_LAST = "（《〈【「『“‘("
_MIN_WIDTH = 8


def break_lines(text: str, width: int) -> Iterator[str]:
    """``text`` in lines of at most ``width`` columns."""
    for paragraph in text.split("\n"):
        yield from _break(paragraph, max(width, _MIN_WIDTH))


def _break(paragraph: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for piece in _units(paragraph, width):
        size = text_width(piece)
        if line and used + size > width:
            yield line.rstrip()
            line, used = "", 0
            piece = piece.lstrip()
            size = text_width(piece)
        line += piece
        used += size
    yield line.rstrip()


def _units(paragraph: str, width: int) -> Iterator[str]:
    """Pieces that must not be torn: a word, or a character with the marks that cling to it."""
    unit = ""
    for piece in _PIECES.findall(paragraph):
        clings = piece[0] in _NEVER_FIRST or (unit and unit[-1] in _NEVER_LAST)
        if unit and not (clings and text_width(unit + piece) <= width):
            yield unit
            unit = ""
        unit += piece
        while text_width(unit) > width:
            yield unit[: width // 2]
            unit = unit[width // 2 :]
    if unit:
        yield unit


class Prose:
    """Text of unknown origin in one style: never markup, never a control sequence."""

    def __init__(self, text: str, style: str = "", indent: int = 0) -> None:
        """Keep what is to be shown, ``indent`` columns from the left."""
        self._text, self._style, self._indent = terminal_text(text), style, indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines that fit the console."""
        margin = " " * self._indent
        for line in break_lines(self._text, options.max_width - self._indent):
            yield Text(margin + line, self._style, no_wrap=True, overflow="ignore")
