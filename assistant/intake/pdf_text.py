"""Characters of a PDF page put together into lines and words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.intake.geometry import Box

_GAP_OF_WORDS = 0.25
_GAP_OF_SEGMENTS = 0.7


class Glyph(NamedTuple):
    """One character that can be seen.

    Attributes:
        box: where it stands.
        text: what it is.
        size: size of type.
    """

    box: Box
    text: str
    size: float


class Segment(NamedTuple):
    """Characters of one line that stand together, with a wide gap on either side."""

    box: Box
    text: str
    size: float


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters by printed line, top to bottom, each line from left to right."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.box.center[1]):
        middle = glyph.box.center[1]
        above = lines[-1][0].box if lines else None
        if above is not None and abs(above.center[1] - middle) < _reach(above, glyph.box):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda glyph: glyph.box.x0) for line in lines]


def _reach(first: Box, second: Box) -> float:
    """How far apart two characters of one line may stand: less than half the larger."""
    return 0.45 * max(first.height, second.height)


def text_of(glyphs: Iterable[Glyph]) -> str:
    r"""The text of a cell, printed lines separated by ``\n``."""
    return "\n".join(text for line in lines_of(glyphs) if (text := joined(line)))


def joined(line: Sequence[Glyph]) -> str:
    """One line as text; a gap between Latin letters or digits is a blank."""
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in line:
        if before is not None and _is_apart(before, glyph):
            parts.append(" ")
        parts.append(glyph.text)
        before = glyph
    return "".join(parts).strip()


def _is_apart(left: Glyph, right: Glyph) -> bool:
    """Whether a blank was meant between two characters: Chinese type has none."""
    if not (left.text.isascii() and right.text.isascii()) or " " in (left.text, right.text):
        return False
    return right.box.x0 - left.box.x1 > _GAP_OF_WORDS * max(left.size, right.size)


def segments_of(line: Sequence[Glyph], gap: float = _GAP_OF_SEGMENTS) -> list[Segment]:
    """The pieces of a line that gaps of at least ``gap`` times the type's height set apart."""
    pieces: list[list[Glyph]] = []
    blanks: list[Glyph] = []
    for glyph in line:
        if not glyph.text.strip():
            blanks.append(glyph)
            continue
        last = pieces[-1][-1] if pieces else None
        if last is not None and glyph.box.x0 - last.box.x1 < gap * glyph.size:
            pieces[-1] += [*blanks, glyph]
        else:
            pieces.append([glyph])
        blanks.clear()
    return [Segment(around(piece), joined(piece), piece[0].size) for piece in pieces]


def around(glyphs: Sequence[Glyph]) -> Box:
    """The box around characters."""
    return Box(
        min(glyph.box.x0 for glyph in glyphs),
        min(glyph.box.top for glyph in glyphs),
        max(glyph.box.x1 for glyph in glyphs),
        max(glyph.box.bottom for glyph in glyphs),
    )
