"""Which cell of a row stands for which column, when cells have slid: by order and by meaning.

Each row is aligned with the header in order, left to right, so that the sum of what the cells are
worth in their columns is highest. Where the cells stand under their headers and make sense there,
that is the answer; where they slid, what they hold decides.
"""

import re
from typing import NamedTuple

from assistant.domain.quantity import normalise, read_number
from assistant.intake.recognise.cells import Row, Token
from assistant.intake.recognise.columns import Column
from assistant.intake.recognise.headers import Header
from assistant.intake.recognise.levels import Rank, is_points_only, read_level
from assistant.intake.recognise.roles import Role
from assistant.intake.recognise.values import looks_like_quantity, read_sign

_DIRECTION = re.compile(r"(?:正|反|逆|负)向(?:指标)?|越[大高小低]越好")
_DISTANCE = 0.4
_FAR = 3
_LEFT_OUT = 4.0
_MARGIN_LEFT_OUT = 0.3
_PLAINLY_WRONG = -3.5
_WRONG_TOGETHER = -5.5
_PREFERENCE = 1.0
"""How much better an alignment by meaning must be before the printed columns are given up."""


class Alignment(NamedTuple):
    """The cells of a row by column.

    Attributes:
        cells: the cell of each column that has one.
        left_out: cells that belong to no column, margin labels aside.
        moved: the cells had slid: they do not stand under their headers.
    """

    cells: dict[Column, Token]
    left_out: tuple[Token, ...]
    moved: bool

    def role(self, role: Role) -> Token | None:
        """The cell that holds ``role``."""
        return next((cell for column, cell in self.cells.items() if column.role is role), None)

    def shift(self, role: Role) -> int | None:
        """How far the cell of ``role`` stands right of its header."""
        found = ((column, cell) for column, cell in self.cells.items() if column.role is role)
        return next((cell.column - column.start for column, cell in found), None)


def align(row: Row, header: Header, *, printed_levels: bool = False) -> Alignment:
    """The cells of ``row`` under ``header``.

    Args:
        row: the row.
        header: the columns.
        printed_levels: level names of this table stand in columns of their own choosing (产出指标
            as level 2), so that a name's usual level says nothing.
    """
    if header.floating:
        return _by_meaning(row, header, printed_levels)
    by_place = _by_place(row, header)
    if by_place is not None and _settled(by_place, row, header, printed_levels):
        return by_place
    by_meaning = _by_meaning(row, header, printed_levels)
    if by_place is None:
        return by_meaning
    better = _worth_of(by_meaning, row, header, printed_levels)
    if better > _worth_of(by_place, row, header, printed_levels) + _PREFERENCE:
        return by_meaning
    return by_place


def _by_place(row: Row, header: Header) -> Alignment | None:
    """Each cell under the header it stands under; None where two claim the same column."""
    cells: dict[Column, Token] = {}
    left: list[Token] = []
    for token in row.tokens:
        column = _column_at(header, token)
        if column is None:
            left.append(token)
        elif column in cells:
            return None
        else:
            cells[column] = token
    return Alignment(cells, tuple(_outside_margin(left, header)), moved=False)


def _column_at(header: Header, token: Token) -> Column | None:
    for column in header.columns:
        if column.start <= token.column < column.end or token.column <= column.start < token.end:
            return column
    return None


def _outside_margin(tokens: list[Token], header: Header) -> list[Token]:
    first = min(column.start for column in header.columns if column.role is not Role.MARGIN)
    return [token for token in tokens if token.column >= first]


def _settled(found: Alignment, row: Row, header: Header, printed_levels: bool) -> bool:
    """Whether the cells make sense where they stand.

    Under the header itself a cell must be plainly wrong (a number as level, an operator as name)
    before its place is doubted; on a page without the header an odd one is enough.
    """
    if found.left_out or any(_column_at(header, token) is None for token in row.own):
        return False
    bad = [
        worth
        for column, token in found.cells.items()
        if (worth := _worth(token, column.role, header, printed_levels)) < 0
    ]
    if row.grid == header.grid:
        return min(bad, default=0) > _PLAINLY_WRONG and sum(bad) > _WRONG_TOGETHER
    return min(bad, default=0) >= -1


def _worth_of(found: Alignment, row: Row, header: Header, printed_levels: bool) -> float:
    total = 0.0
    placed = set()
    for column, token in found.cells.items():
        placed.add(token)
        total += _worth(token, column.role, header, printed_levels) - _distance(token, column)
    return total - sum(
        _cost_of_leaving(token, header) for token in row.tokens if token not in placed
    )


def _distance(token: Token, column: Column) -> float:
    if column.start <= token.column < column.end or column.end < 0:
        return 0.0
    return _DISTANCE * min(abs(token.column - column.start), _FAR)


def _cost_of_leaving(token: Token, header: Header) -> float:
    first = min(column.start for column in header.columns if column.role is not Role.MARGIN)
    if token.inherited or token.column < first:
        return _MARGIN_LEFT_OUT
    return _LEFT_OUT


