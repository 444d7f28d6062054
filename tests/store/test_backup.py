"""A backup is one file that either database takes back, whole or not at all."""

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.draft import Usage
from assistant.exceptions import InputError, StoreDamagedError
from assistant.messages import Language
from assistant.settings import Settings
from assistant.store import Backup, FormStatus, Store, User, open_store, restore_store
from tests.store.conftest import table
from tests.store.test_reviews import finding


def fill(store: Store, clerk: User, reviewer: User) -> str:
    """Something in every table; the form."""
    form = store.forms.create(table(), by=clerk, why="读入").id
    store.forms.save(form, 1, table("2"), by=clerk, why="改\x00=1+1")
    talk = store.sessions.begin(by=clerk, form_id=form, state={"行": 1})
    store.sessions.say(talk.id, "user", "第3条改成12场次", by=clerk)
    store.forms.set_status(form, 2, FormStatus.SUBMITTED, by=clerk)
    store.reviews.keep_findings(form, 2, (finding(),), by=reviewer)
    store.reviews.waive(form, 2, finding(), "省级口径", by=reviewer)
    store.usages.add(
        Usage(calls=1, seconds=0.1), provider="openai", model="m", purpose="draft", form_id=form
    )
    return form


def everything(store: Store, form: str, clerk: User, reviewer: User) -> tuple[object, ...]:
    """All that can be seen of it."""
    return (
        store.users.all(),
        store.forms.queue(by=reviewer),
        store.forms.revision(form, 1, by=clerk),
        store.forms.revision(form, by=clerk),
        [store.sessions.messages(one.id, by=clerk) for one in store.sessions.recent(by=clerk)],
        store.reviews.findings(form, by=clerk),
        store.reviews.decisions(form, by=clerk),
        store.reviews.waivers(form, by=clerk),
    )


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty database of the other kind."""
    if settings.database_url is None:
        url = request.getfixturevalue("postgresql")
        return Settings(home=tmp_path / "elsewhere", database_url=url)
    return Settings(home=tmp_path / "elsewhere")


def test_a_backup_moves_everything_to_the_other_kind_of_database(
    store: Store, clerk: User, reviewer: User, elsewhere: Settings, tmp_path: Path
) -> None:
    form = fill(store, clerk, reviewer)
    before = everything(store, form, clerk, reviewer)
    made = store.back_up(tmp_path / "a.zip", by="test")
    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600
    store.forms.set_status(form, 2, FormStatus.RETURNED, by=reviewer)
    done = restore_store(elsewhere, tmp_path / "a.zip", by="test")
    assert (done.backup, done.broken, done.kept_aside) == (made, (), None)
    with open_store(elsewhere) as other:
        assert everything(other, form, clerk, reviewer) == before
        assert not other.verify_audit(head=made.audit_head).broken
        assert other.users.sign_in("张三", "zhang-san-2026") == clerk
        waiver = other.reviews.waive(form, 2, finding("W01"), "又一条", by=reviewer)
        assert waiver.id == 2, "numbers go on"
        assert other.audit_trail()[1].action == "store.restored"


def test_nothing_is_overwritten_without_force(
    settings: Settings, store: Store, clerk: User, reviewer: User, tmp_path: Path
) -> None:
    form = fill(store, clerk, reviewer)
    store.back_up(tmp_path / "a.zip", by="test")
    store.forms.set_status(form, 2, FormStatus.PASSED, by=reviewer)
    with pytest.raises(InputError, match="--force"):
        restore_store(settings, tmp_path / "a.zip", by="test")
    assert store.forms.get(form, by=clerk).status is FormStatus.PASSED
    restore_store(settings, tmp_path / "a.zip", by="test", force=True)
    assert store.forms.get(form, by=clerk).status is FormStatus.SUBMITTED
    assert not store.verify_audit().broken
    assert store.forms.set_status(form, 2, FormStatus.PASSED, by=reviewer)


def changed_backup(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy with every member passed through ``change``."""
    copy = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return copy


