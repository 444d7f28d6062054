"""What came of the files that a reviewer dropped last, kept so that a reload shows it again."""

from pydantic import Field

from assistant.app.desk.taking_in import Intake, Outcome, TakenIn
from assistant.domain.frozen import Frozen
from assistant.exceptions import NotFoundError
from assistant.store import DraftingSession, Form, Store, User

_KEY = "intake"
"""Marks our own among the sessions of a user."""
_LOOKED_AT = 100
MOST_KEPT = 5_000
"""Lines that are kept of one intake; the forms themselves are all in the queue."""


class _Line(Frozen):
    file: str
    outcome: Outcome
    form: str | None = None
    reason: str = ""


class _Kept(Frozen):
    done: int
    total: int
    seconds: float
    finished: bool
    stopped: bool = False
    results: tuple[_Line, ...] = Field(default=())


def keep_intake(store: Store, intake: Intake | None, *, by: User) -> None:
    """Keep how far an intake has come, in place of the one before; None forgets it."""
    session = _session(store, by)
    if session is None:
        if intake is None:
            return
        session = store.sessions.begin(by=by, state={_KEY: {}})
    kept = {} if intake is None else _kept(intake).model_dump(mode="json")
    store.sessions.keep(session.id, {_KEY: kept}, by=by)


def last_intake(store: Store, *, by: User) -> Intake | None:
    """The last intake of the user, as it stood; None where there is none to show.

    One that never came to its end counts as stopped: its page has gone away.
    """
    session = _session(store, by)
    if session is None or not session.state[_KEY]:
        return None
    kept = _Kept.model_validate(session.state[_KEY])
    results = tuple(
        TakenIn(line.file, line.outcome, _form(store, line.form, by), line.reason)
        for line in kept.results
    )
    # A form that was removed since is no longer told of.
    shown = tuple(one for one in results if one.form or one.outcome is Outcome.FAILED)
    stopped = kept.stopped or not kept.finished
    return Intake(kept.done, kept.total, kept.seconds, shown, stopped=stopped, finished=True)


def _session(store: Store, by: User) -> DraftingSession | None:
    recent = store.sessions.recent(by=by, limit=_LOOKED_AT)
    return next((one for one in recent if _KEY in one.state), None)


def _kept(intake: Intake) -> _Kept:
    failed_first = sorted(intake.results, key=lambda one: one.outcome is not Outcome.FAILED)
    lines = tuple(
        _Line(
            file=one.file,
            outcome=one.outcome,
            form=one.form.id if one.form else None,
            reason=one.reason,
        )
        for one in failed_first[:MOST_KEPT]
    )
    return _Kept(
        done=intake.done,
        total=intake.total,
        seconds=intake.seconds,
        finished=intake.finished,
        stopped=intake.stopped,
        results=lines,
    )


def _form(store: Store, form_id: str | None, by: User) -> Form | None:
    if form_id is None:
        return None
    try:
        return store.forms.get(form_id, by=by)
    except NotFoundError:
        return None
