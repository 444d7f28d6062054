"""Runs the program in this process or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.__main__ import main
from assistant.cli.language import screen_language
from assistant.settings import load_settings

ROOT = Path(__file__).parents[2]
SEED = ROOT / "evals" / "documents" / "kaijiang-2023.md"


class Ended(NamedTuple):
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What the user is told, which must be one line and no traceback."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, f"expected one sentence on stderr, got: {self.err!r}"
        assert "Traceback" not in self.err
        return lines[0]


Run = Callable[..., Ended]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The program in this process, in an empty folder with a home of its own."""
    for name in list(os.environ):
        if name.startswith("ASSISTANT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))

    def run(*arguments: object, language: str = "zh") -> Ended:
        monkeypatch.setenv("ASSISTANT_LANGUAGE", language)
        screen_language.cache_clear()
        load_settings.cache_clear()
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return run


@pytest.fixture
def spawn(tmp_path: Path) -> Run:
    """The program as a process of its own."""

    def spawn(
        *arguments: object, stdin: bytes = b"", environment: dict[str, str] | None = None
    ) -> Ended:
        kept = {key: value for key, value in os.environ.items() if key[:10] != "ASSISTANT_"}
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=kept | {"ASSISTANT_HOME": str(tmp_path / "home")} | (environment or {}),
            timeout=120,
        )
        return Ended(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return spawn
