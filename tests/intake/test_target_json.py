"""Our own JSON comes back unchanged, from whichever command it was printed."""

import json
from pathlib import Path

import pytest

from assistant.domain.target import TargetDocument
from assistant.exceptions import UnreadableFileError
from assistant.intake import read_file, read_text

SEED = Path(__file__).parents[2] / "evals" / "documents" / "kaijiang-2023.md"


@pytest.fixture(scope="module")
def document() -> TargetDocument:
    return read_file(SEED)


def test_parse_output_comes_back_identical(document: TargetDocument, tmp_path: Path) -> None:
    path = tmp_path / "target.json"
    path.write_text(document.model_dump_json(by_alias=True), encoding="utf-8")
    assert read_file(path) == document
    assert read_text(path.read_text(encoding="utf-8")) == document


def test_draft_and_review_output_give_their_target(document: TargetDocument) -> None:
    target = document.targets[0].model_dump(mode="json")
    draft = {"target": target, "findings": [], "rounds": 1, "usage": {}}
    review = {"targets": [{"target": target, "findings": [], "not_checked": [], "summary": {}}]}
    assert read_text(json.dumps(draft)) == document
    assert read_text(json.dumps(review)) == document
    assert read_text(json.dumps(target)) == document


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"targets": [', "JSON 写法有误"),
        ('{"name": "x", "scripts": {}}', "不是绩效目标表.*name"),
        ('{"targets": [{"indicators": [{"id": "I1", "weigth": "3"}]}]}', "weigth"),
        ('{"targets": [{"indicators": [{"id": "I1", "weight": "heavy"}]}]}', "weight"),
    ],
)
def test_other_json_is_refused_by_name(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read_text(text)
