"""A page stays alive while slow work goes on, and the work ends when the page goes away."""

import threading
from collections.abc import Iterator

import pytest

from assistant.app.workbench.ticking import Beat, with_beats


def test_beats_come_while_nothing_else_does() -> None:
    """Order is kept, and a silent stretch is filled with beats."""
    go = threading.Event()

    def slow() -> Iterator[int]:
        yield 1
        go.wait(30)
        yield 2

    seen: list[int | Beat] = []
    for event in with_beats(slow, 0.01, lambda: None):
        seen.append(event)
        if sum(isinstance(one, Beat) for one in seen) == 3:
            go.set()
    numbers = [one for one in seen if not isinstance(one, Beat)]
    assert numbers == [1, 2]
    assert len(seen) >= 5


def test_an_error_of_the_work_reaches_the_reader() -> None:
    """Nothing is swallowed in the thread."""

    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("里面坏了")

    with pytest.raises(ValueError, match="里面坏了"):
        list(with_beats(broken, 1, lambda: None))


def test_leaving_early_stops_the_work() -> None:
    """Closing the page presses stop."""
    pressed = threading.Event()

    def endless() -> Iterator[int]:
        while not pressed.is_set():
            yield 1

    events = with_beats(endless, 1, pressed.set)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert pressed.is_set()
