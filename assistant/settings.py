"""Settings from the environment (``ASSISTANT_*``) or ``assistant.toml`` in the working folder.

The environment wins over the file. Nothing here reads a model or opens a connection; keys are
`SecretStr`, so that no log, error or export can print one by accident.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.exceptions import ConfigurationError
from assistant.messages import Language, Message

_INVALID = Message(
    zh="设置有误：{details}。请改正环境变量 ASSISTANT_* 或 assistant.toml 后重试。",
    en="Invalid settings: {details}. Correct the ASSISTANT_* variables or assistant.toml.",
)
_BROKEN_FILE = Message(
    zh="读不懂 assistant.toml（{details}）。请按 TOML 格式改正，并存为 UTF-8。",
    en="assistant.toml cannot be read ({details}). Correct it as TOML, saved as UTF-8.",
)


class Settings(BaseSettings):
    """All settings of the product.

    Attributes:
        provider: name of the model provider; ``embedded`` is the model inside the package.
        base_url: address of an OpenAI-compatible endpoint (ends in ``/v1`` as a rule).
        api_key: its key.
        model: its model name; for the provider ``fake`` the script file to play.
        answer_mode: how the endpoint is asked to keep to a shape, where the preset is wrong for it
            (``tools``, ``json_schema``, ``json_object`` or ``text``); `doctor` finds it out.
        embedded_model: a larger GGUF file to use instead of the model inside.
        database_url: where forms are kept; None is a SQLite file under ``home``.
        profile: local rule settings by name or path, or ``auto``.
        home: folder of the program's own data and caches.
        language: language of what people read.
        offline: refuse every connection that leaves this machine.
    """

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_",
        env_ignore_empty=True,
        toml_file="assistant.toml",
        extra="ignore",
        frozen=True,
    )

    provider: str = "embedded"
    base_url: str | None = None
    api_key: SecretStr | None = None
    model: str | None = None
    answer_mode: Literal["tools", "json_schema", "json_object", "text"] | None = None
    embedded_model: Path | None = None
    database_url: str | None = None
    profile: str = "auto"
    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("assistant")))
    language: Language = Language.CHINESE
    offline: bool = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


@cache
def load_settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        ConfigurationError: a value is not what its field expects, or the file is no TOML; names the
            field or the line, never a key.
    """
    try:
        return Settings()
    except ValidationError as error:
        details = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()
        )
        raise ConfigurationError(_INVALID, details=details) from None
    except UnicodeDecodeError:
        raise ConfigurationError(_BROKEN_FILE, details="UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_BROKEN_FILE, details=error) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(_BROKEN_FILE, details=reason) from None
