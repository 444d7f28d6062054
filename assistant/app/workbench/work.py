"""Long work under way, so that its user can watch it, stop it, and come back to it."""

import threading
import time
from collections import deque

from assistant.app.drafts import StopButton
from assistant.app.workbench.state import Progress, Stage


class Work:
    """One piece of long work of one user.

    Attributes:
        progress: how far it is.
        stop: its stop button.
        changes: grows with everything that is new to see.
    """

    def __init__(self) -> None:
        """Begun now, waiting for its turn."""
        self.progress = Progress(stage=Stage.WAITING)
        self.stop = StopButton()
        self.changes = 0
        self._began = time.monotonic()
        self._ended = threading.Event()

    @property
    def seconds(self) -> int:
        """How long it has taken."""
        return round(time.monotonic() - self._began)

    @property
    def over(self) -> bool:
        """Whether it has ended, well or not."""
        return self._ended.is_set()

    def at(self, progress: Progress) -> None:
        """Tell how far it is."""
        self.progress = progress
        self.changes += 1

    def end(self) -> None:
        """It is over."""
        self.changes += 1
        self._ended.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; whether it came."""
        return self._ended.wait(seconds)


class Pace:
    """At most so many requests a minute from one user."""

    def __init__(self, most: int) -> None:
        """Allow ``most``."""
        self.most = most
        self._recent: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def allows(self, user: str) -> bool:
        """Count one more request of ``user``; False where it is one too many."""
        now = time.monotonic()
        with self._lock:
            recent = self._recent.setdefault(user, deque())
            while recent and now - recent[0] > 60:
                recent.popleft()
            if len(recent) >= self.most:
                return False
            recent.append(now)
            return True
