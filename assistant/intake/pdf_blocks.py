"""The tables and lines of one PDF page, before pages are joined."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from assistant.domain.indicator import SourceAnchor
from assistant.intake.geometry import Box
from assistant.intake.pdf_page import Page, RuledTable
from assistant.intake.pdf_text import Glyph, lines_of, segments_of, text_of
from assistant.intake.pdf_unruled import unruled_tables

_LONG_LINE = 0.8
_CLOSING = frozenset("、，。；：！？）》”’,.;:!?)%")
_TOUCHING = 1.0
_GAP_IN_TEXT = 1.5
_CLOSE = 2.0
_FULL = 1.6
_SENTENCE_ENDS = frozenset("。；！？：;!?:")


class PageLine(NamedTuple):
    """A line of running text.

    Attributes:
        text: as printed.
        anchor: its page and line.
        height: how far down the page it stands, 0 to 1.
        top: the same in points.
    """

    text: str
    anchor: SourceAnchor
    height: float
    top: float


class PartCell(NamedTuple):
    """A cell of one page: where it is, what it says, whether its last line is full.

    ``printed`` is where it is on its page, when ``box`` was moved to meet another page's columns.
    """

    box: Box
    text: str
    full: bool
    printed: Box | None = None


class TablePart(NamedTuple):
    """A table, or what one page has of it; ``sheet`` is the page that is seen, all in points."""

    page: int
    box: Box
    cells: tuple[PartCell, ...]
    sheet: Box
    scanned: bool = False


def page_blocks(page: Page) -> list[TablePart | PageLine]:
    """Tables and lines of a page from top to bottom."""
    inside: list[list[Glyph]] = [[] for _ in page.tables]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        center = glyph.box.center
        index = next((i for i, t in enumerate(page.tables) if t.box.holds(center)), None)
        (outside if index is None else inside[index]).append(glyph)
    parts = [_part(table, glyphs, page) for table, glyphs in zip(page.tables, inside, strict=True)]
    lines = lines_of(outside)
    if not parts:
        for table, used in unruled_tables(lines, page.rules):
            cells = tuple(PartCell(box, text, False) for box, text in table.cells)
            parts.append(TablePart(page.number, table.box, cells, page.sheet))
            lines = [line for i, line in enumerate(lines) if i not in used]
    placed: list[tuple[float, TablePart | PageLine]] = [(part.box.top, part) for part in parts]
    right = max((glyph.box.x1 for glyph in page.glyphs), default=0.0)
    for number, paragraph in enumerate(_paragraphs([line for line in lines if line], right), 1):
        text = "".join(
            " ".join(piece.text for piece in segments_of(line, _GAP_IN_TEXT)) for line in paragraph
        )
        top = paragraph[0][0].box.top
        if text:
            anchor = SourceAnchor(page=page.number, line=number)
            placed.append((top, PageLine(text, anchor, top / page.height, top)))
    return [block for _, block in sorted(placed, key=lambda item: item[0])]


def _paragraphs(lines: list[list[Glyph]], right: float) -> Iterator[list[list[Glyph]]]:
    """Lines of running text, those that the margin broke put together."""
    paragraph: list[list[Glyph]] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph[-1], line, right):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _goes_on(above: list[Glyph], below: list[Glyph], right: float) -> bool:
    """Whether a line was broken by the margin: full, not at the end of a sentence, close above."""
    last, first = above[-1], below[0]
    close = below[0].box.center[1] - above[0].box.center[1] < _CLOSE * last.size
    full = right - last.box.x1 < _FULL * last.size
    level = first.box.x0 - above[0].box.x0 < last.size
    return close and full and level and last.text not in _SENTENCE_ENDS


def _part(table: RuledTable, glyphs: list[Glyph], page: Page) -> TablePart:
    """A ruled table with the characters of each cell."""
    held: list[list[Glyph]] = [[] for _ in table.cells]
    tops = sorted((cell.top, index) for index, cell in enumerate(table.cells))
    starts = [top for top, _ in tops]
    before: tuple[Glyph, int] | None = None
    for glyph in glyphs:
        center = glyph.box.center
        if before is not None and _hangs(before[0], glyph):
            held[before[1]].append(glyph)  # punctuation may hang over the border of its cell
            continue
        for _, index in reversed(tops[: bisect_right(starts, center[1])]):
            if table.cells[index].holds(center):
                held[index].append(glyph)
                before = (glyph, index)
                break
    cells = (
        PartCell(box, text_of(inner), _is_full(box, inner))
        for box, inner in zip(table.cells, held, strict=True)
    )
    return TablePart(page.number, table.box, tuple(cells), page.sheet)


def _hangs(before: Glyph, glyph: Glyph) -> bool:
    """Whether a closing mark was set right behind the character before it."""
    return (
        glyph.text in _CLOSING
        and abs(glyph.box.x0 - before.box.x1) < _TOUCHING
        and abs(glyph.box.top - before.box.top) < _TOUCHING
    )


def _is_full(box: Box, glyphs: list[Glyph]) -> bool:
    """Whether the last line of a cell runs to its right border, as a broken sentence does."""
    if not glyphs:
        return False
    last = lines_of(glyphs)[-1]
    return last[-1].box.x1 - box.x0 > _LONG_LINE * box.width
