"""Domain values as JSON text and back."""

import json
from collections.abc import Sequence

from pydantic import BaseModel, TypeAdapter

from assistant.domain.edit import Edit
from assistant.store.columns import plain_text

_EDITS = TypeAdapter(tuple[Edit, ...])


def written(value: BaseModel) -> str:
    """The JSON of a domain value, absent as absent; what is no character becomes U+FFFD."""
    try:
        return value.model_dump_json(exclude_none=True)
    except ValueError:
        # Half a surrogate pair, which no encoding has; rare enough to be worth a second way.
        return plain_text(json.dumps(value.model_dump(mode="json"), ensure_ascii=False))


def written_edits(edits: Sequence[Edit]) -> str:
    """The JSON of some edits."""
    return f"[{','.join(map(written, edits))}]"


def read_edits(text: str) -> tuple[Edit, ...]:
    """The edits that `written_edits` wrote."""
    return _EDITS.validate_json(text)
