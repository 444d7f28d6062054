"""Graded standards for what cannot be counted: a state to reach, and a condition for each grade."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import SuggestionKind
from assistant.domain.indicator import Indicator, Operator
from assistant.messages import Message
from assistant.review.desk import Desk, Proposal, changes, library_level2
from assistant.validators.levels import Level2
from assistant.validators.rows import Row

_REASON = Message(
    zh="确实不能量化的，把“{value}”定为要达到的状态，并写明三档条件，年终对照佐证材料评定。",
    en="Where it truly cannot be counted: the state to reach is '{value}', with a condition for "
    "each of three grades, judged by the records.",
)
_CONDITIONS = Message(
    zh="以上分档条件是否符合本单位实际？佐证材料是什么？",
    en="Do these conditions fit, and which records prove them?",
)
_PLATFORM = Message(
    zh="平台只能下拉选择时：性质选“定性”，指标值选“{choice}”，并在说明（或评分细则）中写：{grades}",
    en="Where the platform only offers its list: choose 定性 and '{choice}', and write in the "
    "explanation: {grades}",
)
_LINE = Message(zh="第{number}行分档标准——{grades}", en="Grades of row {number}: {grades}")
_EVIDENCE = Message(zh="年度总结、工作台账、文件和验收材料", en="records, papers and annual report")


class _Grades(NamedTuple):
    value: str
    best: str
    middle: str
    worst: str

    @property
    def text(self) -> str:
        return f"达成：{self.best}；部分达成：{self.middle}；未达成：{self.worst}"


_TIMELY = _Grades(
    "按期完成",
    "在规定时限内全部完成，有记录可查",
    "超过规定时限但在年内完成",
    "年内没有完成",
)
_SYSTEM = _Grades(
    "已建立并执行",
    "制度或机制年内印发并执行，有执行记录",
    "已经印发，但没有执行记录",
    "年内没有印发",
)
_QUALITY = _Grades(
    "验收合格",
    "全部通过验收或考核，有验收、考核材料",
    "经整改后通过验收或考核",
    "没有通过验收或考核",
)
_EFFECT = _Grades(
    "达标",
    "年度计划事项全部完成，效果有统计、回访或第三方材料证明",
    "计划事项已经实施，证明效果的材料不全",
    "计划事项没有实施，或没有材料证明效果",
)
_RULES = re.compile(r"制度|机制|体系|规划|方案|办法")


def graded(desk: Desk, row: Row, base: Indicator) -> Iterator[Proposal]:
    """The row as a state with grades; where the form has no column for them, in its notes."""
    if not (row.qualitative or row.number is None) or row.doubtful or not row.name:
        return
    if "满意" in row.name:
        return
    grades = _grades_for(row)
    operator = Operator.QUALITATIVE if desk.context.has_operator_column else base.operator
    if operator is not None:
        operator = Operator.QUALITATIVE
    new = base.model_copy(update={"operator": operator, "value": grades.value, "unit": None})
    ways = [(*_row_edits(row, new), _in_row(desk, row, grades))]
    ways.append((*_row_edits(row, new), _in_notes(desk, row, grades)))
    for edits in ways if desk.has_notes else reversed(ways):
        yield Proposal(
            edits,
            SuggestionKind.GRADED,
            _REASON.text(desk.language, value=grades.value),
            (_CONDITIONS.text(desk.language),),
            _evidence(desk, row),
            _advice(desk, grades),
        )


def _row_edits(row: Row, new: Indicator) -> tuple[Edit, ...]:
    return changes(row.indicator, new)


def _grades_for(row: Row) -> _Grades:
    if row.level2 is Level2.TIMELINESS:
        return _TIMELY
    if _RULES.search(row.name):
        return _SYSTEM
    return _QUALITY if row.level2 is Level2.QUALITY else _EFFECT


def _in_row(desk: Desk, row: Row, grades: _Grades) -> Edit:
    note = "；".join(filter(None, ((row.indicator.note or "").rstrip("；。"), grades.text)))
    return Edit(op=EditOp.SET, indicator=row.id, field="note", value=note)


def _in_notes(desk: Desk, row: Row, grades: _Grades) -> Edit:
    line = _LINE.zh.format(number=row.position + 1, grades=grades.text)
    notes = "\n".join(filter(None, (desk.target.notes, f"{line}。")))
    return Edit(op=EditOp.SET, field="notes", value=notes)


def _evidence(desk: Desk, row: Row) -> str:
    level2 = library_level2(row)
    entries = desk.entries_for(row, level2) if level2 else []
    return entries[0].evidence if entries else _EVIDENCE.text(desk.language)


def _advice(desk: Desk, grades: _Grades) -> str | None:
    """Which of the platform's choices stands for the state to reach."""
    if not desk.profile.qualitative_picklist:
        return None
    return _PLATFORM.text(
        desk.language, choice=_best_choice(desk.profile.qualitative_picklist), grades=grades.text
    )


def _best_choice(picklist: tuple[str, ...]) -> str:
    """The scale that grades best: three levels and more before yes and no."""
    return max(picklist, key=lambda scale: (3 <= len(scale) <= 4, -len(scale)))
