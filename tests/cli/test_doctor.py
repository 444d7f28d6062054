"""``assistant doctor`` says what is there, and ends as the model does."""

import json
from pathlib import Path

from assistant.settings import Settings
from assistant.store import open_store
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


def store_check(run: Run, **environment: str) -> tuple[int, dict[str, str]]:
    ended = run("doctor", "--provider", "none", "--format", "json", environment=environment)
    return ended.code, next(one for one in json.loads(ended.out) if one["name"] == "数据库")


def test_the_database_is_looked_at_and_not_made(spawn: Run, tmp_path: Path) -> None:
    """Before the first use; then at its newest version, writable, with the room that is left."""
    home = tmp_path / "kept"
    code, check = store_check(spawn, ASSISTANT_HOME=str(home))
    assert (code, check["state"]) == (0, "ok") and "首次使用时建立" in check["details"]
    assert not home.exists()
    with open_store(Settings(home=home)) as store:
        where = store.where
    code, check = store_check(spawn, ASSISTANT_HOME=str(home))
    assert (code, check["state"]) == (0, "ok")
    assert where in check["details"] and "可写" in check["details"] and "MB" in check["details"]


def test_a_database_that_is_damaged_ends_in_2(spawn: Run, tmp_path: Path) -> None:
    with open_store(Settings(home=tmp_path)) as store:
        where = Path(store.where)
    for rest in where.parent.glob(f"{where.name}-*"):
        rest.unlink()
    where.write_bytes(b"no database at all" * 1000)
    code, check = store_check(spawn, ASSISTANT_HOME=str(tmp_path))
    assert (code, check["state"]) == (2, "broken") and where.name in check["details"]


def test_a_server_that_is_away_is_told_without_its_password(spawn: Run, tmp_path: Path) -> None:
    address = "postgresql://clerk:geheim-9@127.0.0.1:9/forms"
    code, check = store_check(spawn, ASSISTANT_HOME=str(tmp_path), ASSISTANT_DATABASE_URL=address)
    assert (code, check["state"]) == (2, "broken")
    assert "127.0.0.1" in check["details"] and "geheim-9" not in str(check)
