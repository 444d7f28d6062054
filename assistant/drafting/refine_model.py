"""Let the model read a sentence that no command pattern knows; hold its edits to the sentence."""

from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.edit import Edit, EditOp
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import normalise, read_operator
from assistant.domain.target import PerformanceTarget
from assistant.drafting.naming import fault_of
from assistant.drafting.numerals import read_printed_number
from assistant.drafting.references import rows_named
from assistant.llm.prompts import fence, load_prompt
from assistant.validators.totals import plain

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient

MAX_EDITS = 4


class EditVerb(StrEnum):
    """What the model may ask for."""

    CHANGE = "改"
    REMOVE = "删"
    NONE = "不明"


class EditField(StrEnum):
    """Which cell."""

    NAME = "名称"
    VALUE = "值"
    UNIT = "单位"
    OPERATOR = "性质"
    WEIGHT = "权重"


_FIELDS = {
    EditField.NAME: "name",
    EditField.VALUE: "value",
    EditField.UNIT: "unit",
    EditField.OPERATOR: "operator",
    EditField.WEIGHT: "weight",
}


class EditRow(BaseModel):
    """One edit as the model proposes it.

    Attributes:
        verb: what to do; 不明 where the sentence does not say.
        row: number of the row.
        field: which cell, or null.
        value: its new content as the sentence gives it, or null.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    verb: EditVerb = Field(alias="动作", description="改、删，看不明白写不明")
    row: int = Field(alias="行号", ge=0, le=200, description="第几条")
    field: EditField | None = Field(alias="栏目", description="改哪一栏")
    value: str | None = Field(alias="新值", max_length=30, description="照抄要求中的内容")


def ask_for_edits(
    target: PerformanceTarget, instruction: str, client: "ModelClient"
) -> tuple[Edit, ...]:
    """The edits that a sentence asks for, as far as they touch only what it names.

    Raises:
        ProviderError: the model failed.
        CancelledError: the client was cancelled.
    """
    prompt = load_prompt("refine").render(
        table="\n".join(table_line(row) for row in target.indicators),
        instruction=fence(instruction),
    )
    named = rows_named(instruction, target.indicators)
    allowed = {*named.ids}
    edits = []
    for answer in client.rows(prompt, EditRow, max_rows=MAX_EDITS):
        edit = _edit(answer, allowed, instruction, target)
        if edit is not None:
            edits.append(edit)
    return tuple(dict.fromkeys(edits))


def table_line(row: Indicator) -> str:
    """One row as the prompt shows it."""
    operator = row.operator.value if row.operator else ""
    return f"{row.number}. {row.level2} {row.name} {operator}{row.value or ''}{row.unit or ''}"


def _edit(
    answer: EditRow, allowed: set[str], instruction: str, target: PerformanceTarget
) -> Edit | None:
    """The edit, or None where it goes beyond the sentence: another row, a value of its own."""
    row_id = f"I{answer.row}"
    if row_id not in allowed or answer.verb is EditVerb.NONE:
        return None
    if answer.verb is EditVerb.REMOVE:
        return Edit(op=EditOp.REMOVE, indicator=row_id) if _says_remove(instruction) else None
    value = normalise(answer.value or "")
    if answer.field is None or not value or value not in normalise(instruction):
        return None
    content = _content(answer.field, value, target)
    if content is None:
        return None
    return Edit(op=EditOp.SET, indicator=row_id, field=_FIELDS[answer.field], value=content)


def _says_remove(instruction: str) -> bool:
    return any(
        word in instruction for word in ("删", "去掉", "不要", "不需要", "取消", "移除", "拿掉")
    )


def _content(field: EditField, value: str, target: PerformanceTarget) -> str | None:
    if field in (EditField.VALUE, EditField.WEIGHT):
        number = read_printed_number(value.rstrip("%分"))
        return None if number is None else plain(number)
    if field is EditField.OPERATOR:
        operator = read_operator(value)
        allowed = operator is not None and operator is not Operator.QUALITATIVE
        return operator.value if operator is not None and allowed else None
    if field is EditField.NAME:
        texts = "".join(task.text for task in target.tasks)
        return value if fault_of(value, texts, known=True) is None else None
    return value if len(value) <= 8 else None
