"""Where products and talk go: what stands there stays what it is, and nothing quoted acts."""

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from tests.cli.conftest import SEED, Run

ESCAPES = "\x1b]0;title\x07\x1b[2J"


def test_a_pipe_is_written_to_and_stays_a_pipe(run: Run, tmp_path: Path) -> None:
    """A device too: a file in the place of /dev/null would break every program of the machine."""
    pipe, received = tmp_path / "pipe.json", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert run("parse", SEED, "-o", pipe).code == 0
    reader.join(30)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert len(json.loads(received[0])["targets"]) == 1


def test_a_link_stays_a_link_and_what_it_points_to_is_written(run: Run, tmp_path: Path) -> None:
    real, link = tmp_path / "folder" / "real.json", tmp_path / "link.json"
    real.parent.mkdir()
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    assert run("parse", SEED, "-o", link).code == 0
    assert link.is_symlink()
    assert len(json.loads(real.read_text(encoding="utf-8"))["targets"]) == 1


def test_words_of_a_file_never_control_the_terminal(run: Run, tmp_path: Path) -> None:
    """JSON can hold what no text file may: an escape sequence spelled out."""
    row = {"id": "I1", "name": f"{ESCAPES}培训场次", "operator": "≥", "value": "3", "unit": "场次"}
    table, other = tmp_path / "table.json", tmp_path / "other.json"
    table.write_text(json.dumps({"indicators": [row]}), encoding="utf-8")
    other.write_text(json.dumps({f"{ESCAPES}键": 1}), encoding="utf-8")
    told = run("refine", table, "把第1条的名称改成教师培训场次", "--provider", "none")
    refused = run("parse", other)
    assert (told.code, refused.code) == (0, 2)
    assert "培训场次" in told.err and "键" in refused.err
    assert not any(mark in told.err + refused.err for mark in "\x1b\x07")


@pytest.mark.parametrize("command", ["draft", "review"])
@pytest.mark.parametrize(("language", "word"), [("zh", "可用"), ("en", "formats")])
def test_an_ending_of_no_format_is_refused_and_the_formats_are_named(
    run: Run, tmp_path: Path, command: str, language: str, word: str
) -> None:
    """Written as JSON all the same, it would be a file that no program opens."""
    output = tmp_path / "表.pdf"
    ended = run(command, SEED, "-o", output, language=language)
    assert ended.code == 2 and not output.exists()
    assert word in ended.sentence and ".docx" in ended.sentence and ".pdf" in ended.sentence
