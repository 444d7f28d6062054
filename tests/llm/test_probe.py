"""The probe tells endpoints that obey from those that only seem to."""

from pathlib import Path
from typing import Any

import pytest

from assistant.exceptions import ProviderRejectedError, ProviderUnavailableError
from assistant.llm import open_client
from assistant.llm.fake import FakeServer, ScriptedAnswer
from assistant.llm.probe import TRIALS, probe_endpoint
from assistant.llm.profile import Verdict
from assistant.llm.providers import AnswerMode
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, SECRET, Row, row

HELD = ScriptedAnswer(output={"code": "zq-417", "count": 20})
PROSE = ScriptedAnswer(text="春天有桃花和李花。")
PASSAGE = ScriptedAnswer(output={"text": "一年的工作。" * 12}, pause=0.01)


def settings_for(server: FakeServer, home: Path, **more: Any) -> Settings:
    address: dict[str, Any] = {"base_url": server.base_url, "model": "m", "api_key": SECRET}
    return Settings(provider="custom", home=home, **address, **more)


def test_an_endpoint_that_holds_to_every_way(server: FakeServer, tmp_path: Path) -> None:
    server.add(*[HELD] * (TRIALS * len(AnswerMode)), PASSAGE)
    result = probe_endpoint(settings_for(server, tmp_path))
    assert set(result.profile.verdicts.values()) == {Verdict.OBEYED}
    assert result.profile.best is AnswerMode.TOOLS, "the preset's own way comes first"
    assert result.problem is None
    assert result.tokens_per_second is not None and result.tokens_per_second > 0
    assert result.first_token_seconds is not None


def test_one_clean_run_is_not_believed(server: FakeServer, tmp_path: Path) -> None:
    server.add(HELD, PROSE)
    result = probe_endpoint(settings_for(server, tmp_path), (AnswerMode.JSON_SCHEMA,))
    assert result.profile.verdicts == {AnswerMode.JSON_SCHEMA: Verdict.IGNORED}
    assert result.profile.best is None


@pytest.mark.parametrize("count", ["20", 7, None])
def test_almost_right_is_not_obeyed(server: FakeServer, tmp_path: Path, count: object) -> None:
    server.add(ScriptedAnswer(output={"code": "zq-417", "count": count}, times=0))
    result = probe_endpoint(settings_for(server, tmp_path), (AnswerMode.TOOLS,))
    assert result.profile.verdicts == {AnswerMode.TOOLS: Verdict.IGNORED}


def test_what_was_found_is_used_at_the_next_start(server: FakeServer, tmp_path: Path) -> None:
    refused = ScriptedAnswer(status=400, text="not available")
    server.add(PROSE, refused, HELD, HELD, PROSE, PASSAGE)
    found = probe_endpoint(settings_for(server, tmp_path)).profile
    assert found.verdicts == {
        AnswerMode.TOOLS: Verdict.IGNORED,
        AnswerMode.JSON_SCHEMA: Verdict.REFUSED,
        AnswerMode.JSON_OBJECT: Verdict.OBEYED,
        AnswerMode.TEXT: Verdict.IGNORED,
    }
    server.add(ScriptedAnswer(rows=(row(),), times=2))
    with open_client(settings_for(server, tmp_path)) as client:
        list(client.rows(PROMPT, Row, max_rows=1))
    with open_client(settings_for(server, tmp_path, answer_mode="text")) as client:
        list(client.rows(PROMPT, Row, max_rows=1))
    assert [request.mode for request in server.history[-2:]] == ["json_object", "text"]
    saved = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert SECRET not in saved and "127.0.0.1" not in saved


def test_a_refused_key_is_the_result_and_not_a_crash(server: FakeServer, tmp_path: Path) -> None:
    server.add(ScriptedAnswer(status=401, text=f"wrong key {SECRET}", times=0))
    result = probe_endpoint(settings_for(server, tmp_path))
    assert isinstance(result.problem, ProviderRejectedError)
    assert SECRET not in repr(result)
    assert len(server.history) == 1


def test_nobody_there_is_the_result_and_not_a_crash(server: FakeServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    server.stop()
    assert isinstance(probe_endpoint(settings).problem, ProviderUnavailableError)


def test_a_missing_setting_is_the_result_and_not_a_crash() -> None:
    problem = probe_endpoint(Settings(provider="deepseek")).problem
    assert problem is not None and "ASSISTANT_API_KEY" in problem.text()
