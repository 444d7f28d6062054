"""Prompts as files with a schema: ``prompts/<name>.md``, described in ``prompts/README.md``."""

import hashlib
import itertools
import re
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment
from pydantic import ValidationError

from assistant.domain.frozen import Frozen
from assistant.exceptions import ConfigurationError
from assistant.messages import Message, field_faults

_NOT_FOUND = Message(
    zh="没有名为“{name}”的提示词；现有：{known}。",
    en="There is no prompt '{name}'; there are: {known}.",
)
_BROKEN = Message(
    zh="提示词文件 {name}.md 有误：{details}。请按 prompts/README.md 改正。",
    en="Prompt file {name}.md is wrong: {details}. Correct it after prompts/README.md.",
)
_MISSING = Message(
    zh="提示词 {name} 缺少变量：{missing}。",
    en="Prompt {name} lacks the variables: {missing}.",
)
_UNEXPECTED = Message(
    zh="提示词 {name} 没有声明变量：{unexpected}；已声明的是：{known}。",
    en="Prompt {name} declares no variables {unexpected}; it declares: {known}.",
)

_FRONT_MATTER = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_MARK = 12
"""Hexadecimal digits of a fence's mark."""
_SECTION = re.compile(r"^## (?P<name>system|user)[ \t]*\n", re.MULTILINE)

# Line-oriented, without HTML escaping: prompts are text, and their variables data, never markup.
_ENVIRONMENT = SandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
)


class Prompt(Frozen):
    """A prompt ready to send.

    Attributes:
        name: file that it came from.
        version: version of that file.
        system: the part that never changes, first, so that servers evaluate it once.
        user: the part of this request; a document stands last in it.
    """

    name: str
    version: str
    system: str
    user: str

    @property
    def messages(self) -> list[dict[str, str]]:
        """The prompt as chat messages; an empty system part is left out."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return [*system, {"role": "user", "content": self.user}]


class FrontMatter(Frozen):
    """The head of a prompt file; any other key is an error.

    Attributes:
        name: the file's name without ``.md``.
        version: raised at every change of the text.
        variables: everything that the text uses, and nothing else.
        output: dotted name of the type that the answer must hold to.
    """

    name: str
    version: str
    variables: tuple[str, ...] = ()
    output: str


class PromptTemplate(Frozen):
    """A prompt file, read and checked."""

    front: FrontMatter
    system: str
    user: str

    @property
    def used(self) -> frozenset[str]:
        """The variables that the text refers to."""
        trees = (_ENVIRONMENT.parse(text) for text in (self.system, self.user))
        return frozenset().union(*(meta.find_undeclared_variables(tree) for tree in trees))

    def render(self, **variables: Any) -> Prompt:
        """The prompt with its variables filled.

        Raises:
            ConfigurationError: variables are missing or not declared; all of them are named.
        """
        declared = set(self.front.variables)
        if missing := sorted(declared - set(variables)):
            raise ConfigurationError(_MISSING, name=self.front.name, missing="、".join(missing))
        if unexpected := sorted(set(variables) - declared):
            raise ConfigurationError(
                _UNEXPECTED,
                name=self.front.name,
                unexpected="、".join(unexpected),
                known="、".join(self.front.variables) or "-",
            )
        system, user = (
            _compiled(text).render(variables).strip() for text in (self.system, self.user)
        )
        return Prompt(name=self.front.name, version=self.front.version, system=system, user=user)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    """A section as code: making it takes thirty times as long as running it."""
    return _ENVIRONMENT.from_string(text)


@cache
def load_prompt(name: str) -> PromptTemplate:
    """The prompt file of this name, checked once a process.

    Raises:
        ConfigurationError: there is no such prompt, or its file breaks the rules.
    """
    if name not in prompt_names():
        raise ConfigurationError(_NOT_FOUND, name=name, known="、".join(prompt_names()) or "-")
    return read_prompt(name, (_folder() / f"{name}.md").read_text(encoding="utf-8"))


def prompt_names() -> tuple[str, ...]:
    """Every prompt there is."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(n[:-3] for n in names if n.endswith(".md") and n != "README.md"))


def read_prompt(name: str, text: str) -> PromptTemplate:
    """A prompt from the text of its file.

    Raises:
        ConfigurationError: the text breaks the rules of ``prompts/README.md``.
    """
    match = _FRONT_MATTER.match(text.replace("\r\n", "\n"))
    if match is None:
        raise _broken(name, "没有以 --- 包围的文件头 / no front matter between --- lines")
    front = _front_matter(name, match["front"])
    template = PromptTemplate(front=front, **_sections(name, match["body"]))
    try:
        used = template.used
    except TemplateSyntaxError as error:
        raise _broken(name, f"模板语法 / template syntax: {error.message}") from None
    if used != set(front.variables):
        undeclared = "、".join(sorted(used - set(front.variables))) or "-"
        unused = "、".join(sorted(set(front.variables) - used)) or "-"
        raise _broken(name, f"未声明 / undeclared: {undeclared}；未使用 / unused: {unused}")
    return template


def fence(text: str, *, mark: str | None = None) -> str:
    """``text`` from a user or a file between marks that do not occur in it.

    The prompt says that what stands between the marks is material to work on, never instruction.
    The same text has the same marks, so that the same question has the same answer; a text that
    contains its own mark is given another, so knowing how they are made closes no fence.

    Args:
        text: the material.
        mark: the first mark to try, for training sets; what is sent to a model is never given one.
    """
    tries = itertools.count()
    mark = mark or _mark(text, next(tries))
    while mark in text:
        mark = _mark(text, next(tries))
    return f"<<<材料 {mark}\n{text}\n{mark} 材料>>>"


def _mark(text: str, attempt: int) -> str:
    digest = hashlib.sha256(f"{attempt} {text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:_MARK]


def _front_matter(name: str, text: str) -> FrontMatter:
    try:
        front = FrontMatter.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise _broken(name, f"YAML: {type(error).__name__}") from None
    except ValidationError as error:
        raise _broken(name, field_faults(error.errors())) from None
    if front.name != name:
        raise _broken(name, f"name: {front.name} ≠ {name}")
    return front


def _sections(name: str, body: str) -> dict[str, str]:
    parts = _SECTION.split(body)
    before, found = parts[0], dict(zip(parts[1::2], parts[2::2], strict=True))
    if before.strip() or "user" not in found or len(found) != len(parts) // 2:
        raise _broken(name, "正文应为 ## system（可省）和 ## user 各一节 / sections")
    return {"system": found.get("system", "").strip(), "user": found["user"].strip()}


def _broken(name: str, details: str | Message) -> ConfigurationError:
    return ConfigurationError(_BROKEN, name=name, details=details)


@cache
def _folder() -> Traversable:
    packaged = files("assistant") / "prompts"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "prompts"
