"""A planted key is in nothing that the program prints, logs or writes, at any level of the log."""

import json
from pathlib import Path

import pytest

from assistant.llm.fake import FakeServer, ScriptedAnswer
from tests.cli.conftest import Run

KEY = "plantedkey0123456789zz"
ECHO = (
    ScriptedAnswer(status=401, text=f"Incorrect API key provided: {KEY}", times=0),
    ScriptedAnswer(status=500, text=f"upstream said Authorization: Bearer {KEY}", times=0),
    ScriptedAnswer(text=f"no rows but {KEY}", times=0),
)

NAMES = ("refused", "failed", "answered")


@pytest.mark.parametrize(
    ("echo", "log_format"), [(ECHO[0], "text"), (ECHO[1], "json"), (ECHO[2], "text")], ids=NAMES
)
def test_a_key_is_nowhere(
    spawn: Run, tmp_path: Path, echo: ScriptedAnswer, log_format: str
) -> None:
    tasks, output = tmp_path / "tasks.txt", tmp_path / "draft.json"
    tasks.write_text("开展教师培训12期", encoding="utf-8")
    with FakeServer([echo]) as server:
        environment = {
            "ASSISTANT_PROVIDER": "custom",
            "ASSISTANT_BASE_URL": server.base_url,
            "ASSISTANT_MODEL": "m",
            "ASSISTANT_API_KEY": KEY,
            "ASSISTANT_FALLBACK_EMBEDDED": "false",
            "ASSISTANT_LOG_LEVEL": "debug",
            "ASSISTANT_LOG_FORMAT": log_format,
            "ASSISTANT_OFFLINE": "true",
        }
        ended = spawn("draft", tasks, "-o", output, environment=environment)
        assert server.history[0].authorization == f"Bearer {KEY}", "the key was not even used"
    assert ended.code == 3
    log = (tmp_path / "home" / "logs" / "assistant.log").read_text(encoding="utf-8")
    if log_format == "json":
        assert all(json.loads(line)["request_id"] for line in log.splitlines())
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert KEY not in ended.out + ended.err
    assert not [data for data in written if KEY.encode() in data]
