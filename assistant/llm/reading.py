"""An answer under way: the rows that have closed, within every bound that an answer has."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Self

from assistant.llm.rows import RowScanner
from assistant.llm.transport import Answer

_MAX_BLANKS = 200
_MAX_CHARACTERS = 60_000
_TAIL_PIECES = 16


class Reading:
    """Texts of closed rows, and the accounting of the request.

    Attributes:
        answer: what is being read.
        scanner: what has been read of it.
        runaway: it was stopped because it would not end.
    """

    def __init__(self, answer: Answer, finish: Callable[[Answer], None], in_rows: bool) -> None:
        """Begin; ``finish`` is told once that the answer is over."""
        self.answer = answer
        self.scanner = RowScanner()
        self.runaway = False
        self._finish, self._in_rows = finish, in_rows
        self._pieces = iter(answer)
        self._ready: deque[str] = deque()
        self._over = False

    def prime(self) -> Self:
        """Read up to the first row or the end, so that a failure before it can be tried again."""
        try:
            while not self._ready and self._advance():
                pass
        except BaseException:
            self.close()
            raise
        return self

    def __iter__(self) -> Iterator[str]:
        """The rows as they close."""
        while self._ready or self._advance():
            while self._ready:
                yield self._ready.popleft()

    def drain(self) -> None:
        """Let an answer that has all its rows come to its end, where the token counts are."""
        for _ in range(_TAIL_PIECES):
            if not self._advance():
                return

    def close(self) -> None:
        """End the request and account for it, once."""
        if not self._over:
            self._over = True
            self.answer.close()
            self._finish(self.answer)

    def _advance(self) -> bool:
        piece = None if self.runaway else next(self._pieces, None)
        if piece is None:
            return False
        rows = self.scanner.feed(piece)
        if self._in_rows:
            self._ready.extend(rows)
        else:
            deque(rows, maxlen=0)
        # Some constrained decoders loop in white space until the limit; some models never stop.
        self.runaway = self.scanner.blanks > _MAX_BLANKS or len(self.scanner.text) > _MAX_CHARACTERS
        return True
