"""The process of a command does not spend its start and its end on a search for garbage."""

import subprocess
import sys

# What is registered before the program's own is called after it.
_COMMAND = """
import atexit, gc, sys

searches = []
gc.callbacks.append(lambda phase, info: searches.append(info["generation"]))
atexit.register(lambda: print(searches.count(2), gc.get_count()[0], gc.get_freeze_count()))

from assistant.__main__ import main

sys.exit(main(["rules", "--format", "json"]))
"""


def test_what_stays_is_not_searched_for_garbage() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND], capture_output=True, text=True, check=True
    )

    searches, waiting, kept = map(int, done.stdout.splitlines()[-1].split())
    assert searches == 0
    assert waiting == 0
    assert kept > 10_000
