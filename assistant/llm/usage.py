"""What the calls of one client cost, every try included, and where it must stop."""

import threading
from typing import NamedTuple

from assistant.domain.draft import Usage
from assistant.exceptions import BudgetExceededError
from assistant.messages import Message

_SPENT = Message(
    zh=(
        "本次允许的用量已用完（已用 {used} 个词元，上限 {limit}）。已得到的内容都已保留；"
        "可减少任务条数后继续，或提高上限。"
    ),
    en=(
        "The allowance for this work is used up ({used} of {limit} tokens). What was received is "
        "kept; go on with fewer tasks, or raise the limit."
    ),
)


class Budget(NamedTuple):
    """How much one client may spend in its life.

    Attributes:
        tokens: prompts and answers together; no request is begun beyond it.
        reask_tokens: the part of it that asking again for bad rows may take.
    """

    tokens: int = 400_000
    reask_tokens: int = 60_000


def estimate_tokens(text: str) -> int:
    """A rough count for endpoints that give none: a Chinese character near 0.8, ASCII near 0.3."""
    ascii_characters = sum(character.isascii() for character in text)
    return round(ascii_characters * 0.3 + (len(text) - ascii_characters) * 0.8)


class Meter:
    """Adds up usage from several threads and refuses what goes beyond the budget."""

    def __init__(self, budget: Budget) -> None:
        """Start at nothing spent."""
        self._budget = budget
        self._lock = threading.Lock()
        self._usage = Usage()
        self._reask_tokens = 0

    @property
    def usage(self) -> Usage:
        """Everything spent so far."""
        with self._lock:
            return self._usage

    def begin(self) -> None:
        """Count one request.

        Raises:
            BudgetExceededError: the tokens allowed are already used.
        """
        with self._lock:
            used = self._usage.prompt_tokens + self._usage.completion_tokens
            if used >= self._budget.tokens:
                raise BudgetExceededError(_SPENT, used=used, limit=self._budget.tokens)
            self._usage += Usage(calls=1)

    def spend(self, cost: Usage, *, reask: bool = False) -> None:
        """Add what a request cost."""
        with self._lock:
            self._usage += cost
            if reask:
                self._reask_tokens += cost.prompt_tokens + cost.completion_tokens

    @property
    def may_reask(self) -> bool:
        """Whether asking again for bad rows is still within its part of the budget."""
        with self._lock:
            return self._reask_tokens < self._budget.reask_tokens
