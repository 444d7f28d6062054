"""How many questions may be under way: halved when the endpoint says 429, grown back one by one.

Retries alone would send a service that is too busy as many questions as before, a little later.
This is the rule by which connections share a network: it finds the number that the service bears,
and keeps near it.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_LOG = logging.getLogger(__name__)


class Pace:
    """Lets questions begin; to be used from one event loop.

    Attributes:
        most: how many the user allows at once.
        allowed: how many are allowed now, never below one; a part of one counts as not yet.
        lowest: the least that was allowed so far.
    """

    def __init__(self, most: int) -> None:
        """Allow as many as the user does."""
        self.most, self.allowed, self.lowest = most, float(most), most
        self._under_way = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._cut_at = float("-inf")

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place among the questions under way, when there is one; first come, first served."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._let_in()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._leave()  # the place was given in the moment of giving up
            raise
        try:
            yield
        finally:
            self._leave()

    def refused(self, began: float) -> None:
        """The endpoint said 429 to a request.

        Args:
            began: when it was sent, by ``time.perf_counter``. What was sent before the last cut
                says nothing about the number of now.
        """
        if began < self._cut_at:
            return
        self._cut_at = time.perf_counter()
        self.allowed = max(1.0, float(int(self.allowed) // 2))
        self.lowest = min(self.lowest, int(self.allowed))
        _LOG.info("the endpoint is too busy: %d questions at a time", int(self.allowed))

    def answered(self) -> None:
        """A question was answered: one more at a time after as many answers as there are places."""
        self.allowed = min(float(self.most), self.allowed + 1 / self.allowed)
        self._let_in()

    def _leave(self) -> None:
        self._under_way -= 1
        self._let_in()

    def _let_in(self) -> None:
        """Give free places to those who wait; they count as under way from now on."""
        while self._waiting and self._under_way < int(self.allowed):
            turn = self._waiting.popleft()
            if not turn.done():
                self._under_way += 1
                turn.set_result(None)
