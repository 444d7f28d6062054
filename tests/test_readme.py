"""The README cannot rot: every printed session is run again and compared.

``RENEW_README=1`` writes what the commands print today.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
SESSION = re.compile(
    r"(<!-- run: (?P<command>.+?) -->\n```text\n)(?P<printed>.*?)(```\n)", re.DOTALL
)


def sessions() -> list[str]:
    return [match["command"] for match in SESSION.finditer(README.read_text(encoding="utf-8"))]


def run(command: str, home: Path) -> str:
    """What ``command`` prints; ``NAME=value`` words in front are its environment."""
    words = command.split()
    given = {name: value for name, _, value in (word.partition("=") for word in words) if value}
    arguments = [word for word in words if word not in {f"{k}={v}" for k, v in given.items()}]
    module = arguments.pop(0)
    if module == "python":
        assert arguments.pop(0) == "-m"
        module = arguments.pop(0)
    assert module in {"assistant", "evals"}
    environment = {**os.environ, **given, "COLUMNS": "100", "ASSISTANT_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines()) + "\n"


def test_there_are_sessions() -> None:
    """The pattern still finds them."""
    assert len(sessions()) >= 2


@pytest.mark.parametrize("command", sessions())
def test_session_prints_what_the_readme_says(command: str, tmp_path: Path) -> None:
    """Run the command of the README and compare every line."""
    printed = run(command, tmp_path)
    text = README.read_text(encoding="utf-8")
    match = next(m for m in SESSION.finditer(text) if m["command"] == command)
    if os.environ.get("RENEW_README"):
        README.write_text(
            text[: match.start("printed")] + printed + text[match.end("printed") :],
            encoding="utf-8",
        )
        return
    assert printed == match["printed"]
