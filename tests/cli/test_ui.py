"""``assistant ui``, apart from the page itself."""

import logging
from pathlib import Path

import pytest

from assistant.ui import server
from tests.cli.conftest import Run


def test_what_breaks_on_the_page_is_in_the_log_it_speaks_of(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chat says "give the log to your administrator", so there must be one."""

    def serve(host: str, port: int) -> None:
        logging.getLogger("assistant.ui.conversation").error("error %s on the page", "a1b2")

    monkeypatch.setattr(server, "serve", serve)
    ended = run("ui")
    assert (ended.code, ended.err) == (0, "")
    log = tmp_path / "home" / "logs" / "assistant.log"
    assert "error a1b2 on the page" in log.read_text(encoding="utf-8")
