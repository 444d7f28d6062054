"""For the whole suite: no connection leaves this machine, and no settings of the desk leak in."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.llm.breaker import forget_breakers
from assistant.network import forbid_network
from assistant.settings import load_settings

forbid_network()

# Commands that tests start as processes of their own are held to the same.
os.environ["ASSISTANT_OFFLINE"] = "true"


@pytest.fixture(autouse=True)
def _settings_of_the_test_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [n for n in os.environ if n.startswith("ASSISTANT_") and n != "ASSISTANT_OFFLINE"]:
        monkeypatch.delenv(name)
    load_settings.cache_clear()
    # Scripted servers come and go on the same ports.
    forget_breakers()
    yield
    load_settings.cache_clear()


@pytest.fixture(scope="session")
def model_home(pytestconfig: pytest.Config) -> Path:
    """A folder for the joined weights, kept between runs and shared by all workers."""
    return pytestconfig.rootpath / ".pytest_cache" / "model-home"
