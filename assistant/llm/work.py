"""What one piece of work costs and keeps back, whoever answers for it."""

from typing import NamedTuple

from assistant.exceptions import ProviderError
from assistant.llm.privacy import Mask
from assistant.llm.usage import Budget, Meter
from assistant.observability.requests import request_id


class Switch(NamedTuple):
    """A change from one endpoint to the next, after the first had failed.

    Attributes:
        before: name of the provider that failed.
        after: name of the one that goes on.
        error: why the first failed.
    """

    before: str
    after: str
    error: ProviderError


class Work:
    """What all endpoints share that answer for one piece of work, one after the other.

    Attributes:
        id: names the work in logs, and to the endpoints.
        meter: what it cost.
        switches: where one endpoint took over from another.
        mask: what was kept from endpoints on other machines.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        """Begin with nothing spent."""
        self.id = request_id()
        self.meter = Meter(budget or Budget())
        self.switches: list[Switch] = []
        self.mask = Mask()

    def apart(self) -> "Work":
        """The same account for another text, where nothing that was masked in this one is known."""
        other = Work()
        other.meter = self.meter
        return other
