"""Our own JSON from strange hands: ids that mislead and values that no format can carry."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.exceptions import UnreadableFileError
from assistant.intake import read_file, read_text

SAMPLE = Path(__file__).parents[2] / "evals/documents/kaijiang-2023.md"


def changed(**values: Any) -> str:
    data = json.loads(read_file(SAMPLE).model_dump_json(by_alias=True))
    data["targets"][0]["indicators"][0].update(values)
    return json.dumps(data)


@pytest.mark.parametrize("one", ["X1", "I", "I一", "I1234567", "I2"])
def test_an_id_that_could_mislead_an_edit_is_refused(one: str) -> None:
    """Not of our shape, or the id of another row: an edit would change a row nobody named."""
    with pytest.raises(UnreadableFileError, match="id"):
        read_text(changed(id=one))


def test_half_a_character_and_endless_digits_are_refused() -> None:
    """One sentence instead of a crash further on."""
    with pytest.raises(UnreadableFileError, match="JSON"):
        read_text(changed(name="培训\ud800"))
    with pytest.raises(UnreadableFileError, match="JSON"):
        read_text(changed(name="培训").replace('"year": 2023', f'"year": {"9" * 5000}'))


def test_the_sample_itself_is_taken() -> None:
    """The same text without the change is read."""
    assert len(read_text(changed()).targets[0].indicators) == 16


def test_task_amounts_keep_their_currency_unit() -> None:
    """金额（万元） over the tasks, and no funding block: 43.2 is not 43.2 元."""
    table = (
        "任务名称\t主要内容\t金额（万元）\n敬老院改造\t改造敬老院3所\t43.2\n低保\t发放低保金\t560"
    )
    (target,) = read_text(table).targets
    assert target.funding is not None
    assert target.funding.currency_unit.value == "万元"
    assert [str(task.amount) for task in target.tasks] == ["43.2", "560"]
