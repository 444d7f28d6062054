"""The one vocabulary of changes: autofix, verified suggestions and chat all speak it."""

from decimal import Decimal
from enum import StrEnum

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.quantity import read_number, read_operator
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import EditError
from assistant.messages import Message

_NO_ROW = Message(
    zh="表中没有第 {row} 行指标；现有 {known}。请核对行号后再改。",
    en="There is no indicator {row}; the table has {known}. Check the row and try again.",
)
_NO_FIELD = Message(
    zh="指标没有“{field}”这一栏；可改的栏目是 {known}。",
    en="An indicator has no field '{field}'; those that can be changed are {known}.",
)
_BAD_VALUE = Message(
    zh="“{value}”不能作为{field}；应为{expected}。",
    en="'{value}' cannot be the {field}; expected {expected}.",
)


class EditOp(StrEnum):
    """What an edit does.

    SET puts ``value`` into ``field`` of a row, or of the table (goal, notes) if no row is named.
    ADD appends ``row``, or inserts it after ``indicator`` if one is named. REMOVE drops the row.
    SWAP exchanges ``field`` with the field named in ``value``, in one row. MERGE adds the weight
    of the row to the row named in ``value`` and drops it.
    """

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    SWAP = "swap"
    MERGE = "merge"


class Edit(Frozen):
    """One change to a table; see `EditOp` for what each field means."""

    op: EditOp
    indicator: str | None = None
    field: str | None = None
    value: str | None = None
    row: Indicator | None = None


ROW_FIELDS = (
    "level1",
    "level2",
    "name",
    "operator",
    "value",
    "unit",
    "weight",
    "direction",
    "note",
    "confirm",
)
TARGET_FIELDS = ("goal", "notes", "project", "status", "year")


def apply_edits(target: PerformanceTarget, edits: tuple[Edit, ...]) -> PerformanceTarget:
    """A new table with ``edits`` applied in order; rows keep their ids, so later edits hold.

    Raises:
        EditError: an edit names a row or field that is not there, or a value that cannot be.
    """
    for edit in edits:
        target = _apply(target, edit)
    return target


def _apply(target: PerformanceTarget, edit: Edit) -> PerformanceTarget:
    if edit.op is EditOp.ADD:
        return _add(target, edit)
    if edit.indicator is None:
        return _set_on_target(target, edit)
    row = _row(target, edit.indicator)
    if edit.op is EditOp.REMOVE:
        return _replace(target, row.id, None)
    if edit.op is EditOp.MERGE:
        kept = _row(target, edit.value)
        if kept.id == row.id:
            raise EditError(
                _BAD_VALUE, value=row.id, field="merge", expected="另一行 / another row"
            )
        weights = [weight for weight in (kept.weight, row.weight) if weight is not None]
        merged = kept.model_copy(update={"weight": sum(weights, Decimal(0)) if weights else None})
        return _replace(_replace(target, row.id, None), kept.id, merged)
    if edit.op is EditOp.SWAP:
        one, other = _field(edit.field), _field(edit.value)
        first, second = getattr(row, one), getattr(row, other)
        updates = {one: _coerce(one, _text(second)), other: _coerce(other, _text(first))}
        return _replace(target, row.id, row.model_copy(update=updates))
    name = _field(edit.field)
    updates = {name: _coerce(name, edit.value)}
    if name == "confirm" and updates[name] is False:
        # A person's yes makes the value theirs, whoever proposed it.
        confirmed = Provenance(kind=ProvenanceKind.USER)
        updates["provenance"] = {**row.provenance, "value": confirmed}
    changed = row.model_copy(update=updates)
    return _replace(target, row.id, changed)


def _add(target: PerformanceTarget, edit: Edit) -> PerformanceTarget:
    if edit.row is None:
        raise EditError(_BAD_VALUE, value="", field="row", expected="一行指标 / one indicator")
    rows = list(target.indicators)
    known = {row.id for row in rows}
    row = edit.row
    if row.id in known or not row.id:
        row = row.model_copy(update={"id": _next_id(target)})
    if edit.indicator is None:
        rows.append(row)
    else:
        rows.insert(rows.index(_row(target, edit.indicator)) + 1, row)
    return target.model_copy(update={"indicators": tuple(rows)})


def _next_id(target: PerformanceTarget) -> str:
    return f"I{max((row.number for row in target.indicators), default=0) + 1}"


def _set_on_target(target: PerformanceTarget, edit: Edit) -> PerformanceTarget:
    if edit.op is not EditOp.SET or edit.field not in TARGET_FIELDS:
        raise EditError(_NO_FIELD, field=edit.field, known="、".join(TARGET_FIELDS))
    value: object = edit.value
    if edit.field == "year" and edit.value is not None:
        if not edit.value.isdecimal():
            raise EditError(_BAD_VALUE, value=edit.value, field="year", expected="年份 / a year")
        value = int(edit.value)
    return target.model_copy(update={edit.field: value})


def _row(target: PerformanceTarget, indicator_id: str | None) -> Indicator:
    try:
        return target.indicator(indicator_id or "")
    except KeyError:
        known = "、".join(row.id for row in target.indicators) or "0"
        raise EditError(_NO_ROW, row=indicator_id, known=known) from None


def _replace(
    target: PerformanceTarget, indicator_id: str, new: Indicator | None
) -> PerformanceTarget:
    rows = (new if row.id == indicator_id else row for row in target.indicators)
    return target.model_copy(update={"indicators": tuple(row for row in rows if row is not None)})


def _field(name: str | None) -> str:
    if name not in ROW_FIELDS:
        raise EditError(_NO_FIELD, field=name, known="、".join(ROW_FIELDS))
    return name


def _text(value: object) -> str | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value is None else str(value)


def _coerce(field: str, value: str | None) -> object:
    """The text of an edit as the type of the field."""
    if field == "confirm":
        return value == "true"
    if value is None:
        return None
    if field == "weight":
        weight = read_number(value)
        if weight is None:
            raise EditError(_BAD_VALUE, value=value, field="权重", expected="数字 / a number")
        return weight
    if field == "operator":
        operator = read_operator(value)
        if operator is None:
            expected = " ".join(operator.value for operator in Operator)
            raise EditError(_BAD_VALUE, value=value, field="性质", expected=expected)
        return operator
    return value
