"""Keys out of everything that is written down about the program at work."""

import re

_STARS = "***"
_SHORTEST = 6
_LOOKS_SECRET = re.compile(
    r"(?P<label>(?:bearer|api[-_]?key|authorization|token|password|passwd|secret)[\"']?\s*[=:]?\s*"
    r"(?:bearer\s+)?[\"']?)(?P<value>[^\s\"',;]{6,})"
    r"|(?<![\w-])(?:sk|pk|ak)-[\w-]{6,}"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)",
    re.IGNORECASE,
)
_known: set[str] = set()


def keep_secret(value: str) -> None:
    """Never write ``value`` down from now on, whatever stands around it."""
    if len(value) >= _SHORTEST:
        _known.add(value)


def redacted(text: str) -> str:
    """``text`` without the secrets that are known, and without what looks like one."""
    for value in sorted(_known, key=len, reverse=True):
        text = text.replace(value, _STARS)
    return _LOOKS_SECRET.sub(lambda match: f"{match['label'] or ''}{_STARS}", text)
