"""Settings from the environment (``ASSISTANT_*``) or ``assistant.toml`` in the working folder.

The environment wins over the file. Nothing here reads a model or opens a connection; keys and
the database's address are `SecretStr`, so that no log, error or export can print one by accident.
"""

import difflib
import tomllib
from functools import cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.exceptions import ConfigurationError
from assistant.messages import Language, Message, field_faults

_INVALID = Message(
    zh="设置有误：{details}。请改正环境变量 ASSISTANT_* 或 assistant.toml 后重试。",
    en="Invalid settings: {details}. Correct the ASSISTANT_* variables or assistant.toml.",
)
_UNKNOWN = Message(
    zh="没有“{name}”这个设置。请改正或删去 assistant.toml 中的这一行；可用的有：{known}。",
    en="There is no setting '{name}'. Correct or remove it in assistant.toml; known are: {known}.",
)
_NEAR = Message(
    zh="没有“{name}”这个设置，您要写的是不是“{near}”？请改正 assistant.toml 中的这一行。",
    en="There is no setting '{name}'; did you mean '{near}'? Correct it in assistant.toml.",
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
        database_url: where forms are kept (``postgresql://user:password@host/name``); None is a
            SQLite file under ``home``.
        retention_days: how long passed and returned forms are kept before ``assistant purge``
            removes them; None keeps them for ever.
        profile: local rule settings by name or path, or ``auto``.
        home: folder of the program's own data and caches.
        language: language of what people read.
        offline: refuse every connection that leaves this machine.
        fallback_provider: the endpoint that goes on where the chosen one fails; None for none.
        fallback_base_url: its address.
        fallback_api_key: its key.
        fallback_model: its model name.
        fallback_embedded: whether the model inside goes on after that, where it is installed.
        endpoint_of_user: the endpoint was brought by a user of the page, not by the operator; it
            then stands on the public internet or in ``user_endpoint_networks``.
        user_endpoint_networks: internal networks (``10.0.0.0/8``, several with commas) that
            endpoints of users may stand in.
        masking: whether personal data in a text is replaced by tokens before a model sees it:
            ``auto`` for endpoints beyond this machine, ``always`` (a gateway on this machine sends
            it on), ``never`` (the endpoint is trusted with it).
        log_level: from which level the log keeps records; users' texts are in none above ``debug``.
        log_format: ``text``, or ``json`` for programs that collect logs.
    """

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_",
        env_ignore_empty=True,
        toml_file="assistant.toml",
        extra="forbid",
        frozen=True,
    )

    provider: str = "embedded"
    base_url: str | None = None
    api_key: SecretStr | None = None
    model: str | None = None
    answer_mode: Literal["tools", "json_schema", "json_object", "text"] | None = None
    embedded_model: Path | None = None
    database_url: SecretStr | None = None
    retention_days: int | None = Field(default=None, ge=1)
    profile: str = "auto"
    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("assistant")))
    language: Language = Language.CHINESE
    offline: bool = False
    fallback_provider: str | None = None
    fallback_base_url: str | None = None
    fallback_api_key: SecretStr | None = None
    fallback_model: str | None = None
    fallback_embedded: bool = True
    endpoint_of_user: bool = False
    user_endpoint_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    masking: Literal["auto", "always", "never"] = "auto"
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_format: Literal["text", "json"] = "text"

    @field_validator("user_endpoint_networks", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """One line with commas, as a variable of the environment has it, is a list."""
        return value.replace(" ", "").split(",") if isinstance(value, str) else value

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
        ConfigurationError: a value is not what its field expects, the file is no TOML or holds a
            key that is none of ours; names the field, the line or the nearest key, no secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        for item in error.errors():
            if item["type"] == "extra_forbidden":
                raise _unknown(str(item["loc"][0])) from None
        details = field_faults(error.errors(include_input=False))
        raise ConfigurationError(_INVALID, details=details) from None
    except UnicodeDecodeError:
        raise ConfigurationError(_BROKEN_FILE, details="UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_BROKEN_FILE, details=error) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(_BROKEN_FILE, details=reason) from None


def _unknown(name: str) -> ConfigurationError:
    known = Settings.model_fields
    near = difflib.get_close_matches(name.lower(), known, n=1)
    if near:
        return ConfigurationError(_NEAR, name=name, near=near[0])
    return ConfigurationError(_UNKNOWN, name=name, known="、".join(known))
