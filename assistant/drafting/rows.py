"""The row that a model is asked for: flat, closed, fully required, with keys of one token each.

The quote comes first, so that the model reads before it writes; the answer's length is its time.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    create_model,
    field_validator,
)

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
    unit: str = Field(alias="单位", max_length=8, description="度量单位")
    importance: int = Field(alias="重要", ge=1, le=5, description="1 到 5")

    @field_validator("value", mode="before")
    @classmethod
    def _number_as_text(cls, value: object) -> object:
        """Endpoints that do not hold to a schema send numbers; the digits are what counts."""
        return (
            str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        )


def row_for(quotes: Iterable[str], values: Iterable[str]) -> type[DraftRow]:
    """`DraftRow` for one task: only its own clauses can be quoted, only its own numbers copied.

    Where decoding is held to the schema, a small model can then neither quote what is not there
    nor make a number up; what is left to it is the wording. The type itself takes any text, so
    that an endpoint that decodes freely is judged by grounding, not refused for a shorter quote.
    """
    fields: dict[str, Any] = {}
    if said := list(dict.fromkeys(quotes)):
        shape = WithJsonSchema({"type": "string", "enum": said})
        fields["quote"] = (Annotated[str, shape], Field(alias="原文"))
    numbers = list(dict.fromkeys(values))
    options: list[dict[str, Any]] = [{"type": "null"}]
    if numbers:
        options.insert(0, {"type": "string", "enum": numbers})
    shape = WithJsonSchema({"anyOf": options} if numbers else options[0])
    fields["value"] = (Annotated[str | None, shape], Field(alias="值"))
    return create_model("TaskDraftRow", __base__=DraftRow, **fields)


class TaskRow(DraftRow):
    """A row of a whole-document answer, with the task that it measures."""

    task: str = Field(alias="任务", max_length=6, description="任务编号，如 T1")
