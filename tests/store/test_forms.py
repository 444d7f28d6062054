"""Forms are kept revision by revision, and nobody overwrites anybody."""

from datetime import UTC, datetime

import pytest

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.exceptions import ConflictError, InputError, NotFoundError, NotPermittedError
from assistant.store import FormStatus, RevisionAction, Store, User
from tests.store.conftest import row, table


def test_a_form_comes_back_as_it_was_given(store: Store, clerk: User) -> None:
    form = store.forms.create(table(), by=clerk, source_name="2026.docx", why="读入")
    kept = store.forms.revision(form.id, by=clerk)
    assert kept.target == table()
    assert (kept.number, kept.who, kept.why) == (1, "张三", "读入")
    assert kept.action is RevisionAction.CREATED
    assert kept.at.tzinfo is UTC
    assert abs((datetime.now(UTC) - kept.at).total_seconds()) < 60
    assert form.title == "某县教研室 2026年 整体支出"
    assert store.forms.get(form.id, by=clerk) == form


def test_the_second_writer_is_told_who_saved_and_overwrites_nothing(
    store: Store, clerk: User, reviewer: User
) -> None:
    form = store.forms.create(table(), by=clerk)
    edit = Edit(op=EditOp.SET, indicator="I1", field="value", value="12")
    changed = apply_edits(table(), (edit,))
    store.forms.save(form.id, 1, changed, by=clerk, why="第1条改成12", edits=(edit,))
    with pytest.raises(ConflictError, match="张三 已在 .* 保存了第 2 版（第1条改成12）"):
        store.forms.save(form.id, 1, table("99"), by=reviewer, why="改")
    newest = store.forms.revision(form.id, by=clerk)
    assert (newest.number, newest.target, newest.edits) == (2, changed, (edit,))


def test_the_same_table_again_makes_no_revision(store: Store, clerk: User) -> None:
    form = store.forms.create(table(), by=clerk)
    assert store.forms.save(form.id, 1, table(), by=clerk, why="自动保存").number == 1
    assert len(store.forms.revisions(form.id, by=clerk)) == 1


def test_undo_and_redo_write_new_revisions_and_delete_none(store: Store, clerk: User) -> None:
    form = store.forms.create(table("1"), by=clerk)
    store.forms.save(form.id, 1, table("2"), by=clerk, why="2")
    store.forms.save(form.id, 2, table("3"), by=clerk, why="3")
    shown = []
    for number, step in enumerate(("undo", "undo", "redo", "redo", "undo"), start=3):
        left = getattr(store.forms, step)(form.id, number, by=clerk)
        shown.append((left.target.indicators[0].value, left.can_undo, left.can_redo))
    assert shown == [
        ("2", True, True),
        ("1", False, True),
        ("2", True, True),
        ("3", True, False),
        ("2", True, True),
    ]
    changed = store.forms.save(form.id, 8, table("4"), by=clerk, why="4")
    assert not changed.can_redo
    with pytest.raises(InputError, match="没有可重做的修改"):
        store.forms.redo(form.id, 9, by=clerk)
    assert store.forms.restore(form.id, 1, 9, by=clerk).target == table("1")
    assert store.forms.undo(form.id, 10, by=clerk).target == table("4")
    history = [one.number for one in store.forms.revisions(form.id, by=clerk)]
    assert history == list(range(11, 0, -1))


def test_a_submitted_form_is_out_of_the_units_hands(
    store: Store, clerk: User, reviewer: User
) -> None:
    form = store.forms.create(table(), by=clerk)
    store.forms.set_status(form.id, 1, FormStatus.SUBMITTED, by=clerk)
    with pytest.raises(NotPermittedError, match="已提交"):
        store.forms.save(form.id, 1, table("2"), by=clerk, why="改")
    with pytest.raises(NotPermittedError):
        store.forms.set_status(form.id, 1, FormStatus.PASSED, by=clerk)
    returned = store.forms.set_status(form.id, 1, FormStatus.RETURNED, by=reviewer, why="请改")
    assert returned.status is FormStatus.RETURNED
    assert store.forms.save(form.id, 1, table("2"), by=clerk, why="改").number == 2


def test_a_value_that_nobody_confirmed_cannot_be_submitted(store: Store, clerk: User) -> None:
    target = table().model_copy(update={"indicators": (row(1), row(2, confirm=True))})
    form = store.forms.create(target, by=clerk)
    with pytest.raises(NotPermittedError, match="1 行的数值待确认（I2）"):
        store.forms.set_status(form.id, 1, FormStatus.SUBMITTED, by=clerk)


def test_another_units_form_does_not_exist_for_a_unit(
    store: Store, clerk: User, reviewer: User
) -> None:
    other = store.users.add("王五", "wang-wu-2026", by="test")
    form = store.forms.create(table(), by=clerk)
    for look in (
        lambda: store.forms.get(form.id, by=other),
        lambda: store.forms.revision(form.id, by=other),
        lambda: store.forms.revisions(form.id, by=other),
        lambda: store.forms.save(form.id, 1, table("2"), by=other, why="改"),
        lambda: store.reviews.findings(form.id, by=other),
        lambda: store.sessions.begin(by=other, form_id=form.id),
    ):
        with pytest.raises(NotFoundError):
            look()
    assert store.forms.queue(by=other).total == 0
    assert store.forms.queue(by=reviewer).forms == (form,)
