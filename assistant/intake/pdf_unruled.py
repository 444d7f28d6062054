"""Tables without vertical lines on a PDF page: columns told by gaps, rows by spacing.

A level name that stands in the middle of the rows it covers gets its span back where the middles
of all names of its column agree; otherwise cells are left as they stand.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.intake.geometry import Box
from assistant.intake.pdf_text import Glyph, Segment, segments_of

_TABULAR = 3
_PAIR = 2
_LEAST_LINES = 3
_CROSSED = 0.1
_LEAST_GUTTER = 2.0
_CLOSE = 1.5
_DENSE = 0.9
_CENTERED = 0.6


class UnruledTable(NamedTuple):
    """A table told by its gaps alone."""

    box: Box
    cells: tuple[tuple[Box, str], ...]


class _Line(NamedTuple):
    """One printed line: its number on the page and its pieces."""

    number: int
    segments: tuple[Segment, ...]


class _Block(NamedTuple):
    """Lines that stand close together in the same columns: the text of one cell."""

    first: int
    last: int
    box: Box
    text: str


class _Row(NamedTuple):
    """From where to where a row reaches."""

    top: float
    bottom: float


def unruled_tables(
    lines: Sequence[Sequence[Glyph]], rules: Sequence[tuple[float, float, float]]
) -> list[tuple[UnruledTable, set[int]]]:
    """Tables among the lines of a page, with the numbers of the lines that they use.

    Args:
        lines: characters by printed line, top to bottom.
        rules: horizontal lines (left, y, right), which part rows where there are any.
    """
    pieces = [_Line(i, tuple(segments_of(line))) for i, line in enumerate(lines)]
    tabular = [line.number for line in pieces if len(line.segments) >= _TABULAR]
    if len(tabular) < _LEAST_LINES:
        return []
    region = _region(pieces, tabular)
    columns = _columns(region)
    if len(columns) < _TABULAR:
        return []
    blocks = list(_blocks(region, columns, [y for _, y, _ in rules]))
    rows = _rows(blocks, len(columns))
    header = max(region, key=lambda line: len(line.segments)).segments[0].box.center[1]
    borders = _borders(columns)
    cells = tuple(_cells(blocks, rows, borders, _row_at(header, rows)))
    box = Box(borders[0], rows[0].top, borders[-1], rows[-1].bottom)
    return [(UnruledTable(box, cells), {line.number for line in region})]


def _region(pieces: Sequence[_Line], tabular: Sequence[int]) -> list[_Line]:
    """The lines of the table: down to the last that stands in columns, up likewise."""
    first, last = tabular[0], tabular[-1]
    while first > 0 and _belongs(pieces[first - 1], pieces[first]):
        first -= 1
    paired = [line.number for line in pieces if len(line.segments) >= _PAIR]
    last = max(paired)
    return [line for line in pieces[first : last + 1] if line.segments]


def _belongs(above: _Line, below: _Line) -> bool:
    """Whether a line over the table is part of it: it stands in columns, or close above."""
    if not above.segments or not below.segments:
        return False
    upper, lower = above.segments[0].box, below.segments[0].box
    close = lower.center[1] - upper.center[1] < _CLOSE * min(upper.height, lower.height)
    return close or len(above.segments) >= _PAIR


def _columns(region: Sequence[_Line]) -> list[tuple[float, float]]:
    """Where each column has text, from left to right: gaps that next to no line crosses."""
    tabular = [line for line in region if len(line.segments) >= _TABULAR]
    allowed = int(_CROSSED * len(tabular))
    header = max(tabular, key=lambda line: len(line.segments))
    # Nothing of the header is a gap, even where a column is blank below it.
    edges = sorted(
        (x, step * (allowed + 1 if line is header else 1))
        for line in tabular
        for piece in line.segments
        for x, step in ((piece.box.x0, 1), (piece.box.x1, -1))
    )
    columns: list[tuple[float, float]] = []
    covered, start = 0, 0.0
    for x, step in edges:
        before, covered = covered, covered + step
        if before <= allowed < covered:
            start = x
        elif covered <= allowed < before and x > start:
            columns.append((start, x))
    return [*_left_of(region, columns[0][0]), *_merged(columns)] if columns else []


def _merged(columns: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Columns with those that no real gap parts made one."""
    merged = [columns[0]]
    for start, end in columns[1:]:
        if start - merged[-1][1] < _LEAST_GUTTER:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _left_of(region: Sequence[_Line], edge: float) -> Iterator[tuple[float, float]]:
    """The column of labels that no line of the table proper reaches, if there is one."""
    boxes = [piece.box for line in region for piece in line.segments if piece.box.x1 < edge]
    if boxes:
        yield min(box.x0 for box in boxes), max(box.x1 for box in boxes)


def _borders(columns: Sequence[tuple[float, float]]) -> list[float]:
    """Borders in the middle of the gaps between columns."""
    inner = [(left[1] + right[0]) / 2 for left, right in zip(columns, columns[1:], strict=False)]
    return [columns[0][0], *inner, columns[-1][1]]


def _columns_of(box: Box, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """First and last column that a piece of text stands in."""
    touched = [
        index for index, (start, end) in enumerate(columns)
        if box.x1 > start + 1 and box.x0 < end - 1
    ]  # fmt: skip
    if touched:
        return touched[0], touched[-1]
    middle = box.center[0]
    near = min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))
    return near, near


