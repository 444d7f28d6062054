"""Questions go out as Batch JSONL and come back in any order; the batch then asks nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.app.batch.requests import export_requests, import_answers
from assistant.app.batch.review import State
from assistant.app.batch.run import BatchOptions
from assistant.exceptions import InputError
from assistant.settings import Settings
from tests.app.batch.conftest import Batch, Make, form_text

PHONE = "13800138000"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An endpoint on another machine that nothing ever connects to."""
    return Settings(
        home=tmp_path / "home",
        provider="custom",
        base_url="http://models.invalid/v1",
        model="m",
        api_key=SecretStr("sk-secret"),
    )


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def answered(request: dict[str, Any], quote: str = "培训合格率") -> str:
    """What a service says to one request, as a tool call."""
    rows = {"rows": [{"原文": quote, "问题": "用词有误", "意见": "请核对"}]}
    call = {"function": {"name": "Rows", "arguments": json.dumps(rows)}}
    body = {"choices": [{"message": {"content": None, "tool_calls": [call]}}]}
    said = {"custom_id": request["custom_id"], "response": {"status_code": 200, "body": body}}
    return json.dumps(said)


def test_out_and_back_in_any_order(
    forms: Make, batch: Batch, settings: Settings, tmp_path: Path
) -> None:
    folder, out = forms(3), tmp_path / "out"
    options = BatchOptions((folder,), out, workers=1)
    exported = export_requests(options, settings)
    assert exported.result.totals.states == {State.WAITING: 3}
    requests = lines(out / "requests-0001.jsonl")
    assert len({request["custom_id"] for request in requests}) == exported.requests == 3
    assert all(request["body"]["model"] == "m" for request in requests)
    assert "sk-secret" not in (out / "requests-0001.jsonl").read_text(encoding="utf-8")
    answers = tmp_path / "answers.jsonl"
    failed = {"custom_id": requests[0]["custom_id"], "response": {"status_code": 500, "body": {}}}
    said = [answered(requests[2]), "no json", json.dumps(failed), answered(requests[1])]
    answers.write_text("\n".join([*said, answered({"custom_id": "stranger"})]), encoding="utf-8")
    imported = import_answers(options, settings, (answers,))
    assert imported == (2, 1, 2)
    assert export_requests(options._replace(resume=True), settings).requests == 1
    answers.write_text(answered(requests[0]), encoding="utf-8")
    import_answers(options, settings, (answers,))
    # Nothing answers at that address: every answer is at hand.
    result = batch(folder, settings=settings, semantic=True, resume=True)
    assert result.totals.states == {State.DONE: 3}
    assert result.progress.usage.calls == 0
    for path in (out / "json").iterdir():
        (table,) = json.loads(path.read_bytes())["targets"]
        assert [f["evidence"] for f in table["findings"] if f["origin"] == "model"] == [
            "培训合格率"
        ]


def test_personal_data_stays_here(settings: Settings, tmp_path: Path) -> None:
    folder, out = tmp_path / "forms", tmp_path / "out"
    folder.mkdir()
    text = form_text(1).replace("培训合格率", f"联系电话{PHONE}接听率")
    (folder / "a.md").write_text(text, encoding="utf-8")
    options = BatchOptions((folder,), out, workers=1)
    export_requests(options, settings)
    (request,) = lines(out / "requests-0001.jsonl")
    asked = request["body"]["messages"][-1]["content"]
    assert PHONE not in asked
    assert "【电话1】" in asked
    answers = tmp_path / "answers.jsonl"
    answers.write_text(answered(request, quote="联系电话【电话1】接听率"), encoding="utf-8")
    assert import_answers(options, settings, (answers,)).answers == 1


def test_answers_that_are_no_file_are_refused(settings: Settings, tmp_path: Path) -> None:
    options = BatchOptions((), tmp_path / "out")
    with pytest.raises(InputError, match="读不到答复文件"):
        import_answers(options, settings, (tmp_path / "nowhere.jsonl",))
