"""The audit trail cannot be changed by the program, nor unseen by whoever can change it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from assistant.settings import Settings
from assistant.store import FormStatus, Store, User
from assistant.store.database import database_url
from tests.store.conftest import table


@pytest.fixture
def intruder(settings: Settings, store: Store) -> Iterator[Engine]:
    """Somebody who holds the keys of the database and does not use the program."""
    url = settings.database_url
    engine = create_engine(database_url(url.get_secret_value() if url else None, settings.home))
    yield engine
    engine.dispose()


@pytest.fixture
def form(store: Store, clerk: User, reviewer: User) -> str:
    """A form with a history."""
    form = store.forms.create(table(), by=clerk).id
    store.forms.save(form, 1, table("12"), by=clerk, why="改")
    store.forms.set_status(form, 2, FormStatus.SUBMITTED, by=clerk)
    store.forms.set_status(form, 2, FormStatus.PASSED, by=reviewer, why="可")
    return form


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def open_up(engine: Engine) -> None:
    """Take the triggers away, as only the owner of the database can."""
    if engine.dialect.name == "postgresql":
        run(
            engine,
            "DROP TRIGGER audit_append_only ON audit",
            "DROP TRIGGER revisions_append_only ON revisions",
        )
    else:
        names = ("audit_no_update", "audit_no_delete", "revisions_no_update")
        run(engine, *(f"DROP TRIGGER {name}" for name in names))


def test_what_was_done_stands_in_the_trail_in_order(store: Store, form: str) -> None:
    trail = store.audit_trail(subject=form)
    assert [(one.who, one.action) for one in reversed(trail)] == [
        ("张三", "form.created"),
        ("张三", "form.revised"),
        ("张三", "form.revised"),
        ("张三", "form.status"),
        ("李审", "form.status"),
    ]
    assert trail[0].details == {"from": "已提交", "to": "已通过", "version": 2, "why": "可"}
    report = store.verify_audit()
    assert (report.entries, report.broken) == (7, ())
    assert report.head == trail[0].hash
    assert not store.verify_audit(head=trail[2].hash).broken


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'x'",
        "DELETE FROM audit WHERE number = 7",
        "UPDATE revisions SET who = 'x' WHERE number = 1",
    ],
)
def test_the_database_refuses_to_change_history(
    store: Store, form: str, intruder: Engine, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        run(intruder, statement)
    assert not store.verify_audit().broken


TAMPERINGS: dict[str, tuple[str, str]] = {
    "who": ("UPDATE audit SET who = 'x' WHERE number = 5", "第 5 条"),
    "when": ("UPDATE audit SET at = '2020' WHERE number = 5", "第 5 条"),
    "details": ("UPDATE audit SET details = '{}' WHERE number = 6", "第 6 条"),
    "removed": ("DELETE FROM audit WHERE number = 6", "第 7 条"),
    "hash": ("UPDATE audit SET hash = previous WHERE number = 3", "第 3 条"),
    "put in": (
        "INSERT INTO audit SELECT 8, at, who, action, subject, details, previous, hash "
        "FROM audit WHERE number = 7",
        "第 8 条",
    ),
    "content": (
        "UPDATE revisions SET target = replace(target, '12', '99') WHERE number = 2",
        "第 2 版的内容与审计记录不符",
    ),
    "revision removed": ("DELETE FROM revisions WHERE number = 1", "第 1 版不见了"),
    "revision put in": (
        "INSERT INTO revisions SELECT form_id, 9, action, who, why, at, target, edits, "
        "undo_to, redo_to FROM revisions WHERE number = 1",
        "第 9 版没有审计记录",
    ),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_whatever_is_changed_from_outside_is_found(
    store: Store, form: str, intruder: Engine, how: str
) -> None:
    statement, found = TAMPERINGS[how]
    open_up(intruder)
    run(intruder, statement)
    broken = store.verify_audit().broken
    assert any(found in one for one in broken), broken


def test_a_form_that_vanished_is_found(store: Store, form: str, intruder: Engine) -> None:
    open_up(intruder)
    run(intruder, "DELETE FROM revisions", "DELETE FROM forms")
    assert any("第 1 版不见了" in one for one in store.verify_audit().broken)


def test_an_end_that_was_cut_off_is_found_by_the_hash_kept_elsewhere(
    store: Store, form: str, intruder: Engine
) -> None:
    head = store.verify_audit().head
    open_up(intruder)
    run(intruder, "DELETE FROM audit WHERE number = 7")
    assert not store.verify_audit().broken, "the chain alone cannot know"
    assert any(head in one for one in store.verify_audit(head=head).broken)


def test_what_fails_leaves_no_link(store: Store, clerk: User, form: str) -> None:
    before = store.verify_audit()
    attempts: list[Callable[[], object]] = [
        lambda: store.forms.save(form, 1, table("3"), by=clerk, why="x"),
        lambda: store.forms.set_status(form, 2, FormStatus.DRAFT, by=clerk),
        lambda: store.users.add("张三", "zhang-san-2026", by="test"),
    ]
    for attempt in attempts:
        with pytest.raises(Exception, match="."):
            attempt()
    assert store.verify_audit() == before
