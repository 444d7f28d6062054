"""A switch that turns every connection leaving this machine into an error.

It watches the interpreter's own audit events, below every HTTP library, so that no client can slip
past it. The hook cannot be taken out again; it is installed once and asks the switch.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.exceptions import ConfigurationError
from assistant.messages import Message

_FORBIDDEN = Message(
    zh="已设置为离线（ASSISTANT_OFFLINE），不允许连接 {address}。请改用内置模型，或关闭离线设置。",
    en="Offline is set (ASSISTANT_OFFLINE): connecting to {address} is not allowed.",
)

_CONNECTS = ("socket.connect", "socket.sendto", "socket.sendmsg")
_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname")


class NetworkForbiddenError(ConfigurationError):
    """Something tried to leave this machine while the settings say offline."""


class _Switch:
    forbidden = False
    installed = False


def forbid_network() -> None:
    """Refuse, from now on, every connection of this process beyond loopback."""
    _Switch.forbidden = True
    if not _Switch.installed:
        sys.addaudithook(_watch)
        _Switch.installed = True


@contextmanager
def network_allowed() -> Iterator[None]:
    """Lift the switch for a block, in every thread."""
    before, _Switch.forbidden = _Switch.forbidden, False
    try:
        yield
    finally:
        _Switch.forbidden = before


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if not _Switch.forbidden:
        return
    if event in _CONNECTS:
        handle, address = arguments[0], arguments[1]
        internet = getattr(handle, "family", None) in (socket.AF_INET, socket.AF_INET6)
        if internet and isinstance(address, tuple):
            _refuse_beyond_loopback(address[0])
    elif event in _LOOKUPS:
        _refuse_beyond_loopback(arguments[0])


def _refuse_beyond_loopback(host: object) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in ("", "localhost"):
        return
    try:
        # The unspecified address is where servers of our own listen and clients never go.
        address = ipaddress.ip_address(name.partition("%")[0])
        local = address.is_loopback or address.is_unspecified
    except ValueError:
        local = False
    if not local:
        raise NetworkForbiddenError(_FORBIDDEN, address=name)
