"""Which model answers, as one text: all that determines its answers besides the question."""

import hashlib
import json
from pathlib import Path

from assistant.llm.embedded.weights import installed_weights
from assistant.llm.providers import EMBEDDED, FAKE, find_provider
from assistant.settings import Settings


def model_identity(settings: Settings) -> str:
    """Digest of provider, address, model, adapter and parameters; never a key.

    Raises:
        ConfigurationError: the provider is unknown, or the model inside is not installed.
    """
    provider = find_provider(settings.provider)
    if provider.name == EMBEDDED:
        model = _inside(settings)
    elif provider.name == FAKE:
        model = _digest(Path(settings.model or ""))
    else:
        address = settings.base_url or provider.base_url
        model = f"{address} {settings.model or provider.model}"
    parts = [provider.model_dump(mode="json"), settings.answer_mode, model]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _inside(settings: Settings) -> str:
    """Weights and adapters of the model inside, or the file that stands in for it."""
    from assistant.llm.embedded.server import ADAPTER, EFFECTS_ADAPTER
    from assistant.llm.embedded.vocabulary import VERSION

    if settings.embedded_model is None:
        adapters = f"{_digest(ADAPTER)} {_digest(EFFECTS_ADAPTER)}"
        return f"{installed_weights().sha256} {VERSION} {adapters}"
    status = settings.embedded_model.expanduser().stat()
    # Gigabytes are not read for this: a changed file has another size or time.
    return f"{settings.embedded_model} {status.st_size} {status.st_mtime_ns}"


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
