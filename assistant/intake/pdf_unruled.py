"""Tables without vertical lines on a PDF page: columns told by gaps, rows by spacing.

A level name that stands in the middle of the rows it covers gets its span back where the middles
of all names of its column agree; otherwise cells are left as they stand.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.intake.geometry import Box
from assistant.intake.pdf_columns import HeaderColumns, Line, header_columns, overlaps, parted
from assistant.intake.pdf_text import Glyph, Segment, segments_of
from assistant.intake.recognise.roles import Role

_TABULAR = 3
_PAIR = 2
_LEAST_LINES = 3
_CROSSED = 0.1
_LEAST_GUTTER = 2.0
_CLOSE = 1.5
_DENSE = 0.9
_CENTERED = 0.6
_MOSTLY = 0.6
_SHORT = (Role.OPERATOR, Role.UNIT, Role.WEIGHT, Role.VALUE)


class UnruledTable(NamedTuple):
    """A table told by its gaps alone."""

    box: Box
    cells: tuple[tuple[Box, str], ...]


class _Block(NamedTuple):
    """Lines that stand close together in the same columns: the text of one cell."""

    first: int
    last: int
    box: Box
    text: str


class _Spacing(NamedTuple):
    """What parts the lines of a table into rows.

    Attributes:
        rules: heights of horizontal lines.
        loose: rows stand further apart than the lines of one cell.
        header: numbers of the first and last line of the header, where its words say so.
    """

    rules: Sequence[float]
    loose: bool = False
    header: tuple[int, int] | None = None

    def parts(self, upper: int, lower: int) -> bool:
        """Whether the header begins or ends between two lines."""
        if self.header is None:
            return False
        first, last = self.header
        return upper < first <= lower or upper <= last < lower


class _Row(NamedTuple):
    """From where to where a row reaches, and the middle of its text."""

    top: float
    bottom: float
    middle: float


def unruled_tables(
    lines: Sequence[Sequence[Glyph]], rules: Sequence[tuple[float, float, float]]
) -> list[tuple[UnruledTable, set[int]]]:
    """Tables among the lines of a page, with the numbers of the lines that they use.

    Args:
        lines: characters by printed line, top to bottom.
        rules: horizontal lines (left, y, right), which part rows where there are any.
    """
    pieces = [Line(i, tuple(segments_of(line))) for i, line in enumerate(lines)]
    tabular = [line.number for line in pieces if len(line.segments) >= _TABULAR]
    if len(tabular) < _LEAST_LINES:
        return []
    region = _region(pieces, tabular)
    head = header_columns(region)
    if head is None:
        found = _table(region, _columns(region), rules)
        return [found] if found else []
    above = [line for line in region if line.number < head.first]
    if sum(len(line.segments) >= _TABULAR for line in above) < _LEAST_LINES:
        # Plain lines close above the header are no part of the table.
        paired = [line.number for line in region if len(line.segments) >= _PAIR]
        above, region = [], [line for line in region if line.number >= min(*paired, head.first)]
    else:
        region = region[len(above) :]
    region = [
        line._replace(segments=parted(lines[line.number], line.segments, head.borders))
        if line.number > head.last else line
        for line in region
    ]  # fmt: skip
    tables = [_table(above, _columns(above), rules)] if above else []
    tables.append(_table(region, _headed(region, head), rules, head))
    return [table for table in tables if table is not None]


def _headed(region: Sequence[Line], head: HeaderColumns) -> list[tuple[float, float]]:
    """The columns that a header says, and one of labels to the left of them."""
    columns = list(zip(head.borders, head.borders[1:], strict=False))
    return [
        *_left_of([line for line in region if line.number > head.last], columns[0][0]),
        *columns,
    ]


def _table(
    region: Sequence[Line],
    columns: Sequence[tuple[float, float]],
    rules: Sequence[tuple[float, float, float]],
    head: HeaderColumns | None = None,
) -> tuple[UnruledTable, set[int]] | None:
    """The cells of a table whose columns are known, with the numbers of its lines."""
    if len(columns) < _TABULAR:
        return None
    spacing = _Spacing([y for _, y, _ in rules])
    if head is not None:
        loose = _is_loose(region, columns, head)
        spacing = spacing._replace(loose=loose, header=(head.first, head.last))
    blocks = list(_blocks(region, columns, spacing))
    body = max(_bottoms(region, head), default=0.0)
    rows = _rows(blocks, len(columns), body)
    last = head.last if head else max(region, key=lambda line: len(line.segments)).number
    header = next(line.top for line in region if line.number >= last)
    borders = _borders(columns)
    cells = tuple(_cells(blocks, rows, borders, _row_at(header, rows)))
    box = Box(borders[0], rows[0].top, borders[-1], rows[-1].bottom)
    return UnruledTable(box, cells), {line.number for line in region}


def _region(pieces: Sequence[Line], tabular: Sequence[int]) -> list[Line]:
    """The lines of the table: down to the last that stands in columns, up likewise."""
    first, last = tabular[0], tabular[-1]
    while first > 0 and _belongs(pieces[first - 1], pieces[first]):
        first -= 1
    paired = [line.number for line in pieces if len(line.segments) >= _PAIR]
    last = max(paired)
    left = min(piece.box.x0 for line in pieces[first : last + 1] for piece in line.segments)
    while last + 1 < len(pieces):
        below = pieces[last + 1]
        beside = any(
            overlaps(*pair)
            for pair in zip(pieces[last : last + 2], pieces[last + 1 : last + 3], strict=False)
        )
        if not beside and not _hangs(below, pieces[max(last - 3, 0) : last + 1], left):
            break
        last += 1
    return [line for line in pieces[first : last + 1] if line.segments]


def _hangs(line: Line, above: Sequence[Line], left: float) -> bool:
    """Whether the line below a table is the rest of a cell in it, but of its leftmost."""
    if len(line.segments) != 1:
        return False
    box = line.segments[0].box
    return box.x0 > left + box.height and any(
        abs(piece.box.x0 - box.x0) < box.height and _is_close(piece.box, box)
        for upper in above for piece in upper.segments
    )  # fmt: skip


def _belongs(above: Line, below: Line) -> bool:
    """Whether a line over the table is part of it: it stands in columns, or close above."""
    if not above.segments or not below.segments:
        return False
    upper, lower = above.segments[0].box, below.segments[0].box
    close = lower.center[1] - upper.center[1] < _CLOSE * min(upper.height, lower.height)
    return close or len(above.segments) >= _PAIR


def _columns(region: Sequence[Line]) -> list[tuple[float, float]]:
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


def _left_of(region: Sequence[Line], edge: float) -> Iterator[tuple[float, float]]:
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
    region: Sequence[Line], columns: Sequence[tuple[float, float]], spacing: _Spacing
) -> Iterator[_Block]:
    """The cells' texts: pieces under one another in the same columns, close and not ruled apart."""
    open_blocks: dict[tuple[int, int], tuple[_Block, Line, Box]] = {}
    for line in region:
        placed: dict[tuple[int, int], list[Segment]] = {}
        for piece in line.segments:
            placed.setdefault(_columns_of(piece.box, columns), []).append(piece)
        for place, parts in placed.items():
            block = _Block(*place, _around(parts), " ".join(part.text for part in parts))
            above = open_blocks.get(place)
            own = block.box
            if above is not None and _continues(above, line, own, spacing):
                block = _stacked(above[0], block)
            elif above is not None:
                yield above[0]
            open_blocks[place] = (block, line, own)
    yield from (block for block, _, _ in open_blocks.values())


