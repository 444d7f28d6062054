"""Where this process may connect: nowhere beyond this machine, or nowhere within the network.

Both watches stand on the interpreter's own audit events, below every HTTP library, so that no
client can slip past them, and look at the very address that is being connected to: a name that
resolves to something else the second time gains nothing. The hook cannot be taken out again; it
is installed once and asks the switches.
"""

import ipaddress
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from assistant.exceptions import ConfigurationError
from assistant.messages import Message

_OFFLINE = Message(
    zh="已设置为离线（ASSISTANT_OFFLINE），不允许连接 {address}。请改用内置模型，或关闭离线设置。",
    en="Offline is set (ASSISTANT_OFFLINE): connecting to {address} is not allowed.",
)
_INTERNAL = Message(
    zh=(
        "自己填写的模型地址不能指向本机或内部网络（{address}）。请改用公网地址，"
        "或请管理员在 user_endpoint_networks 中允许这个网段。"
    ),
    en=(
        "An endpoint of a user's own must not stand on this machine or inside the network "
        "({address}). Use a public one, or ask the operator to allow it in user_endpoint_networks."
    ),
)

_CONNECTS = ("socket.connect", "socket.sendto", "socket.sendmsg")
_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_LAST_32_BITS = 0xFFFFFFFF


class NetworkForbiddenError(ConfigurationError):
    """Something tried to connect where the settings do not allow it."""


class _Switch:
    forbidden = False
    loopback_too = False
    installed = False


_of_thread = threading.local()


def forbid_network(*, loopback_too: bool = False) -> None:
    """Refuse, from now on, every connection of this process beyond loopback.

    Args:
        loopback_too: also to this machine, for work that has no business with any server.
    """
    _Switch.forbidden = True
    _Switch.loopback_too = _Switch.loopback_too or loopback_too
    _install()


@contextmanager
def network_allowed() -> Iterator[None]:
    """Lift the switch for a block, in every thread."""
    before, _Switch.forbidden = _Switch.forbidden, False
    try:
        yield
    finally:
        _Switch.forbidden = before


@contextmanager
def public_only(allowed: Sequence[Network] = ()) -> Iterator[None]:
    """Refuse, for a block and in this thread, connections to anything but the public internet.

    Args:
        allowed: networks that may be reached all the same.
    """
    _install()
    before = getattr(_of_thread, "allowed", None)
    _of_thread.allowed = tuple(allowed)
    try:
        yield
    finally:
        _of_thread.allowed = before


def is_public(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address is one of the public internet, or in ``allowed``.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, translated) counts as that one.
    """
    inner = _carried(address)
    if inner is not None:
        return is_public(inner, allowed)
    listed = any(address in network for network in allowed if network.version == address.version)
    return listed or (address.is_global and not address.is_multicast)


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & _LAST_32_BITS)
    return address.ipv4_mapped or address.sixtofour


def _install() -> None:
    if not _Switch.installed:
        _Switch.installed = True
        sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _CONNECTS:
        handle, address = arguments[0], arguments[1]
        internet = getattr(handle, "family", None) in (socket.AF_INET, socket.AF_INET6)
        if internet and isinstance(address, tuple):
            try:
                _check(address[0])
            except NetworkForbiddenError:
                # Whoever opened it expects an OSError at most, and would leave it open.
                if isinstance(handle, socket.socket):
                    handle.close()
                raise
    elif event in _LOOKUPS and _Switch.forbidden:
        _refuse_beyond_loopback(arguments[0])


def _check(host: object) -> None:
    if _Switch.forbidden:
        _refuse_beyond_loopback(host)
    allowed: tuple[Network, ...] | None = getattr(_of_thread, "allowed", None)
    if allowed is not None:
        _refuse_internal(host, allowed)


def _refuse_internal(host: object, allowed: tuple[Network, ...]) -> None:
    try:
        public = is_public(ipaddress.ip_address(str(host).partition("%")[0]), allowed)
    except ValueError:
        # A name given to the system to look up by itself: nobody could say where it leads.
        public = False
    if not public:
        raise NetworkForbiddenError(_INTERNAL, address=host)


def _refuse_beyond_loopback(host: object) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not isinstance(name, str) or name == "":
        return
    if _Switch.loopback_too or not _on_this_machine(name):
        raise NetworkForbiddenError(_OFFLINE, address=name)


def _on_this_machine(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        # The unspecified address is where servers of our own listen and clients never go.
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