def test_a_backup_that_was_changed_or_cut_is_refused_and_changes_nothing(
    settings: Settings, store: Store, clerk: User, reviewer: User, tmp_path: Path
) -> None:
    form = fill(store, clerk, reviewer)
    path = tmp_path / "a.zip"
    store.back_up(path, by="test")
    before = everything(store, form, clerk, reviewer)

    def other_row(name: str, data: bytes) -> bytes:
        return data.replace(b'"I1"', b'"I2"') if name == "findings.jsonl" else data

    (tmp_path / "cut.zip").write_bytes(path.read_bytes()[:-100])
    (tmp_path / "text.zip").write_text("backup", encoding="utf-8")
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        begin = archive.getinfo("revisions.jsonl").header_offset
    bent = bytearray(whole)
    bent[begin + 60 : begin + 80] = b"\xff" * 20
    (tmp_path / "bent.zip").write_bytes(bent)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a.txt", "a")
    for bad, reason in (
        (
            changed_backup(path, other_row),
            r"findings.jsonl 的 SHA-256 按清单应为 [0-9a-f]{12}…，现为 [0-9a-f]{12}….*换一份",
        ),
        (tmp_path / "cut.zip", "不是本程序的备份.*应为 assistant backup.*重新复制"),
        (tmp_path / "text.zip", "不是本程序的备份.*应为 assistant backup.*重新复制"),
        (tmp_path / "bent.zip", "“revisions.jsonl”解不开。请重新复制"),
        (tmp_path / "other.zip", "应有“manifest.json”，现有“a.txt”。请用"),
        (tmp_path / "nowhere.zip", "No such file.*请检查文件名"),
    ):
        with pytest.raises(InputError, match=f"(?s)未作任何改动.*{reason}"):
            restore_store(settings, bad, by="test", force=True)
    assert everything(store, form, clerk, reviewer) == before


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (
            {"schema": "assistant/backup/2"},
            "格式是“assistant/backup/2”，本程序读 assistant/backup/1。请用写出它的那一版",
            "format 'assistant/backup/2'; this program reads assistant/backup/1",
        ),
        (
            {"made": "去年"},
            "made（现为“去年”）应为时间，如 2026-12-31T09:00:00。请用 assistant backup",
            "made (found '去年') must be a time such as",
        ),
        (
            {"audit_entries": "三"},
            "audit_entries（现为“三”）应为整数",
            "audit_entries (found '三') must be a whole number",
        ),
        (
            {"tables": {"orders": {"rows": 0, "sha256": ""}}},
            "没有的数据表“orders”，应在 .*users.* 之内。请用写出它的那一版",
            "the table 'orders', which this program does not have",
        ),
    ],
)
def test_a_manifest_that_is_wrong_is_told_with_what_it_says_and_should(
    tmp_path: Path, change: dict[str, object], zh: str, en: str
) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_store(settings) as store:
        store.back_up(tmp_path / "a.zip", by="test")

    def changed(name: str, data: bytes) -> bytes:
        return json.dumps(json.loads(data) | change).encode() if name == "manifest.json" else data

    bad = changed_backup(tmp_path / "a.zip", changed)
    with pytest.raises(InputError, match=zh) as caught:
        restore_store(settings, bad, by="test", force=True)
    assert en in caught.value.text(Language.ENGLISH)


def test_a_row_that_no_program_wrote_is_told_and_changes_nothing(tmp_path: Path) -> None:
    """Whoever mends a backup by hand, sums and all, is told which file they broke, and where."""
    settings = Settings(home=tmp_path / "home")
    with open_store(settings) as store:
        form = store.forms.create(table(), by=store.users.local()).id
        store.back_up(tmp_path / "a.zip", by="test")
    broken = b"not json\n"

    def mended(name: str, data: bytes) -> bytes:
        if name == "forms.jsonl":
            return broken
        if name == "manifest.json":
            manifest = json.loads(data)
            manifest["tables"]["forms"]["sha256"] = hashlib.sha256(broken).hexdigest()
            return json.dumps(manifest).encode()
        return data

    bad = changed_backup(tmp_path / "a.zip", mended)
    with pytest.raises(InputError, match="forms.jsonl 第 1 至 1 行"):
        restore_store(settings, bad, by="test", force=True)
    with open_store(settings) as store:
        assert store.forms.get(form, by=store.users.local()).version == 1


def test_a_backup_whose_history_was_forged_is_refused(
    store: Store, clerk: User, reviewer: User, elsewhere: Settings, tmp_path: Path
) -> None:
    """Checksums made anew do not help: the audit trail knows what was saved."""
    fill(store, clerk, reviewer)
    store.back_up(tmp_path / "a.zip", by="test")
    forged: dict[str, bytes] = {}

    def forge(name: str, data: bytes) -> bytes:
        if name == "revisions.jsonl":
            forged[name] = data.replace(b"\\u57f9\\u8bad", b"\\u4f1a\\u8bae")
            assert forged[name] != data
            return forged[name]
        if name == "manifest.json":
            manifest = json.loads(data)
            sum_ = hashlib.sha256(forged["revisions.jsonl"]).hexdigest()
            manifest["tables"]["revisions"]["sha256"] = sum_
            return json.dumps(manifest).encode()
        return data

    bad = changed_backup(tmp_path / "a.zip", forge)
    with pytest.raises(InputError, match="审计记录不完整"):
        restore_store(elsewhere, bad, by="test")
    with open_store(elsewhere) as other:
        assert other.users.all() == ()
    assert restore_store(elsewhere, bad, by="test", force=True).broken


def test_a_damaged_file_is_kept_beside_the_restored_one(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_store(settings) as store:
        form = store.forms.create(table(), by=store.users.local()).id
        store.back_up(tmp_path / "a.zip", by="test")
    for path in settings.home.glob("forms.db-*"):
        path.unlink()
    (settings.home / "forms.db").write_bytes(b"\xff" * 50_000)
    with pytest.raises(StoreDamagedError):
        restore_store(settings, tmp_path / "a.zip", by="test")
    done = restore_store(settings, tmp_path / "a.zip", by="test", force=True)
    assert done.kept_aside is not None
    assert Path(done.kept_aside).read_bytes() == b"\xff" * 50_000
    with open_store(settings) as store:
        assert store.forms.get(form, by=store.users.local()).version == 1


def test_a_backup_that_cannot_be_written_leaves_the_one_before(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="无法写入备份"):
        store.back_up(tmp_path / "nowhere" / "a.zip", by="test")
    made = store.back_up(tmp_path / "a.zip", by="test")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert Backup.model_validate_json(archive.read("manifest.json")) == made
    assert list(tmp_path.glob(".a.zip*")) == []
