"""The scripted provider by name, from a script file, as a demonstration would use it."""

from pathlib import Path

import pytest

from assistant.exceptions import ConfigurationError
from assistant.llm import open_client
from assistant.llm.fake import Recorded, ScriptedAnswer, load_script
from assistant.settings import Settings
from tests.llm.conftest import PROMPT, Row, row

SCRIPT = """
answers:
  - {match: 不在提示词里, rows: []}
  - status: 503
    retry_after: 0
  - rows:
      - {name: 培训场次, operator: ≥, value: "24", importance: 3}
    times: 0
"""


def test_a_script_file_plays_through_the_whole_client(tmp_path: Path) -> None:
    script = tmp_path / "script.yaml"
    script.write_text(SCRIPT, encoding="utf-8")
    with open_client(Settings(provider="fake", model=str(script))) as client:
        for _ in range(2):
            assert [r.name for r in client.rows(PROMPT, Row, max_rows=3)] == ["培训场次"]
        assert client.usage.calls == 3


def test_json_is_a_script_too(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text('{"answers": [{"text": "好"}]}', encoding="utf-8")
    assert load_script(str(script)) == (ScriptedAnswer(text="好"),)


@pytest.mark.parametrize("text", ["answers: [{tetx: 1}]", "[", "", "answers: 3", "\x00"])
def test_a_wrong_script_names_the_file(tmp_path: Path, text: str) -> None:
    script = tmp_path / "script.yaml"
    script.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"script\.yaml"):
        load_script(str(script))


def test_no_script_says_where_to_name_one() -> None:
    with pytest.raises(ConfigurationError, match="ASSISTANT_MODEL"):
        open_client(Settings(provider="fake"))


def test_a_request_tells_how_it_asked() -> None:
    body = {"messages": [{"content": "甲"}], "response_format": {"type": "json_object"}}
    request = Recorded(path="/v1", body=body, authorization="")
    assert (request.mode, request.prompt) == ("json_object", "甲")


def test_rows_win_over_text() -> None:
    assert ScriptedAnswer(rows=(row(),), text="x").body.startswith('{"rows"')
