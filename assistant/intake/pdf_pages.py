"""Tables that run over pages joined into one grid, whose cells know the page they stand on."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from assistant.domain.indicator import SourceAnchor, SourceBox
from assistant.intake import limits
from assistant.intake.geometry import cluster, lay_out
from assistant.intake.grid import Cell, Grid, TextLine
from assistant.intake.hidden import HiddenTexts
from assistant.intake.pdf_blocks import PageLine, PartCell, TablePart

_TOLERANCE = 3.0
_SAME_EDGE = 6.0
_MARGIN = 0.08
_PAGE_NUMBER = re.compile(
    r"[-—–\s]*(第\s*)?\d{1,4}(\s*[/／]\s*\d{1,4}|\s*页(,?，?\s*共\s*\d+\s*页)?)?[-—–\s]*"
)
_ENDED = tuple("。；;！!？?")


class _Piece(NamedTuple):
    """A cell on its way into the joined grid."""

    row: int
    column: int
    rowspan: int
    colspan: int
    cell: PartCell
    part: TablePart


def assemble(parts: list[TablePart | PageLine], hidden: HiddenTexts) -> tuple[Grid | TextLine, ...]:
    """The blocks of a document: lines, and tables joined where a page ended inside them."""
    furniture = _furniture(part for part in parts if isinstance(part, PageLine))
    blocks: list[Grid | TextLine] = []
    open_parts: list[TablePart] = []
    waiting: list[PageLine] = []
    tables = 0

    def close() -> None:
        nonlocal tables
        if open_parts:
            tables += 1
            blocks.append(_grid(open_parts, tables, hidden))
        blocks.extend(_line(line, hidden) for line in waiting)
        open_parts.clear()
        waiting.clear()

    for part in parts:
        if isinstance(part, PageLine):
            if open_parts and part in furniture:
                waiting.append(part)
                continue
            close()
            blocks.append(_line(part, hidden))
            continue
        if not (open_parts and _goes_on(open_parts[-1], part)):
            close()
        open_parts.append(part)
    close()
    return tuple(block for block in blocks if isinstance(block, Grid) or block.text)


def _line(line: PageLine, hidden: HiddenTexts) -> TextLine:
    """A line of running text."""
    # A scanned page's mark is no text and must not be cleaned away.
    shown = line.text if line.text.isspace() else hidden.visible(line.text, line.anchor)
    return TextLine(shown, line.anchor)


def _furniture(lines: Iterable[PageLine]) -> set[PageLine]:
    """Page numbers, headers and footers: what may stand between two halves of a table."""
    kept = list(lines)
    at_edges = [line for line in kept if not _MARGIN < line.height < 1 - _MARGIN]
    pages = Counter(text for text, _ in {(line.text, line.anchor.page) for line in at_edges})
    return {
        line
        for line in kept
        if _PAGE_NUMBER.fullmatch(line.text) or (line in at_edges and pages[line.text] > 1)
    }


def _goes_on(above: TablePart, below: TablePart) -> bool:
    """Whether a table is the rest of the one before: next page, same outer borders."""
    return (
        below.page == above.page + 1
        and abs(above.box.x0 - below.box.x0) < _SAME_EDGE
        and abs(above.box.x1 - below.box.x1) < _SAME_EDGE
    )


def _grid(parts: list[TablePart], number: int, hidden: HiddenTexts) -> Grid:
    """One grid out of the parts of a table."""
    xs = cluster(
        (x for part in parts for c in part.cells for x in (c.box.x0, c.box.x1)), _TOLERANCE
    )
    pieces: list[_Piece] = []
    rows = 0
    for part in parts:
        layout = lay_out([cell.box for cell in part.cells], _TOLERANCE, xs)
        added = [
            _Piece(place.row + rows, place.column, place.rowspan, place.colspan, cell, part)
            for place, cell in zip(layout.places, part.cells, strict=True)
        ]
        if pieces and _is_rest_of_row(pieces, added, rows):
            pieces, added = _row_joined(pieces, added, rows)
            rows -= 1
        pieces = _spans_joined(pieces, added, rows)
        rows += len(layout.ys) - 1
        limits.check_rows(rows)
    boxes = _row_boxes(pieces)
    cells = [
        _cell(piece, number, boxes.get(piece.row), hidden)
        for piece in sorted(pieces, key=lambda p: p[:2])
    ]
    return Grid(tuple(cells), rows, max(len(xs) - 1, 1))


def _row_boxes(pieces: list[_Piece]) -> dict[int, SourceBox]:
    """Where each row is printed, cells that reach into other rows left out."""
    rows: dict[int, list[_Piece]] = {}
    for piece in pieces:
        if piece.rowspan == 1:
            rows.setdefault(piece.row, []).append(piece)
    return {row: _around(held) for row, held in rows.items()}


def _around(pieces: list[_Piece]) -> SourceBox:
    """The box around cells of one row, as fractions of their page."""
    part = pieces[0].part
    sheet = part.sheet
    boxes = [p.cell.printed or p.cell.box for p in pieces if p.part is part]
    left, right = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    return SourceBox(
        left=_fraction(left - sheet.x0, sheet.width),
        top=_fraction(top - sheet.top, sheet.height),
        right=_fraction(right - sheet.x0, sheet.width),
        bottom=_fraction(bottom - sheet.top, sheet.height),
        scanned=part.scanned,
    )


def _fraction(distance: float, whole: float) -> float:
    return round(min(max(distance / max(whole, 1.0), 0.0), 1.0), 4)


def _cell(piece: _Piece, number: int, box: SourceBox | None, hidden: HiddenTexts) -> Cell:
    """A piece as a cell of the grid."""
    anchor = SourceAnchor(page=piece.part.page, table=number, row=piece.row + 1, box=box)
    return Cell(*piece[:4], hidden.visible(piece.cell.text, anchor), anchor)


def _is_rest_of_row(above: list[_Piece], below: list[_Piece], rows: int) -> bool:
    """Whether the first row of a page is the rest of a row that the page before broke.

    Only cells whose text had reached the right border go on, and some that were filled do not.
    """
    last = {p.column: p for p in above if p.row + p.rowspan == rows and p.rowspan == 1}
    first = [p for p in below if p.row == rows and p.rowspan == 1 and p.cell.text]
    filled = [p for p in last.values() if p.cell.text]
    return 0 < len(first) < len(filled) and all(
        p.column in last
        and last[p.column].colspan == p.colspan
        and last[p.column].cell.full
        and not last[p.column].cell.text.endswith(_ENDED)
        for p in first
    )


def _row_joined(
    above: list[_Piece], below: list[_Piece], rows: int
) -> tuple[list[_Piece], list[_Piece]]:
    """The broken row made whole; everything below moves up by one."""
    rest = {p.column: p for p in below if p.row == rows and p.rowspan == 1}
    whole: list[_Piece] = []
    for piece in above:
        more = rest.get(piece.column) if piece.row + piece.rowspan == rows else None
        if more is not None and more.cell.text:
            text = f"{piece.cell.text}\n{more.cell.text}"
            piece = piece._replace(cell=piece.cell._replace(text=text))
        whole.append(piece)
    moved = [
        p._replace(row=max(p.row - 1, rows - 1), rowspan=p.rowspan - (p.row == rows))
        for p in below
        if not (p.row == rows and p.rowspan == 1)
    ]
    return whole, [p._replace(row=p.row + (p.row < rows)) for p in moved if p.rowspan > 0]


def _spans_joined(above: list[_Piece], below: list[_Piece], rows: int) -> list[_Piece]:
    """Both parts, with merged cells that the page break cut in two made one again."""
    ends = {(p.column, p.colspan): i for i, p in enumerate(above) if p.row + p.rowspan == rows}
    whole = list(above)
    for piece in below:
        index = ends.get((piece.column, piece.colspan)) if piece.row == rows else None
        if index is not None and _are_halves(whole[index], piece):
            upper = whole[index]
            text = upper.cell.text or piece.cell.text
            whole[index] = upper._replace(
                rowspan=upper.rowspan + piece.rowspan, cell=upper.cell._replace(text=text)
            )
        else:
            whole.append(piece)
    return whole


def _are_halves(upper: _Piece, lower: _Piece) -> bool:
    """Whether two cells at a page break are one: one half is blank, one covers several rows."""
    blank = not (upper.cell.text and lower.cell.text)
    return blank and max(upper.rowspan, lower.rowspan) > 1
