"""The row that a model is asked for: flat, closed, fully required, with keys of one token each.

The quote comes first, so that the model reads before it writes; the answer's length is its time.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    WithJsonSchema,
    create_model,
    field_validator,
)

from assistant.domain.indicator import Operator
from assistant.drafting.candidates import (
    COST,
    ECOLOGICAL,
    ECONOMIC,
    LASTING,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    SOCIAL,
    TIMELINESS,
)


class RowClass(StrEnum):
    """二级指标 in short."""

    QUANTITY = "数量"
    QUALITY = "质量"
    TIMELINESS = "时效"
    ECONOMIC = "经济效益"
    SOCIAL = "社会效益"
    ECOLOGICAL = "生态效益"
    LASTING = "可持续"
    SATISFACTION = "满意度"
    COST = "成本"

    @property
    def level2(self) -> str:
        """The name as forms print it."""
        return _LEVEL2[self]


_LEVEL2 = {
    RowClass.QUANTITY: QUANTITY,
    RowClass.QUALITY: QUALITY,
    RowClass.TIMELINESS: TIMELINESS,
    RowClass.ECONOMIC: ECONOMIC,
    RowClass.SOCIAL: SOCIAL,
    RowClass.ECOLOGICAL: ECOLOGICAL,
    RowClass.LASTING: LASTING,
    RowClass.SATISFACTION: SATISFACTION,
    RowClass.COST: COST,
}


class RowOperator(StrEnum):
    """性质; 定性 is not offered, so that no drafted row is a scale."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="


BOUNDS = {
    Operator.AT_LEAST: RowOperator.AT_LEAST,
    Operator.MORE: RowOperator.AT_LEAST,
    Operator.AT_MOST: RowOperator.AT_MOST,
    Operator.LESS: RowOperator.AT_MOST,
    Operator.EQUAL: RowOperator.EQUAL,
}
"""What a model is offered for each bound of a table."""
LONGEST_UNIT = 8


class DraftRow(BaseModel):
    """One indicator as the model proposes it.

    Attributes:
        quote: the words of the task that it rests on, copied.
        name: 三级指标, ends in what is measured.
        level2: class.
        operator: bound.
        value: the number of the task as digits, or null where the task gives none.
        unit: measure word.
        importance: 1 (least) to 5 (most).
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    quote: str = Field(alias="原文", max_length=40, description="照抄任务中的原话")
    name: str = Field(alias="名称", max_length=30, description="指标名称，以所衡量的量结尾")
    level2: RowClass = Field(alias="类别", description="二级指标")
    operator: RowOperator = Field(alias="性质", description="界限")
    value: str | None = Field(alias="值", max_length=12, description="任务中的数字；没有则为 null")
    unit: str = Field(alias="单位", max_length=LONGEST_UNIT, description="度量单位")
    importance: int = Field(alias="重要", ge=1, le=5, description="1 到 5")

    @field_validator("value", mode="before")
    @classmethod
    def _number_as_text(cls, value: object) -> object:
        """Endpoints that do not hold to a schema send numbers; the digits are what counts."""
        return (
            str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        )


class Figure(NamedTuple):
    """A number that a clause of the task states, as a row that quotes the clause must give it.

    Attributes:
        quote: the clause.
        value: the number, or None where the clause may also stand without one.
        operator: bound that its words set, or None where the model may choose.
        unit: measure word, or None where the model may choose.
    """

    quote: str
    value: str | None
    operator: RowOperator | None = None
    unit: str | None = None

    def is_of(self, row: "DraftRow") -> bool:
        """Whether the row gives it."""
        return (
            (row.quote, row.value) == (self.quote, self.value)
            and self.operator in (None, row.operator)
            and self.unit in (None, row.unit)
        )

    def shape(self) -> dict[str, JsonValue]:
        """The same as JSON schema of a row's fields."""
        fields: dict[str, JsonValue] = {"原文": _only(self.quote), "值": _one_of([self.value])}
        if self.operator is not None:
            fields["性质"] = _only(self.operator.value)
        if self.unit is not None:
            fields["单位"] = _only(self.unit)
        return fields


def row_for(
    quotes: Iterable[str], values: Iterable[str], figures: Sequence[Figure] = ()
) -> type[DraftRow]:
    """`DraftRow` for one task: only its own clauses can be quoted, only its own numbers copied.

    Where decoding is held to the schema, a small model can then neither quote what is not there
    nor make a number up, nor take it from another clause; what is left to it is the wording. The
    type itself takes any text, so that an endpoint that decodes freely is judged by grounding, not
    refused for a shorter quote.

    Args:
        quotes: clauses that may be quoted.
        values: numbers that may be copied.
        figures: what clauses state; such a clause can be quoted for these alone, and the other
            clauses have the numbers that no clause states.
    """
    fields: dict[str, Any] = {}
    said = list(dict.fromkeys(quotes))
    if said:
        shape = WithJsonSchema({"type": "string", "enum": said})
        fields["quote"] = (Annotated[str, shape], Field(alias="原文"))
    numbers = [*dict.fromkeys(values), None]
    shape = WithJsonSchema(_one_of(numbers))
    fields["value"] = (Annotated[str | None, shape], Field(alias="值"))
    made = create_model("TaskDraftRow", __base__=DraftRow, **fields)
    if figures:
        allowed = [figure.shape() for figure in figures]
        taken = {figure.quote for figure in figures}
        if others := [clause for clause in said if clause not in taken]:
            stated = {figure.value for figure in figures if figure.value is not None}
            rest = [number for number in numbers if number not in stated]
            allowed.append({"原文": _only(*others), "值": _one_of(rest)})
        together: list[JsonValue] = [{"properties": shape} for shape in allowed]
        made.model_config["json_schema_extra"] = {"anyOf": together}
        made.model_rebuild(force=True)
    return made


def _only(*words: str) -> dict[str, JsonValue]:
    return {"type": "string", "enum": [*words]}


def _one_of(values: Sequence[str | None]) -> dict[str, JsonValue]:
    numbers: list[JsonValue] = [value for value in values if value is not None]
    shapes: list[JsonValue] = [{"type": "string", "enum": numbers}] if numbers else []
    if None in values:
        shapes.append({"type": "null"})
    return {"anyOf": shapes}


class TaskRow(DraftRow):
    """A row of a whole-document answer, with the task that it measures."""

    task: str = Field(alias="任务", max_length=6, description="任务编号，如 T1")
