"""For the whole suite: no connection leaves this machine, and no settings of the desk leak in."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.llm.network import forbid_network
from assistant.settings import load_settings

forbid_network()

# Commands that tests start as processes of their own are held to the same.
os.environ["ASSISTANT_OFFLINE"] = "true"


@pytest.fixture(autouse=True)
def _settings_of_the_test_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [n for n in os.environ if n.startswith("ASSISTANT_") and n != "ASSISTANT_OFFLINE"]:
        monkeypatch.delenv(name)
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.fixture(scope="session")
def model_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the joined weights, shared by all workers of one run."""
    root = tmp_path_factory.getbasetemp()
    # Under xdist each worker has its own base folder inside the run's.
    shared = root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root
    return shared / "model-home"
