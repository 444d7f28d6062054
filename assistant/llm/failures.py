"""What the libraries below us throw, turned into what a user can act on.

One place decides what is worth trying again: overload, time-outs and broken connections are; a
refused key, quota or request is not. Nothing of a foreign error reaches a message except a short
excerpt of the server's own words with every key taken out.
"""

import json
import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
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

_MOVED = Message(
    zh=(
        "模型服务 {where} 要求转到别的地址（{reason}）；为免密钥外泄，程序不跟随转向。"
        "请把 ASSISTANT_BASE_URL 改为最终的地址。"
    ),
    en=(
        "{where} redirects to another address ({reason}), which is never followed with a key. Set "
        "ASSISTANT_BASE_URL to the final address."
    ),
)
_TOO_LARGE = Message(
    zh="模型服务 {where} 的回答大得不合理，已中断读取。请检查该服务，或换一个模型服务。",
    en="The answer of {where} is larger than any can be and was broken off. Check the service.",
)
_PAUSED = Message(
    zh=(
        "模型服务 {where} 刚才连续失败，暂不再请求它，约 {seconds} 秒后再试。已得到的内容都已保留。"
    ),
    en=(
        "The model service {where} has just failed ({reason}); it is left alone for about "
        "{seconds} s. What was received is kept."
    ),
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
        account: the key or the quota was refused, so that no call of this account will pass.
        attempts: how often it was tried.
        fault: what kind of failure it is, in one word for logs and counters.
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
        account: bool = False,
        fault: str = "rejected",
    ) -> None:
        """Keep what the error to the user will say."""
        super().__init__(kind.__name__)
        self.account, self.fault = account, fault
        self.attempts = 1
        self.kind, self.message, self.values = kind, message, values
        self.retryable, self.retry_after, self.status = retryable, retry_after, status

    @property
    def detail(self) -> str:
        """The server's own words."""
        return str(self.values.get("reason", ""))

    def for_user(self) -> ProviderError:
        """The error that the user sees, after the last try."""
        return self.kind(self.message, **{**self.values, "attempts": self.attempts})


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
            return timed_out(endpoint)
    for cause in _causes(error):
        if isinstance(cause, openai.APIConnectionError | httpx2.TransportError | OSError):
            return _unavailable(endpoint, _UNREACHABLE, _CUT, "connection")
        if isinstance(cause, httpx2.StreamError | json.JSONDecodeError | UnicodeDecodeError):
            return _unavailable(endpoint, _BUSY, _GARBLED, "garbled")
        if isinstance(cause, openai.APIError):
            return _unavailable(endpoint, _BUSY, _excerpt(cause.message, endpoint), "server")
    raise error


def timed_out(endpoint: Endpoint) -> CallFailedError:
    """The endpoint kept us waiting for too long."""
    return _unavailable(endpoint, _UNREACHABLE, _TIMED_OUT, "timeout")


def too_large(endpoint: Endpoint) -> CallFailedError:
    """The endpoint sent more than any answer of ours can be, or packed it although asked not to."""
    values: dict[str, object] = {"where": where(endpoint)}
    return CallFailedError(ProviderRejectedError, _TOO_LARGE, values, fault="too_large")


def paused(endpoint: Endpoint, seconds: float, reason: str) -> CallFailedError:
    """The endpoint failed, for ``reason``, so that it is left alone for ``seconds``."""
    values: dict[str, object] = {
        "where": where(endpoint),
        "seconds": math.ceil(seconds),
        "reason": reason,
    }
    return CallFailedError(ProviderUnavailableError, _PAUSED, values, fault="paused")


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


def _unavailable(endpoint: Endpoint, message: Message, reason: str, fault: str) -> CallFailedError:
    values: dict[str, object] = {"where": where(endpoint), "reason": reason}
    return CallFailedError(ProviderUnavailableError, message, values, retryable=True, fault=fault)


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
            fault="rate_limited" if status == 429 else "server",
        )
    message = _QUOTA if out_of_quota else _REJECTIONS.get(status, _REFUSED)
    account = out_of_quota or message is _KEY
    return CallFailedError(ProviderRejectedError, message, values, status=status, account=account)


_REJECTIONS = {
    401: _KEY,
    403: _KEY,
    404: _MODEL,
    **dict.fromkeys((301, 302, 303, 307, 308), _MOVED),
}


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait, from either form of the header; None where it is neither."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _excerpt(text: str, endpoint: Endpoint) -> str:
    key = endpoint.key.get_secret_value()
    clean = _SECRETS.sub("***", text.replace(key, "***") if len(key) > 5 else text)
    clean = " ".join(clean.split())
    return clean if len(clean) <= _EXCERPT else f"{clean[:_EXCERPT]}…"
