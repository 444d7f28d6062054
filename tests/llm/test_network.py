"""No connection leaves this machine while the switch is on, whichever library tries."""

import asyncio
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from assistant.exceptions import ConfigurationError
from assistant.llm import open_client
from assistant.llm.fake import FakeServer
from assistant.llm.network import NetworkForbiddenError, network_allowed
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, Row

# Documentation addresses (RFC 5737, 3849) that nobody answers on: were the switch off, the test
# would fail on a time-out or an OSError, not pass.
FAR, FAR_6, NAME = "192.0.2.1", "2001:db8::1", "example.invalid"


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
