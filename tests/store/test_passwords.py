"""What signing in costs when many do it at the same moment."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.store.passwords import hashed, matches

PROGRAM = """
import resource
from concurrent.futures import ThreadPoolExecutor
from assistant.store.passwords import hashed, matches
kept = hashed("a-word-of-mine")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with ThreadPoolExecutor(32) as pool:
    assert all(pool.map(lambda _: matches("a-word-of-mine", kept), range(64)))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_password_matches_its_own_hash_alone() -> None:
    kept = hashed("a-word-of-mine")
    assert matches("a-word-of-mine", kept)
    assert not matches("a-word-of-yours", kept) and not matches("a-word-of-mine", None)


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_many_who_sign_in_at_once_do_not_add_up() -> None:
    """Thirty-two hashes side by side would take 600 MiB."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert int(done.stdout) < 150
