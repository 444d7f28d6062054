"""What is known of each kind of endpoint, as data: where it is, how to ask it, how much it takes.

Endpoints that call themselves compatible differ in the one thing that matters here: how an answer
can be held to a shape. DeepSeek refuses ``json_schema``, thinking modes refuse a forced tool, some
builds of Ollama and vLLM ignore the format without a word. A preset says which way is known to
work; `assistant.llm.probe` finds out what a given endpoint really does.
"""

import ipaddress
import re
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from assistant.domain.frozen import Frozen
from assistant.exceptions import ConfigurationError
from assistant.messages import Message
from assistant.network import Network
from assistant.settings import Settings

_UNKNOWN = Message(
    zh="没有名为“{name}”的模型服务；可用的有：{known}。请改 ASSISTANT_PROVIDER。",
    en="There is no provider '{name}'; known are: {known}. Change ASSISTANT_PROVIDER.",
)
_NONE = Message(
    zh="这一步要问模型，而现在设为不用模型（none）。请把 ASSISTANT_PROVIDER 设为其一：{known}。",
    en="This asks a model, and the provider is none. Set ASSISTANT_PROVIDER to one of: {known}.",
)
_NEEDS = Message(
    zh="使用模型服务“{name}”还需要设置 {missing}。请在环境变量或 assistant.toml 中补上。",
    en="Provider '{name}' also needs {missing}. Set it in the environment or assistant.toml.",
)
_BAD_ADDRESS = Message(
    zh="ASSISTANT_BASE_URL 不是完整的网址。请写成 http://主机:端口/v1 的样子。",
    en="ASSISTANT_BASE_URL is no whole address. Write it like http://host:port/v1.",
)
_BAD_KEY = Message(
    zh="ASSISTANT_API_KEY 含有密钥里不会有的字符（空格、换行或中文）。请重新复制密钥。",
    en="ASSISTANT_API_KEY holds blanks, line breaks or letters that no key has. Copy it again.",
)


class AnswerMode(StrEnum):
    """How an endpoint is asked to keep to a shape; instructor's modes under our names.

    TOOLS forces one function call. JSON_SCHEMA sends the schema as ``response_format``.
    JSON_OBJECT asks for any JSON and writes the schema into the prompt. TEXT only writes it into
    the prompt.
    """

    TOOLS = "tools"
    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


class DraftingStrategy(StrEnum):
    """How much to ask for at once: a small model sees one task, a large one the whole form."""

    TASK_BY_TASK = "task_by_task"
    WHOLE_DOCUMENT = "whole_document"


class Provider(Frozen):
    """One kind of endpoint.

    Attributes:
        name: what `Settings.provider` says.
        base_url: its address, or None where the operator must give one.
        model: the model asked for unless the settings name one.
        mode: the way of asking that it is known to obey.
        strategy: how drafting divides its work.
        context_tokens: room for prompt and answer together.
        answer_tokens: the longest answer asked for.
        first_byte_seconds: how long to wait for the next piece of an answer.
        answer_seconds: how long an answer may take in all, however steadily it drips.
        needs_key: whether it refuses calls without a key.
        describe_fields: whether a table of the fields is added to the prompt, for endpoints where
            the schema is not in the prompt and may be ignored.
        extra: further parameters of every request (thinking off, and the like).
    """

    name: str
    base_url: str | None = None
    model: str | None = None
    mode: AnswerMode = AnswerMode.TOOLS
    strategy: DraftingStrategy = DraftingStrategy.WHOLE_DOCUMENT
    context_tokens: int = 32_768
    answer_tokens: int = 4_096
    first_byte_seconds: float = 120.0
    answer_seconds: float = 900.0
    needs_key: bool = True
    describe_fields: bool = False
    extra: dict[str, Any] = Field(default_factory=dict)


EMBEDDED = "embedded"
FAKE = "fake"
_NO_MODEL = "none"
"""What settings say where no model is to be asked."""

