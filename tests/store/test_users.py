"""Who may sign in, and how a password is kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from assistant.domain.target import Unit
from assistant.exceptions import ConflictError, InputError, NotFoundError, NotPermittedError
from assistant.settings import Settings
from assistant.store import LOCAL_USER, Role, Store, User, open_store, users
from assistant.store.columns import now
from tests.store.conftest import table


def test_a_user_signs_in_with_their_password_only(store: Store, clerk: User) -> None:
    assert store.users.sign_in("张三", "zhang-san-2026") == clerk
    assert store.users.sign_in(" 张三 ", "zhang-san-2026") == clerk
    for name, password in (("张三", "zhang-san-2027"), ("张三", ""), ("李四", "zhang-san-2026")):
        with pytest.raises(NotPermittedError, match="用户名或密码不对"):
            store.users.sign_in(name, password)


def test_a_password_is_nowhere_in_the_database(settings: Settings, store: Store) -> None:
    store.users.add("张三", "Tr0ub4dor&3-zhang", by="test")
    if settings.database_url is None:
        files = list(settings.home.iterdir())
        assert files
        for path in files:
            assert b"Tr0ub4dor" not in path.read_bytes()
    assert "Tr0ub4dor" not in repr(store.users.all()) + repr(store.audit_trail())


def test_five_wrong_passwords_lock_the_name_until_a_reset_or_a_while(
    store: Store, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        with pytest.raises(NotPermittedError, match="不对"):
            store.users.sign_in("张三", "wrong-password")
    with pytest.raises(NotPermittedError, match="连续输错 5 次"):
        store.users.sign_in("张三", "zhang-san-2026")
    with monkeypatch.context() as later:
        later.setattr(users, "now", lambda: now() + timedelta(minutes=6))
        assert store.users.sign_in("张三", "zhang-san-2026") == clerk
    store.users.set_password("张三", "another-one-2026", by="admin")
    assert store.users.sign_in("张三", "another-one-2026")
    with pytest.raises(NotPermittedError):
        store.users.sign_in("张三", "zhang-san-2026")
    actions = [one.action for one in store.audit_trail(subject="张三")]
    assert actions == ["user.password", "user.locked", "user.added"]


def test_a_disabled_user_is_out_and_their_forms_stay(
    store: Store, clerk: User, reviewer: User
) -> None:
    form = store.forms.create(table(), by=clerk)
    store.users.set_disabled("张三", True, by="admin")
    with pytest.raises(NotPermittedError):
        store.users.sign_in("张三", "zhang-san-2026")
    assert store.users.get("张三").disabled
    assert store.forms.get(form.id, by=reviewer).owner == "张三"
    store.users.set_disabled("张三", False, by="admin")
    assert store.users.sign_in("张三", "zhang-san-2026")


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\nb", "a\x00b", "\u202eb"])
def test_a_name_that_nobody_could_read_is_refused(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="不能用"):
        store.users.add(name, "long-enough", by="test")


def test_a_short_password_a_taken_name_and_a_missing_user_are_told(
    store: Store, clerk: User
) -> None:
    with pytest.raises(InputError, match="8 到 256 个字符"):
        store.users.add("王五", "short", by="test")
    with pytest.raises(ConflictError, match="已有用户"):
        store.users.add("张三", "long-enough", by="test")
    with pytest.raises(NotFoundError, match="没有用户“王五”"):
        store.users.set_password("王五", "long-enough", by="test")


def test_a_desk_without_sign_in_has_one_user_who_cannot(settings: Settings, store: Store) -> None:
    assert not store.users.anybody_signs_in()
    me = store.users.local()
    assert (me.name, me.role, me.has_password) == (LOCAL_USER, Role.ADMIN, False)
    with open_store(settings) as again:
        assert again.users.local() == me
    with pytest.raises(NotPermittedError):
        store.users.sign_in(LOCAL_USER, "")
    store.users.add("张三", "long-enough", by="test")
    assert store.users.anybody_signs_in()


def test_users_of_one_unit_share_its_forms_and_no_others(store: Store, clerk: User) -> None:
    same = store.users.add("赵六", "zhao-liu-2026", by="test", unit=Unit(code="205", name="教研室"))
    other = store.users.add("钱七", "qian-qi-2026", by="test", unit=Unit(code="206"))
    alone = store.users.add("孙八", "sun-ba-2026", by="test")
    form = store.forms.create(table(), by=clerk)
    assert store.forms.get(form.id, by=same) == form
    assert store.forms.queue(by=same).total == 1
    assert store.forms.queue(by=other).total == store.forms.queue(by=alone).total == 0


def test_a_reviewers_working_copy_is_not_the_units(
    store: Store, clerk: User, reviewer: User
) -> None:
    form = store.forms.create(table(), by=reviewer, source_name="报送.docx")
    assert form.unit == clerk.unit
    assert store.forms.queue(by=clerk).total == 0


def test_pages_that_open_at_once_share_one_local_user(store: Store) -> None:
    together = threading.Barrier(6)

    def open_page(_number: int) -> User:
        together.wait(timeout=60)
        return store.users.local()

    with ThreadPoolExecutor(6) as pages:
        assert len(set(pages.map(open_page, range(6)))) == 1
    assert len(store.users.all()) == 1
    assert not store.verify_audit().broken
