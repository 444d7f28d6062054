"""Tables that lie on their side: level names head the columns, each cell states an indicator."""

from typing import NamedTuple

from assistant.intake.recognise.cells import Row, Token
from assistant.intake.recognise.indicators import ReadRow
from assistant.intake.recognise.levels import Rank, read_level
from assistant.intake.recognise.prose import stated_row
from assistant.intake.recognise.roles import Role, read_role
from assistant.intake.recognise.values import looks_like_quantity

_MIN_HEADS = 2
_LONGEST = 16


class SidewaysColumn(NamedTuple):
    """A column under a level name, or under the name of a fact (项目单位)."""

    start: int
    end: int
    level1: str | None
    level2: str | None
    role: Role | None


def find_sideways_header(row: Row, above: Row | None) -> tuple[SidewaysColumn, ...] | None:
    """The columns, if ``row`` prints several level 2 names side by side; None otherwise."""
    heads = [token for token in row.own if _is_level2(token)]
    if len(heads) < _MIN_HEADS or any(read_role(token.text) is Role.VALUE for token in row.tokens):
        return None
    if any(looks_like_quantity(token.text) or len(token.text) > _LONGEST for token in row.own):
        return None
    columns = []
    for token in row.tokens:
        level2 = token.text if _is_level2(token) else None
        level1 = _over(token, above) if level2 else None
        role = None if level2 else read_role(token.text)
        columns.append(SidewaysColumn(token.column, token.end, level1, level2, role))
    if above is not None:
        columns.extend(
            SidewaysColumn(token.column, token.end, None, None, read_role(token.text))
            for token in above.own
            if not any(one.start < token.end and token.column < one.end for one in columns)
        )
    return tuple(sorted(columns, key=lambda column: column.start))


def read_sideways(row: Row, columns: tuple[SidewaysColumn, ...]) -> list[ReadRow]:
    """The indicators that a row of such a table states, with its unit and project as facts."""
    facts: dict[Role, str] = {}
    for column in columns:
        token = _under(row, column)
        if column.role in (Role.PROJECT, Role.UNIT_NAME) and token is not None:
            facts[column.role] = token.text
    found: list[ReadRow] = []
    for column in columns:
        token = _under(row, column)
        if column.level2 is None or token is None or token.inherited:
            continue
        stated = stated_row(token.raw, column.level1, column.level2, row.anchor)
        found.extend(read._replace(facts=facts) for read in stated)
    return found


def _is_level2(token: Token) -> bool:
    level = read_level(token.text)
    named = level is not None and token.text.endswith(("指标", "效益", "目标"))
    return named and level is not None and level.rank is not Rank.LEVEL1


def _over(token: Token, above: Row | None) -> str | None:
    """The level 1 name over a column; where spans were lost, the nearest to its left."""
    if above is None:
        return None
    names = [
        one
        for one in above.tokens
        if one.column <= token.column
        and (level := read_level(one.text)) is not None
        and level.rank is not Rank.LEVEL2
    ]
    return names[-1].text if names else None


def _under(row: Row, column: SidewaysColumn) -> Token | None:
    return next((token for token in row.tokens if column.start <= token.column < column.end), None)
