"""Indicator rows: cells under a header become indicators, levels carried down, doubts noted."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import normalise, read_number, read_operator
from assistant.domain.target import Problem
from assistant.intake.recognise import problems
from assistant.intake.recognise.align import Alignment, align
from assistant.intake.recognise.cells import Row, Token
from assistant.intake.recognise.headers import Header
from assistant.intake.recognise.levels import (
    LevelName,
    Rank,
    fits_under,
    is_points_only,
    read_level,
)
from assistant.intake.recognise.roles import Role
from assistant.intake.recognise.running_text import split_name
from assistant.intake.recognise.units import unit_in_name
from assistant.intake.recognise.values import ValueCell, read_value
from assistant.messages import Message

_PLACEHOLDER = re.compile(
    r"[…\.·。、/\\—\-_*＊×xX\s]*|无|暂无|不适用|待定|没有|本项目不适用此?指标|不涉及|无此项指标?|N/?A"
)
_NUMBERED = re.compile(r"^(?:三级)?指标\s*(?:\d+|[一二三四五六七八九十]+)\s*[:：、.．]\s*")
_NUMBERED_ONLY = re.compile(
    r"(?:三级)?指标\s*(?:\d+|[一二三四五六七八九十]+|[…\.]+)\s*[:：、.．]?\s*[…\.]*"
)
_ROW_MARK = re.compile(
    r"合\s*计|总\s*计|小\s*计|总\s*分|合计得分|总得分|自评总分|分值合计|权重合计"
)
_SECTION_NUMBER = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）]?[、.．]?\s*")
_SWAPPED = re.compile(r"(?:正|反|逆|负)向(?:指标)?")
_DIGIT = re.compile(r"\d")
_LEVEL_OF_LOST = {
    "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标",
    "经济效益指标": "效益指标", "社会效益指标": "效益指标", "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标", "服务对象满意度指标": "满意度指标",
    "社会公众满意度指标": "满意度指标", "经济成本指标": "成本指标", "社会成本指标": "成本指标",
    "生态环境成本指标": "成本指标",
}  # fmt: skip
_OCR_OPERATORS = {"2": "≥", "二": "≥", "z": "≥", "Z": "≥", "%=": "≥", "2=": "≥", "≥=": "≥"}


class Doubt(NamedTuple):
    """Something open about a row, with the values of its message."""

    message: Message
    values: dict[str, object]


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


class TableState:
    """What carries over from row to row, also over a page break."""

    def __init__(self, header: Header, *, printed_levels: bool) -> None:
        """Begin a table under ``header``."""
        self.header = header
        self.printed_levels = printed_levels
        self.has_value = any(
            header.has(role) for role in (Role.VALUE, Role.OPERATOR, Role.PART, Role.UNIT)
        )
        self.level1: str | None = None
        self.level2: str | None = None
        self.facts: dict[Role, str] = {}
        self.template_rows: list[str] = []
        self.problems: list[Problem] = []

    def read(self, row: Row) -> ReadRow | None:
        """The indicator in ``row``; None where it holds none (levels and facts are carried)."""
        found = align(row, self.header, printed_levels=self.printed_levels)
        self._carry_facts(found)
        levels = self._levels(found)
        if self._read_section(row):
            return None
        name, value = found.role(Role.NAME), found.role(Role.VALUE)
        if not _says_something(found, row) or _is_total(row):
            self._note_long_term(found, row)
            return None
        if _is_template(name, value):
            self.template_rows.append(row.printed)
            return None
        return _Reading(self, row, found, levels).read()

    def _read_section(self, row: Row) -> bool:
        """A row that holds one level name alone heads the rows below it (一、产出指标)."""
        if len(row.own) != 1 or (self.header.has(Role.LEVEL1) and self.header.has(Role.LEVEL2)):
            return False
        text = row.own[0].text
        level = read_level(text)
        if level is None:
            return False
        name = _SECTION_NUMBER.sub("", text)
        under = level.rank is Rank.BOTH and self.level1 is not None and "成本" in text
        if level.rank is Rank.LEVEL2 or (under and _is_output(self.level1)):
            self.level2 = name
        else:
            self.level1, self.level2 = name, None
        return True

    def _note_long_term(self, found: Alignment, row: Row) -> None:
        """A row whose annual half is blank is no annual indicator, but not lost in silence."""
        for column, token in found.cells.items():
            if column.held is Role.NAME and not token.inherited and not is_blank(token.text):
                place = row.anchor.row or row.anchor.line or row.place + 1
                self.problems.append(
                    problems.problem(
                        problems.LONG_TERM_ONLY, evidence=row.printed, row=place, name=token.text
                    )
                )

    def _carry_facts(self, found: Alignment) -> None:
        for column, token in found.cells.items():
            if column.role in _FACT_ROLES:
                if column.role is Role.PROJECT and token.text != self.facts.get(Role.PROJECT):
                    self.facts = {
                        role: text for role, text in self.facts.items() if role is Role.UNIT_NAME
                    }
                    self.level1 = self.level2 = None
                self.facts[column.role] = token.text

    def _levels(self, found: Alignment) -> tuple[Token | None, Token | None]:
        one, two = found.role(Role.LEVEL1), found.role(Role.LEVEL2)
        if one is not None and two is None and not self.header.has(Role.LEVEL2):
            known = read_level(one.text)
            if known is not None and known.rank is Rank.LEVEL2:
                one, two = None, one
        if one is not None and not is_blank(one.text):
            if one.text != self.level1:
                self.level2 = None
            self.level1 = one.text
        if two is not None and not is_blank(two.text):
            self.level2 = two.text
        return one, two


_FACT_ROLES = (Role.PROJECT, Role.UNIT_NAME, Role.BUDGET, Role.GOAL)


class _Reading:
    """One row being read: gathers doubts on the way."""

    def __init__(
        self,
        state: TableState,
        row: Row,
        found: Alignment,
        levels: tuple[Token | None, Token | None],
    ) -> None:
        self.state, self.row, self.found, self.levels = state, row, found, levels
        self.doubts: list[Doubt] = []

    def read(self) -> ReadRow:
        name, numbered = self._name()
        level1, level2 = self._level_names()
        operator, printed, value, unit = self._amount()
        if name is not None and not self.state.has_value:
            both = split_name(name)
            if both is not None:
                name, (operator, value, unit, *_) = both
        if unit is None and name is not None and value is not None and value[:1].isdigit():
            unit = unit_in_name(name)
        indicator = Indicator(
            id="I0",
            level1=level1,
            level2=level2,
            name=name,
            operator=operator,
            value=value,
            unit=unit,
            weight=self._points(Role.WEIGHT),
            direction=self._direction(),
            note=self._text(Role.NOTE),
            source=self.row.anchor,
            actual=self._text(Role.ACTUAL),
            score=self._points(Role.SCORE, doubt=False),
            operator_printed=printed,
            columns=dict(self._columns()),
            confirm=self._is_unchecked(),
        )
        self._note_position(indicator)
        return ReadRow(
            indicator,
            tuple(self.doubts),
            self.row.printed,
            dict(self.state.facts),
            numbered,
            self._name_offset(),
            self._name_column(),
        )

    def _doubt(self, message: Message, **values: object) -> None:
        self.doubts.append(Doubt(message, values))

    def _text(self, role: Role) -> str | None:
        token = self.found.role(role)
        return token.text if token is not None else None

    def _level_names(self) -> tuple[str | None, str | None]:
        state, (one, two) = self.state, self.levels
        level1, level2 = state.level1, state.level2
        if level1 is not None and is_points_only(level1):
            supposed = _supposed(level2)
            hint = f"，疑为“{supposed}”" if supposed else ""
            self._doubt(problems.LEVEL_POINTS, printed=level1, supposed=hint)
        elif level1 is None and level2 is not None and state.header.has(Role.LEVEL1):
            if state.header.has(Role.LEVEL2) and _supposed(level2):
                hint = f"，疑为“{_supposed(level2)}”"
                self._doubt(problems.LEVEL_LOST, field="一级指标", supposed=hint)
        elif level1 and level2 and one is None and two is not None and not state.printed_levels:
            if not fits_under(level1, level2) and _supposed(level2):
                self._doubt(
                    problems.LEVEL_CONFLICT,
                    level1=level1,
                    level2=level2,
                    supposed=_supposed(level2),
                )
                state.level1 = level1 = None
        elif level1 is None and level2 is None and state.header.has(Role.LEVEL1):
            self._doubt(problems.LEVEL_LOST, field="一级指标、二级指标", supposed="")
        return level1, level2

    def _name(self) -> tuple[str | None, str | None]:
        text = self._text(Role.NAME)
        if text is None:
            return None, None
        parts = re.split(r"\s*[-—－/]\s*", text, maxsplit=2)
        levels = [read_level(part) for part in parts[:-1]]
        if not self.state.header.has(Role.LEVEL1) and all(levels) and len(parts) > 1:
            self.state.level1 = parts[0] if len(parts) > 2 else self.state.level1
            self.state.level2, text = parts[-2], parts[-1]
        match = _NUMBERED.match(text)
        if match and match.end() < len(text):
            return text[match.end() :].strip(), match[0].strip()
        return text, None

    def _amount(self) -> tuple[Operator | None, str | None, str | None, str | None]:
        """Operator, operator as printed, value and unit, from one cell or several."""
        sign, cell = self.found.role(Role.OPERATOR), self.found.role(Role.VALUE)
        unit = self._text(Role.UNIT)
        operator, printed = self._operator(sign)
        text = cell.text if cell is not None else self._value_of_parts()
        if text is None and sign is not None and operator is None:
            text = _value_beside_sign(sign.text)
            printed = None if text is not None else printed
        if text is None or operator is Operator.QUALITATIVE:
            return operator, printed, text, unit
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

    def _value_of_parts(self) -> str | None:
        """The one target of all districts, where each has a column and all say the same."""
        parts = [
            (column.text, token.text)
            for column, token in self.found.cells.items()
            if column.role is Role.PART
        ]
        texts = {text for _, text in parts}
        if len(texts) > 1:
            self._doubt(problems.SEVERAL_VALUES, columns="、".join(name for name, _ in parts))
        return texts.pop() if len(texts) == 1 and len(parts) > 1 else None

    def _operator(self, sign: Token | None) -> tuple[Operator | None, str | None]:
        if sign is None:
            return self._swapped_operator()
        operator = read_operator(sign.text)
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
        token = self.found.role(Role.DIRECTION)
        operator = read_operator(token.text) if token is not None else None
        if operator is None or token is None:
            return None, None
        return operator, token.text if token.text != operator.value else None

    def _direction(self) -> str | None:
        for role in (Role.DIRECTION, Role.OPERATOR):
            text = self._text(role)
            if text is not None and _SWAPPED.fullmatch(text):
                return text
        text = self._text(Role.DIRECTION)
        return text if text is not None and read_operator(text) is None else None

    def _points(self, role: Role, *, doubt: bool = True) -> Decimal | None:
        token = self.found.role(role)
        if token is None or token.inherited or is_blank(token.text):
            return None
        plain = normalise(token.text)
        number = read_number(re.sub(r"\s*[分%]$", "", plain.strip("()")))
        if number is None and doubt:
            self._doubt(problems.WEIGHT_DOUBT, printed=token.text)
        return number

    def _columns(self) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for column, token in self.found.cells.items():
            if column.role in _KEPT_ROLES and token.text:
                key = column.text
                while key in seen:
                    key += "*"
                seen.add(key)
                yield key, token.text

    def _is_unchecked(self) -> bool:
        """Whether character recognition read a figure of this row."""
        return any(
            token.unchecked and _DIGIT.search(token.text) for token in self.found.cells.values()
        )

    def _name_offset(self) -> int | None:
        """How much further the name slid than the operator (or value) beside it."""
        name = self.found.shift(Role.NAME)
        anchor = self.found.shift(Role.OPERATOR)
        if anchor is None:
            anchor = self.found.shift(Role.VALUE)
        if not self.found.moved or name is None or anchor is None:
            return None
        return name - anchor

    def _name_column(self) -> int:
        name = self.found.role(Role.NAME)
        return name.column if name is not None else 0

    def _note_position(self, indicator: Indicator) -> None:
        if self.found.left_out:
            cells = "、".join(token.text for token in self.found.left_out)
            self._doubt(problems.CELLS_LEFT, cells=cells)
        if not self.found.moved:
            return
        both = self.state.header.has(Role.VALUE) and self.state.header.has(Role.WEIGHT)
        value, weight = self._text(Role.VALUE), self._text(Role.WEIGHT)
        if both and (value is None) != (weight is None) and self._text(Role.UNIT) is None:
            number = value if value is not None else weight
            if number is not None and read_number(number) is not None:
                field = "指标值" if value is not None else "权重"
                self._doubt(problems.NUMBER_MOVED, number=number, field=field)


_KEPT_ROLES = (Role.OTHER, Role.PART, Role.RATE, Role.REASON, Role.RULE)


def _supposed(level2: str | None) -> str | None:
    """The level 1 name under which a level 2 name stands as a rule."""
    known: LevelName | None = read_level(level2) if level2 else None
    return _LEVEL_OF_LOST.get(known.official) if known else None


def _is_output(level1: str | None) -> bool:
    known = read_level(level1) if level1 else None
    return known is not None and known.official == "产出指标"


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: blank, a dash, 无, dots."""
    return _PLACEHOLDER.fullmatch(text) is not None


def _is_total(row: Row) -> bool:
    first = row.own[0].text if row.own else ""
    return _ROW_MARK.fullmatch(re.sub(r"\s|[:：()（）分]", "", first)) is not None


def _says_something(found: Alignment, row: Row) -> bool:
    """Whether the row prints a name or a value of its own, not levels or facts alone."""
    own = [
        column.role
        for column, token in found.cells.items()
        if not token.inherited and column.role in _SAYING
    ]
    return bool(own)


_SAYING = (Role.NAME, Role.VALUE, Role.OPERATOR)


def _is_template(name: Token | None, value: Token | None) -> bool:
    """A row that a form's template left: ``……``, ``/``, ``无``, a bare ``指标1:``."""
    if name is None:
        return value is None or is_blank(value.text)
    text = name.text
    if _NUMBERED_ONLY.fullmatch(text):
        return value is None or is_blank(value.text)
    return is_blank(text) and (value is None or is_blank(value.text) or value.text == "0")


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
