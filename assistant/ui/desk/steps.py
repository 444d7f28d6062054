"""What each action of the page does: one use case of the desk, then the next screen."""

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pydantic import ValidationError

from assistant.app.desk.answering import Answer, answer_card
from assistant.app.desk.closing import apply_accepted, pass_form, reopen_form, return_form
from assistant.app.desk.desk import Desk
from assistant.app.desk.whole_county import prepare_county
from assistant.exceptions import AssistantError
from assistant.messages import Language
from assistant.store import DecisionKind, FormOrder, FormStatus, User
from assistant.ui.desk import wording
from assistant.ui.desk.rendering import render
from assistant.ui.desk.screens import Screens
from assistant.ui.desk.state import Action, Pane, Screen, State

_TOLD_EVERY = 0.4
"""Seconds between two lines on how far the county is read."""
_LOG = logging.getLogger(__name__)
_ANSWERS = {
    "accept": DecisionKind.ACCEPTED,
    "edit": DecisionKind.EDITED,
    "reject": DecisionKind.REJECTED,
    "waive": DecisionKind.WAIVED,
    "withdraw": DecisionKind.WITHDRAWN,
}


class Shown(NamedTuple):
    """What the page shows next."""

    state: State
    markup: str


class _Done(NamedTuple):
    """What an action came to."""

    state: State
    said: str = ""
    answered: str = ""


