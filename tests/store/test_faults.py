"""The plug is pulled: a database server that goes away, a disk that is full."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from assistant.exceptions import StoreFullError, StoreUnavailableError
from assistant.settings import Settings
from assistant.store import Store, User, open_store
from tests.store.conftest import table

ROOT = Path(__file__).parents[2]
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))[-1:]


class Cluster:
    """A PostgreSQL server of this test's own, to be pulled the plug of."""

    def __init__(self, folder: Path) -> None:
        self._bin = PROGRAMS[0].parent
        self._data = folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "--no-sync")

    def _run(self, program: str, *arguments: object) -> None:
        # The server refuses to run as root.
        become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*become, str(self._bin / program), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    def start(self) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = self._data / "log"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self, how: str) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-m", how, "stop")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A running server of this test's own."""
    if not PROGRAMS:
        pytest.skip("the programs of a PostgreSQL server are not installed")
    # Not pytest's folder, which the server's own user may not enter.
    folder = Path(tempfile.mkdtemp(prefix="assistant-cluster-"))
    made = Cluster(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop("immediate")
        shutil.rmtree(folder)


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_server_that_restarts_is_waited_for_and_nothing_is_lost_or_doubled(
    cluster: Cluster, tmp_path: Path, how: str
) -> None:
    """Four writers go on through three restarts, in order and as if the plug were pulled."""
    store = open_store(Settings(home=tmp_path, database_url=cluster.url))
    user = store.users.local()
    forms = [store.forms.create(table(), by=user).id for _ in range(4)]
    kept: dict[str, list[int]] = {form: [] for form in forms}
    enough = threading.Event()
    progress = threading.Semaphore(0)
    failures: list[BaseException] = []

    def write(form: str) -> None:
        version = 1
        try:
            while not enough.is_set():
                target = table(str(version))
                version = store.forms.save(form, version, target, by=user, why="改").number
                kept[form].append(version)
                progress.release()
        except BaseException as error:
            failures.append(error)
            progress.release(1000)
            raise

    writers = [threading.Thread(target=write, args=(form,)) for form in forms]
    for writer in writers:
        writer.start()
    for _ in range(3):
        for _ in range(20):
            assert progress.acquire(timeout=60)
        cluster.stop(how)
        cluster.start()
    enough.set()
    for writer in writers:
        writer.join(timeout=60)
    assert not failures
    for form in forms:
        assert kept[form] == list(range(2, len(kept[form]) + 2))
        assert store.forms.get(form, by=user).version == len(kept[form]) + 1
    assert not store.verify_audit().broken
    store.close()


def test_a_commit_whose_answer_was_lost_is_not_made_twice(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line breaks after the server committed, before it could say so."""
    with open_store(Settings(home=tmp_path, database_url=postgresql)) as store:
        user = store.users.local()
        form = store.forms.create(table(), by=user)
        talk = store.sessions.begin(by=user)
        commit = psycopg.Connection.commit
        lost = []

        def commit_unheard(connection: "psycopg.Connection[Any]") -> None:
            commit(connection)
            if len(lost) < 2:
                lost.append(True)
                connection.close()
                raise psycopg.OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(psycopg.Connection, "commit", commit_unheard)
        assert store.forms.save(form.id, 1, table("2"), by=user, why="改").number == 2
        store.sessions.say(talk.id, "user", "好", by=user)
        assert len(lost) == 2
        assert store.forms.get(form.id, by=user).version == 2
        assert len(store.sessions.messages(talk.id, by=user)) == 1


def test_a_commit_that_never_arrived_is_made_again(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(Settings(home=tmp_path, database_url=postgresql)) as store:
        user = store.users.local()
        form = store.forms.create(table(), by=user)
        commit = psycopg.Connection.commit
        lost = []

        def commit_in_vain(connection: "psycopg.Connection[Any]") -> None:
            if not lost:
                lost.append(True)
                connection.close()
                raise psycopg.OperationalError("server closed the connection unexpectedly")
            commit(connection)

        monkeypatch.setattr(psycopg.Connection, "commit", commit_in_vain)
        assert store.forms.save(form.id, 1, table("2"), by=user, why="改").number == 2
        assert lost
        assert store.forms.revision(form.id, by=user).target == table("2")


def test_a_server_that_stays_away_is_told_in_one_sentence(cluster: Cluster, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=cluster.url)
    with open_store(settings, patience=0.5) as store:
        user = store.users.local()
        form = store.forms.create(table(), by=user)
        cluster.stop("fast")
        with pytest.raises(StoreUnavailableError, match="此前已保存的内容都在"):
            store.forms.save(form.id, 1, table("2"), by=user, why="改")
        cluster.start()
        assert store.forms.save(form.id, 1, table("2"), by=user, why="改").number == 2


def fill(store: Store, user: User, form: str) -> int:
    """Save until there is no room; the last version that was kept."""
    version = 1
    for turn in range(10_000):
        target = table(str(turn), rows=60)
        version = store.forms.save(form, version, target, by=user, why="改").number
    raise AssertionError("the disk is never full")


def test_a_full_database_is_told_and_what_was_kept_stands(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with open_store(settings) as store:
        user = store.users.local()
        form = store.forms.create(table(), by=user).id

    def limit(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA max_page_count=150")

    event.listen(Engine, "connect", limit)
    try:
        with open_store(settings) as store, pytest.raises(StoreFullError, match="磁盘满了"):
            fill(store, user, form)
    finally:
        event.remove(Engine, "connect", limit)
    with open_store(settings) as store:
        version = store.forms.get(form, by=user).version
        assert version > 2
        assert [one.number for one in store.forms.revisions(form, by=user, limit=10_000)] == list(
            range(version, 0, -1)
        )
        assert not store.verify_audit().broken
        assert store.forms.save(form, version, table(), by=user, why="腾出空间后").number > version


FILLING = """
import sqlite3
from assistant.exceptions import StoreFullError
from assistant.settings import Settings
from assistant.store import open_store
from tests.store.conftest import table
from tests.store.test_faults import fill

with open_store(Settings()) as store:
    user = store.users.local()
    form = store.forms.create(table(), by=user).id
    try:
        fill(store, user, form)
    except StoreFullError as error:
        print(error)
    assert store.forms.get(form, by=user).version > 2
    assert not store.verify_audit().broken
    print(sqlite3.connect(store.where).execute("PRAGMA integrity_check").fetchone()[0])
"""


def test_a_full_disk_is_told_and_leaves_a_sound_file(tmp_path: Path) -> None:
    """On a real file system of 2 MiB, mounted where only the child sees it."""
    (tmp_path / "small").mkdir()
    mount = f"mount -t tmpfs -o size=2m none {tmp_path}/small"
    private = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
    if subprocess.run([*private, mount], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    done = subprocess.run(
        [*private, f'{mount} && {sys.executable} -c "$PROGRAM"'],
        cwd=ROOT,
        env=os.environ | {"ASSISTANT_HOME": f"{tmp_path}/small", "PROGRAM": FILLING},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "磁盘满了" in done.stdout
    assert done.stdout.endswith("ok\n")
