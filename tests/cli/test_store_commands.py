"""The commands over what is kept: users, backup, restore, export, purge, audit, usage."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document

from assistant.app.model_usage import note_usage
from assistant.domain.draft import Usage
from assistant.domain.target import PerformanceTarget, Unit
from assistant.settings import Settings
from assistant.store import FormStatus, Role, Store, User, open_store
from assistant.store import forms as store_forms
from assistant.store import history as store_history
from tests.cli.conftest import Run


@pytest.fixture
def settings(run: Run, tmp_path: Path) -> Settings:
    """The settings that `run` runs with."""
    return Settings(home=tmp_path / "home")


def keep(store: Store, user: User, title: str, status: FormStatus) -> str:
    """A form that stands at ``status``."""
    target = PerformanceTarget(unit=user.unit, year=2026, goal="办好培训。")
    form = store.forms.create(target, by=user, title=title).id
    if status is not FormStatus.DRAFT:
        store.forms.set_status(form, 1, FormStatus.SUBMITTED, by=user)
    if status in {FormStatus.RETURNED, FormStatus.PASSED}:
        store.forms.set_status(form, 1, status, by=store.users.local())
    return form


def test_a_users_password_comes_through_a_pipe_and_never_as_an_argument(
    spawn: Run, tmp_path: Path
) -> None:
    added = spawn(
        "users",
        "add",
        "张三",
        "--unit",
        "某县教研室",
        "--unit-code",
        "205",
        stdin=b"zhang-2026\r\n",
    )
    assert (added.code, added.sentence) == (0, "已添加用户 张三。")
    with open_store(Settings(home=tmp_path / "home")) as store:
        user = store.users.sign_in("张三", "zhang-2026")
        assert user.unit == Unit(code="205", name="某县教研室")
    assert spawn("users", "add", "李四").sentence.startswith("没有读到密码")
    assert "密码应为 8" in spawn("users", "passwd", "张三", stdin=b"short\n").sentence
    help_ = spawn("users", "--help").out
    assert "--password" not in help_


def test_users_are_listed_disabled_and_enabled(run: Run, settings: Settings) -> None:
    with open_store(settings) as store:
        store.users.add("李审", "li-shen-2026", by="test", role=Role.REVIEWER)
    assert run("users", "disable", "李审").code == 0
    assert run("users", "list").out.split() == ["李审", "reviewer", "停用"]
    assert run("users", "enable", "李审").code == 0
    assert "停用" not in run("users", "list").out
    missing = run("users", "disable", "王五")
    assert (missing.code, "没有用户“王五”" in missing.sentence) == (2, True)
    assert "缺少用户名" in run("users", "add").sentence
    assert run("users", "remove", "李审").code == 2


def test_backup_and_restore(run: Run, settings: Settings, tmp_path: Path) -> None:
    with open_store(settings) as store:
        form = keep(store, store.users.local(), "一", FormStatus.DRAFT)
    made = run("backup", tmp_path / "a.zip")
    assert made.code == 0
    assert "1 份表、1 个版本、1 个用户" in made.sentence
    with open_store(settings) as store:
        keep(store, store.users.local(), "二", FormStatus.DRAFT)
    refused = run("restore", tmp_path / "a.zip")
    assert (refused.code, "--force" in refused.sentence) == (2, True)
    done = run("restore", tmp_path / "a.zip", "--force")
    assert done.code == 0
    assert "校验和与审计记录相符" in done.err
    with open_store(settings) as store:
        forms = store.forms.queue(by=store.users.local()).forms
        assert [one.id for one in forms] == [form]
    before = next((settings.home / "backups").glob("before-restore-*.zip"))
    assert str(before) in done.err
    assert run("restore", before, "--force").code == 0
    with open_store(settings) as store:
        assert store.forms.queue(by=store.users.local()).total == 2


def test_a_unit_takes_everything_of_its_own_and_nothing_of_others(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    with open_store(settings) as store:
        unit = Unit(code="205", name="某县教研室")
        mine = store.users.add("张三", "zhang-2026", by="test", unit=unit)
        other = store.users.add("王五", "wang-2026", by="test", unit=Unit(code="206"))
        keep(store, mine, "../../etc/passwd 我的", FormStatus.DRAFT)
        keep(store, other, "别人的", FormStatus.DRAFT)
        talk = store.sessions.begin(by=mine)
        store.sessions.say(talk.id, "user", "第3条改成12场次", by=mine)
    assert run("export", "某县教研室", "-o", tmp_path / "unit.zip").code == 0
    with zipfile.ZipFile(tmp_path / "unit.zip") as archive:
        index = json.loads(archive.read("index.json"))
        (form,) = index["forms"]
        assert form["title"].endswith("我的")
        assert form["folder"] == "forms/0001-______etc_passwd_我的"
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert b"argon2" not in everything
        assert "别人的" not in everything.decode("utf-8", errors="ignore")
        history = json.loads(archive.read(f"{form['folder']}/history.json"))
        assert history["revisions"][0]["target"]["goal"] == "办好培训。"
        with archive.open(f"{form['folder']}/绩效目标表.docx") as official:
            Document(official)
        said = json.loads(archive.read(f"conversations/{talk.id}.json"))
        assert said["messages"][0]["text"] == "第3条改成12场次"
        target = archive.read(f"{form['folder']}/target.json")
    (tmp_path / "target.json").write_bytes(target)
    assert run("parse", tmp_path / "target.json").code == 0, "our own commands read it back"
    missing = run("export", "没有的单位", "-o", tmp_path / "none.zip")
    assert (missing.code, "某县教研室" in missing.sentence) == (2, True)


def test_only_closed_forms_whose_time_is_over_are_removed(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(settings) as store:
        me = store.users.local()
        with monkeypatch.context() as long_ago:
            past = datetime.now(UTC) - timedelta(days=400)
            long_ago.setattr(store_forms, "now", lambda: past)
            long_ago.setattr(store_history, "now", lambda: past)
            ids = {status: keep(store, me, status.value, status) for status in FormStatus}
        recent = keep(store, me, "新", FormStatus.PASSED)
    assert "没有设定保存期限" in run("purge").sentence
    listed = run("purge", "--days", "365", "--dry-run")
    assert (listed.code, len(listed.out.splitlines())) == (0, 2)
    done = run("purge", "--days", "365")
    assert done.out == listed.out
    assert "已通过" in done.out
    assert "已退回" in done.out
    with open_store(settings) as store:
        left = {one.id for one in store.forms.queue(by=me).forms}
        assert left == {ids[FormStatus.DRAFT], ids[FormStatus.SUBMITTED], recent}
        assert not store.verify_audit().broken
        assert store.audit_trail(subject=ids[FormStatus.PASSED])[0].action == "form.purged"
    monkeypatch.setenv("ASSISTANT_RETENTION_DAYS", "365")
    assert "已删除 0 份" in run("purge").sentence


def test_the_audit_command_says_whether_history_holds(run: Run, settings: Settings) -> None:
    with open_store(settings) as store:
        keep(store, store.users.local(), "一", FormStatus.DRAFT)
    good = run("audit")
    assert (good.code, good.out) == (0, "")
    head = good.sentence.rpartition("哈希 ")[2].partition("，")[0]
    assert run("audit", "--head", head).code == 0
    bad = run("audit", "--head", "f" * 64)
    assert bad.code == 1
    assert "末尾可能被截去" in bad.out


def test_usage_by_day_and_model(run: Run, settings: Settings) -> None:
    assert "没有模型调用" in run("usage").sentence
    asked = settings.model_copy(update={"provider": "deepseek"})
    cost = Usage(calls=2, prompt_tokens=1500, completion_tokens=300, seconds=4.5, estimated=True)
    note_usage(asked, cost, "draft")
    note_usage(asked, cost, "refine")
    note_usage(asked, Usage(), "draft")
    shown = run("usage").out
    for words in ("deepseek deepseek-chat", "约 3,000", "约 600", "合计"):
        assert words in shown
    data = json.loads(run("usage", "--format", "json").out)["usage"]
    assert [(one["calls"], one["model"], one["estimated"]) for one in data] == [
        (4, "deepseek-chat", True)
    ]


def test_a_database_that_is_away_is_no_reason_to_lose_a_draft(tmp_path: Path) -> None:
    away = Settings(home=tmp_path, database_url="postgresql://u:hunter2@127.0.0.1:1/d")
    note_usage(away, Usage(calls=1), "draft")
