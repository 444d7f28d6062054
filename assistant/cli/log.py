"""Where the details of an unexpected failure go, since the user gets one sentence."""

import traceback
from datetime import UTC, datetime
from pathlib import Path


def write_log(error: Exception) -> Path | str:
    """Append the traceback of ``error`` to the log and say where that is."""
    path = _folder() / "assistant.log"
    lines = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{lines}\n")
    except OSError:
        return f"({path}: {type(error).__name__})"
    return path


def _folder() -> Path:
    """The log folder, also where the settings themselves are what failed."""
    try:
        from assistant.settings import load_settings

        return load_settings().home / "logs"
    except Exception:
        import platformdirs

        return Path(platformdirs.user_log_dir("assistant"))
