"""Who answers for a model: the model itself, its recording, or the one while making the other."""

import datetime
import hashlib
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from pydantic import SecretStr

from assistant.llm.client import ModelClient
from assistant.llm.embedded.server import ADAPTER, running_server, stop_servers
from assistant.llm.embedded.weights import installed_weights
from assistant.llm.opening import open_endpoint
from assistant.llm.providers import EMBEDDED, AnswerMode, Endpoint, endpoint_of, find_provider
from assistant.settings import Settings
from evals.recording import FOLDER, Label, Tape, TapeServer
from evals.results import ModelUsed

BASE, TUNED, CONFIGURED = "base", "tuned", "endpoint"
"""The model inside without its adapter, with it, and whatever the settings name."""
INSIDE = (BASE, TUNED)


class Answers(StrEnum):
    """Where answers come from."""

    LIVE = "live"
    RECORDED = "recorded"
    RECORDING = "recording"
    """What is on tape is played, the rest is asked for and put on it."""


class Desk:
    """Opens models by name, as a context manager; what it started ends with it."""

    def __init__(
        self,
        settings: Settings,
        answers: Answers = Answers.RECORDED,
        *,
        folder: Path = FOLDER,
        adapter: Path = ADAPTER,
    ) -> None:
        """Prepare; nothing is started.

        Args:
            settings: which model `CONFIGURED` is, and where weights are kept.
            answers: where answers come from.
            folder: the recordings.
            adapter: the adapter of `TUNED`.
        """
        self.answers = answers
        self._settings, self._folder, self._adapter = settings, folder, adapter
        self._stack = ExitStack()
        self._opened: dict[str, _Opened] = {}

    def has(self, name: str) -> bool:
        """Whether this model can answer here."""
        if self.answers is Answers.RECORDED:
            return self._path(name).is_file()
        if name == CONFIGURED:
            return self._settings.provider not in (EMBEDDED, "none")
        return name == BASE or self._adapter.is_file()

    def client(self, name: str) -> ModelClient:
        """A client of its own for one piece of work.

        Raises:
            ConfigurationError: the model cannot be opened.
        """
        return ModelClient(self.endpoint(name))

    def endpoint(self, name: str) -> Endpoint:
        """Where the model answers.

        Raises:
            ConfigurationError: the model cannot be opened.
        """
        if name not in self._opened:
            self._opened[name] = self._open(name)
        return self._opened[name].endpoint

    @property
    def missing(self) -> list[str]:
        """Requests that no recording knew."""
        return [
            one for opened in self._opened.values() if opened.tape for one in opened.tape.missing
        ]

    @property
    def asked(self) -> int:
        """How many requests went to a model and onto its tape."""
        return sum(opened.tape.asked for opened in self._opened.values() if opened.tape)

    @property
    def recorded_seconds(self) -> float:
        """Time that answers played so far took when they were recorded."""
        return sum(opened.tape.seconds for opened in self._opened.values() if opened.tape)

    @property
    def used(self) -> tuple[ModelUsed, ...]:
        """The models that were opened, and whether their recordings are still theirs."""
        return tuple(self._used(name, opened) for name, opened in self._opened.items())

    def keep_played(self) -> None:
        """Drop from the recordings what was not asked for."""
        for opened in self._opened.values():
            if opened.tape:
                opened.tape.tape.keep_played()

    def __enter__(self) -> Self:
        """This desk."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop what was started."""
        self._stack.close()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.jsonl"

    def _open(self, name: str) -> "_Opened":
        if self.answers is Answers.RECORDED:
            tape = Tape.load(self._path(name))
            return self._played(tape, None)
        endpoint = self._live(name)
        if self.answers is Answers.LIVE:
            return _Opened(endpoint, None, self._label(name, endpoint))
        return self._played(self._tape(name, endpoint), endpoint)

    def _played(self, tape: Tape, upstream: Endpoint | None) -> "_Opened":
        server = self._stack.enter_context(TapeServer(tape, upstream))
        label = tape.label
        provider, mode = find_provider(label.provider), AnswerMode(label.mode)
        endpoint = Endpoint(provider, server.base_url, label.model, mode, SecretStr("recorded"))
        return _Opened(endpoint, server, label)

    def _tape(self, name: str, endpoint: Endpoint) -> Tape:
        """The tape to go on with, or a new one where it is another model's."""
        label = self._label(name, endpoint)
        if self._path(name).is_file():
            tape = Tape.load(self._path(name))
            if tape.label.same_model(label):
                return tape
        return Tape(self._path(name), label)

    def _live(self, name: str) -> Endpoint:
        if name == CONFIGURED:
            client = open_endpoint(self._settings, None)
            self._stack.callback(client.close)
            return client.endpoint
        inside = self._inside()
        server = running_server(inside, adapter=self._adapter if name == TUNED else None)
        self._stack.callback(stop_servers)
        return endpoint_of(inside, base_url=server.base_url, key=server.key)

    def _inside(self) -> Settings:
        return self._settings.model_copy(update={"provider": EMBEDDED, "embedded_model": None})

    def _label(self, name: str, endpoint: Endpoint) -> Label:
        weights, adapter = self._hashes(name)
        return Label(
            name=name,
            provider=endpoint.provider.name,
            model=endpoint.model,
            mode=endpoint.mode.value,
            weights=weights,
            adapter=adapter,
            recorded=datetime.datetime.now(datetime.UTC).date().isoformat(),
        )

    def _hashes(self, name: str) -> tuple[str | None, str | None]:
        if name not in INSIDE:
            return None, None
        tuned = name == TUNED and self._adapter.is_file()
        adapter = hashlib.sha256(self._adapter.read_bytes()).hexdigest() if tuned else None
        return installed_weights().sha256, adapter

    def _used(self, name: str, opened: "_Opened") -> ModelUsed:
        label = opened.label
        return ModelUsed(
            name=name,
            model=f"{label.provider}/{label.model}",
            weights=label.weights,
            adapter=label.adapter,
            answers=self.answers.value,
            recorded=None if self.answers is Answers.LIVE else label.recorded,
            stale=self.answers is Answers.RECORDED and self._is_stale(name, label),
        )

    def _is_stale(self, name: str, label: Label) -> bool:
        """Only the adapter is looked at: the weights may not be installed where this runs."""
        if name != TUNED:
            return False
        if not self._adapter.is_file():
            return True
        return hashlib.sha256(self._adapter.read_bytes()).hexdigest() != label.adapter


class _Opened(NamedTuple):
    endpoint: Endpoint
    tape: TapeServer | None
    label: Label
