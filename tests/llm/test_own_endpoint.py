"""A user's own endpoint reaches nothing inside the network, by whatever name or detour."""

import socket
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.exceptions import ConfigurationError, InputError, ProviderRejectedError
from assistant.llm import open_client
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.own_endpoint import check_own_endpoint, with_own_endpoint
from assistant.network import network_allowed
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, SECRET, Row, row

OPERATORS: dict[str, Any] = {
    "provider": "deepseek",
    "api_key": SecretStr(SECRET),
    "fallback_embedded": False,
    "offline": False,
}
GOOD = ScriptedAnswer(rows=(row(),), times=0)


def own(base_url: str, **more: Any) -> Settings:
    key: SecretStr | None = more.pop("key", None)
    settings = Settings(**OPERATORS | more)
    return with_own_endpoint(settings, base_url=base_url, model="m", key=key)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:6379/v1",
        "http://localhost/v1",
        "http://[::1]:5432/v1",
        "http://2130706433/v1",
        "http://0x7f.1/v1",
        "http://10.0.0.8:8000/v1",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:192.168.0.1]/v1",
        "http://0.0.0.0:8000/v1",
    ],
)
def test_internal_addresses_are_refused_when_typed_and_when_used(url: str) -> None:
    with network_allowed():
        with pytest.raises(InputError, match="user_endpoint_networks"):
            check_own_endpoint(own(url))
        with open_client(own(url)) as client, pytest.raises(ConfigurationError, match="内部网络"):
            list(client.rows(PROMPT, Row, max_rows=1))


def test_a_name_that_leads_elsewhere_the_second_time_gains_nothing(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check sees a public address; the connection, resolving anew, would go inside."""
    port = int(server.base_url.rsplit(":", 1)[1].removesuffix("/v1"))
    answers = iter(["93.184.216.34"] + ["127.0.0.1"] * 9)

    def rebinding(host: Any, *arguments: Any, **named: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    server.add(GOOD)
    settings = own(f"http://rebinding.example:{port}/v1")
    check_own_endpoint(settings)
    with open_client(settings) as client, pytest.raises(ConfigurationError, match="内部网络"):
        list(client.rows(PROMPT, Row, max_rows=1))
    assert not server.history


def test_a_redirect_inside_is_not_followed(server: FakeServer) -> None:
    with FakeServer([GOOD]) as inside:
        moved = {"Location": f"{inside.base_url}/chat/completions"}
        server.add(ScriptedAnswer(status=307, headers=moved, times=0))
        settings = own(server.base_url, user_endpoint_networks="127.0.0.0/8", key=SecretStr(SECRET))
        with open_client(settings) as client, pytest.raises(ProviderRejectedError) as caught:
            list(client.rows(PROMPT, Row, max_rows=1))
        assert "不跟随转向" in caught.value.text()
        assert not inside.history


def test_the_operator_may_allow_a_network(server: FakeServer) -> None:
    server.add(GOOD)
    settings = own(server.base_url, user_endpoint_networks="127.0.0.0/8")
    check_own_endpoint(settings)
    with open_client(settings) as client:
        assert len(list(client.rows(PROMPT, Row, max_rows=1))) == 1


def test_the_operators_key_goes_to_no_address_of_a_users(server: FakeServer) -> None:
    server.add(GOOD)
    operators = Settings(**OPERATORS)
    settings = with_own_endpoint(
        operators, base_url=server.base_url, model="m", key=None, trusted=True
    )
    with open_client(settings) as client:
        list(client.rows(PROMPT, Row, max_rows=1))
    assert SECRET not in server.history[0].authorization


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://x/", "//x", "javascript:1", ""])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        check_own_endpoint(own(url))


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
        check_own_endpoint(own("https://me:hunter2@8.8.8.8/v1"))
    assert "hunter2" not in caught.value.text()
