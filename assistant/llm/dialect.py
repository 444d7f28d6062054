"""How one endpoint wants to be asked, learned from what it refuses."""

from typing import Any

from assistant.llm.providers import AnswerMode

_LADDER = (AnswerMode.TOOLS, AnswerMode.JSON_SCHEMA, AnswerMode.JSON_OBJECT, AnswerMode.TEXT)
_ABOUT_MODE = ("response_format", "json_schema", "json_object", "tool", "function", "guided")


class Dialect:
    """The mode and the parameters that an endpoint takes.

    Endpoints refuse with status 400 what they do not know: another mode, a temperature, a newer
    name for the length limit. Each refusal is answered once, by leaving out what was named, and
    remembered for the client's life.
    """

    def __init__(self, mode: AnswerMode) -> None:
        """Start from what the preset says."""
        self.mode = mode
        self._tried = {mode}
        self._without: set[str] = set()

    def parameters(self, max_tokens: int) -> dict[str, Any]:
        """The request's parameters besides messages and shape."""
        length = "max_completion_tokens" if "max_tokens" in self._without else "max_tokens"
        wanted: dict[str, Any] = {
            "temperature": 0,
            length: max_tokens,
            "stream_options": {"include_usage": True},
        }
        return {key: value for key, value in wanted.items() if key not in self._without}

    def learn(self, refusal: str) -> bool:
        """Change what the server's words are about; False where nothing is left to change."""
        words = refusal.lower()
        for parameter in ("stream_options", "temperature", "max_tokens"):
            if parameter in words and parameter not in self._without:
                self._without.add(parameter)
                return True
        if any(mark in words for mark in _ABOUT_MODE):
            return self._next_mode()
        return False

    def _next_mode(self) -> bool:
        for mode in _LADDER:
            if mode not in self._tried:
                self._tried.add(mode)
                self.mode = mode
                return True
        return False
