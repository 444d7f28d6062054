"""What was found out about an endpoint, kept from one start to the next."""

import hashlib
import json
import os
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from assistant.llm.providers import AnswerMode, Endpoint

_FILE = "model-profiles.json"


class Verdict(StrEnum):
    """What came of asking in one way."""

    OBEYED = "obeyed"
    """Every trial held to the schema."""
    IGNORED = "ignored"
    """The endpoint took the request and let the model answer as it liked, at least once."""
    REFUSED = "refused"
    """The endpoint does not take such requests."""


class ModelProfile(NamedTuple):
    """What one endpoint was found to do with one model.

    Attributes:
        verdicts: by way of asking; those not tried are absent.
        best: the way to use, or None if none was obeyed.
    """

    verdicts: dict[AnswerMode, Verdict]
    best: AnswerMode | None


def saved_mode(home: Path, endpoint: Endpoint) -> AnswerMode | None:
    """The way of asking that an earlier probe found this endpoint to obey."""
    try:
        return AnswerMode(_read(home / _FILE)[_identity(endpoint)])
    except (ValueError, KeyError):
        return None


def save_profile(home: Path, endpoint: Endpoint, profile: ModelProfile) -> None:
    """Keep the best way of asking; a folder that cannot be written only costs the next probe."""
    if profile.best is None:
        return
    path = home / _FILE
    saved = {**_read(path), _identity(endpoint): profile.best.value}
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        home.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(saved, indent=1), encoding="utf-8")
        os.replace(partial, path)
    except OSError:
        return


def _read(path: Path) -> dict[str, str]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return saved if isinstance(saved, dict) else {}


def _identity(endpoint: Endpoint) -> str:
    """Address and model as a digest, since an address may carry a password."""
    text = f"{endpoint.base_url}\n{endpoint.model}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
