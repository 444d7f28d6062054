"""Several processes on one database, and one that is killed in the middle."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from assistant.settings import Settings
from assistant.store import Store, User, open_store
from tests.store.conftest import table

ROOT = Path(__file__).parents[2]


def start(settings: Settings, *arguments: object) -> "subprocess.Popen[str]":
    """A writer as a process of its own."""
    url = settings.database_url
    where = {"ASSISTANT_HOME": str(settings.home)}
    if url is not None:
        where["ASSISTANT_DATABASE_URL"] = url.get_secret_value()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | where,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_three_processes_that_start_together_make_the_tables_once(settings: Settings) -> None:
    three = [start(settings, "open") for _ in range(3)]
    ended = [process.communicate(timeout=120) for process in three]
    assert [process.returncode for process in three] == [0, 0, 0], ended
    with open_store(settings) as store:
        assert store.users.all() == ()


def test_two_processes_on_one_form_lose_and_double_nothing(
    settings: Settings, store: Store, clerk: User, reviewer: User
) -> None:
    form = store.forms.create(table(), by=clerk)
    times = 25
    both = [start(settings, "count", form.id, user.name, times) for user in (clerk, reviewer)]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    kept = store.forms.revision(form.id, by=clerk)
    assert kept.number == 1 + 2 * times
    marks = (kept.target.goal or "").removeprefix(table().goal or "").split("；")[:-1]
    wanted = {f"{user.name}{turn}" for user in (clerk, reviewer) for turn in range(1, times + 1)}
    assert len(marks) == 2 * times
    assert set(marks) == wanted
    said = [int(line) for out, _ in told for line in out.split()]
    assert sorted(said) == list(range(2, 2 + 2 * times)), "each revision was given to one writer"
    assert not store.verify_audit().broken


def test_kill_9_in_the_middle_of_saving_loses_nothing_that_was_kept(
    settings: Settings, store: Store, clerk: User
) -> None:
    form = store.forms.create(table(), by=clerk)
    for lines in (1, 7, 30):
        writer = start(settings, "endless", form.id, clerk.name)
        assert writer.stdout is not None
        for _ in range(lines):
            told = writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate(timeout=60)
        # A line that was cut off by the kill was kept all the same, or will be found so below.
        said = [int(told), *map(int, rest.rpartition("\n")[0].split())]
        # Locks the form, and so waits for a commit that the server may still be busy with.
        store.forms.describe(form.id, by=clerk)
        kept = store.forms.revision(form.id, by=clerk)
        assert kept.number in {max(said), max(said) + 1}
        history = store.forms.revisions(form.id, by=clerk, limit=1000)
        assert [one.number for one in history] == list(range(kept.number, 0, -1))
        assert not store.verify_audit().broken
        saved = store.forms.save(form.id, kept.number, table(str(lines)), by=clerk, why="继续")
        assert saved.number == kept.number + 1, "the next writer goes on at once"
