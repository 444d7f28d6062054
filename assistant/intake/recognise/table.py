"""A table of indicators while it is read: levels, projects and sections carried from row to row."""

import re

from assistant.domain.quantity import read_number
from assistant.domain.target import Problem
from assistant.intake.recognise import problems
from assistant.intake.recognise.align import Alignment, align
from assistant.intake.recognise.cells import Row, is_blank
from assistant.intake.recognise.headers import Header
from assistant.intake.recognise.indicators import Doubt, IndicatorReading, Levels, ReadRow
from assistant.intake.recognise.labels import is_kind
from assistant.intake.recognise.levels import (
    Rank,
    fits_under,
    is_output,
    is_points_only,
    levels_in_name,
    read_level,
    usual_level1,
)
from assistant.intake.recognise.roles import Role

_NUMBERED_ONLY = re.compile(
    r"(?:三级)?指标\s*(?:\d+|[一二三四五六七八九十]+|[…\.]+)\s*[:：、.．]?\s*[…\.]*"
)
_ROW_MARK = re.compile(r"合计|总计|小计|总分|合计得分|总得分|自评总分|分值合计|权重合计")
_SECTION_NUMBER = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）]?[、.．]?\s*")
_FACT_ROLES = (Role.PROJECT, Role.UNIT_NAME, Role.BUDGET, Role.GOAL)
_SAYING = (Role.NAME, Role.VALUE, Role.OPERATOR)


class TableState:
    """What carries over from row to row, also over a page break."""

    def __init__(self, header: Header, *, printed_levels: bool) -> None:
        """Begin a table under ``header``."""
        self.header = header
        self.printed_levels = printed_levels
        self.level1: str | None = None
        self.level2: str | None = None
        self.facts: dict[Role, str] = {}
        self.template_rows: list[str] = []
        self.problems: list[Problem] = []

    def read(self, row: Row) -> ReadRow | None:
        """The indicator in ``row``; None where it holds none (levels and facts are carried)."""
        found = align(row, self.header, printed_levels=self.printed_levels)
        self._carry_facts(found)
        self._carry_levels(found)
        if self._read_section(row):
            return None
        if not _says_something(found, row) or _is_total(row):
            self._note_long_term(found, row)
            return None
        if _is_template(found):
            self.template_rows.append(row.printed)
            return None
        levels = self._levels(found)
        return IndicatorReading(self.header, row, found, levels, dict(self.facts)).read()

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
        if level.rank is Rank.LEVEL2 or (under and is_output(self.level1)):
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
            if column.role in _FACT_ROLES and not _is_margin_label(column.text, token.text):
                if column.role is Role.PROJECT and token.text != self.facts.get(Role.PROJECT):
                    self.facts = {
                        role: text for role, text in self.facts.items() if role is Role.UNIT_NAME
                    }
                    self.level1 = self.level2 = None
                self.facts[column.role] = token.text

    def _carry_levels(self, found: Alignment) -> None:
        """Take the level names of a row; a new level 1 ends the level 2 above it."""
        one, two = found.role(Role.LEVEL1), found.role(Role.LEVEL2)
        if one is not None and not self.header.has(Role.LEVEL2):
            known = read_level(one.text)
            if known is not None and known.rank is Rank.LEVEL2:
                one, two = None, one
        if one is not None and not is_blank(one.text):
            if one.text != self.level1:
                self.level2 = None
            self.level1 = one.text
        if two is not None and not is_blank(two.text):
            self.level2 = two.text

    def _levels(self, found: Alignment) -> Levels:
        """The level names that hold for a row, and what is open about them."""
        name = found.role(Role.NAME)
        if name is not None and not self.header.has(Role.LEVEL1):
            before = levels_in_name(name.text)[0]
            if before:
                self.level1 = before[0] if len(before) > 1 else self.level1
                self.level2 = before[-1]
        doubt = self._doubt_about_levels(found)
        if doubt is not None and doubt.message is problems.LEVEL_CONFLICT:
            self.level1 = None
        return Levels(self.level1, self.level2, () if doubt is None else (doubt,))

    def _doubt_about_levels(self, found: Alignment) -> Doubt | None:
        level1, level2 = self.level1, self.level2
        usual = usual_level1(level2)
        hint = f"，疑为“{usual}”" if usual else ""
        if level1 is not None:
            if is_points_only(level1):
                return Doubt(problems.LEVEL_POINTS, {"printed": level1, "supposed": hint})
            if not usual or not level2 or not self._is_carried_past(found, level1, level2):
                return None
            names = {"level1": level1, "level2": level2, "supposed": usual}
            return Doubt(problems.LEVEL_CONFLICT, names)
        if not self.header.has(Role.LEVEL1) or (level2 is not None and not usual):
            return None
        if level2 is None:
            return Doubt(problems.LEVEL_LOST, {"field": "一级指标、二级指标", "supposed": ""})
        if not self.header.has(Role.LEVEL2):
            return None
        return Doubt(problems.LEVEL_LOST, {"field": "一级指标", "supposed": hint})

    def _is_carried_past(self, found: Alignment, level1: str, level2: str) -> bool:
        """Whether a level 1 name was carried down to a level 2 that it cannot hold."""
        own = found.role(Role.LEVEL1) is None and found.role(Role.LEVEL2) is not None
        return own and not self.printed_levels and not fits_under(level1, level2)


def _is_margin_label(head: str, text: str) -> bool:
    """Whether a merged margin (绩效目标) reaches down beside the rows, not a goal of their own."""
    return text == head or len(text) < 2 or is_kind(text, "margin")


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


def _is_template(found: Alignment) -> bool:
    """A row that a form's template left: ``……``, ``/``, ``无``, a bare ``指标1:``."""
    name, value, weight = (found.role(role) for role in (Role.NAME, Role.VALUE, Role.WEIGHT))
    if weight is not None and not weight.inherited and (read_number(weight.text) or 0) > 0:
        return False
    if name is None:
        return value is None or is_blank(value.text)
    text = name.text
    if _NUMBERED_ONLY.fullmatch(text):
        return value is None or is_blank(value.text)
    return is_blank(text) and (value is None or is_blank(value.text) or value.text == "0")
