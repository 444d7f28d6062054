"""Each call of a model as a log line, a span and numbers, once it is over; never its words."""

import logging
import os
import sys
import time
from typing import NamedTuple

from assistant.observability.metrics import count_call

_LOG = logging.getLogger("assistant.llm.calls")
_NANOSECONDS = 1_000_000_000
_ENDPOINT_VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_SERVICE = "budget-target-assistant"


class CallEnded(NamedTuple):
    """What is known of one call when it is over.

    Attributes:
        work: id of the piece of work.
        provider: kind of endpoint.
        model: model asked.
        host: where it stands.
        port: its port, or None for the usual one.
        max_tokens: how long the answer might have been.
        seconds: from request to the end of the answer.
        prompt_tokens: of the prompt.
        completion_tokens: of the answer.
        finish_reason: why the answer ended, where the endpoint said so.
        fault: what went wrong, in one word; None where nothing did.
    """

    work: str
    provider: str
    model: str
    host: str
    port: int | None
    max_tokens: int
    seconds: float
    prompt_tokens: int = 0
    completion_tokens: int = 0
    finish_reason: str | None = None
    fault: str | None = None


def call_ended(call: CallEnded) -> None:
    """Write down a call that is over."""
    facts = {
        "provider": call.provider,
        "model": call.model,
        "seconds": round(call.seconds, 3),
        "prompt_tokens": call.prompt_tokens,
        "completion_tokens": call.completion_tokens,
        "outcome": call.fault or "ok",
    }
    _LOG.info(
        "call of %(model)s at %(provider)s: %(outcome)s, %(seconds)s s, "
        "%(prompt_tokens)s + %(completion_tokens)s tokens",
        facts,
        extra={**facts, "request_id": call.work},
    )
    count_call(
        call.provider,
        call.fault or "ok",
        call.seconds,
        call.prompt_tokens,
        call.completion_tokens,
    )
    _trace(call)


def start_tracing() -> None:
    """Send spans where the usual ``OTEL_EXPORTER_OTLP_*`` variables say, if they say anything."""
    if not any(os.environ.get(name) for name in _ENDPOINT_VARIABLES):
        return
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _LOG.warning("traces are asked for, but the extra [otel] is not installed")
        return
    named = {"service.name": os.environ.get("OTEL_SERVICE_NAME", _SERVICE)}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def _trace(call: CallEnded) -> None:
    """One span by the conventions for generative AI, where anything in this process traces."""
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return
    ended = time.time_ns()
    span = trace.get_tracer("assistant.llm").start_span(
        f"chat {call.model}",
        kind=trace.SpanKind.CLIENT,
        start_time=ended - round(call.seconds * _NANOSECONDS),
        attributes=_attributes(call),
    )
    if call.fault is not None:
        span.set_status(trace.StatusCode.ERROR)
    span.end(ended)


def _attributes(call: CallEnded) -> dict[str, str | int | float | list[str]]:
    attributes: dict[str, str | int | float | list[str] | None] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": call.provider,
        "gen_ai.request.model": call.model,
        "gen_ai.request.max_tokens": call.max_tokens,
        "gen_ai.request.temperature": 0.0,
        "gen_ai.output.type": "json",
        "gen_ai.usage.input_tokens": call.prompt_tokens,
        "gen_ai.usage.output_tokens": call.completion_tokens,
        "gen_ai.response.finish_reasons": [call.finish_reason] if call.finish_reason else None,
        "gen_ai.conversation.id": call.work,
        "server.address": call.host,
        "server.port": call.port,
        "error.type": call.fault,
    }
    return {name: value for name, value in attributes.items() if value is not None}
