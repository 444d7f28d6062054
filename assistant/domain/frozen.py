"""The base of every domain type."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value that refuses unknown keys, so that a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
