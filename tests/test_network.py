"""No connection leaves this machine while the switch is on, whichever library tries."""

import asyncio
import ipaddress
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from assistant.exceptions import ConfigurationError
from assistant.llm import open_client
from assistant.llm.fake import FakeServer
from assistant.network import NetworkForbiddenError, is_public, network_allowed, public_only
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, Row

# Documentation addresses (RFC 5737, 3849) that nobody answers on: were the switch off, the test
# would fail on a time-out or an OSError, not pass.
FAR, FAR_6, NAME = "192.0.2.1", "2001:db8::1", "example.invalid"


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


def send_datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        handle.sendto(b"x", (FAR, 9))


def connect_without_blocking() -> None:
    with socket.socket() as handle:
        handle.setblocking(False)
        handle.connect_ex((FAR, 443))


async def open_asynchronously() -> None:
    await asyncio.open_connection(FAR, 443)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.create_connection((FAR, 443), timeout=1),
        lambda: socket.create_connection((FAR_6, 443), timeout=1),
        lambda: socket.getaddrinfo(NAME, 443),
        lambda: socket.gethostbyname(NAME),
        lambda: urllib.request.urlopen(f"http://{FAR}/", timeout=1),
        lambda: httpx2.get(f"http://{NAME}/", timeout=1, trust_env=False),
        lambda: asyncio.run(open_asynchronously()),
        send_datagram,
        connect_without_blocking,
    ],
)
def test_the_suite_cannot_reach_beyond_loopback(attempt: Callable[[], Any]) -> None:
    with pytest.raises(NetworkForbiddenError, match="ASSISTANT_OFFLINE"):
        attempt()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_open(server: FakeServer, host: str) -> None:
    port = server.base_url.rsplit(":", 1)[1].removesuffix("/v1")
    assert httpx2.get(f"http://{host}:{port}/v1/models", trust_env=False).status_code == 200


def test_the_switch_can_be_lifted_for_a_block() -> None:
    with network_allowed(), socket.socket() as handle:
        handle.setblocking(False)
        handle.connect_ex(("127.0.0.2", 9))
    with pytest.raises(NetworkForbiddenError):
        connect_without_blocking()


def test_a_client_of_a_far_endpoint_says_that_offline_is_set() -> None:
    settings = Settings(
        provider="custom", base_url=f"http://{NAME}/v1", model="m", api_key="k" * 9, offline=True
    )
    with open_client(settings) as client, pytest.raises(ConfigurationError, match=NAME):
        list(client.rows(PROMPT, Row, max_rows=1))
    assert client.usage.calls == 1, "a forbidden connection was tried again"


def test_offline_in_the_settings_holds_for_a_whole_process() -> None:
    program = (
        "import socket\n"
        "from assistant.llm import open_client\n"
        "from assistant.settings import Settings\n"
        "s = Settings(provider='ollama', model='m', offline=True)\n"
        "open_client(s).close()\n"
        "try: socket.create_connection(('192.0.2.1', 443), timeout=1)\n"
        "except Exception as e: print(type(e).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"NetworkForbiddenError", done.stderr


PRIVATE = (
    "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1",
    "2002:7f00:1::", "64:ff9b::a00:1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_guarded_thread_reaches_nothing_internal(address: str) -> None:
    """Loopback, private, link-local (cloud metadata), shared, multicast, in every disguise."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with (
        network_allowed(),
        public_only(),
        socket.socket(family) as handle,
        pytest.raises(NetworkForbiddenError, match="user_endpoint_networks"),
    ):
        handle.setblocking(False)
        handle.connect((address, 9))


def test_a_guarded_thread_reaches_what_the_operator_allows(server: FakeServer) -> None:
    port = int(server.base_url.rsplit(":", 1)[1].removesuffix("/v1"))
    with public_only((ipaddress.ip_network("127.0.0.0/8"),)):
        socket.create_connection(("127.0.0.1", port)).close()
    with public_only(), socket.socket() as handle, pytest.raises(NetworkForbiddenError):
        handle.connect(("127.0.0.1", port))


def test_another_thread_is_not_guarded(server: FakeServer) -> None:
    """The embedded model of one user must go on while another's own endpoint is held."""
    port = int(server.base_url.rsplit(":", 1)[1].removesuffix("/v1"))
    with public_only(), ThreadPoolExecutor(1) as pool:
        pool.submit(socket.create_connection, ("127.0.0.1", port)).result().close()


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
