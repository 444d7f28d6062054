"""What can be asked for rows: a model, or answers that were kept from one."""

from collections.abc import Iterator
from typing import Protocol, TypeVar

from pydantic import BaseModel

from assistant.llm.prompts import Prompt

RowT = TypeVar("RowT", bound=BaseModel)


class RowSource(Protocol):
    """The part of `ModelClient` that a review uses."""

    def rows(self, prompt: Prompt, row: type[RowT], *, max_rows: int) -> Iterator[RowT]:
        """Rows of ``row`` that answer ``prompt``.

        Raises:
            ProviderError: the model or the way to it failed; rows given before stay good.
        """
        ...
