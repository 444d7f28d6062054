"""``assistant`` and ``python -m assistant``: the command line."""

import atexit
import gc
import sys
from collections.abc import Sequence

_NEW_OBJECTS, _YOUNGER = 50_000, 20
"""Objects made before the newest are searched for garbage, and searches before the next older."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; see `assistant.cli.main.run`."""
    _search_less_for_garbage()
    from assistant.cli.main import run

    return run(sys.argv[1:] if argv is None else argv)


def _search_less_for_garbage() -> None:
    """Leave alone what is not garbage: the libraries, while they load and when the process ends.

    They make hundreds of thousands of objects that stay. Searched at Python's own pace they load a
    quarter slower, and the end of the process waits half a second for one last search.
    """
    gc.set_threshold(_NEW_OBJECTS, _YOUNGER, _YOUNGER)
    atexit.register(gc.freeze)


if __name__ == "__main__":
    sys.exit(main())
