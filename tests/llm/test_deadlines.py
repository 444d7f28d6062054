"""One thread keeps all deadlines: in time, each by itself, and none after it was cancelled."""

import threading
import time

from assistant.llm.deadlines import Deadlines


def test_each_is_done_when_its_time_has_come_in_whatever_order_they_were_set() -> None:
    deadlines, done = Deadlines(), []
    over = threading.Event()
    started = time.monotonic()
    deadlines.after(0.3, over.set)
    for seconds in (0.2, 0.05, 0.1):
        deadlines.after(seconds, lambda s=seconds: done.append((s, time.monotonic() - started)))  # type: ignore[misc]
    assert over.wait(5)
    assert [asked for asked, _ in done] == [0.05, 0.1, 0.2]
    assert all(asked <= at for asked, at in done)


def test_a_cancelled_one_does_nothing() -> None:
    deadlines, done = Deadlines(), []
    over = threading.Event()
    deadlines.after(0.05, lambda: done.append("cancelled")).cancel()
    deadlines.after(0.15, over.set)
    assert over.wait(5)
    assert done == []


def test_one_that_fails_does_not_keep_the_others() -> None:
    deadlines, over = Deadlines(), threading.Event()

    def fail() -> None:
        raise RuntimeError("broken")

    deadlines.after(0.01, fail)
    deadlines.after(0.05, over.set)
    assert over.wait(5)


def test_thousands_take_one_thread_that_ends_with_the_last() -> None:
    deadlines = Deadlines()
    before = threading.active_count()
    many = [deadlines.after(60.0, lambda: None) for _ in range(2_000)]
    assert threading.active_count() == before + 1
    for each in many:
        each.cancel()
    over = threading.Event()
    deadlines.after(0.01, over.set)
    assert over.wait(5)
    for thread in threading.enumerate():
        if thread.name == "deadlines" and thread.ident is not None:
            thread.join(timeout=0.5)
    over.clear()
    deadlines.after(0.01, over.set)
    assert over.wait(5), "another thread begins"
