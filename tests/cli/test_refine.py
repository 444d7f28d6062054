"""``assistant refine``: one sentence, only the row it names, or one question back."""

import json
from pathlib import Path

import pytest

from assistant.domain.draft import Draft
from tests.cli.conftest import Run

TASKS = "开展教师培训12期，培训教师600人次，10月底前完成\n开展优质课评选活动24节\n"


@pytest.fixture
def draft(run: Run, tmp_path: Path) -> Path:
    tasks, output = tmp_path / "tasks.txt", tmp_path / "draft.json"
    tasks.write_text(TASKS, encoding="utf-8")
    assert run("draft", tasks, "--provider", "none", "-o", output).code == 0
    return output


def read(text: str) -> Draft:
    return Draft.model_validate_json(text)


def test_a_clear_command_changes_only_the_row_it_names(run: Run, draft: Path) -> None:
    before = read(draft.read_text(encoding="utf-8")).target.indicators
    ended = run("refine", draft, "把第1条改成36", "--provider", "none")
    after = read(ended.out).target.indicators
    assert ended.code == 0
    assert after[0].value == "36" and after[0].provenance["value"].kind == "user"
    assert after[1:] == before[1:]
    assert "第1条" in ended.err and "36" in ended.err


def test_a_clear_command_starts_no_model(spawn: Run, draft: Path) -> None:
    environment = {"ASSISTANT_PROVIDER": "custom", "ASSISTANT_BASE_URL": "http://127.0.0.1:9/v1"}
    ended = spawn("refine", draft, "删掉第1条", environment=environment)
    assert ended.code == 0
    weights = [row["weight"] for row in json.loads(ended.out)["target"]["indicators"]]
    assert sum(map(float, weights)) == 90


def test_what_is_not_clear_is_one_question_and_nothing_is_written(
    run: Run, draft: Path, tmp_path: Path
) -> None:
    output = tmp_path / "new.json"
    for sentence in ("把第99条改成12", "随便弄弄"):
        ended = run("refine", draft, sentence, "--provider", "none", "-o", output)
        assert (ended.code, ended.out) == (2, "")
        assert ended.sentence
        assert not output.exists()


def test_the_draft_itself_is_never_overwritten(run: Run, draft: Path) -> None:
    before = draft.read_bytes()
    assert run("refine", draft, "删掉第1条", "-o", draft).code == 2
    assert draft.read_bytes() == before


def test_a_model_that_fails_ends_in_3_and_writes_nothing(
    spawn: Run, draft: Path, tmp_path: Path
) -> None:
    script, output = tmp_path / "script.json", tmp_path / "new.json"
    failing = {"answers": [{"status": 401, "text": "bad key", "times": 0}]}
    script.write_text(json.dumps(failing), encoding="utf-8")
    environment = {"ASSISTANT_PROVIDER": "fake", "ASSISTANT_MODEL": str(script)}
    sentence = "第1条我们今年其实能办30场，帮我调高"
    ended = spawn("refine", draft, sentence, "-o", output, environment=environment)
    assert (ended.code, ended.out) == (3, "")
    assert "没有答上来" in ended.sentence
    assert not output.exists()