def _by_meaning(row: Row, header: Header, printed_levels: bool) -> Alignment:
    """The best order-keeping alignment (dynamic programming over cells and columns)."""
    tokens, columns = row.tokens, header.columns
    height, width = len(tokens) + 1, len(columns) + 1
    best = [[0.0] * width for _ in range(height)]
    step: list[list[str]] = [[""] * width for _ in range(height)]
    for i in range(height):
        for j in range(width):
            if i == j == 0:
                continue
            choices = []
            if j:
                choices.append((best[i][j - 1], "column"))
            if i:
                choices.append((best[i - 1][j] - _cost_of_leaving(tokens[i - 1], header), "token"))
            if i and j:
                token, column = tokens[i - 1], columns[j - 1]
                worth = _worth(token, column.role, header, printed_levels)
                gain = worth - _distance(token, column)
                choices.append((best[i - 1][j - 1] + gain, "both"))
            best[i][j], step[i][j] = max(choices, key=lambda choice: choice[0])
    return _trace(row, header, step)


def _trace(row: Row, header: Header, step: list[list[str]]) -> Alignment:
    cells: list[tuple[Column, Token]] = []
    left: list[Token] = []
    i, j = len(row.tokens), len(header.columns)
    while i or j:
        if step[i][j] == "both":
            i, j = i - 1, j - 1
            cells.append((header.columns[j], row.tokens[i]))
        elif step[i][j] == "token":
            i -= 1
            left.append(row.tokens[i])
        else:
            j -= 1
    return Alignment(dict(reversed(cells)), tuple(_outside_margin(left, header)), moved=True)


def _worth(token: Token, role: Role, header: Header, printed_levels: bool) -> float:
    """What a cell is worth in a column: high where its content is what the column holds."""
    text = token.text
    if role in (Role.LEVEL1, Role.LEVEL2):
        return _worth_as_level(text, role, printed_levels)
    is_operator = read_sign(text) is not None
    if role is Role.OPERATOR:
        return 5.0 if is_operator else -1.0 if _may_stand_for_operator(text) else -6.0
    if is_operator and role is not Role.DIRECTION:
        bare = role is Role.VALUE and not header.has(Role.OPERATOR)
        return 1.0 if bare else -5.0
    return _WORTH.get(role, _worth_as_text)(text)


def _worth_as_level(text: str, role: Role, printed_levels: bool) -> float:
    found = read_level(text)
    if found is not None:
        usual = Rank.LEVEL1 if role is Role.LEVEL1 else Rank.LEVEL2
        return 3.0 if printed_levels or found.rank in (usual, Rank.BOTH) else -3.0
    if is_points_only(text):
        return 1.0
    if read_number(text) is not None or read_sign(text) is not None:
        return -6.0
    return -1.0 if len(text) <= 12 else -2.0


def _worth_as_name(text: str) -> float:
    if read_number(text) is not None:
        return -4.0
    if read_level(text) is not None:
        return -2.0
    return -3.0 if looks_like_quantity(text) else 2.0


def _worth_as_value(text: str) -> float:
    if looks_like_quantity(text) or read_number(text) is not None:
        return 3.0
    if read_level(text) is not None:
        return -3.0
    return 0.5 if len(text) <= 30 else -0.5


def _worth_as_unit(text: str) -> float:
    if read_number(text) is not None:
        return -4.0
    return 1.5 if len(text) <= 8 else -2.0


def _worth_as_points(text: str) -> float:
    if read_number(normalise(text).removesuffix("分").removesuffix("%")) is not None:
        return 2.0
    return 0.0 if normalise(text) in ("/", "-", "—", "无", "\\") else -5.0


def _worth_as_direction(text: str) -> float:
    if _DIRECTION.fullmatch(text) or text.startswith("定"):
        return 3.0
    return 1.0 if read_sign(text) is not None else -2.0


def _worth_as_text(text: str) -> float:
    return 0.0 if read_sign(text) is None else -3.0


_WORTH = {
    Role.NAME: _worth_as_name,
    Role.VALUE: _worth_as_value,
    Role.UNIT: _worth_as_unit,
    Role.WEIGHT: _worth_as_points,
    Role.SCORE: _worth_as_points,
    Role.DIRECTION: _worth_as_direction,
}


def _may_stand_for_operator(text: str) -> bool:
    """What character recognition makes of ≥, and words that the column holds in some forms."""
    plain = normalise(text)
    return (
        plain
        in ("2", "二", "%=", "%", "z", "Z", "≥=", "—", "-", "/", "2=", "＝", "定量", "定量指标")
        or _DIRECTION.fullmatch(plain) is not None
    )


def looks_like_indicator(row: Row) -> bool:
    """Whether a row shows what only indicators show: an operator, or a level beside a quantity."""
    texts = [token.text for token in row.own]
    if any(read_sign(text) is not None for text in texts):
        return True
    amounts = any(looks_like_quantity(text) for text in texts)
    levels = [level for text in texts if (level := read_level(text)) is not None]
    return amounts and (bool(levels) or len(texts) > 1)
