"""The schema sent: flat, closed, fully required, and readable as a table."""

import gc
import weakref
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from assistant.llm.schema import MAX_STRING, closed_schema, field_table, rows_schema


class Colour(StrEnum):
    RED = "红"
    BLUE = "蓝"


class Flat(BaseModel):
    name: str = Field(max_length=2_000, pattern="^a", description="名称")
    colour: Colour = Colour.RED
    amount: Decimal | None = None
    tasks: list[str] = []
    level: int = Field(default=1, ge=1, le=5)


class Nested(BaseModel):
    inner: Flat


class Recursive(BaseModel):
    child: "Recursive | None" = None


def walk(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, dict):
        return [schema, *(part for value in schema.values() for part in walk(value))]
    return [part for value in schema for part in walk(value)] if isinstance(schema, list) else []


def test_every_field_is_required_in_its_order_and_no_other_allowed() -> None:
    schema = closed_schema(Flat)
    assert schema["required"] == list(schema["properties"]) == list(Flat.model_fields)
    assert schema["additionalProperties"] is False


def test_nothing_is_left_that_engines_misread() -> None:
    parts = walk(rows_schema(Flat, 7))
    keys = {key for part in parts for key in part}
    assert not keys & {"$ref", "$defs", "pattern", "default", "title", "allOf", "format"}
    assert all(part.get("maxLength", 0) <= MAX_STRING for part in parts)


def test_enums_are_written_out_and_decimals_are_text() -> None:
    fields = closed_schema(Flat)["properties"]
    assert fields["colour"]["enum"] == ["红", "蓝"]
    assert fields["amount"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}


def test_a_row_must_be_flat() -> None:
    with pytest.raises(TypeError, match="inner"):
        rows_schema(Nested, 3)
    with pytest.raises(TypeError, match="itself"):
        closed_schema(Recursive)


def test_the_table_says_what_the_schema_says() -> None:
    assert field_table(Flat).splitlines() == [
        "- name：文字，不超过 400 字；名称",
        "- colour：只能是 “红”、“蓝”",
        "- amount：文字 或 null",
        "- tasks：列表，每项为文字",
        "- level：整数，1 到 5",
    ]


def test_what_one_caller_does_to_a_schema_another_does_not_see() -> None:
    mine = rows_schema(Flat, 2)
    mine["properties"]["rows"]["items"]["properties"]["name"]["description"] = "changed"
    assert closed_schema(Flat)["properties"]["name"]["description"] == "名称"


def test_a_type_made_for_one_request_is_not_kept_with_its_words() -> None:
    def made() -> weakref.ref[type[BaseModel]]:
        class Kind(BaseModel):
            quoted: Literal["张三的电话"]

        assert closed_schema(Kind)["properties"]["quoted"]["const"] == "张三的电话"
        return weakref.ref(Kind)

    gone = made()
    gc.collect()
    assert gone() is None


class Combined(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {"word": {"type": "string", "enum": ["一"]}}},
                {"properties": {"level": {"type": "integer", "maximum": 2}}},
            ]
        }
    )

    word: str
    level: int = Field(ge=1, le=5)


def test_what_may_stand_together_is_written_out_whole() -> None:
    """Each combination closed, complete and in order; the fields for people are those of all."""
    rows = rows_schema(Combined, 4, least=2)["properties"]["rows"]
    assert (rows["minItems"], rows["maxItems"]) == (2, 4)
    one, other = rows["items"]["anyOf"]
    for each in (one, other):
        assert each["required"] == list(each["properties"]) == ["word", "level"]
        assert each["additionalProperties"] is False
    assert one["properties"]["word"] == {"type": "string", "enum": ["一"]}
    assert one["properties"]["level"] == {"type": "integer", "minimum": 1, "maximum": 5}
    assert other["properties"]["level"] == {"type": "integer", "maximum": 2}
    assert field_table(Combined).splitlines()[0].startswith("- word：文字")


def test_no_more_rows_are_called_for_than_are_read() -> None:
    assert rows_schema(Flat, 2, least=5)["properties"]["rows"]["minItems"] == 2
