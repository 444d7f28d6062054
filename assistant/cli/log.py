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
    """Send warnings and errors of all libraries to the log instead of the screen."""
    root = logging.getLogger()
    if not any(isinstance(handler, LogFile) for handler in root.handlers):
        handler = LogFile(logging.WARNING)
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)


def write_log(error: Exception) -> Path | str:
    """Append the traceback of ``error`` to the log and say where that is."""
    return _append("".join(traceback.format_exception(error)))


def _append(text: str) -> Path | str:
    path = _folder() / _NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {text}\n")
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