class Steps:
    """The actions of one reviewer on one desk."""

    def __init__(self, desk: Desk, user: User, language: Language) -> None:
        """For ``user``; the desk refuses who is no reviewer."""
        self._desk = desk
        self._user = user
        self._language = language
        self._screens = Screens(desk, user, language)
        self._doing: dict[str, Callable[[State, Action], _Done]] = {
            "queue": lambda state, _: _Done(state.next(screen=Screen.QUEUE)),
            "status": self._status,
            "search": lambda state, action: _Done(state.next(search=action.value, page=1)),
            "order": self._order,
            "page": lambda state, action: _Done(state.next(page=max(action.number, 1))),
            "county": self._county,
            "open": self._open,
            "pane": self._pane,
            "return": self._return,
            "pass": self._pass,
            "reopen": self._reopen,
            "apply": self._apply,
            **dict.fromkeys(_ANSWERS, self._answer),
        }

    def show(self, state: State) -> Shown:
        """The screen where the reviewer is, as things stand now."""
        return list(self._drawn(_Done(state.next()), state))[-1]

    def take(self, state: State, asked: object) -> Iterator[Shown]:
        """Do what the page asks for and show what comes of it.

        A form is shown at once and once more when its changes have been tried. Nothing is raised
        for what a user or a browser did: the refusal is a line on the screen.

        Args:
            state: where the reviewer is.
            asked: what the browser sent.
        """
        try:
            action = Action.model_validate(asked)
            done = self._doing[action.do](state, action)
        except (ValidationError, KeyError):
            done = _Done(state.next())
            yield from self._drawn(done, state, wording.BAD_ACTION.text(self._language))
        except AssistantError as error:
            yield from self._drawn(_Done(state.next()), state, error.text(self._language))
        except Exception:  # a bug of ours must not take the page away
            yield from self._drawn(_Done(state.next()), state, self._broken())
        else:
            yield from self._drawn(done, state)

    def _counting(self, state: State) -> Iterator[Shown]:
        """How far the county is read, where that takes its time; the page can be left meanwhile."""
        told = time.monotonic()
        for number, total in prepare_county(
            self._desk, by=self._user, status=state.status, search=state.search,
            language=self._language,
        ):  # fmt: skip
            if time.monotonic() - told >= _TOLD_EVERY:
                told = time.monotonic()
                state = state.next()
                yield Shown(state, self._screens.draw_counting(state, number, total))

    def _drawn(self, done: _Done, before: State, refusal: str = "") -> Iterator[Shown]:
        said = refusal or done.said
        try:
            if self._screens.needs_suggestions(done.state):
                markup = self._screens.draw(
                    done.state, said=said, bad=bool(refusal), answered=done.answered,
                    suggest=False, busy=True,
                )  # fmt: skip
                yield Shown(done.state, markup)
            state = done.state.next()
            if state.screen is Screen.COUNTY:
                for counting in self._counting(state):
                    state = counting.state.next()
                    yield counting
            markup = self._screens.draw(state, said=said, bad=bool(refusal), answered=done.answered)
            yield Shown(state, markup)
        except AssistantError as error:
            yield self._elsewhere(done.state, error.text(self._language))
        except Exception:
            yield self._elsewhere(done.state, self._broken())

    def _elsewhere(self, state: State, why: str) -> Shown:
        """Back at the queue, for the screen asked for cannot be shown; or the reason alone."""
        away = State(seq=state.seq + 1, status=state.status)
        try:
            return Shown(away, self._screens.draw(away, said=why, bad=True))
        except AssistantError as error:
            why = error.text(self._language)
        values = {"screen": "none", "seq": away.seq, "said": why, "tone": "bad", "answered": "",
                  "busy": "no", "form": None}  # fmt: skip
        return Shown(away, render("desk.html", values, self._language))

    def _broken(self) -> str:
        number = uuid.uuid4().hex[:8]
        _LOG.exception("the desk failed (error %s)", number)
        return wording.BROKEN.text(self._language, number=number)

    def _status(self, state: State, action: Action) -> _Done:
        status = FormStatus(action.value) if action.value in set(FormStatus) else None
        return _Done(state.next(screen=Screen.QUEUE, status=status, page=1))

    def _order(self, state: State, action: Action) -> _Done:
        order = FormOrder(action.value) if action.value in set(FormOrder) else FormOrder.ERRORS
        return _Done(state.next(order=order, page=1))

    def _county(self, state: State, action: Action) -> _Done:
        return _Done(state.next(screen=Screen.COUNTY, county_page=max(action.number, 1)))

    def _open(self, state: State, action: Action) -> _Done:
        return _Done(state.next(screen=Screen.FORM, form=action.form, pane=Pane.DOCUMENT))

    def _pane(self, state: State, action: Action) -> _Done:
        pane = Pane(action.value) if action.value in set(Pane) else Pane.DOCUMENT
        return _Done(state.next(pane=pane))

    def _answer(self, state: State, action: Action) -> _Done:
        kind = _ANSWERS[action.do]
        answer = Answer(
            kind,
            candidate=action.candidate,
            keys=action.keys,
            reason=action.reason,
            expires=action.expires,
            fields=action.fields,
            proposal=action.proposal,
            alike=action.alike,
        )
        count = answer_card(
            self._desk,
            action.form,
            action.version,
            action.card,
            answer,
            by=self._user,
            language=self._language,
        )
        said = wording.SAID[kind.value].text(self._language, count=count)
        return _Done(state.next(), said, action.card)

    def _return(self, state: State, action: Action) -> _Done:
        issued = return_form(
            self._desk,
            action.form,
            action.version,
            by=self._user,
            opinion=action.reason,
            language=self._language,
        )
        form = self._desk.store.forms.get(action.form, by=self._user)
        said = wording.SAID_RETURNED.text(self._language, title=form.title, number=issued.number)
        return _Done(state.next(screen=Screen.QUEUE), said)

    def _pass(self, state: State, action: Action) -> _Done:
        form = pass_form(
            self._desk, action.form, action.version, by=self._user, language=self._language
        )
        said = wording.SAID_PASSED.text(self._language, title=form.title)
        return _Done(state.next(screen=Screen.QUEUE), said)

    def _reopen(self, state: State, action: Action) -> _Done:
        reopen_form(self._desk, action.form, action.version, by=self._user)
        return _Done(state.next(), wording.SAID_REOPENED.text(self._language))

    def _apply(self, state: State, action: Action) -> _Done:
        saved = apply_accepted(
            self._desk, action.form, action.version, by=self._user, language=self._language
        )
        said = wording.SAID_APPLIED.text(self._language, version=saved.number)
        return _Done(state.next(), said)
