"""What is sent: worded once for each shape, and nothing of one request in another."""

import gc
from typing import Any

import pytest

from assistant.llm.asking import make_ready, request_body
from assistant.llm.providers import AnswerMode


def schema(field: str) -> dict[str, Any]:
    return {"type": "object", "properties": {field: {"type": "string"}}, "required": [field]}


def messages(text: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": "rules"}, {"role": "user", "content": text}]


@pytest.mark.parametrize("mode", AnswerMode)
def test_every_request_carries_its_own_words_and_shape(mode: AnswerMode) -> None:
    first = request_body(mode, "Rows", schema("甲"), messages("one"))
    second = request_body(mode, "Rows", schema("甲"), messages("two"))
    other = request_body(mode, "Rows", schema("乙"), messages("one"))
    assert "one" in str(first)
    assert "two" in str(second) and "one" not in str(second)
    assert "甲" in str(first) or "\\u7532" in str(first)
    assert "甲" not in str(other) and "\\u7532" not in str(other)
    assert first["stream"] is True


def test_the_modes_differ_in_where_the_shape_stands() -> None:
    bodies = {mode: request_body(mode, "Rows", schema("甲"), messages("x")) for mode in AnswerMode}
    assert bodies[AnswerMode.TOOLS]["tool_choice"]["function"]["name"] == "Rows"
    assert bodies[AnswerMode.JSON_SCHEMA]["response_format"]["type"] == "json_schema"
    assert bodies[AnswerMode.JSON_OBJECT]["response_format"]["type"] == "json_object"
    assert bodies[AnswerMode.TEXT].keys() == {"messages", "stream"}
    for mode in (AnswerMode.TOOLS, AnswerMode.JSON_SCHEMA):
        assert bodies[mode]["messages"] == messages("x")


def test_the_messages_given_are_not_changed() -> None:
    for mode in AnswerMode:
        given = messages("x")
        request_body(mode, "Rows", schema("甲"), given)
        assert given == messages("x")


@pytest.mark.parametrize("enabled", [True, False])
def test_making_ready_leaves_the_search_for_garbage_as_it_was(enabled: bool) -> None:
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        make_ready(AnswerMode.TOOLS)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
