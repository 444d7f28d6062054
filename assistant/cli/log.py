"""Where details go that no user should have to read: unexpected failures, warnings of libraries."""

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

_NAME = "assistant.log"


class LogFile(logging.Handler):
    """Appends records to the log; the file is made when the first one comes."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a log that cannot be written is no reason to stop."""
        _append(self.format(record))


def keep_log() -> None:
    """Send the records of all libraries to the log instead of the screen, as the settings say.

    Raises:
        ConfigurationError: the settings are wrong.
    """
    from assistant.observability.calls import start_tracing
    from assistant.observability.logs import add_handler
    from assistant.observability.requests import begin
    from assistant.settings import load_settings

    if not any(isinstance(handler, LogFile) for handler in logging.getLogger().handlers):
        add_handler(LogFile(), load_settings())
        start_tracing()
    begin()


def write_log(error: Exception) -> Path | str:
    """Append the traceback of ``error`` to the log and say where that is."""
    from assistant.observability.redaction import redacted

    when = datetime.now(UTC).isoformat(timespec="seconds")
    return _append(f"{when} {redacted(''.join(traceback.format_exception(error)))}")


def _append(text: str) -> Path | str:
    path = _folder() / _NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{text}\n")
    except OSError as error:
        return f"({path}: {error.strerror})"
    return path


def _folder() -> Path:
    """The log folder, also where the settings themselves are what failed."""
    try:
        from assistant.settings import load_settings

        return load_settings().home / "logs"
    except Exception:
        import platformdirs

        return Path(platformdirs.user_log_dir("assistant"))
