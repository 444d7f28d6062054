"""Deadlines of answers under way, all kept by one thread: a timer each would be a thread each."""

import logging
import threading
import time
from collections.abc import Callable

_LOG = logging.getLogger(__name__)


class Deadline:
    """A moment at which something is done unless it is cancelled before."""

    def __init__(self, keeper: "Deadlines", at: float, overdue: Callable[[], None]) -> None:
        """Made by `Deadlines.after`."""
        self._keeper, self.at, self.overdue = keeper, at, overdue

    def cancel(self) -> None:
        """From now on it does nothing: where it was just being done, that is waited for."""
        self._keeper.drop(self)


class Deadlines:
    """Does what is overdue, in a thread that lives while there is something to wait for."""

    def __init__(self) -> None:
        """Start with nothing to wait for."""
        self._changed = threading.Condition()
        self._open: set[Deadline] = set()
        self._wakes_at = 0.0
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, overdue: Callable[[], None]) -> Deadline:
        """A deadline ``seconds`` from now.

        Args:
            seconds: how long from now.
            overdue: what is done then, in the thread of all deadlines; it must not wait.
        """
        deadline = Deadline(self, time.monotonic() + seconds, overdue)
        with self._changed:
            self._open.add(deadline)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._wakes_at = deadline.at
                self._thread.start()
            elif deadline.at < self._wakes_at:
                self._wakes_at = deadline.at
                self._changed.notify()
        return deadline

    def drop(self, deadline: Deadline) -> None:
        """Wait no longer for ``deadline``."""
        with self._changed:
            self._open.discard(deadline)

    def _watch(self) -> None:
        with self._changed:
            while self._open:
                self._do_overdue()
                self._wakes_at = min((each.at for each in self._open), default=0.0)
                # One that was cancelled is noticed when its time comes, and not before: answers
                # come and go by the thousand, and nobody is woken for each.
                if self._open:
                    self._changed.wait(max(0.0, self._wakes_at - time.monotonic()))
            self._thread = None

    def _do_overdue(self) -> None:
        now = time.monotonic()
        for deadline in [each for each in self._open if each.at <= now]:
            self._open.discard(deadline)
            try:
                deadline.overdue()
            except Exception:  # one that fails must not keep the others waiting for ever
                _LOG.exception("a deadline could not be kept")


DEADLINES = Deadlines()
"""The deadlines of this process."""
