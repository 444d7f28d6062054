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


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ('provder = "none"', "provider"),
        ('base_ulr = "http://x/v1"', "base_url"),
        ('apikey = "sk-0123456789"', "api_key"),
    ],
)
def test_a_misspelt_key_is_an_error_that_names_the_nearest(line: str, near: str) -> None:
    """Ignored, the program would draft with another model than the operator believes."""
    Path("assistant.toml").write_text(line, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    for language in Language:
        said = caught.value.text(language)
        assert f"“{near}”" in said or f"'{near}'" in said
        assert "sk-0123456789" not in said


def test_a_key_like_no_other_lists_those_there_are() -> None:
    Path("assistant.toml").write_text("zzzzzz = 1", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="fallback_provider"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("OFFLINE", "vielleicht", "offline 应为 true 或 false", "offline must be true or false"),
        ("LANGUAGE", "fr", "language 只能是 'zh' 或 'en'", "language must be 'zh' or 'en'"),
        ("USER_ENDPOINT_NETWORKS", "10.0.0.0/8,10.0.0", "应为网段", "must be a network"),
    ],
)
def test_a_wrong_value_is_said_in_one_language(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, zh: str, en: str
) -> None:
    monkeypatch.setenv(f"ASSISTANT_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert zh in caught.value.text(Language.CHINESE)
    assert en in caught.value.text(Language.ENGLISH)
    assert "Input should" not in caught.value.text() and value not in caught.value.text()
