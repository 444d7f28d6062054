"""Log records as lines, for people or for programs: with the id of their work, without secrets."""

import logging
import time

from assistant.observability.redaction import keep_secret, redacted
from assistant.observability.requests import current_id
from assistant.settings import Settings

_TEXT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"


def add_handler(handler: logging.Handler, settings: Settings) -> None:
    """Send the records of all libraries to ``handler``, from the level and in the form set."""
    for value in (settings.api_key, settings.fallback_api_key, settings.database_url):
        if value is not None:
            keep_secret(value.get_secret_value())
    level = settings.log_level.upper()
    handler.setLevel(level)
    handler.addFilter(_with_request_id)
    handler.setFormatter(formatter(as_json=settings.log_format == "json"))
    root = logging.getLogger()
    root.addHandler(handler)
    # Only our own records are let through below a warning: libraries put whole requests there.
    logging.getLogger("assistant").setLevel(level)


def formatter(*, as_json: bool) -> logging.Formatter:
    """What makes a line of a record."""
    if not as_json:
        inner = logging.Formatter(_TEXT, "%Y-%m-%dT%H:%M:%SZ")
        inner.converter = time.gmtime
        return _Redacting(inner)
    from pythonjsonlogger.json import JsonFormatter

    return _Redacting(
        JsonFormatter(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
        )
    )


class _Redacting(logging.Formatter):
    """Takes secrets out of the finished line, tracebacks included."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return redacted(self._inner.format(record))


def _with_request_id(record: logging.LogRecord) -> bool:
    if not hasattr(record, "request_id"):
        record.request_id = current_id() or "-"
    return True
