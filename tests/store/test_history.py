"""Whatever order people save, undo, redo and collide in, the store does as two stacks do."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assistant.exceptions import ConflictError, InputError
from assistant.store import Store, User
from tests.store.conftest import table

VALUES = st.integers(1, 6).map(str)


class Editing(RuleBasedStateMachine):
    """One form, one writer who keeps up, and one whose version is stale.

    The model is what every editor does: a stack of what can be undone, one of what can be redone.
    """

    store: Store
    user: User

    def __init__(self) -> None:
        super().__init__()
        self.form = self.store.forms.create(table("1"), by=self.user).id
        self.log = ["1"]
        self.undoable: list[str] = []
        self.redoable: list[str] = []

    @property
    def version(self) -> int:
        return len(self.log)

    @rule(value=VALUES)
    def save(self, value: str) -> None:
        before = self.log[-1]
        saved = self.store.forms.save(
            self.form, self.version, table(value), by=self.user, why=value
        )
        if value != before:
            self.undoable.append(before)
            self.redoable.clear()
            self.log.append(value)
        assert saved.number == self.version

    @rule()
    def undo(self) -> None:
        if not self.undoable:
            with pytest.raises(InputError, match="没有可撤销的修改"):
                self.store.forms.undo(self.form, self.version, by=self.user)
            return
        self.store.forms.undo(self.form, self.version, by=self.user)
        self.redoable.append(self.log[-1])
        self.log.append(self.undoable.pop())

    @rule()
    def redo(self) -> None:
        if not self.redoable:
            with pytest.raises(InputError, match="没有可重做的修改"):
                self.store.forms.redo(self.form, self.version, by=self.user)
            return
        self.store.forms.redo(self.form, self.version, by=self.user)
        self.undoable.append(self.log[-1])
        self.log.append(self.redoable.pop())

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, self.version))
        self.store.forms.restore(self.form, number, self.version, by=self.user)
        self.undoable.append(self.log[-1])
        self.redoable.clear()
        self.log.append(self.log[number - 1])

    @precondition(lambda self: self.version > 1)
    @rule(data=st.data(), value=VALUES)
    def come_late(self, data: st.DataObject, value: str) -> None:
        stale = data.draw(st.integers(1, self.version - 1))
        for step in (
            lambda: self.store.forms.save(self.form, stale, table(value), by=self.user, why="x"),
            lambda: self.store.forms.undo(self.form, stale, by=self.user),
            lambda: self.store.forms.redo(self.form, stale, by=self.user),
        ):
            with pytest.raises(ConflictError, match=f"第 {self.version} 版"):
                step()

    @invariant()
    def every_revision_stands_as_it_was_left(self) -> None:
        newest = self.store.forms.revision(self.form, by=self.user)
        assert newest.number == self.version
        assert newest.target.indicators[0].value == self.log[-1]
        assert (newest.can_undo, newest.can_redo) == (bool(self.undoable), bool(self.redoable))

    def teardown(self) -> None:
        kept = [
            self.store.forms.revision(self.form, number, by=self.user).target.indicators[0].value
            for number in range(1, self.version + 1)
        ]
        assert kept == self.log
        assert not self.store.verify_audit().broken


def test_saving_undoing_and_colliding_in_any_order(store: Store, clerk: User) -> None:
    class Machine(Editing):
        pass

    Machine.store, Machine.user = store, clerk
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
