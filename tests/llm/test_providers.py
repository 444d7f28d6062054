"""Settings to endpoint: presets, what is missing, and keys that stay out of sight."""

import subprocess
import sys

import pytest
from pydantic import SecretStr

from assistant.exceptions import ConfigurationError
from assistant.llm.providers import (
    PROVIDERS,
    AnswerMode,
    DraftingStrategy,
    endpoint_of,
    find_provider,
)
from assistant.settings import Settings
from tests.llm.conftest import SECRET


def test_names_are_unique_and_the_default_is_among_them() -> None:
    names = [provider.name for provider in PROVIDERS]
    assert len(set(names)) == len(names)
    assert Settings().provider in names


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(ConfigurationError) as caught:
        endpoint_of(Settings(provider="gpt"))
    said = str(caught.value)
    assert all((provider.name in said) is (provider.name != "fake") for provider in PROVIDERS)


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({"provider": "deepseek"}, "ASSISTANT_API_KEY"),
        ({"provider": "custom", "model": "m"}, "ASSISTANT_BASE_URL"),
        ({"provider": "ollama"}, "ASSISTANT_MODEL"),
    ],
)
def test_what_is_missing_is_named(settings: dict[str, str], missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        endpoint_of(Settings(**settings))


def test_settings_win_over_the_preset() -> None:
    settings = Settings(
        provider="deepseek",
        base_url="http://10.0.0.5/v1",
        model="other",
        api_key=SecretStr(SECRET),
        answer_mode="text",
    )
    endpoint = endpoint_of(settings)
    assert endpoint[1:4] == ("http://10.0.0.5/v1", "other", AnswerMode.TEXT)
    assert not endpoint.on_this_machine
    assert SECRET not in f"{endpoint} {endpoint!r} {settings} {settings!r}"


def test_a_known_trap_is_kept_out_of() -> None:
    # DeepSeek refuses json_schema, and its thinking mode refuses a forced tool.
    deepseek = find_provider("deepseek")
    assert deepseek.mode is AnswerMode.TOOLS
    assert deepseek.extra["thinking"] == {"type": "disabled"}
    assert find_provider("embedded").strategy is DraftingStrategy.TASK_BY_TASK


def test_nothing_heavy_is_imported_before_a_client_is_opened() -> None:
    program = (
        "import sys\n"
        "import assistant.llm, assistant.llm.providers, assistant.llm.prompts\n"
        "print([m for m in ('openai', 'instructor', 'httpx2', 'xllamacpp') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8000/v1", f"http://user:{SECRET}@host:port/v1", "ftp://host/v1", "http:///v1"],
)
def test_an_address_that_cannot_be_is_refused_and_not_repeated(url: str) -> None:
    """It may carry a password, so the sentence names the setting alone."""
    with pytest.raises(ConfigurationError, match="ASSISTANT_BASE_URL") as caught:
        endpoint_of(Settings(provider="custom", base_url=url, model="m"))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("key", [f"{SECRET}\n", f"密钥{SECRET}", f"Bearer {SECRET}"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_repeated(key: str) -> None:
    """It would break the request's header, deep inside the libraries below."""
    settings = Settings(
        provider="custom", base_url="http://h/v1", model="m", api_key=SecretStr(key)
    )
    with pytest.raises(ConfigurationError, match="ASSISTANT_API_KEY") as caught:
        endpoint_of(settings)
    assert SECRET not in str(caught.value)
