"""Columns of a table without vertical lines: its header says how many, the gaps say where.

A header is known by its words (一级指标 …), also where narrow columns broke them. Between two of
its cells the border runs where the fewest lines below cross it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.intake.geometry import Box
from assistant.intake.pdf_text import Glyph, Segment, around, joined
from assistant.intake.recognise.roles import LEVELS, Role, read_role

_LEAST_KNOWN = 3
_OVERLAP = 0.9
_SPLIT = 0.3


class Line(NamedTuple):
    """One printed line: its number on the page and its pieces."""

    number: int
    segments: tuple[Segment, ...]

    @property
    def top(self) -> float:
        """Where it begins."""
        return self.segments[0].box.center[1]


class HeaderColumns(NamedTuple):
    """What a header says.

    Attributes:
        first: number of its first line.
        last: number of its last line.
        borders: from the left end of the first column to the right end of the last.
        roles: what each column holds, as far as its words say.
    """

    first: int
    last: int
    borders: tuple[float, ...]
    roles: tuple[Role | None, ...]


def header_columns(region: Sequence[Line]) -> HeaderColumns | None:
    """The first header among the lines of a table, or None where no words say so."""
    at = 0
    while at < len(region):
        end = at + 1
        while end < len(region) and overlaps(region[end - 1], region[end]):
            end += 1
        heads = _heads(region[at:end])
        roles = tuple(_roles(region[at:end], heads))
        if _is_header(roles):
            borders = _borders(heads, [s.box for line in region[end:] for s in line.segments])
            first, last = region[at].number, region[end - 1].number
            return HeaderColumns(first, last, tuple(borders), roles)
        at = end
    return None


def overlaps(upper: Line, lower: Line) -> bool:
    """Whether two lines stand closer than lines of one cell do: they are of one row."""
    if not upper.segments or not lower.segments:
        return False
    height = min(upper.segments[0].box.height, lower.segments[0].box.height)
    return lower.top - upper.top < _OVERLAP * height


def _heads(band: Sequence[Line]) -> list[tuple[float, float]]:
    """Where each cell of a row has text; a cell over several others is none of its own."""
    pieces = [segment.box for line in band for segment in line.segments]
    single = [box for box in pieces if sum(_meets(box, other) for other in pieces) < _SPANNING
              or not _spans(box, pieces)]  # fmt: skip
    heads: list[tuple[float, float]] = []
    for box in sorted(single, key=lambda box: box.x0):
        if heads and box.x0 < heads[-1][1]:
            heads[-1] = (heads[-1][0], max(heads[-1][1], box.x1))
        else:
            heads.append((box.x0, box.x1))
    return heads


_SPANNING = 3


def _meets(box: Box, other: Box) -> bool:
    return box.x0 < other.x1 and other.x0 < box.x1


def _spans(box: Box, pieces: Sequence[Box]) -> bool:
    """Whether ``box`` stands over two pieces that stand side by side."""
    below = sorted((other for other in pieces if other is not box and _meets(box, other)),
                   key=lambda other: other.x0)  # fmt: skip
    return any(left.x1 < right.x0 for left, right in zip(below, below[1:], strict=False))


def _roles(band: Sequence[Line], heads: Sequence[tuple[float, float]]) -> Iterator[Role | None]:
    """What each cell of a row heads, its words joined from top to bottom."""
    for start, end in heads:
        yield read_role("".join(
            piece.text for line in band for piece in line.segments
            if start <= piece.box.center[0] <= end
        ))  # fmt: skip


def _is_header(roles: Sequence[Role | None]) -> bool:
    """Whether most cells of a row are words that head columns, one of them a level or name."""
    known = [role for role in roles if role is not None]
    return len(known) >= max(_LEAST_KNOWN, len(roles) // 2) and bool(set(known) & set(LEVELS))


def _borders(heads: Sequence[tuple[float, float]], below: Sequence[Box]) -> list[float]:
    """The outer edges of the header and, between its cells, where the fewest pieces cross."""
    inner = [
        _border(left[1], right[0], below) for left, right in zip(heads, heads[1:], strict=False)
    ]
    under = [box for box in below if box.center[0] < inner[0]]
    # Labels in the margin stand beside the first column, unless nothing else is under its head.
    first = min([heads[0][0], *(box.x0 for box in under if box.x1 > heads[0][0])])
    if not any(box.x1 > heads[0][0] for box in under):
        first = min([first, *(box.x0 for box in under)])
    last = max([heads[-1][1], *(box.x1 for box in below if box.center[0] > inner[-1])])
    return [first, *inner, last]


def _border(left: float, right: float, below: Sequence[Box]) -> float:
    """The middle of the widest stretch between two edges that the fewest pieces cross."""
    edges = sorted({left, right, *(x for box in below for x in (box.x0, box.x1)
                                   if left < x < right)})  # fmt: skip
    stretches = [
        (sum(box.x0 < (start + end) / 2 < box.x1 for box in below), start - end, (start + end) / 2)
        for start, end in zip(edges, edges[1:], strict=False)
    ]
    return min(stretches)[2] if stretches else (left + right) / 2


def parted(line: Sequence[Glyph], pieces: Sequence[Segment], borders: Sequence[float]) -> (
    tuple[Segment, ...]
):  # fmt: skip
    """The pieces of a line, those that run over a border cut there if there is any gap."""
    found: list[Segment] = []
    for piece in pieces:
        glyphs = [g for g in line if g.text.strip() and _inside(g.box, piece.box)]
        held: list[list[Glyph]] = []
        for glyph in glyphs:
            last = held[-1][-1] if held else None
            if last is not None and not _is_cut(last, glyph, borders):
                held[-1].append(glyph)
            else:
                held.append([glyph])
        if len(held) < 2:
            found.append(piece)
        else:
            found.extend(Segment(around(part), joined(part), part[0].size) for part in held)
    return tuple(found)


def _inside(box: Box, outer: Box) -> bool:
    return outer.x0 - 0.1 <= box.x0 and box.x1 <= outer.x1 + 0.1


def _is_cut(left: Glyph, right: Glyph, borders: Sequence[float]) -> bool:
    """Whether a border runs through the gap between two characters."""
    apart = right.box.x0 - left.box.x1 > _SPLIT * right.size
    return apart and any(left.box.center[0] < x < right.box.center[0] for x in borders[1:-1])