def _continues(above: tuple[_Block, Line, Box], line: Line, box: Box, spacing: _Spacing) -> bool:
    """Whether a piece goes on the cell above it rather than beginning the next row's."""
    _, upper, last = above
    if any(last.center[1] < rule < box.center[1] for rule in spacing.rules):
        return False
    if spacing.parts(upper.number, line.number) or not _is_close(last, box):
        return False
    # Two full lines are two rows, unless rows stand apart or a line of the same row is between.
    interleaved = line.number - upper.number > 1
    both_full = min(len(upper.segments), len(line.segments)) >= _TABULAR
    return spacing.loose or interleaved or not both_full


def _is_close(upper: Box, lower: Box) -> bool:
    """Whether two boxes stand under one another as lines of one text do."""
    return lower.center[1] - upper.center[1] < _CLOSE * min(upper.height, lower.height)


def _is_loose(
    region: Sequence[Line], columns: Sequence[tuple[float, float]], head: HeaderColumns
) -> bool:
    """Whether rows stand further apart than lines of one cell do.

    The columns that hold one short line in every row (sign, unit, weight) say so.
    """
    held: list[list[Box]] = [[] for _ in columns]
    for line in region:
        for piece in line.segments if line.number > head.last else ():
            first, last = _columns_of(piece.box, columns)
            if first == last:
                held[first].append(piece.box)
    short = [boxes for boxes, role in zip(held[-len(head.roles) :], head.roles, strict=True)
             if role in _SHORT]  # fmt: skip
    telling = max(short, key=len, default=[])
    pairs = list(zip(telling, telling[1:], strict=False))
    return sum(not _is_close(*pair) for pair in pairs) > _MOSTLY * len(pairs)


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


