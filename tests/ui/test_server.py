"""Where the page may be served."""

import socket

import pytest
from starlette.applications import Starlette

from assistant.exceptions import ConfigurationError
from assistant.ui.server import check_address, is_loopback, make_server, serve


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "localhost", "::1"])
def test_this_machine_is_allowed(host: str) -> None:
    """Every spelling of the loopback is."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.8", "example.com", ""])
def test_other_machines_are_refused_while_there_are_no_users(host: str) -> None:
    """Without passwords the page is for this machine alone; the sentence says what to do."""
    with pytest.raises(ConfigurationError, match="--host 127.0.0.1"):
        check_address(host, 7860, signs_in=False)


def test_other_machines_are_let_in_where_users_sign_in() -> None:
    """All addresses of this machine, then."""
    with socket.socket() as free:
        free.bind(("0.0.0.0", 0))
        port = free.getsockname()[1]
    check_address("0.0.0.0", port, signs_in=True)


def test_taken_port_is_one_clear_sentence() -> None:
    """No stack trace when another program listens there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigurationError, match="--port"):
            check_address("127.0.0.1", taken.getsockname()[1], signs_in=False)


def test_an_unknown_profile_is_told_before_the_page_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the first edit or fix would fail with it."""
    monkeypatch.setenv("ASSISTANT_PROFILE", "nowhere")
    with pytest.raises(ConfigurationError, match="nowhere"):
        serve("127.0.0.1", 7860)


def test_the_address_is_told_once_somebody_can_connect() -> None:
    """Who opens it at that moment is let in; where the port is taken nothing is told."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told: list[str] = []

    def listening() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as visitor:
            told.append(visitor.getpeername()[0])
        server.should_exit = True

    server = make_server(Starlette(), "127.0.0.1", port, listening=listening)
    server.run()
    assert told == ["127.0.0.1"]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(SystemExit):
            make_server(Starlette(), "127.0.0.1", port, listening=listening).run()
    assert told == ["127.0.0.1"]
