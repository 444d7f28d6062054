"""The plug is pulled: a database that restarts in the middle, a disk that is full."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from assistant.app.batch.review import State
from assistant.app.batch.run import BatchResult, Progress
from assistant.settings import Settings
from tests.app.batch.conftest import Batch, Make
from tests.store.test_faults import PROGRAMS, Cluster

FORMS = 60
ROOT = Path(__file__).parents[3]


@pytest.fixture
def server() -> Iterator[Cluster]:
    """A running PostgreSQL server of this test's own."""
    if not PROGRAMS:
        pytest.skip("the programs of a PostgreSQL server are not installed")
    folder = Path(tempfile.mkdtemp(prefix="assistant-batch-"))
    made = Cluster(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder)


def test_a_database_that_restarts_in_the_middle_is_waited_for(
    server: Cluster, forms: Make, batch: Batch, tmp_path: Path
) -> None:
    folder = forms(FORMS)
    settings = Settings(home=tmp_path, database_url=server.url)  # type: ignore[arg-type]
    progress = threading.Semaphore(0)
    results: list[BatchResult] = []

    def count(_: Progress) -> None:
        progress.release()

    def work() -> None:
        results.append(batch(folder, settings=settings, on_progress=count))

    working = threading.Thread(target=work)
    working.start()
    for how in ("fast", "immediate"):
        for _ in range(10):
            assert progress.acquire(timeout=120)
        server.stop(how)
        server.start()
    working.join(timeout=300)
    (result,) = results
    assert result.totals.states == {State.DONE: FORMS}
    with psycopg.connect(server.url) as connection:
        kept = connection.execute("SELECT count(*), count(DISTINCT name) FROM batch_forms")
        assert kept.fetchone() == (FORMS, FORMS)
    assert len(list((tmp_path / "out" / "json").iterdir())) == FORMS
    assert not (tmp_path / "out" / "ledger.sqlite").exists()
    again = batch(folder, settings=settings, resume=True)
    assert again.progress.skipped == FORMS


def test_a_full_disk_is_told_and_leaves_nothing_half_written(forms: Make, tmp_path: Path) -> None:
    """On a real file system of 1 MiB, mounted where only the child sees it, then enlarged."""
    folder, small = forms(400), tmp_path / "small"
    small.mkdir()
    mount = f"mount -t tmpfs -o size=1m none {small}"
    private = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
    if subprocess.run([*private, mount], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    out = small / "out"
    review = (
        f"{sys.executable} -m assistant batch review {folder} -o {out} --workers 1 --resume "
        "--fail-on never"
    )
    enlarge = f"mount -o remount,size=64m {small}"
    keep = f"cp -r {out} {tmp_path}/full"
    done = subprocess.run(
        [*private, f"{mount} && {{ {review}; echo $?; {keep}; {enlarge}; {review}; echo $?; "
                   f"cp -r {out} {tmp_path}/whole; }}"],
        cwd=ROOT,
        env=os.environ | {"ASSISTANT_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["2", "0"], done.stderr
    assert "Traceback" not in done.stderr
    assert "写不进账本" in done.stderr or "结果没有写成" in done.stderr
    for copy in ("full", "whole"):
        with sqlite3.connect(tmp_path / copy / "ledger.sqlite") as ledger:
            assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list((tmp_path / "full").rglob("*.partial"))
    assert len(list((tmp_path / "whole" / "json").iterdir())) == 400
