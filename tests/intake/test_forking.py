"""Children forked from a server read as those started anew do, within the same bounds."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import isolated, limits, read_bytes, read_file
from assistant.intake.forking import ForkServer, is_offered
from assistant.intake.limits import Budget
from tests.intake import render
from tests.intake.forms import seed_form
from tests.intake.test_isolated import PAGE, ROOMY

pytestmark = pytest.mark.skipif(not is_offered(), reason="the fork server needs Linux")
PLAIN = b"<table><tr><td>a<td>b</table>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForkServer]:
    monkeypatch.setattr(isolated._Forking, "server", None)
    monkeypatch.setattr(isolated._Forking, "wanted", False)
    isolated.use_fork_server()
    isolated.read_isolated("html", PLAIN, limits.OFFICE)
    assert isolated._Forking.server is not None
    yield isolated._Forking.server
    if isolated._Forking.server is not None:
        isolated._Forking.server.close()


@pytest.mark.parametrize("ending", ["html", "xlsx", "xls", "docx", "pdf"])
def test_every_format_reads_alike(ending: str, tmp_path: Path, server: ForkServer) -> None:
    file = tmp_path / f"form.{ending}"
    file.write_bytes(getattr(render, f"to_{ending}")(seed_form()))
    forked = read_file(file)
    isolated._Forking.wanted = False
    assert read_file(file) == forked == read_bytes(file.read_bytes(), name=file.name)


def test_bounds_in_time_and_work_hold_and_the_next_file_is_read(server: ForkServer) -> None:
    with pytest.raises(UnreadableFileError, match="已停止"):
        isolated.read_isolated("html", PAGE.encode(), Budget(seconds=0.05, memory=ROOMY, work=60))
    with pytest.raises(UnreadableFileError, match="超过 1 秒，已停止"):
        isolated.read_isolated("html", PAGE.encode(), Budget(seconds=60, memory=ROOMY, work=1))
    assert len(list(isolated.read_isolated("html", PLAIN, limits.OFFICE).grids())) == 1


def test_the_bound_in_memory_holds(server: ForkServer) -> None:
    narrow = Budget(seconds=60, memory=130 * 1024**2, work=60)
    with pytest.raises(UnreadableFileError):
        isolated.read_isolated("html", PAGE.encode(), narrow)
    roomy = Budget(seconds=60, memory=ROOMY, work=60)
    assert len(list(isolated.read_isolated("html", PAGE.encode(), roomy).grids())) == 1


def test_the_server_has_no_secret_in_its_environment(
    monkeypatch: pytest.MonkeyPatch, server: ForkServer
) -> None:
    server.close()
    monkeypatch.setenv("ASSISTANT_API_KEY", "sk-geheim")
    isolated._Forking.server = None
    isolated.read_isolated("html", PLAIN, limits.OFFICE)
    again = isolated._Forking.server
    assert again is not None
    assert b"geheim" not in Path(f"/proc/{again._process.pid}/environ").read_bytes()


def test_a_killed_server_costs_no_file(server: ForkServer) -> None:
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    assert len(list(isolated.read_isolated("html", PLAIN, limits.OFFICE).grids())) == 1
    assert len(list(isolated.read_isolated("html", PLAIN, limits.OFFICE).grids())) == 1
    assert isolated._Forking.server not in (None, server), "another has taken its place"
