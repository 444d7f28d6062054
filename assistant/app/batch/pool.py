"""Processes that read forms and run the rules; one that dies takes no form with it."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from assistant.app.batch.answers import Answer
from assistant.app.batch.review import How, Record, crashed, review_form
from assistant.app.batch.sources import Form
from assistant.intake import use_fork_server

FORMS_A_PROCESS = 2_000
"""After so many forms a process is replaced, whatever a library may have kept."""


class ReviewPool:
    """Runs `review_form` in processes; to be used from one event loop."""

    def __init__(self, workers: int, how: How) -> None:
        """Prepare ``workers`` processes; they start with `start`, or with the first forms."""
        self._workers, self._how = workers, how
        self._pool = _processes(workers)
        self._one_at_a_time = asyncio.Lock()

    def start(self) -> None:
        """Have the server that the processes are forked from load its modules meanwhile."""
        # To start a process is to wait for that server, which this thread has no time for.
        threading.Thread(target=self._wake, name="waking", daemon=True).start()

    def _wake(self) -> None:
        # Closed, or broken, before it began: whoever hands in the first form is told.
        with contextlib.suppress(RuntimeError):
            self._pool.submit(os.getpid)

    async def review(
        self,
        form: Form,
        kept: Mapping[str, Answer] | None = None,
        before: Record | None = None,
    ) -> Record:
        """The record of a form.

        When a process dies, every form under way is suspect: each is tried again by itself, so
        that the one at fault is known and the others lose nothing.
        """
        pool = self._pool
        try:
            return await self._in(pool, form, kept, before)
        except BrokenProcessPool:
            if self._pool is pool:
                pool.shutdown(wait=False)
                self._pool = _processes(self._workers)
        async with self._one_at_a_time:
            alone = _processes(1)
            try:
                return await self._in(alone, form, kept, before)
            except BrokenProcessPool:
                return crashed(form, self._how)
            finally:
                alone.shutdown(wait=False)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _in(
        self,
        pool: ProcessPoolExecutor,
        form: Form,
        kept: Mapping[str, Answer] | None,
        before: Record | None,
    ) -> Record:
        future = pool.submit(review_form, form, self._how, kept, before)
        return await asyncio.wrap_future(future)


def begin_worker() -> None:
    """Ready a process that reads forms: isolated readers at hand, its end bound to its parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    use_fork_server()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """Wait for the parent's end: a killed one cannot tell its pool to stop."""
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)


def _processes(workers: int) -> ProcessPoolExecutor:
    """A pool whose processes start from nothing of ours but what they import."""
    if sys.platform == "win32":
        context = multiprocessing.get_context("spawn")
    else:
        forking = multiprocessing.get_context("forkserver")
        forking.set_forkserver_preload(["assistant.app.batch.warm"])
        context = forking
    return ProcessPoolExecutor(
        workers,
        mp_context=context,
        initializer=begin_worker,
        max_tasks_per_child=FORMS_A_PROCESS,
    )
