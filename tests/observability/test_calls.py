"""What an operator sees of a model call: a line, a span, a number; never a word of the user's."""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.exceptions import ProviderRejectedError
from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.prompts import Prompt
from assistant.llm.providers import endpoint_of
from assistant.observability.http import RequestIds
from assistant.observability.logs import formatter
from assistant.observability.metrics import metrics_application
from assistant.observability.redaction import keep_secret, redacted
from assistant.observability.requests import current_id, request, request_id
from assistant.settings import Settings
from tests.llm.conftest import Row, row

WORDS = "乡村教师心理健康讲座"
PROMPT = Prompt(name="t", version="1", system="写指标。", user=f"任务：{WORDS}24场。")
GOOD = ScriptedAnswer(rows=(row(f"{WORDS}场次"),))
REFUSED = ScriptedAnswer(status=401, text="bad key", times=0)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


@pytest.fixture
def client() -> Iterator[tuple[ModelClient, FakeServer]]:
    with FakeServer() as server:
        settings = Settings(provider="custom", base_url=server.base_url, model="scripted")
        with ModelClient(endpoint_of(settings)) as opened:
            yield opened, server


def ask(client: ModelClient) -> list[Row]:
    return list(client.rows(PROMPT, Row, max_rows=1))


def test_each_call_is_a_span_by_the_conventions(
    client: tuple[ModelClient, FakeServer], spans: InMemorySpanExporter
) -> None:
    opened, server = client
    server.add(ScriptedAnswer(rows=(row(WORDS),)), REFUSED)
    ask(opened)
    with pytest.raises(ProviderRejectedError):
        ask(opened)
    fine, refused = spans.get_finished_spans()
    assert (fine.name, fine.kind) == ("chat scripted", trace.SpanKind.CLIENT)
    facts = dict(fine.attributes or {})
    usage = opened.usage
    assert facts["gen_ai.operation.name"] == "chat"
    assert facts["gen_ai.provider.name"] == "custom"
    assert facts["gen_ai.request.model"] == "scripted"
    assert facts["gen_ai.usage.input_tokens"] == usage.prompt_tokens
    assert facts["gen_ai.usage.output_tokens"] == usage.completion_tokens
    assert facts["server.address"] == "127.0.0.1"
    assert facts["server.port"] == int(server.base_url.rsplit(":", 1)[1].removesuffix("/v1"))
    assert "error.type" not in facts and facts["gen_ai.response.finish_reasons"]
    assert refused.status.status_code is trace.StatusCode.ERROR
    assert dict(refused.attributes or {})["error.type"] == "rejected"
    assert lasted(fine) > 0
    assert WORDS not in json.dumps([span.to_json() for span in (fine, refused)])


def lasted(span: ReadableSpan) -> int:
    assert span.start_time is not None and span.end_time is not None
    return span.end_time - span.start_time


def test_lines_carry_the_id_of_the_work_and_none_of_its_words(
    client: tuple[ModelClient, FakeServer], caplog: pytest.LogCaptureFixture
) -> None:
    opened, server = client
    server.add(ScriptedAnswer(status=500), GOOD)
    # A command that ran before in this process may have set another level.
    caplog.set_level(logging.INFO, logger="assistant")
    opened_in_a_request = request("id-of-the-request")
    with opened_in_a_request, ModelClient(opened.endpoint, sleep=lambda _: None) as another:
        ask(another)
    lines = [formatter(as_json=True).format(record) for record in caplog.records]
    told = [json.loads(line) for line in lines]
    calls = [line for line in told if line["logger"] == "assistant.llm.calls"]
    assert [line["outcome"] for line in calls] == ["server", "ok"]
    assert {line["request_id"] for line in calls} == {"id-of-the-request"}
    assert {sent.body["model"] for sent in server.history} == {"scripted"}
    assert WORDS not in "".join(lines)


def test_no_secret_survives_in_a_line() -> None:
    keep_secret("a-key-of-no-usual-form")
    try:
        raise RuntimeError("GET https://me:pa55word@host/ with Bearer abcdef123456")
    except RuntimeError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "key a-key-of-no-usual-form api_key=qwertyuiop", (), None
        )
        record.exc_info = __import__("sys").exc_info()
    for as_json in (True, False):
        record.exc_text = None
        record.request_id = "-"
        line = formatter(as_json=as_json).format(record)
        for secret in ("a-key-of-no-usual-form", "pa55word", "abcdef123456", "qwertyuiop"):
            assert secret not in line
    assert redacted("培训24场，密钥无") == "培训24场，密钥无"


def get(application: Any, path: str = "/", **scope: Any) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of one request."""
    told: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        told.append(message)

    asked = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [],
        "client": ("127.0.0.1", 1),
    }
    asyncio.run(application(asked | scope, receive, send))
    body = b"".join(message.get("body", b"") for message in told[1:])
    return told[0]["status"], dict(told[0]["headers"]), body


def test_calls_are_counted_for_prometheus(client: tuple[ModelClient, FakeServer]) -> None:
    application = metrics_application()
    opened, server = client
    server.add(GOOD, REFUSED)
    ask(opened)
    with pytest.raises(ProviderRejectedError):
        ask(opened)
    status, _, body = get(application)
    assert status == 200
    assert b'assistant_model_calls_total{outcome="rejected",provider="custom"} 1.0' in body
    assert b'assistant_model_tokens_total{direction="completion",provider="custom"}' in body
    assert b"assistant_model_call_seconds_bucket" in body


@pytest.mark.parametrize(
    "scope",
    [
        {"client": ("10.0.0.9", 1)},
        {"client": None},
        {"headers": [(b"x-forwarded-for", b"8.8.8.8")]},
        {"headers": [(b"Forwarded", b"for=8.8.8.8")]},
    ],
)
def test_counters_are_for_this_machine_alone(scope: dict[str, Any]) -> None:
    """Also behind a proxy on this machine, which passes on whoever asks."""
    status, _, body = get(metrics_application(), **scope)
    assert (status, body) == (404, b"")


@pytest.mark.parametrize(
    ("brought", "taken"),
    [(b"abc-12345678", True), (b"short", False), (b"a b\r\nSet-Cookie: x", False), (b"", False)],
)
def test_each_request_has_an_id_of_its_own(brought: bytes, taken: bool) -> None:
    seen = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        seen.append(current_id())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    headers = [(b"x-request-id", brought)]
    _, answered, _ = get(RequestIds(page), headers=headers)
    assert answered[b"x-request-id"].decode() == seen[0]
    assert (seen[0].encode() == brought) is taken
    assert request_id() != seen[0]
