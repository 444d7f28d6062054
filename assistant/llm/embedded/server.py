"""llama.cpp inside this process, behind its own HTTP API on loopback.

Behind HTTP rather than called directly, so that the model inside is reached through the same
client, the same instructor and the same retries as any endpoint.
"""

import atexit
import os
import secrets
import threading
import time
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import SecretStr

from assistant.exceptions import ConfigurationError
from assistant.llm.embedded.weights import installed_weights, trimmed
from assistant.llm.providers import EMBEDDED, Endpoint, endpoint_of, find_provider
from assistant.messages import Message
from assistant.settings import Settings

_NO_FILE = Message(
    zh="找不到模型文件 {path}。请检查 ASSISTANT_EMBEDDED_MODEL，或去掉它以使用内置模型。",
    en="There is no model file {path}. Check ASSISTANT_EMBEDDED_MODEL or leave it out.",
)
_NO_ENGINE = Message(
    zh="运行内置模型的程序没有安装。请运行 pip install 'budget-target-assistant[embedded]'。",
    en="The engine is not installed. Run pip install 'budget-target-assistant[embedded]'.",
)
_CANNOT_LOAD = Message(
    zh="模型文件 {path} 无法载入（{reason}）。请确认它是完整的 GGUF 文件，且内存足够。",
    en="Model file {path} cannot be loaded ({reason}). It must be a whole GGUF; check the memory.",
)

ADAPTER = Path(__file__).with_name("adapter.gguf")
"""Low-rank adapter that makes a drafter of the base model; applied if it is there."""
EFFECTS_ADAPTER = Path(__file__).with_name("effects.gguf")
"""Adapter of its own for the effects of tasks; loaded beside the other, applied where asked for."""

_MAX_THREADS = 8
_PROMPT_CACHE_MIB = 256
_SILENT = -1

# The engine's threads meet hundreds of times a token and spin while they wait. On a desk that has
# other work, a spinning thread keeps the one it waits for off the core: with brief spinning the
# engine was three to five times as fast on a loaded machine. Read once, when the library loads.
_SPINNING = ("GOMP_SPINCOUNT", "1000")

# Rows repeat their keys and the words of the task: two tokens seen before propose the next four,
# which the model then checks in one step. A third faster here, with the model's own answer.
_LOOKUP_TOKENS, _PROPOSED_TOKENS = 2, 4

# The model inside is a base model without chat markers of its own: its prompt is plain text.
PLAIN_TEXT = "{%- for message in messages -%}{{ message.content }}{{ '\\n' }}{%- endfor -%}"


class Adapter(IntEnum):
    """Which adapter answers a request, by its place among those loaded."""

    DRAFT = 0
    """Whatever was learned in the first adapter."""
    EFFECTS = 1
    """Whom tasks serve, and the effects and costs that they state."""


class RunningServer(NamedTuple):
    """A model being served.

    Attributes:
        base_url: address with ``/v1``.
        key: random key that it asks for, so that no other local process uses it.
        load_seconds: time from the start to ready.
        engine: the native server; it stops when nothing refers to it.
        adapters: how many are loaded; with two, each request says which answers it.
    """

    base_url: str
    key: SecretStr
    load_seconds: float
    engine: Any
    adapters: int = 0

    def endpoint(self, settings: Settings) -> Endpoint:
        """Where to ask, answered by the first adapter, if there is one.

        Raises:
            ConfigurationError: see `endpoint_of`.
        """
        endpoint = endpoint_of(settings, base_url=self.base_url, key=self.key)
        return _asking(endpoint, Adapter.DRAFT) if self.adapters > 1 else endpoint


def adapted(endpoint: Endpoint, adapter: Adapter) -> Endpoint | None:
    """The same model by another adapter; None where it has only one, or is not the model inside."""
    return _asking(endpoint, adapter) if "lora" in endpoint.provider.extra else None


def _asking(endpoint: Endpoint, adapter: Adapter) -> Endpoint:
    # Said in every request: the engine keeps what it evaluated for one adapter away from another
    # only where both are named, not where one is left to be understood.
    extra = {**endpoint.provider.extra, "lora": [{"id": int(adapter), "scale": 1.0}]}
    return endpoint._replace(provider=endpoint.provider.model_copy(update={"extra": extra}))


