"""Tables drawn with characters: ``^`` goes on from the cell above, ``<`` from the cell to the left.

One drawing stands for the three ways in which a form reaches us: with its merged cells, as a copy
that lost them (blank), and as an export that repeats level names on every row.
"""

from enum import StrEnum

from assistant.domain.indicator import SourceAnchor
from assistant.intake.grid import Cell, Grid, SourceDocument, TextLine


class Copy(StrEnum):
    """What became of merged cells on the way."""

    MERGED = "merged"
    LOST = "lost"
    REPEATED = "repeated"


def draw(text: str, copy: Copy = Copy.MERGED) -> SourceDocument:
    """The document that ``text`` draws: rows begin with ``|``, a blank line ends a table."""
    blocks: list[Grid | TextLine] = []
    rows: list[list[str]] = []
    tables = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            tables += 1
            blocks.append(_grid(rows, tables, copy))
            rows = []
        if line.strip():
            blocks.append(TextLine(line.strip(), SourceAnchor(line=number)))
    return SourceDocument(tuple(blocks))


def _grid(rows: list[list[str]], table: int, copy: Copy) -> Grid:
    width = max(len(row) for row in rows)
    for row in rows:
        row.extend([""] * (width - len(row)))
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text in ("", "<") or (text == "^" and copy is not Copy.REPEATED):
                continue
            shown = _above(rows, row, column) if text == "^" else text
            if shown == "<" or not shown:
                continue
            down, right = (_down(rows, row, column), _right(rows, row, column))
            if copy is not Copy.MERGED:
                down = right = 1
            anchor = SourceAnchor(table=table, row=row + 1)
            printed = shown.replace("\\n", "\n")
            cells.append(Cell(row, column, down, right, printed, anchor))
    return Grid(tuple(cells), len(rows), width)


def _above(rows: list[list[str]], row: int, column: int) -> str:
    while row and rows[row][column] == "^":
        row -= 1
    return rows[row][column]


def _down(rows: list[list[str]], row: int, column: int) -> int:
    end = row + 1
    while end < len(rows) and rows[end][column] == "^":
        end += 1
    return end - row


def _right(rows: list[list[str]], row: int, column: int) -> int:
    end = column + 1
    while end < len(rows[row]) and rows[row][end] == "<":
        end += 1
    return end - column
