"""A batch killed with -9 at any moment goes on with --resume: each form exactly once."""

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
import pytest

from assistant.app.batch.review import State
from tests.app.batch.conftest import Batch, Make, finished, wait_for

FORMS, KILLS = 120, 20
SEED = 20261123
ROOT = Path(__file__).parents[3]

# Forks a batch for each line it reads, so that each of them is spared the start of Python.
LAUNCHER = """
import os, sys
from pathlib import Path
from assistant.app.batch import results, review
from assistant.app.batch.run import BatchOptions, run_batch
from assistant.settings import Settings
folder, out = map(Path, sys.argv[1:])
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        run_batch(BatchOptions((folder,), out, workers=1, resume=True), Settings())
        os._exit(0)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Batches:
    """Batches of one folder, each a process of its own."""

    def __init__(self, folder: Path, out: Path) -> None:
        self.out = out
        self.launcher = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(folder), str(out)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> psutil.Process:
        assert self.launcher.stdin is not None
        self.launcher.stdin.write("go\n")
        self.launcher.stdin.flush()
        return psutil.Process(self._number())

    def end(self) -> int:
        """The exit status of the last one, minus the signal for a killed one."""
        return self._number()

    def finished(self) -> int:
        """Forms that the ledger holds."""
        return finished(self.out)

    def kill_at(self, point: int) -> None:
        """Let one run until ``point`` forms are done, then kill it."""
        process = self.start()
        wait_for(self.out, point, lambda: is_over(process))
        process.send_signal(signal.SIGKILL)

    def _number(self) -> int:
        assert self.launcher.stdout is not None
        return int(self.launcher.stdout.readline())


@pytest.fixture
def batches(tmp_path: Path) -> Iterator[Batches]:
    running = Batches(tmp_path / "forms", tmp_path / "killed")
    yield running
    assert running.launcher.stdin is not None
    assert running.launcher.stdout is not None
    running.launcher.stdin.close()
    running.launcher.stdout.close()
    running.launcher.wait()


def is_over(process: psutil.Process) -> bool:
    """Whether a process has ended, also where nobody has asked for its status."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def tables(out: Path) -> list[list[dict[str, Any]]]:
    return [pq.read_table(out / f"{name}.parquet").to_pylist() for name in ("forms", "findings")]


def json_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / "json").iterdir()}


def test_killed_at_twenty_points_it_ends_as_if_undisturbed(
    forms: Make, batch: Batch, batches: Batches, tmp_path: Path
) -> None:
    undisturbed = batch(forms(FORMS), out=tmp_path / "whole")
    assert undisturbed.totals.states == {State.DONE: FORMS}
    chance = random.Random(SEED)
    # Points of progress, not of time: the same on a slow machine. Some come in pairs so close that
    # the second one falls into the start of a process.
    reached = []
    for point in sorted(chance.randrange(FORMS) for _ in range(KILLS)):
        batches.kill_at(point)
        assert batches.end() == -signal.SIGKILL
        reached.append(batches.finished())
    assert reached == sorted(reached), "what was done stays done"
    assert reached[0] < FORMS / 2
    batches.start()
    assert batches.end() == 0
    assert batches.finished() == FORMS
    assert tables(batches.out) == tables(tmp_path / "whole")
    assert json_of(batches.out) == json_of(tmp_path / "whole")
    assert not list(batches.out.rglob("*.partial"))


def test_a_killed_batch_leaves_no_process_behind(forms: Make, batches: Batches) -> None:
    forms(60)
    process = batches.start()
    wait_for(batches.out, 1, lambda: is_over(process))
    children = process.children(recursive=True)
    assert children
    process.send_signal(signal.SIGKILL)
    for child in children:
        while not is_over(child):
            threading.Event().wait(0.02)
    assert batches.end() == -signal.SIGKILL