def _bottoms(region: Sequence[Line], head: HeaderColumns | None) -> Iterator[float]:
    """How far down the lines of the header reach."""
    for line in region:
        if head is not None and head.first <= line.number <= head.last:
            yield from (piece.box.bottom for piece in line.segments)


def _rows(blocks: Sequence[_Block], columns: int, body: float) -> list[_Row]:
    """Rows: what overlaps from top to bottom in the columns that have a text in most rows.

    Above ``body``, where the rows under the header begin, every column counts.
    """
    counts = [sum(block.first == block.last == c for block in blocks) for c in range(columns)]
    dense = {c for c in range(columns) if counts[c] >= _DENSE * max(counts)}
    spans: list[list[float]] = []
    for block in sorted(blocks, key=lambda block: block.box.top):
        sparse = block.first == block.last and block.first not in dense
        if sparse and block.box.center[1] > body:
            continue
        middle = block.box.center[1]
        if spans and (block.box.top < (spans[-1][0] + spans[-1][1]) / 2 or middle < spans[-1][1]):
            spans[-1][1] = max(spans[-1][1], block.box.bottom)
        else:
            spans.append([block.box.top, block.box.bottom])
    middles = [(above[1] + below[0]) / 2 for above, below in zip(spans, spans[1:], strict=False)]
    tops = [spans[0][0], *middles]
    bottoms = [*middles, spans[-1][1]]
    return [
        _Row(top, bottom, (span[0] + span[1]) / 2)
        for top, bottom, span in zip(tops, bottoms, spans, strict=True)
    ]


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
    rows = _evened(rows, start)
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


def _evened(rows: Sequence[_Row], start: int) -> Sequence[_Row]:
    """Rows whose first (below a taller header) and last reach as far up as they reach down."""
    if start >= len(rows):
        return rows
    evened = list(rows)
    first = evened[start]
    evened[start] = first._replace(top=max(first.top, 2 * first.middle - first.bottom))
    last = evened[-1]
    evened[-1] = last._replace(bottom=max(last.bottom, 2 * last.middle - last.top))
    return evened


def _row_at(y: float, rows: Sequence[_Row]) -> int:
    """The row at a height, the nearest where it lies outside all."""
    return min(range(len(rows)), key=lambda i: max(rows[i].top - y, y - rows[i].bottom))
