"""Before and after in print: the rows, the goal or the weights that a change touches."""

from assistant.domain.edit import Edit, EditOp
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language, Message

_BLANK = Message(zh="〔待填〕", en="[to fill in]")
_ABSENT = Message(zh="（无此行）", en="(no such row)")
_GONE = Message(zh="（删去）", en="(removed)")
_WEIGHT = Message(zh="权重{weight}", en="weight {weight}")
_ROW = Message(zh="第{number}行 {text}", en="row {number} {text}")
_WEIGHTS = Message(zh="权重：{rows}", en="weights: {rows}")
_ROW_WEIGHT = Message(zh="第{number}行 {weight}", en="row {number} {weight}")
_BETWEEN = Message(zh="、", en=", ")


def before_text(edits: tuple[Edit, ...], target: PerformanceTarget, language: Language) -> str:
    """What the edits touch, as it stands."""
    if _is_goal(edits):
        return target.goal or ""
    if any(edit.op is EditOp.ADD for edit in edits):
        return _ABSENT.text(language)
    return "\n".join(_rows(edits, target, target, language))


def after_text(
    edits: tuple[Edit, ...],
    target: PerformanceTarget,
    after: PerformanceTarget,
    language: Language,
) -> str:
    """What the edits touch, as it will stand."""
    if _is_goal(edits):
        return after.goal or ""
    old = {row.id for row in target.indicators}
    new = [row_text(row, language) for row in after.indicators if row.id not in old]
    return "\n".join((*new, *_rows(edits, target, after, language)))


def row_text(row: Indicator, language: Language, *, weighed: bool = True) -> str:
    """One row in a line: class, name, bound, value and unit, weight if asked for, note."""
    bound = row.operator.value if row.operator else ""
    value = row.value or (_BLANK.text(language) if row.confirm else "")
    shown = weighed and row.weight is not None
    weight = _WEIGHT.text(language, weight=row.weight) if shown else ""
    target = f"{bound}{value}{row.unit or ''}"
    return " · ".join(filter(None, (row.level2 or row.level1, row.name, target, weight, row.note)))


def _is_goal(edits: tuple[Edit, ...]) -> bool:
    return any(edit.indicator is None and edit.field == "goal" for edit in edits)


def _told(row: Indicator | None, edits: tuple[Edit, ...], language: Language) -> str:
    """As much of the row as the edits are about."""
    if row is None:
        return _GONE.text(language)
    moved = any(edit.op in (EditOp.MERGE, EditOp.SWAP) for edit in edits)
    return row_text(row, language, weighed=moved or "weight" in _about(row.id, edits))


def _about(row_id: str, edits: tuple[Edit, ...]) -> set[str | None]:
    """The cells of a row that the edits set."""
    return {edit.field for edit in edits if edit.indicator == row_id and edit.op is EditOp.SET}


def _rows(
    edits: tuple[Edit, ...],
    target: PerformanceTarget,
    stand: PerformanceTarget,
    language: Language,
) -> list[str]:
    touched = {edit.indicator for edit in edits if edit.op is not EditOp.ADD}
    touched |= {edit.value for edit in edits if edit.op is EditOp.MERGE}
    rows = {row.id: row for row in stand.indicators}
    lines, weights = [], []
    for number, row in enumerate(target.indicators, start=1):
        if row.id not in touched:
            continue
        told = rows.get(row.id)
        if told is not None and _about(row.id, edits) == {"weight"}:
            weights.append(_ROW_WEIGHT.text(language, number=number, weight=told.weight))
        else:
            text = _told(told, edits, language)
            lines.append(_ROW.text(language, number=number, text=text))
    if weights:
        # A new balance touches every row: in one line it can be read at a glance.
        told_weights = _BETWEEN.text(language).join(weights)
        lines.append(_WEIGHTS.text(language, rows=told_weights))
    return lines
