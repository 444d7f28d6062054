"""Indicator rows: cells under a header become indicators, levels carried down, doubts noted."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import normalise, read_number
from assistant.intake.recognise import problems
from assistant.intake.recognise.align import Alignment
from assistant.intake.recognise.cells import Row, Token, is_blank
from assistant.intake.recognise.headers import Header
from assistant.intake.recognise.levels import levels_in_name
from assistant.intake.recognise.roles import Role
from assistant.intake.recognise.running_text import split_name
from assistant.intake.recognise.units import unit_in_name
from assistant.intake.recognise.values import ValueCell, read_sign, read_value
from assistant.messages import Message

_NUMBERED = re.compile(r"^(?:三级)?指标\s*(?:\d+|[一二三四五六七八九十]+)\s*[:：、.．]\s*")
_SWAPPED = re.compile(r"(?:正|反|逆|负)向(?:指标)?")
_DASH = re.compile(r"[-—－/\\…\s]+")
_DIGIT = re.compile(r"\d")
_OCR_OPERATORS = {"2": "≥", "二": "≥", "z": "≥", "Z": "≥", "%=": "≥", "2=": "≥", "≥=": "≥"}


class Doubt(NamedTuple):
    """Something open about a row, with the values of its message."""

    message: Message
    values: Mapping[str, object]


class ReadRow(NamedTuple):
    """An indicator row as read, not yet numbered.

    Attributes:
        indicator: the row; its id is given when it joins its table.
        doubts: what a person should check about it.
        evidence: the row as printed.
        facts: project, unit, amount and goal of a sheet that repeats them on each row.
        numbered: template numbering dropped from the name (``指标1:``), if any.
        name_offset: how much further the name slid than the operator (or value) beside it; None
            where the cells stand under their headers.
        name_column: grid column of the name, from 0.
    """

    indicator: Indicator
    doubts: tuple[Doubt, ...]
    evidence: str
    facts: dict[Role, str]
    numbered: str | None
    name_offset: int | None
    name_column: int


class Levels(NamedTuple):
    """The level names of a row, printed or carried down, and what is open about them."""

    level1: str | None
    level2: str | None
    doubts: tuple[Doubt, ...] = ()


class IndicatorReading:
    """One row being read: gathers doubts on the way."""

    def __init__(
        self, header: Header, row: Row, found: Alignment, levels: Levels, facts: dict[Role, str]
    ) -> None:
        """Begin to read ``row``, whose cells are ``found`` under ``header``."""
        self._header, self._row, self._found = header, row, found
        self._levels, self._facts = levels, facts
        self._doubts = list(levels.doubts)

    def read(self) -> ReadRow:
        """The indicator, with everything that a person should check about it."""
        name, numbered = self._name()
        operator, printed, value, unit = self._amount()
        if name is not None and not any(self._header.has(role) for role in _AMOUNT_ROLES):
            both = split_name(name)
            if both is not None:
                name, (operator, value, unit, *_) = both
        if unit is None and value is not None and value[:1].isdigit():
            unit = unit_in_name(name or "") or self._unit_in_header()
        indicator = Indicator(
            id="I0",
            level1=self._levels.level1,
            level2=self._levels.level2,
            name=name,
            operator=operator,
            value=value,
            unit=unit,
            weight=self._points(Role.WEIGHT),
            direction=self._direction(),
            note=self._text(Role.NOTE),
            source=self._row.anchor,
            actual=self._text(Role.ACTUAL),
            score=self._points(Role.SCORE, doubt=False),
            operator_printed=printed,
            columns=dict(self._columns()),
            confirm=self._is_unchecked(),
        )
        self._note_position()
        return ReadRow(
            indicator,
            tuple(self._doubts),
            self._row.printed,
            self._facts,
            numbered,
            self._name_offset(),
            self._name_column(),
        )

    def _doubt(self, message: Message, **values: object) -> None:
        self._doubts.append(Doubt(message, values))

    def _text(self, role: Role) -> str | None:
        token = self._found.role(role)
        return token.text if token is not None else None

    def _name(self) -> tuple[str | None, str | None]:
        text = self._text(Role.NAME)
        if text is None:
            return None, None
        if not self._header.has(Role.LEVEL1):
            text = levels_in_name(text)[1]
        match = _NUMBERED.match(text)
        if match and match.end() < len(text):
            return text[match.end() :].strip(), match[0].strip()
        return text, None

    def _amount(self) -> tuple[Operator | None, str | None, str | None, str | None]:
        """Operator, operator as printed, value and unit, from one cell or several."""
        sign, cell = self._found.role(Role.OPERATOR), self._found.role(Role.VALUE)
        unit = self._unit()
        operator, printed = self._operator(sign)
        text = cell.text if cell is not None else self._value_of_parts()
        if text is None and sign is not None and operator is None:
            text = _value_beside_sign(sign.text)
            printed = None if text is not None else printed
        if text is None or operator is Operator.QUALITATIVE:
            return operator, printed, text, unit
        if read_number(text) is not None:
            text = normalise(text)
        apart = read_value(text)
        if apart.residue:
            self._doubt(problems.TEMPLATE_VALUE, residue=apart.residue)
        if sign is not None and operator is not None and not _repeats(apart, operator, unit):
            return operator, printed, text, unit
        if operator is None and apart.operator is not None:
            operator, printed = apart.operator, _other_spelling(text, apart)
        if unit is not None and apart.unit not in (None, unit, "%"):
            return operator, printed, text, unit
        return operator, printed, apart.value, unit or apart.unit

    def _unit(self) -> str | None:
        text = self._text(Role.UNIT)
        return None if text is None or _DASH.fullmatch(text) else text

    def _unit_in_header(self) -> str | None:
        """The unit that the header of the values names (``指标值（万元）``)."""
        columns = self._found.cells
        return next((unit_in_name(one.text) for one in columns if one.role is Role.VALUE), None)

    def _value_of_parts(self) -> str | None:
        """The one target of all districts, where each has a column and all say the same."""
        parts = [
            (column.text, token.text)
            for column, token in self._found.cells.items()
            if column.role is Role.PART
        ]
        texts = {text for _, text in parts}
        if len(texts) > 1:
            self._doubt(problems.SEVERAL_VALUES, columns="、".join(name for name, _ in parts))
        return texts.pop() if len(texts) == 1 and len(parts) > 1 else None

    def _operator(self, sign: Token | None) -> tuple[Operator | None, str | None]:
        if sign is None:
            return self._swapped_operator()
        operator = read_sign(sign.text)
        if operator is not None:
            return operator, sign.text if sign.text != operator.value else None
        swapped, printed = self._swapped_operator()
        if swapped is not None:
            return swapped, printed
        supposed = _OCR_OPERATORS.get(normalise(sign.text))
        if supposed is not None:
            self._doubt(problems.OPERATOR_DOUBT, printed=sign.text, supposed=supposed)
        return None, sign.text

    def _swapped_operator(self) -> tuple[Operator | None, str | None]:
        """Some forms print the operator under 指标方向 and 正向 under 指标性质."""
        token = self._found.role(Role.DIRECTION)
        operator = read_sign(token.text) if token is not None else None
        if operator is None or token is None:
            return None, None
        return operator, token.text if token.text != operator.value else None

    def _direction(self) -> str | None:
        for role in (Role.DIRECTION, Role.OPERATOR):
            text = self._text(role)
            if text is not None and _SWAPPED.fullmatch(text):
                return text
        text = self._text(Role.DIRECTION)
        return text if text is not None and read_sign(text) is None else None

    def _points(self, role: Role, *, doubt: bool = True) -> Decimal | None:
        token = self._found.role(role)
        if token is None or token.inherited or is_blank(token.text):
            return None
        plain = normalise(token.text)
        number = read_number(re.sub(r"\s*[分%]$", "", plain.strip("()")))
        if number is None and doubt:
            self._doubt(problems.WEIGHT_DOUBT, printed=token.text)
        return number

    def _columns(self) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for column, token in self._found.cells.items():
            if column.role in _KEPT_ROLES and token.text:
                key = column.text
                while key in seen:
                    key += "*"
                seen.add(key)
                yield key, token.text

    def _is_unchecked(self) -> bool:
        """Whether character recognition read a figure of this row."""
        return any(
            token.unchecked and _DIGIT.search(token.text) for token in self._found.cells.values()
        )

    def _name_offset(self) -> int | None:
        """How much further the name slid than the operator (or value) beside it."""
        name = self._found.shift(Role.NAME)
        anchor = self._found.shift(Role.OPERATOR)
        if anchor is None:
            anchor = self._found.shift(Role.VALUE)
        if not self._found.moved or name is None or anchor is None or self._header.floating:
            return None
        return name - anchor

    def _name_column(self) -> int:
        name = self._found.role(Role.NAME)
        return name.column if name is not None else 0

    def _note_position(self) -> None:
        if self._found.left_out:
            cells = "、".join(token.text for token in self._found.left_out)
            self._doubt(problems.CELLS_LEFT, cells=cells)
        if not self._found.moved:
            return
        both = self._header.has(Role.VALUE) and self._header.has(Role.WEIGHT)
        value, weight = self._text(Role.VALUE), self._text(Role.WEIGHT)
        if both and (value is None) != (weight is None) and self._text(Role.UNIT) is None:
            number = value if value is not None else weight
            if number is not None and read_number(number) is not None:
                field = "指标值" if value is not None else "权重"
                self._doubt(problems.NUMBER_MOVED, number=number, field=field)


_AMOUNT_ROLES = (Role.VALUE, Role.OPERATOR, Role.PART, Role.UNIT)
_KEPT_ROLES = (Role.OTHER, Role.PART, Role.RATE, Role.REASON, Role.RULE)


def _value_beside_sign(text: str) -> str | None:
    """A whole value that slid into the operator's cell (``≥95%`` under 指标性质)."""
    apart = read_value(text)
    return text if apart.operator is not None and apart.value[:1].isdigit() else None


def _repeats(apart: ValueCell, operator: Operator, unit: str | None) -> bool:
    """Whether a value cell prints again what the operator or unit column says."""
    if apart.operator not in (None, operator):
        return False
    return (
        apart.unit is not None and apart.unit == unit or (unit is None and apart.unit is not None)
    )


def _other_spelling(printed: str, apart: ValueCell) -> str | None:
    """The operator as the cell spells it, where that is not the operator's own sign."""
    assert apart.operator is not None
    if apart.operator is Operator.RANGE or apart.operator.value in printed:
        return None
    rest = normalise(printed).replace(apart.value, "…", 1).replace(apart.unit or "\0", "")
    return rest.strip("…").strip() or None
