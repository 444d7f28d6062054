"""What is sent: the body of one request, as instructor words mode and schema.

instructor is asked once for each shape, not for each request: it builds a client, a type and a
retry loop around every call, which costs more than sending. What it makes of mode and schema does
not depend on the messages in the modes that leave these alone; in the others it is asked each time.
"""

import json
from functools import lru_cache
from typing import Any, NamedTuple

from assistant.llm.providers import AnswerMode
from assistant.llm.schema import JsonSchema

Body = dict[str, Any]

_MODES = {
    AnswerMode.TOOLS: "TOOLS",
    AnswerMode.JSON_SCHEMA: "JSON_SCHEMA",
    AnswerMode.JSON_OBJECT: "JSON",
    AnswerMode.TEXT: "MD_JSON",
}
_SHAPES = 64
"""Shapes remembered; those that quote the material of one request leave again soon."""


class _Worded(NamedTuple):
    """What instructor makes of a shape.

    Attributes:
        parameters: of the request, besides its messages.
        in_messages: whether it says something in the messages too.
    """

    parameters: Body
    in_messages: bool


def request_body(
    mode: AnswerMode, name: str, schema: JsonSchema, messages: list[dict[str, str]]
) -> Body:
    """Messages and the shape of the answer, as an endpoint takes them in ``mode``.

    The parts that belong to the shape are shared between requests: send them, change nothing.
    """
    worded = _worded(mode, name, json.dumps(schema))
    if worded.in_messages:
        return _by_instructor(mode, name, schema, messages)
    return {**worded.parameters, "messages": messages}


def make_ready(mode: AnswerMode) -> None:
    """Load what the first question needs, for callers that are about to ask many side by side."""
    import openai  # noqa: F401  (loading it is the purpose)

    request_body(mode, "Rows", {"type": "object", "properties": {}}, [])


@lru_cache(maxsize=_SHAPES)
def _worded(mode: AnswerMode, name: str, schema: str) -> _Worded:
    before = [{"role": "system", "content": "-"}, {"role": "user", "content": "-"}]
    body = _by_instructor(mode, name, json.loads(schema), [dict(each) for each in before])
    after = body.pop("messages")
    return _Worded(body, in_messages=after != before)


def _by_instructor(
    mode: AnswerMode, name: str, schema: JsonSchema, messages: list[dict[str, str]]
) -> Body:
    import instructor

    wording = instructor.patch(create=_as_it_is, mode=instructor.Mode[_MODES[mode]])
    body: Body = wording(
        response_model=_shape(name, schema),
        messages=messages,
        max_retries=0,
        stream=True,
    )
    return body


def _as_it_is(**arguments: Any) -> Body:
    """Stands where the request would be sent."""
    return arguments


def _shape(name: str, schema: JsonSchema) -> Any:
    """A response type for instructor that carries our schema and hands us what it would send.

    A new type for every call: instructor marks a type as streaming in a table that is neither
    safe between threads nor cleared when the request fails.
    """
    from instructor import OpenAISchema
    from instructor.dsl.iterable import IterableBase

    titled = {**schema, "title": name, "description": "按要求填写。"}

    class Shape(OpenAISchema, IterableBase):
        @classmethod
        def model_json_schema(cls, *args: Any, **kwargs: Any) -> JsonSchema:
            return dict(titled)

        @classmethod
        def from_streaming_response(cls, completion: Any, **kwargs: Any) -> Any:  # type: ignore[override]
            return completion

    Shape.__name__ = name
    return Shape
