"""What the pipeline adds to a bare model call, side by side with that call in one run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any, NamedTuple

import openai

from assistant.drafting.ask import task_question
from assistant.drafting.context import DraftContext
from assistant.drafting.draft import stream_draft
from assistant.drafting.events import RowDrafted
from assistant.intake import read_file
from assistant.llm.client import ModelClient
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.prompts import Prompt
from assistant.llm.providers import Endpoint, endpoint_of
from assistant.profiles import guess_profile
from assistant.settings import Settings
from evals.answers import TUNED, Answers, Desk
from evals.bench import SAMPLE, Measure

_ROW = {
    "原文": "培训24场",
    "名称": "培训场次",
    "类别": "数量",
    "性质": "≥",
    "值": "24",
    "单位": "场",
    "重要": 4,
}
_ROWS = 12
PAUSE = 0.02
"""Seconds between two pieces of a scripted answer: fifty pieces a second, a usual endpoint."""
_BARE_TOKENS = 160


class _Timed(NamedTuple):
    """One answer: seconds in all, seconds to its first row or piece, tokens."""

    whole: float
    first: float
    tokens: int = 0


def overhead(runs: int = 5, pause: float = PAUSE) -> Measure:
    """The same streamed answer through the whole client and through openai alone, in turn."""
    question = _question()
    with _scripted(pause) as endpoint:
        # What is imported at the first call is start-up, which the cold starts measure.
        _through_client(endpoint, question.prompt, question.row)
        pairs = [
            (
                _through_client(endpoint, question.prompt, question.row),
                _bare(endpoint, question.prompt),
            )
            for _ in range(runs)
        ]
    ours = median(one.whole for one, _ in pairs)
    bare = median(other.whole for _, other in pairs)
    first = median(one.first / one.whole for one, _ in pairs)
    return Measure(
        "pipeline / bare openai client, same endpoint and prompt",
        f"{ours / bare:.3f}x",
        "1.05x",
        f"{ours:.2f} s / {bare:.2f} s; first of {_ROWS} rows after {first:.0%} of the answer",
    )


def first_row(pause: float = PAUSE) -> Measure:
    """The first indicator on screen against the whole draft of the sample's tasks."""
    target = read_file(SAMPLE).targets[0].model_copy(update={"indicators": ()})
    with _scripted(pause) as endpoint, ModelClient(endpoint) as client:
        began = time.perf_counter()
        first = None
        for event in stream_draft(target, guess_profile(target), client):
            if first is None and isinstance(event, RowDrafted):
                first = time.perf_counter() - began
        whole = time.perf_counter() - began
    share = (first or whole) / whole
    return Measure(
        "first indicator on screen / whole draft",
        f"{share:.0%}",
        "25%",
        f"{first or whole:.2f} s / {whole:.2f} s",
    )


def embedded(settings: Settings) -> tuple[Measure, ...]:
    """Decoding of the model inside against llama.cpp's own, and the sample's tasks drafted.

    Raises:
        ConfigurationError: the ``embedded`` extra is missing.
    """
    with Desk(settings, Answers.LIVE) as desk:
        endpoint = desk.endpoint(TUNED)
        return (*_decoding(endpoint), _sample(endpoint))


def _decoding(endpoint: Endpoint) -> tuple[Measure, ...]:
    question = _question()
    cold = _through_client(endpoint, question.prompt, question.row)
    pairs = [
        (
            _through_client(endpoint, question.prompt, question.row),
            _bare(endpoint, question.prompt),
        )
        for _ in range(3)
    ]
    ours, bare = (
        median(one.tokens / (one.whole - one.first) for one in side)
        for side in zip(*pairs, strict=True)
    )
    warm = median(one.first for one, _ in pairs)
    return (
        Measure(
            "embedded: tokens a second / bare llama.cpp, no shape asked for",
            f"{ours / bare:.2f}x",
            "0.95x",
            f"{ours:.0f} / {bare:.0f} tokens a second",
        ),
        Measure(
            "embedded: time to the first row, prompt seen before / not",
            f"{warm / cold.first:.2f}x",
            "below 1x",
            f"{warm:.2f} s / {cold.first:.2f} s",
        ),
    )


def _sample(endpoint: Endpoint) -> Measure:
    target = read_file(SAMPLE).targets[0].model_copy(update={"indicators": ()})
    began = time.perf_counter()
    with ModelClient(endpoint) as client:
        for _ in stream_draft(target, guess_profile(target), client):
            pass
        calls = client.usage.calls
    seconds = time.perf_counter() - began
    return Measure(
        "embedded: the sample's 8 tasks drafted", f"{seconds:.1f} s", "30 s", f"{calls} calls"
    )


class _Question(NamedTuple):
    prompt: Prompt
    row: type


def _question() -> _Question:
    target = read_file(SAMPLE).targets[0].model_copy(update={"indicators": ()})
    asked = task_question(DraftContext(target, None).plans[0], mark="0123456789ab")
    return _Question(asked.prompt, asked.row)


def _through_client(endpoint: Endpoint, prompt: Prompt, row: type) -> _Timed:
    with ModelClient(endpoint) as client:
        began = time.perf_counter()
        first = 0.0
        for _ in client.rows(prompt, row, max_rows=_ROWS):
            first = first or time.perf_counter() - began
        whole = time.perf_counter() - began
        return _Timed(whole, first, client.usage.completion_tokens)


def _bare(endpoint: Endpoint, prompt: Prompt) -> _Timed:
    with openai.OpenAI(
        base_url=endpoint.base_url, api_key=endpoint.key.get_secret_value(), max_retries=0
    ) as client:
        began = time.perf_counter()
        first, tokens = 0.0, 0
        messages: Any = prompt.messages
        stream = client.chat.completions.create(
            model=endpoint.model,
            messages=messages,
            temperature=0,
            max_tokens=_BARE_TOKENS,
            stream=True,
            stream_options={"include_usage": True},
        )
        for chunk in stream:
            first = first or time.perf_counter() - began
            if chunk.usage:
                tokens = chunk.usage.completion_tokens
        return _Timed(time.perf_counter() - began, first, tokens)


@contextmanager
def _scripted(pause: float) -> Iterator[Endpoint]:
    answer = ScriptedAnswer(rows=(_ROW,) * _ROWS, pause=pause, times=0, channel="content")
    with FakeServer((answer,)) as server:
        yield endpoint_of(Settings(provider="fake", model="-"), base_url=server.base_url)
