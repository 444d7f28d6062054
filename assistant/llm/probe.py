"""What an endpoint really does: which ways of asking it obeys, and how fast it is.

Never trust what an endpoint says of itself, nor one clean run: a capable model may comply by
chance with a format that the server ignores. So each way is tried with trap prompts that an
unconstrained model would fall into, more than once.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.exceptions import AssistantError
from assistant.llm.dialect import Dialect
from assistant.llm.failures import CallFailedError
from assistant.llm.opening import open_endpoint
from assistant.llm.profile import ModelProfile, Verdict, save_profile
from assistant.llm.prompts import load_prompt
from assistant.llm.providers import EMBEDDED, FAKE, AnswerMode, Endpoint
from assistant.llm.rows import find_object
from assistant.llm.schema import closed_schema
from assistant.llm.transport import Answer, Request, Transport
from assistant.settings import Settings

TRIALS = 2
_TRIAL_TOKENS = 160
_SPEED_TOKENS = 200
_PREFERENCE = (
    AnswerMode.JSON_SCHEMA,
    AnswerMode.TOOLS,
    AnswerMode.JSON_OBJECT,
    AnswerMode.TEXT,
)


class ProbeResult(NamedTuple):
    """What `probe` found.

    Attributes:
        provider: name of the provider.
        model: name of the model asked.
        profile: which ways it obeys.
        load_seconds: time until the client could be used, loading a model of our own included.
        first_token_seconds: time from a request to the first piece of its answer.
        tokens_per_second: speed of the answer after that.
        problem: what kept the probe from finishing, or None.
    """

    provider: str
    model: str
    profile: ModelProfile = ModelProfile({}, None)
    load_seconds: float | None = None
    first_token_seconds: float | None = None
    tokens_per_second: float | None = None
    problem: AssistantError | None = None


class Trap(BaseModel):
    """Codes that nobody guesses: an answer that has one was held to the schema."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Literal["zq-417", "mv-902"]
    count: int = Field(ge=10, le=99)


class Passage(BaseModel):
    """A text long enough to measure a speed on."""

    text: str = Field(min_length=60, max_length=120)


def probe_endpoint(settings: Settings, modes: tuple[AnswerMode, ...] | None = None) -> ProbeResult:
    """Try the provider that the settings name; what goes wrong is part of the result.

    The profile is kept under `Settings.home`, and the next start asks as it says.

    Args:
        settings: provider, address, model and key.
        modes: the ways to try; the default is all, or the known one for a provider of our own.
    """
    result = ProbeResult(settings.provider, settings.model or "")
    started = time.perf_counter()
    try:
        with open_endpoint(settings, None) as client, _transport(client.endpoint) as transport:
            loaded = round(time.perf_counter() - started, 2)
            result = result._replace(model=client.endpoint.model, load_seconds=loaded)
            profile = _profile(transport, modes or _modes_of(client.endpoint))
            result = result._replace(profile=profile)
            if not _is_ours(client.endpoint):
                save_profile(settings.home, client.endpoint, profile)
            if profile.best is None:
                return result
            first, speed = _speed(transport, profile.best)
            return result._replace(first_token_seconds=first, tokens_per_second=speed)
    except CallFailedError as failure:
        return result._replace(problem=failure.for_user())
    except AssistantError as problem:
        return result._replace(problem=problem)


@contextmanager
def _transport(endpoint: Endpoint) -> Iterator[Transport]:
    transport = Transport(endpoint)
    try:
        yield transport
    finally:
        transport.close()


def _modes_of(endpoint: Endpoint) -> tuple[AnswerMode, ...]:
    return (endpoint.mode,) if _is_ours(endpoint) else tuple(AnswerMode)


def _is_ours(endpoint: Endpoint) -> bool:
    return endpoint.provider.name in (EMBEDDED, FAKE)


def _profile(transport: Transport, modes: tuple[AnswerMode, ...]) -> ModelProfile:
    verdicts = {mode: _verdict(transport, mode) for mode in modes}
    obeyed = [mode for mode, verdict in verdicts.items() if verdict is Verdict.OBEYED]
    order = (transport.endpoint.provider.mode, *_PREFERENCE)
    return ModelProfile(verdicts, next((mode for mode in order if mode in obeyed), None))


def _verdict(transport: Transport, mode: AnswerMode) -> Verdict:
    for trial in range(TRIALS):
        try:
            text = "".join(transport.send(_trap(mode, trial), Dialect(mode)))
            Trap.model_validate(find_object(text))
        except CallFailedError as failure:
            # Anything but a refusal of this way of asking (key, quota, network) ends the probe.
            if failure.status not in (400, 404, 422):
                raise
            return Verdict.REFUSED
        except (ValidationError, ValueError):
            return Verdict.IGNORED
    return Verdict.OBEYED


def _trap(mode: AnswerMode, trial: int) -> Request:
    # Where the schema stands in the prompt, a contradicting prompt would test the wrong thing.
    enforced = mode in (AnswerMode.TOOLS, AnswerMode.JSON_SCHEMA)
    prompt = load_prompt("probe").render(enforced=enforced, trial=trial)
    return Request(prompt.messages, "Trap", closed_schema(Trap), _TRIAL_TOKENS)


def _speed(transport: Transport, mode: AnswerMode) -> tuple[float, float | None]:
    prompt = load_prompt("probe-speed").render()
    request = Request(prompt.messages, "Passage", closed_schema(Passage), _SPEED_TOKENS)
    started = time.perf_counter()
    answer: Answer = transport.send(request, Dialect(mode))
    first: float | None = None
    for _ in answer:
        first = first if first is not None else time.perf_counter() - started
    waited = first if first is not None else time.perf_counter() - started
    rest = time.perf_counter() - started - waited
    tokens = answer.cost.completion_tokens - 1
    return round(waited, 2), round(tokens / rest, 1) if tokens > 0 and rest > 0 else None