# A grammar from a JSON schema lets the model indent, and a small one fills whole screens with
# white space. Line breaks, tabs and runs of spaces are never wanted in a flat row.
_NO_LAYOUT = [
    [mark * length, False]
    for mark, shortest in (("\n", 1), ("\t", 1), (" ", 2))
    for length in range(shortest, 32)
]

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        name=EMBEDDED,
        model="embedded",
        mode=AnswerMode.JSON_SCHEMA,
        strategy=DraftingStrategy.TASK_BY_TASK,
        context_tokens=8_192,
        answer_tokens=1_024,
        first_byte_seconds=600.0,
        needs_key=False,
        extra={"logit_bias": _NO_LAYOUT},
    ),
    Provider(name=FAKE, model=None, mode=AnswerMode.TOOLS, needs_key=False),
    Provider(
        name="deepseek",
        base_url="https://api.deepseek.com/v1",
        model="deepseek-chat",
        context_tokens=65_536,
        extra={"thinking": {"type": "disabled"}},
    ),
    Provider(
        name="qwen",
        base_url="https://dashscope.aliyuncs.com/compatible-mode/v1",
        model="qwen-plus",
        extra={"enable_thinking": False},
    ),
    Provider(
        name="ollama",
        base_url="http://127.0.0.1:11434/v1",
        mode=AnswerMode.JSON_SCHEMA,
        strategy=DraftingStrategy.TASK_BY_TASK,
        context_tokens=8_192,
        answer_tokens=2_048,
        first_byte_seconds=600.0,
        needs_key=False,
        describe_fields=True,
    ),
    Provider(
        name="vllm",
        base_url="http://127.0.0.1:8000/v1",
        mode=AnswerMode.JSON_SCHEMA,
        needs_key=False,
        describe_fields=True,
        extra={"chat_template_kwargs": {"enable_thinking": False}},
    ),
    Provider(
        name="openai",
        base_url="https://api.openai.com/v1",
        mode=AnswerMode.JSON_SCHEMA,
        context_tokens=128_000,
        describe_fields=True,
    ),
    Provider(name="custom", mode=AnswerMode.TOOLS, needs_key=False),
)
"""Every provider by name; ``custom`` is any other OpenAI-compatible endpoint."""


class Endpoint(NamedTuple):
    """A provider with its settings filled in: everything that a call needs.

    Attributes:
        provider: the kind of endpoint.
        base_url: its address.
        model: the model asked for.
        mode: how it is asked to keep to a shape.
        key: its key.
        allowed: None for an endpoint that the operator chose, which may stand anywhere. For one
            that a user of the page brought, the networks beside the public internet that it may
            stand in.
        masked: whether personal data is kept from it.
    """

    provider: Provider
    base_url: str
    model: str
    mode: AnswerMode
    key: SecretStr
    allowed: tuple[Network, ...] | None = None
    masked: bool = False

    @property
    def on_this_machine(self) -> bool:
        """Whether calls stay on loopback, where no proxy may come between."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def body(self) -> dict[str, Any] | None:
        """The provider's further request parameters, if it has any."""
        return dict(self.provider.extra) or None


def find_provider(name: str) -> Provider:
    """The provider of this name.

    Raises:
        ConfigurationError: there is none; the message lists those that there are.
    """
    for provider in PROVIDERS:
        if provider.name == name:
            return provider
    # The scripted one is for tests and demonstrations, not for whoever looks for a model.
    known = "、".join(provider.name for provider in PROVIDERS if provider.name != FAKE)
    raise ConfigurationError(_NONE if name == _NO_MODEL else _UNKNOWN, name=name, known=known)


def endpoint_of(
    settings: Settings, *, base_url: str | None = None, key: SecretStr | None = None
) -> Endpoint:
    """Where and how to call, from the settings; ``base_url`` and ``key`` of a server of our own.

    Raises:
        ConfigurationError: the provider is unknown, or lacks an address, a model or a key, or one
            of these cannot be right; never says what it is, for it may be a secret.
    """
    provider = find_provider(settings.provider)
    url = base_url or settings.base_url or provider.base_url
    model = (provider.model if base_url else settings.model or provider.model) or ""
    secret = key or settings.api_key
    required = {
        "ASSISTANT_BASE_URL": url,
        "ASSISTANT_MODEL": model or base_url,
        "ASSISTANT_API_KEY": secret or not provider.needs_key,
    }
    missing = [name for name, value in required.items() if not value]
    if missing:
        raise ConfigurationError(_NEEDS, name=provider.name, missing="、".join(missing))
    if not _is_address(str(url)):
        raise ConfigurationError(_BAD_ADDRESS)
    if secret and not re.fullmatch(r"[!-~]+", secret.get_secret_value()):
        raise ConfigurationError(_BAD_KEY)
    mode = AnswerMode(settings.answer_mode) if settings.answer_mode else provider.mode
    allowed = settings.user_endpoint_networks if settings.endpoint_of_user else None
    endpoint = Endpoint(
        provider, str(url), model or provider.name, mode, secret or SecretStr("none"), allowed
    )
    masked = settings.masking == "always" or (
        settings.masking == "auto" and not endpoint.on_this_machine
    )
    # A server of our own, inside this process, gives nothing to anybody.
    return endpoint._replace(masked=masked and (base_url is None or provider.name == FAKE))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        # A port that is no number is found out only when it is read.
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
