"""Events of slow work with a beat in between, so that a page can show that it is alive."""

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

Event = TypeVar("Event")


class Beat:
    """Nothing new, but time has passed."""


BEAT: Final = Beat()
_END: Final = object()


def with_beats(
    events: Callable[[], Iterator[Event]], seconds: float, stop: Callable[[], None]
) -> Iterator[Event | Beat]:
    """The events of ``events()``, run in a thread of their own, and a `BEAT` while none comes.

    Args:
        events: makes the iterator; called in the thread.
        seconds: how long to wait for an event before a beat.
        stop: called when the reader goes away before the end, so that the work ends too.

    Raises:
        BaseException: whatever ``events`` raised, in the reader's thread.
    """
    box: queue.Queue[tuple[object, BaseException | None]] = queue.Queue()

    def work() -> None:
        try:
            for event in events():
                box.put((event, None))
            box.put((_END, None))
        except BaseException as error:  # handed to the reader, who knows what to do with it
            box.put((_END, error))

    threading.Thread(target=work, name="draft", daemon=True).start()
    try:
        yield from _read(box, seconds)
    except GeneratorExit:
        stop()
        raise


def _read(
    box: "queue.Queue[tuple[object, BaseException | None]]", seconds: float
) -> Iterator[Event | Beat]:
    while True:
        try:
            event, error = box.get(timeout=seconds)
        except queue.Empty:
            yield BEAT
            continue
        if error is not None:
            raise error
        if event is _END:
            return
        yield event  # type: ignore[misc]  # what events() gave, in order
