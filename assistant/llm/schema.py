"""The schema that is sent: flat, closed, every field required, and free of what engines misread.

Constrained decoding is only as good as the engine behind it: some ignore ``pattern`` and
``minItems``, some break on a large ``maxLength``, some put required properties first. So a type's
schema is rewritten into the plain subset that all of them hold to; what was left out is still
checked by the type itself when the answer is in.
"""

import copy
import weakref
from typing import Any

from pydantic import BaseModel

MAX_STRING = 400
"""Longer limits than this make some grammar engines fail; the type itself still checks them."""

_KEPT = (
    "type",
    "enum",
    "const",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "description",
    "maxItems",
)

JsonSchema = dict[str, Any]

_CLOSED: weakref.WeakKeyDictionary[type[BaseModel], JsonSchema] = weakref.WeakKeyDictionary()
"""Schemas made before. Some types are made for one request and quote its material: these go when
their type goes."""


def closed_schema(output: type[BaseModel]) -> JsonSchema:
    """The schema of ``output`` in the plain subset, references resolved in place.

    The caller's own copy: what is done to it, another caller does not see.

    Raises:
        TypeError: the type refers to itself, which no engine of ours can hold a model to.
    """
    plain = _CLOSED.get(output)
    if plain is None:
        schema = output.model_json_schema()
        plain = _plain(schema, schema.get("$defs", {}), ())
        plain.pop("description", None)
        _CLOSED[output] = plain
    return copy.deepcopy(plain)


def rows_schema(row: type[BaseModel], max_rows: int, least: int = 1) -> JsonSchema:
    """The schema of ``{"rows": [row, …]}`` with ``least`` to ``max_rows`` rows.

    A row whose type allows several combinations of values (``anyOf`` beside its properties) may be
    any of them, each written out whole: engines that decode by a schema read no other form.

    Raises:
        TypeError: ``row`` is not flat.
    """
    item = closed_schema(row)
    nested = [name for name, field in item["properties"].items() if _has_object(field)]
    if nested:
        raise TypeError(f"{row.__name__} is not flat: {', '.join(nested)}")
    if "anyOf" in item:
        item = {"anyOf": item["anyOf"]}
    least = min(least, max_rows)
    rows = {"type": "array", "minItems": least, "maxItems": max_rows, "items": item}
    return {
        "type": "object",
        "properties": {"rows": rows},
        "required": ["rows"],
        "additionalProperties": False,
    }


def field_table(output: type[BaseModel]) -> str:
    """One line a field, for prompts to endpoints that never see the schema."""
    properties: dict[str, JsonSchema] = closed_schema(output)["properties"]
    return "\n".join(f"- {name}：{_describe(field)}" for name, field in properties.items())


def _plain(
    schema: JsonSchema, definitions: dict[str, JsonSchema], seen: tuple[str, ...]
) -> JsonSchema:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name in seen:
            raise TypeError(f"{name} refers to itself")
        # What stands beside a reference (a description) overrides what it refers to.
        merged = {**definitions[name], **{k: v for k, v in schema.items() if k != "$ref"}}
        return _plain(merged, definitions, (*seen, name))
    if "anyOf" in schema and "properties" not in schema:
        return _union(schema, definitions, seen)
    plain = {key: schema[key] for key in _KEPT if key in schema}
    if plain.get("maxLength", 0) > MAX_STRING:
        plain["maxLength"] = MAX_STRING
    if schema.get("type") == "array":
        plain["items"] = _plain(schema.get("items", {"type": "string"}), definitions, seen)
    if schema.get("type") == "object" or "properties" in schema:
        fields = schema.get("properties", {})
        plain["properties"] = {k: _plain(v, definitions, seen) for k, v in fields.items()}
        plain["required"] = list(fields)
        plain["additionalProperties"] = False
        if "anyOf" in schema:
            plain["anyOf"] = [_narrowed(plain, each) for each in schema["anyOf"]]
    return plain


def _narrowed(plain: JsonSchema, narrower: JsonSchema) -> JsonSchema:
    """One allowed combination, with all that holds for every one of them."""
    fields = {**plain["properties"], **narrower["properties"]}
    return {**plain, "properties": fields}


def _union(
    schema: JsonSchema, definitions: dict[str, JsonSchema], seen: tuple[str, ...]
) -> JsonSchema:
    options = [_plain(option, definitions, seen) for option in schema["anyOf"]]
    kinds = [option.get("type") for option in options]
    # A decimal is "a number or a string" to pydantic; asked as a string it keeps its digits.
    if "string" in kinds and "number" in kinds:
        options = [option for option in options if option.get("type") != "number"]
    described = {"description": schema["description"]} if "description" in schema else {}
    if len(options) == 1:
        return {**options[0], **described}
    return {"anyOf": options, **described}


def _has_object(field: JsonSchema) -> bool:
    inner = [*field.get("anyOf", ()), *([field["items"]] if "items" in field else ())]
    return field.get("type") == "object" or any(_has_object(part) for part in inner)


_KINDS = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "true 或 false",
    "array": "列表",
    "object": "对象",
    "null": "null",
}


def _describe(field: JsonSchema) -> str:
    parts = [_shape(field)]
    if "description" in field:
        parts.append(str(field["description"]))
    return "；".join(parts)


def _shape(field: JsonSchema) -> str:
    if "anyOf" in field:
        return " 或 ".join(_shape(option) for option in field["anyOf"])
    if "enum" in field:
        return "只能是 " + "、".join(f"“{value}”" for value in field["enum"])
    if "const" in field:
        return f"固定为“{field['const']}”"
    text = _KINDS.get(str(field.get("type")), "文字")
    if "maxLength" in field:
        text += f"，不超过 {field['maxLength']} 字"
    if "minimum" in field and "maximum" in field:
        text += f"，{field['minimum']} 到 {field['maximum']}"
    if "items" in field:
        text += f"，每项为{_shape(field['items'])}"
    return text
