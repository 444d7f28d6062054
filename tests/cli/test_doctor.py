"""``assistant doctor`` says what is there, and ends as the model does."""

import json

from tests.cli.conftest import Run
from tests.cli.test_draft import script


def test_without_a_model_all_is_told_and_the_data_folder_is_not_made(
    run: Run, tmp_path: object
) -> None:
    ended = run("doctor", "--provider", "none")
    assert ended.code == 0
    for word in ("程序", "基础库", "embedded", "ocr", "LibreOffice", "中文字体", "数据文件夹"):
        assert word in ended.out


def test_json_has_one_entry_a_check(run: Run) -> None:
    checks = json.loads(run("doctor", "--provider", "none", "--format", "json").out)
    assert {"name", "state", "details", "is_model"} == set(checks[0])
    assert {check["state"] for check in checks} <= {"ok", "absent", "broken"}


def test_a_provider_that_nobody_knows_ends_in_2(run: Run) -> None:
    ended = run("doctor", "--provider", "mars")
    assert ended.code == 2
    assert "没有名为“mars”的模型服务" in "".join(ended.out.split())


def test_a_model_that_refuses_ends_in_3(spawn: Run, tmp_path: object) -> None:
    from pathlib import Path

    environment = script(Path(str(tmp_path)), {"status": 401, "text": "bad key", "times": 0})
    ended = spawn("doctor", environment=environment)
    assert ended.code == 3
    assert "有误" in ended.out


def test_a_profile_that_is_wrong_is_told(spawn: Run) -> None:
    ended = spawn("doctor", "--provider", "none", environment={"ASSISTANT_PROFILE": "mars"})
    assert ended.code == 2
    assert "mars" in ended.out
