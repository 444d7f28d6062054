"""What the libraries below us throw, turned into what a user can act on.

One place decides what is worth trying again: overload, time-outs and broken connections are; a
refused key, quota or request is not. Nothing of a foreign error reaches a message except a short
excerpt of the server's own words with every key taken out.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from assistant.exceptions import (
    AssistantError,
    ProviderError,
    ProviderRejectedError,
    ProviderUnavailableError,
)
from assistant.llm.providers import Endpoint
from assistant.messages import Message

_UNREACHABLE = Message(
    zh=(
        "连不上模型服务 {where}（{reason}，试了 {attempts} 次）。已得到的内容都已保留；"
        "请检查地址和网络，确认服务已启动，然后继续。"
    ),
    en=(
        "The model service {where} cannot be reached ({reason}, {attempts} attempts). What was "
        "received is kept; check the address, the network and the service, then go on."
    ),
)
_BUSY = Message(
    zh=(
        "模型服务 {where} 暂时无法回答（{reason}，试了 {attempts} 次）。已得到的内容都已保留；"
        "请稍后继续。"
    ),
    en=(
        "The model service {where} cannot answer for now ({reason}, {attempts} attempts). What was "
        "received is kept; go on later."
    ),
)
_KEY = Message(
    zh="模型服务 {where} 不接受当前密钥（{reason}）。请检查 ASSISTANT_API_KEY 后重试。",
    en="The model service {where} does not accept the key ({reason}). Check ASSISTANT_API_KEY.",
)
_QUOTA = Message(
    zh="模型服务 {where} 的余额或额度已用完（{reason}）。请充值、提高额度，或换一个模型服务。",
    en="The account at {where} has no quota left ({reason}). Top it up or use another provider.",
)
_MODEL = Message(
    zh=(
        "模型服务 {where} 没有所要的模型或地址（{reason}）。"
        "请检查 ASSISTANT_MODEL 和 ASSISTANT_BASE_URL。"
    ),
    en="{where} has no such model or address ({reason}). Check ASSISTANT_MODEL and _BASE_URL.",
)
_REFUSED = Message(
    zh="模型服务 {where} 拒绝了请求（{reason}）。可运行 assistant doctor 查看它接受的方式。",
    en="{where} refused the request ({reason}). Run assistant doctor to see what it accepts.",
)

_TIMED_OUT = "等待超时 / timed out"
_CUT = "连接中断 / connection lost"
_GARBLED = "回答的数据流损坏 / garbled stream"

_NO_QUOTA = ("insufficient_quota", "insufficient balance", "余额不足", "欠费", "arrearage")
_SECRETS = re.compile(r"(?:sk|key|bearer|token)[-_ :=]+[\w*.\-]{6,}", re.IGNORECASE)
_EXCERPT = 160


class CallFailedError(Exception):
    """One try of a call failed; never leaves this package.

    Attributes:
        retryable: the same request may go through later.
        retry_after: seconds that the server asked to wait.
        status: HTTP status, if the server answered.
        detail: the server's own words, short and without keys.
    """

    def __init__(
        self,
        kind: type[ProviderError],
        message: Message,
        values: dict[str, object],
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        """Keep what the error to the user will say."""
        super().__init__(kind.__name__)
        self.kind, self.message, self.values = kind, message, values
        self.retryable, self.retry_after, self.status = retryable, retry_after, status

    @property
    def detail(self) -> str:
        """The server's own words."""
        return str(self.values.get("reason", ""))

    def for_user(self, attempts: int) -> ProviderError:
        """The error that the user sees, after the last try."""
        return self.kind(self.message, **{**self.values, "attempts": attempts})


def translate(error: Exception, endpoint: Endpoint) -> CallFailedError | AssistantError:
    """Our own word for whatever ``openai``, ``instructor`` or the connection threw.

    Raises:
        Exception: ``error`` itself, if it is none that a call can cause: then it is our own bug.
    """
    import httpx2
    import openai

    for cause in _causes(error):
        if isinstance(cause, AssistantError | CallFailedError):
            return cause
        if isinstance(cause, openai.APIStatusError):
            return _from_status(cause, endpoint)
        if isinstance(cause, openai.APITimeoutError | httpx2.TimeoutException):
            return _unavailable(endpoint, _UNREACHABLE, _TIMED_OUT)
    for cause in _causes(error):
        if isinstance(cause, openai.APIConnectionError | httpx2.TransportError | OSError):
            return _unavailable(endpoint, _UNREACHABLE, _CUT)
        if isinstance(cause, httpx2.StreamError | json.JSONDecodeError | UnicodeDecodeError):
            return _unavailable(endpoint, _BUSY, _GARBLED)
        if isinstance(cause, openai.APIError):
            return _unavailable(endpoint, _BUSY, _excerpt(cause.message, endpoint))
    raise error


def where(endpoint: Endpoint) -> str:
    """The endpoint by host and port, without anything an address may carry besides."""
    parts = urlsplit(endpoint.base_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or '?'}{port}"


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or at.__context__
    return chain


def _unavailable(endpoint: Endpoint, message: Message, reason: str) -> CallFailedError:
    values: dict[str, object] = {"where": where(endpoint), "reason": reason}
    return CallFailedError(ProviderUnavailableError, message, values, retryable=True)


def _from_status(error: Any, endpoint: Endpoint) -> CallFailedError:
    status: int = error.status_code
    words = _excerpt(error.message, endpoint)
    values: dict[str, object] = {"where": where(endpoint), "reason": words}
    out_of_quota = status == 402 or any(mark in str(error).lower() for mark in _NO_QUOTA)
    if not out_of_quota and (status in (408, 409, 425, 429) or status >= 500):
        return CallFailedError(
            ProviderUnavailableError,
            _BUSY,
            values,
            retryable=True,
            retry_after=_retry_after(error.response.headers.get("retry-after")),
            status=status,
        )
    message = _QUOTA if out_of_quota else _REJECTIONS.get(status, _REFUSED)
    return CallFailedError(ProviderRejectedError, message, values, status=status)


_REJECTIONS = {401: _KEY, 403: _KEY, 404: _MODEL}


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait; the date form of the header is rare enough to fall back on our own wait."""
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None


def _excerpt(text: str, endpoint: Endpoint) -> str:
    key = endpoint.key.get_secret_value()
    clean = _SECRETS.sub("***", text.replace(key, "***") if len(key) > 5 else text)
    clean = " ".join(clean.split())
    return clean if len(clean) <= _EXCERPT else f"{clean[:_EXCERPT]}…"
