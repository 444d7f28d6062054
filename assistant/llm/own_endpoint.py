"""An endpoint that a user of the page typed in: used with their key, and only where it may stand.

What a signed-in user types is no order to look around inside the network: their endpoint must stand
on the public internet, or in a network that the operator allows (``user_endpoint_networks``). It is
looked at here, so that they are told at once, and again at every connection (`assistant.network`),
for a name may lead elsewhere later.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from pydantic import SecretStr

from assistant.exceptions import InputError
from assistant.llm.providers import endpoint_of
from assistant.messages import Message
from assistant.network import is_public
from assistant.settings import Settings

_UNKNOWN_HOST = Message(
    zh="找不到模型地址中的主机“{host}”。请检查地址，写成 https://主机/v1 的样子。",
    en="The host '{host}' of the model's address is not known. Write it like https://host/v1.",
)
_INTERNAL = Message(
    zh=(
        "模型地址“{host}”指向本机或内部网络，不能使用。请改用公网地址，"
        "或请管理员在 user_endpoint_networks 中允许这个网段。"
    ),
    en=(
        "The model's address '{host}' leads to this machine or into the network. Use a public one, "
        "or ask the operator to allow it in user_endpoint_networks."
    ),
)
_WITH_PASSWORD = Message(
    zh="模型地址里不能带用户名或密码；密钥请填在密钥一栏。",
    en="The model's address must hold no user name or password; put the key into its own field.",
)


def with_own_endpoint(
    settings: Settings,
    *,
    base_url: str,
    model: str,
    key: SecretStr | None,
    trusted: bool = False,
    provider: str = "custom",
) -> Settings:
    """``settings`` with a user's own endpoint in the place of the operator's, and their own key.

    Args:
        settings: the operator's settings; their key never goes to an address of a user's.
        base_url: address as typed.
        model: name of the model.
        key: the user's key.
        trusted: the user is the operator, sitting at this machine: any address will do.
        provider: kind of endpoint.
    """
    own: dict[str, object] = {
        "provider": provider,
        "base_url": base_url,
        "model": model,
        "api_key": key,
        "answer_mode": None,
        "endpoint_of_user": not trusted,
    }
    return settings.model_copy(update=own)


def check_own_endpoint(settings: Settings) -> None:
    """Tell a user at once what is wrong with the endpoint that they typed in.

    Raises:
        ConfigurationError: it is no address, or lacks what its kind needs.
        InputError: its host is unknown, or stands where a user's endpoint must not.
    """
    endpoint = endpoint_of(settings)
    if endpoint.allowed is None:
        return
    parts = urlsplit(endpoint.base_url)
    if parts.username or parts.password:
        raise InputError(_WITH_PASSWORD)
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise InputError(_UNKNOWN_HOST, host=host) from None
    for *_, address in found:
        # Every address counts: the one that will be connected to is not ours to choose.
        if not is_public(ipaddress.ip_address(str(address[0]).partition("%")[0]), endpoint.allowed):
            raise InputError(_INTERNAL, host=host)
