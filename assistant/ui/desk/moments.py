"""Moments and spans as people read them."""

from datetime import datetime

from assistant.messages import Language
from assistant.ui.desk import wording

_MINUTE = 60
_MANY_SECONDS = 90


def local_time(moment: datetime) -> str:
    """Day and minute on this machine's clock."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def span_text(seconds: float, language: Language) -> str:
    """About how long."""
    if seconds < _MANY_SECONDS:
        return wording.SECONDS.text(language, n=max(round(seconds), 1))
    return wording.MINUTES.text(language, n=round(seconds / _MINUTE))
