"""The one shape that every reader hands to the recogniser: blocks of text and grids of cells.

Never Markdown in between: it loses spans. A cell knows its span and where it stood, so that a
finding can point at it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from assistant.domain.indicator import SourceAnchor


class Cell(NamedTuple):
    """One printed cell.

    Attributes:
        row: first row it covers, from 0.
        column: first column it covers, from 0.
        rowspan: rows covered, at least 1.
        colspan: columns covered, at least 1.
        text: text as printed, line breaks kept, outer blanks dropped, no hidden text.
        anchor: where it stands in the document.
        unchecked: read by character recognition and not confirmed by a person (未核对).
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    anchor: SourceAnchor
    unchecked: bool = False


class Grid(NamedTuple):
    """One table: its cells in reading order; positions that no cell covers are blank.

    Attributes:
        cells: the cells, each once.
        rows: number of rows.
        columns: number of columns.
        title: sheet name or caption, if any.
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    title: str | None = None

    def spread(self) -> list[list[Cell | None]]:
        """Rows by columns, a spanning cell standing at every position it covers."""
        table: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.rowspan, self.rows)):
                for column in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                    table[row][column] = cell
        return table


class TextLine(NamedTuple):
    """One line of running text outside any table.

    Attributes:
        text: the line, markup removed.
        anchor: where it stands.
    """

    text: str
    anchor: SourceAnchor


class HiddenText(NamedTuple):
    """Text that a person looking at the document does not see (finding E02).

    Attributes:
        text: the hidden words.
        how: ``zero-width``, ``bidi``, ``white``, ``tiny``, ``hidden-row``, ``hidden-column``,
            ``hidden-sheet``, ``hidden-run``.
        anchor: where it stands.
    """

    text: str
    how: str
    anchor: SourceAnchor


class SourceDocument(NamedTuple):
    """What a reader found, in document order.

    Attributes:
        blocks: tables and lines of text.
        hidden: text that readers set aside; never part of ``blocks``, never given to a model.
        read_by_ocr: whether characters were recognised from a picture.
    """

    blocks: tuple[Grid | TextLine, ...]
    hidden: tuple[HiddenText, ...] = ()
    read_by_ocr: bool = False

    def grids(self) -> Iterator[Grid]:
        """The tables alone."""
        return (block for block in self.blocks if isinstance(block, Grid))

    def lines(self) -> Iterator[TextLine]:
        """The lines of text alone."""
        return (block for block in self.blocks if isinstance(block, TextLine))