_servers: dict[tuple[int, Path, tuple[Path, ...]], RunningServer] = {}
_starting = threading.Lock()


def running_server(
    settings: Settings, *, adapter: Path | None = ADAPTER, effects: Path | None = EFFECTS_ADAPTER
) -> RunningServer:
    """The server of this process for the model that the settings name, started if need be.

    Args:
        settings: which model.
        adapter: what is applied to the model inside if the file is there; None leaves it bare.
        effects: what is loaded beside ``adapter`` for requests that ask for it, if it is there.

    Raises:
        ConfigurationError: the ``embedded`` extra is missing or the model cannot be loaded.
    """
    inside = settings.embedded_model is None
    with _starting:
        # A forked child has the parent's table but none of its threads, so the process counts.
        path = _model_file(settings)
        adapters = _present(adapter, effects) if inside else ()
        key = (os.getpid(), path, adapters)
        if key not in _servers:
            _servers[key] = _start(path, inside=inside, adapters=adapters)
        return _servers[key]


def _present(adapter: Path | None, effects: Path | None) -> tuple[Path, ...]:
    """The adapters to load, each in its place; the second stands beside a first, never alone."""
    if adapter is None or not adapter.is_file():
        return ()
    return (adapter, effects) if effects is not None and effects.is_file() else (adapter,)


def stop_servers() -> None:
    """Stop every model of this process and give its memory back."""
    with _starting:
        _servers.clear()


atexit.register(stop_servers)


def _model_file(settings: Settings) -> Path:
    if settings.embedded_model is None:
        return trimmed(installed_weights(), settings.home / "models")
    path = settings.embedded_model.expanduser().resolve()
    if not path.is_file():
        raise ConfigurationError(_NO_FILE, path=settings.embedded_model)
    return path


def _start(path: Path, *, inside: bool, adapters: tuple[Path, ...]) -> RunningServer:
    os.environ.setdefault(*_SPINNING)
    try:
        import xllamacpp
    except ImportError:
        raise ConfigurationError(_NO_ENGINE) from None
    key = secrets.token_urlsafe(24)
    started = time.perf_counter()
    try:
        parameters = _parameters(xllamacpp, path, key, inside=inside, adapters=adapters)
        engine = xllamacpp.Server(parameters)
    except Exception as error:
        raise ConfigurationError(_CANNOT_LOAD, path=path, reason=type(error).__name__) from None
    seconds = round(time.perf_counter() - started, 2)
    address = f"{engine.listening_address}/v1"
    return RunningServer(address, SecretStr(key), seconds, engine, len(adapters))


def _parameters(
    xllamacpp: Any, path: Path, key: str, *, inside: bool, adapters: tuple[Path, ...]
) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.n_ctx = find_provider(EMBEDDED).context_tokens
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = physical_cores()
    # The static part of a prompt is evaluated once: kept whole, although most layers look back
    # only 512 tokens, and set aside when another prompt comes between.
    parameters.cache_prompt = True
    parameters.swa_full = True
    parameters.cache_ram_mib = _PROMPT_CACHE_MIB
    speculation = parameters.speculative
    speculation.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
    speculation.ngram_simple.size_n = _LOOKUP_TOKENS
    speculation.ngram_simple.size_m = _PROPOSED_TOKENS
    parameters.verbosity = _SILENT
    parameters.ui = parameters.endpoint_slots = False
    if inside:
        parameters.chat_template = PLAIN_TEXT
        # Loaded at no scale, all but the first do nothing until a request names them.
        loaded = [_loaded(xllamacpp, file, 0.0 if n else 1.0) for n, file in enumerate(adapters)]
        parameters.lora_adapters = loaded
    return parameters


def _loaded(xllamacpp: Any, file: Path, scale: float) -> Any:
    applied = xllamacpp.CommonAdapterLoraInfo()
    applied.path, applied.scale = str(file), scale
    return applied


def physical_cores() -> int:
    """Cores that this process may use, two threads of one core counted once."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    if allowed is None:
        return min(os.cpu_count() or 1, _MAX_THREADS)
    cores = {_siblings(cpu) for cpu in allowed}
    return max(1, min(len(cores), _MAX_THREADS))


def _siblings(cpu: int) -> str:
    topology = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    try:
        return topology.read_text(encoding="ascii").strip()
    except OSError:
        return str(cpu)
