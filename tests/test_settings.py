"""Where settings come from, and what is said when they are wrong."""

from pathlib import Path

import pytest

from assistant.exceptions import ConfigurationError
from assistant.messages import Language
from assistant.settings import load_settings


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b'provider = "none"\nmodel = m\n', "line 2"),
        (b'api_key = "sk-1\n', "line 1"),
        (b"\xb9\xa4 = 1", "UTF-8"),
    ],
)
def test_a_file_that_is_no_toml_is_one_sentence_without_its_content(
    content: bytes, word: str
) -> None:
    Path("assistant.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match="assistant.toml") as caught:
        load_settings()
    for language in Language:
        assert word in caught.value.text(language) and "sk-1" not in caught.value.text(language)


def test_a_variable_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """As compose files and shell scripts leave them."""
    Path("assistant.toml").write_text('language = "en"', encoding="utf-8")
    for name in ("LANGUAGE", "OFFLINE", "API_KEY", "ANSWER_MODE", "PROFILE"):
        monkeypatch.setenv(f"ASSISTANT_{name}", "")
    settings = load_settings()
    assert (settings.language, settings.offline, settings.profile) == ("en", False, "auto")
    assert settings.api_key is None and settings.answer_mode is None


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("assistant.toml").write_text('provider = "ollama"\nmodel = "m"', encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_PROVIDER", "none")
    settings = load_settings()
    assert (settings.provider, settings.model) == ("none", "m")
