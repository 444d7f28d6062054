"""Reads profiles: those shipped here by name, a user's own by path."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from assistant.domain.profile import Profile
from assistant.exceptions import ConfigurationError
from assistant.messages import Message

_UNKNOWN = Message(
    zh="没有名为“{name}”的地方口径；可用：{known}，或给出一个 .yaml 文件的路径。",
    en="There is no profile '{name}'; known: {known}, or give the path of a .yaml file.",
)
_INVALID = Message(
    zh="口径文件 {name} 有误：{details}。请改正后重试。",
    en="Profile file {name} is invalid: {details}. Correct it and try again.",
)


@cache
def profile_names() -> tuple[str, ...]:
    """Names of the profiles that come with the program."""
    folder = files("assistant.profiles")
    return tuple(
        sorted(
            entry.name.removesuffix(".yaml")
            for entry in folder.iterdir()
            if entry.name.endswith(".yaml")
        )
    )


@cache
def load_profile(name_or_path: str) -> Profile:
    """The profile with this name, or in this file.

    A file of the user's own may start from another by ``base: sichuan`` and state what differs.

    Raises:
        ConfigurationError: there is no such profile, or its file is not valid.
    """
    if name_or_path in profile_names():
        text = (files("assistant.profiles") / f"{name_or_path}.yaml").read_text(encoding="utf-8")
        return _parse(text, name_or_path)
    path = Path(name_or_path)
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        raise ConfigurationError(_UNKNOWN, name=name_or_path, known="、".join(profile_names()))
    try:
        return _parse(path.read_text(encoding="utf-8"), path.stem)
    except UnicodeDecodeError:
        raise ConfigurationError(_INVALID, name=path.name, details="UTF-8") from None


def _parse(text: str, name: str) -> Profile:
    try:
        settings = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ConfigurationError(_INVALID, name=name, details=_one_line(str(error))) from None
    if not isinstance(settings, dict):
        raise ConfigurationError(_INVALID, name=name, details="key: value")
    settings = {**_base(settings.pop("base", None)), **settings, "name": name}
    try:
        return Profile.model_validate(settings)
    except ValidationError as error:
        details = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()
        )
        raise ConfigurationError(_INVALID, name=name, details=details) from None


def _base(name: object) -> dict[str, object]:
    """The settings that a file starts from: those of the profile it names under ``base``."""
    return {} if name is None else load_profile(str(name)).model_dump()


def _one_line(text: str) -> str:
    return " ".join(text.split())
