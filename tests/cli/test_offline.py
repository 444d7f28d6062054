"""Offline is a promise of the whole process, not only of the part that asks a model."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT

PROGRAM = """
import socket
from assistant.__main__ import main
main({arguments!r})
try:
    socket.create_connection(("192.0.2.1", 443), timeout=0.2)
except Exception as error:
    print(type(error).__name__)
else:
    print("reached")
"""


def met_after(arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What a connection beyond this machine meets after a command."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(arguments=arguments)],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("value", ["1", "true", "YES"])
def test_every_command_is_held_to_this_machine_before_it_begins(tmp_path: Path, value: str) -> None:
    """The cheapest command of all, which loads no settings."""
    ended = met_after(["--version"], tmp_path, {"ASSISTANT_OFFLINE": value})
    assert ended == "NetworkForbiddenError"


def test_the_file_says_it_as_well(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text("offline = true", encoding="utf-8")
    assert met_after(["--version"], tmp_path, {}) == "NetworkForbiddenError"


@pytest.mark.parametrize("value", ["", "0", "false"])
def test_nothing_is_held_where_nobody_asked(tmp_path: Path, value: str) -> None:
    ended = met_after(["--version"], tmp_path, {"ASSISTANT_OFFLINE": value})
    assert ended != "NetworkForbiddenError"
