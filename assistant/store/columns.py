"""Columns that hold the same on both databases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_UNKEEPABLE = {0: "\N{REPLACEMENT CHARACTER}"} | dict.fromkeys(range(55296, 57344), "�")


def plain_text(value: str) -> str:
    """Text that every database can hold: NUL and half a surrogate pair become U+FFFD."""
    return value.translate(_UNKEEPABLE)


class PlainText(TypeDecorator[str]):
    """Text as people give it, made such that every database can hold it.

    PostgreSQL refuses NUL in text and no driver encodes half a surrogate pair: a pasted oddity must
    not cost the user the whole save.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """On the way in."""
        return None if value is None else plain_text(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment: time zone required on the way in, UTC on the way out.

    SQLite keeps no zones, so that the moment is stored there as UTC without one.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """On the way in.

        Raises:
            ValueError: the time has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment, with its zone."""
    return datetime.now(UTC)