def _blocks(
    region: Sequence[_Line], columns: Sequence[tuple[float, float]], rules: Sequence[float]
) -> Iterator[_Block]:
    """The cells' texts: pieces under one another in the same columns, close and not ruled apart."""
    open_blocks: dict[tuple[int, int], tuple[_Block, _Line]] = {}
    for line in region:
        placed: dict[tuple[int, int], list[Segment]] = {}
        for piece in line.segments:
            placed.setdefault(_columns_of(piece.box, columns), []).append(piece)
        for place, parts in placed.items():
            block = _Block(*place, _around(parts), " ".join(part.text for part in parts))
            above = open_blocks.get(place)
            if above is not None and _continues(above[1], line, rules):
                block = _stacked(above[0], block)
            elif above is not None:
                yield above[0]
            open_blocks[place] = (block, line)
    yield from (block for block, _ in open_blocks.values())


def _continues(upper: _Line, lower: _Line, rules: Sequence[float]) -> bool:
    """Whether a line goes on the cell above it rather than beginning the next row's."""
    first, second = upper.segments[0].box, lower.segments[0].box
    if any(first.center[1] < rule < second.center[1] for rule in rules):
        return False
    close = second.center[1] - first.center[1] < _CLOSE * min(first.height, second.height)
    # Two full lines are two rows, unless a line of the same row stands between them.
    interleaved = lower.number - upper.number > 1
    both_full = min(len(upper.segments), len(lower.segments)) >= _TABULAR
    return close and (interleaved or not both_full)


def _stacked(upper: _Block, lower: _Block) -> _Block:
    """Two lines of one cell."""
    box = Box(
        min(upper.box.x0, lower.box.x0), upper.box.top,
        max(upper.box.x1, lower.box.x1), lower.box.bottom,
    )  # fmt: skip
    return upper._replace(box=box, text=f"{upper.text}\n{lower.text}")


def _around(parts: Sequence[Segment]) -> Box:
    """The box around pieces of one line."""
    return Box(
        min(part.box.x0 for part in parts), min(part.box.top for part in parts),
        max(part.box.x1 for part in parts), max(part.box.bottom for part in parts),
    )  # fmt: skip


def _rows(blocks: Sequence[_Block], columns: int) -> list[_Row]:
    """Rows: what overlaps from top to bottom in the columns that have a text in most rows."""
    counts = [sum(block.first == block.last == c for block in blocks) for c in range(columns)]
    dense = {c for c in range(columns) if counts[c] >= _DENSE * max(counts)}
    spans: list[list[float]] = []
    for block in sorted(blocks, key=lambda block: block.box.top):
        if block.first == block.last and block.first not in dense:
            continue
        middle = block.box.center[1]
        if spans and (block.box.top < (spans[-1][0] + spans[-1][1]) / 2 or middle < spans[-1][1]):
            spans[-1][1] = max(spans[-1][1], block.box.bottom)
        else:
            spans.append([block.box.top, block.box.bottom])
    middles = [(above[1] + below[0]) / 2 for above, below in zip(spans, spans[1:], strict=False)]
    tops = [spans[0][0], *middles]
    return [_Row(top, bottom) for top, bottom in zip(tops, [*middles, spans[-1][1]], strict=True)]


def _cells(
    blocks: Sequence[_Block], rows: Sequence[_Row], borders: Sequence[float], header: int
) -> Iterator[tuple[Box, str]]:
    """Every cell with its box in the grid."""
    taken: dict[tuple[int, int, int, int], list[_Block]] = {}
    by_columns: dict[tuple[int, int], list[_Block]] = {}
    for block in blocks:
        by_columns.setdefault((block.first, block.last), []).append(block)
    for (first, last), column in by_columns.items():
        ordered = sorted(column, key=lambda block: block.box.top)
        for block, (start, end) in zip(ordered, _row_spans(ordered, rows, header), strict=True):
            taken.setdefault((start, end, first, last), []).append(block)
    for (start, end, first, last), held in taken.items():
        box = Box(borders[first], rows[start].top, borders[last + 1], rows[end].bottom)
        yield box, "\n".join(block.text for block in held)


def _row_spans(
    column: Sequence[_Block], rows: Sequence[_Row], header: int
) -> list[tuple[int, int]]:
    """First and last row of each block of one column."""
    plain = [(row, row) for row in (_row_at(block.box.center[1], rows) for block in column)]
    above = sum(row <= header for row, _ in plain)
    below = column[above:]
    if not below or column[0].first != column[0].last:
        return plain
    return [*plain[:above], *(_centered_spans(below, rows, header + 1) or plain[above:])]


def _centered_spans(
    column: Sequence[_Block], rows: Sequence[_Row], start: int
) -> list[tuple[int, int]] | None:
    """Spans such that each block stands in the middle of its own; None where that does not fit."""
    spans: list[tuple[int, int]] = []
    for block in column:
        middle = block.box.center[1]
        slack = _CENTERED * block.box.height / (block.text.count("\n") + 1)
        misses = [
            (abs((rows[start].top + rows[end].bottom) / 2 - middle), end)
            for end in range(start, len(rows))
        ]
        if not misses or min(misses)[0] > slack:
            return None
        spans.append((start, min(misses)[1]))
        start = spans[-1][1] + 1
    return spans if start == len(rows) else None


def _row_at(y: float, rows: Sequence[_Row]) -> int:
    """The row at a height, the nearest where it lies outside all."""
    return min(range(len(rows)), key=lambda i: max(rows[i].top - y, y - rows[i].bottom))
