"""Rows of a grid as the recogniser reads them: the printed cells in order, cleaned."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.domain.indicator import SourceAnchor
from assistant.intake.grid import Cell, Grid

_PLACEHOLDER = re.compile(
    r"[…\.·。、/\\—\-_*＊×xX\s]*|无|暂无|不适用|待定|没有|本项目不适用此?指标|不涉及|无此项指标?|N/?A"
)
_ENDLESS = re.compile(r"[^\S\n]{40,}|\n{40,}")
_LATIN_BREAK = re.compile(r"(?<=[A-Za-z])\s*\n\s*(?=[A-Za-z])")
_BREAK = re.compile(r"[^\S\n]*\n[^\S\n]*")


class Token(NamedTuple):
    """A printed cell as one row sees it.

    Attributes:
        text: trimmed, line breaks inside removed.
        column: first column, from 0.
        end: column after the last.
        raw: with its line breaks.
        inherited: the cell begins in a row above and reaches down.
        unchecked: read by character recognition.
    """

    text: str
    column: int
    end: int
    raw: str
    inherited: bool = False
    unchecked: bool = False


class Row(NamedTuple):
    """One printed row: its cells that hold text, left to right.

    Attributes:
        tokens: the cells.
        anchor: where the row stands.
        grid: number of the table in the document, from 0.
        place: number of the row in its table, from 0.
    """

    tokens: tuple[Token, ...]
    anchor: SourceAnchor
    grid: int
    place: int

    @property
    def own(self) -> tuple[Token, ...]:
        """The cells that begin in this row."""
        return tuple(token for token in self.tokens if not token.inherited)

    @property
    def printed(self) -> str:
        """The row as evidence for a person."""
        return " | ".join(token.text for token in self.own)


def squash(text: str) -> str:
    """``text`` with its endless runs of blanks cut short: no pattern may wade through them."""
    return _ENDLESS.sub("    ", text)


def clean(text: str) -> str:
    """``text`` trimmed, line breaks removed (between two Latin words they become a blank)."""
    return _BREAK.sub("", _LATIN_BREAK.sub(" ", squash(text))).strip()


def rows_of(grid: Grid, number: int) -> Iterator[Row]:
    """The rows of ``grid``; rows without text are left out."""
    for index, places in enumerate(grid.spread()):
        cells: dict[int, Cell] = {id(cell): cell for cell in places if cell is not None}
        tokens = tuple(
            Token(
                clean(cell.text),
                cell.column,
                cell.column + cell.colspan,
                squash(cell.text),
                inherited=cell.row < index,
                unchecked=cell.unchecked,
            )
            for cell in cells.values()
            if cell.text.strip()
        )
        own = next((cell for cell in cells.values() if cell.row == index), None)
        if any(not token.inherited for token in tokens) and own is not None:
            yield Row(tokens, own.anchor, number, index)


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: blank, a dash, 无, dots."""
    return _PLACEHOLDER.fullmatch(text) is not None
