"""Reads profiles: those shipped here by name, a user's own by path."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from assistant.domain.profile import Profile
from assistant.exceptions import ConfigurationError
from assistant.messages import Message, file_faults, yaml_fault

_UNKNOWN = Message(
    zh="没有名为“{name}”的地方口径；可用：{known}，或给出一个 .yaml 文件的路径。",
    en="There is no profile '{name}'; known: {known}, or give the path of a .yaml file.",
)
_INVALID = Message(
    zh="口径文件 {name} 有误：{details}。请改正后重试。",
    en="Profile file {name} is invalid: {details}. Correct it and try again.",
)
_NO_KEYS = Message(
    zh="应为一行一个“键: 值”，如 weight_total: 90",
    en="expected one 'key: value' a line, such as weight_total: 90",
)
_NOT_UTF8 = Message(
    zh="口径文件 {name} 不是 UTF-8 编码。请另存为 UTF-8 后重试。",
    en="Profile file {name} is not UTF-8. Save it as UTF-8 and try again.",
)
_LOOP = Message(
    zh="口径文件 {name} 的 base 绕回了它自己。请让 base 指向另一个口径，如 sichuan。",
    en="The base of profile file {name} leads back to it. Let base name another, such as sichuan.",
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

    A file of the user's own may start from another by ``base: sichuan`` and state what differs; it
    goes by its own title, or by its file's name, never by that of what it starts from.

    Raises:
        ConfigurationError: there is no such profile, or its file is not valid.
    """
    return _load(name_or_path, Path(), ())


def _load(name_or_path: str, folder: Path, above: tuple[Path, ...]) -> Profile:
    """The profile, its path read from ``folder``; ``above`` are the files that start from it."""
    if name_or_path in profile_names():
        text = (files("assistant.profiles") / f"{name_or_path}.yaml").read_text(encoding="utf-8")
        return _valid(_settings(text, name_or_path), name_or_path)
    path = folder / name_or_path
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        raise ConfigurationError(_UNKNOWN, name=name_or_path, known="、".join(profile_names()))
    chain = (*above, path.resolve())
    if path.resolve() in above:
        raise ConfigurationError(_LOOP, name=path.name)
    try:
        settings = _settings(path.read_text(encoding="utf-8"), path.stem)
    except UnicodeDecodeError:
        raise ConfigurationError(_NOT_UTF8, name=path.name) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(_INVALID, name=path.name, details=reason) from None
    base = settings.pop("base", None)
    start = {} if base is None else _load(str(base), path.parent, chain).model_dump()
    title = settings.get("title_zh", path.stem)
    return _valid({**start, "title_zh": title, "title_en": title, **settings}, path.stem)


def _settings(text: str, name: str) -> dict[str, object]:
    try:
        settings = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        # A day such as 2024-13-45 is a plain ValueError.
        raise ConfigurationError(_INVALID, name=name, details=yaml_fault(error)) from None
    if not isinstance(settings, dict):
        raise ConfigurationError(_INVALID, name=name, details=_NO_KEYS)
    return settings


def _valid(settings: dict[str, object], name: str) -> Profile:
    try:
        return Profile.model_validate({**settings, "name": name})
    except ValidationError as error:
        details = file_faults(error.errors())
        raise ConfigurationError(_INVALID, name=name, details=details) from None
