"""The desk as a part of the page: three components, and what wires them to the desk."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.app.desk.desk import Desk
from assistant.app.desk.kept_intake import keep_intake, last_intake
from assistant.app.desk.taking_in import take_in
from assistant.exceptions import AssistantError
from assistant.messages import Language
from assistant.store import User
from assistant.ui.desk import wording
from assistant.ui.desk.screens import draw_intake
from assistant.ui.desk.state import Screen, State
from assistant.ui.desk.steps import Steps

_HERE = Path(__file__).parent
_AT_ONCE = 8
_INTAKES_AT_ONCE = 2
_SHOWN_EVERY = 0.25
"""Seconds between two showings of an intake's progress; each redraws its table."""
_KEPT_EVERY = 2.0
"""Seconds between two writings of it, for whoever reloads the page meanwhile."""
_FILE_TYPES = [
    ".zip", ".md", ".txt", ".csv", ".json", ".html", ".htm", ".xlsx", ".xls", ".docx", ".doc",
    ".pdf", ".png", ".jpg", ".jpeg",
]  # fmt: skip

WhoAsks = Callable[[gr.Request], User]
"""Who sent a request; raises `AssistantError` for who may not use the desk."""


class DeskPart:
    """The desk's components, and what else the page needs to know of them."""

    def __init__(
        self, desk: Desk, who: WhoAsks, language_of: Callable[[User], Language], first: Language
    ) -> None:
        """Lay the desk out where the caller stands in `gr.Blocks`, and wire it.

        Args:
            desk: the desk.
            who: who sent a request.
            language_of: the language that a user reads.
            first: the language before anybody has asked.
        """
        self._desk = desk
        self._who = who
        self._language_of = language_of
        self._first = first
        self._stops: dict[str, threading.Event] = {}
        style = (_HERE / "desk.css").read_text(encoding="utf-8")
        script = (_HERE / "desk.js").read_text(encoding="utf-8")
        look: dict[str, Any] = {
            "css_template": style, "js_on_load": script, "apply_default_css": False,
        }  # fmt: skip
        self.state = gr.State(State())
        self.files = gr.File(
            label=wording.UPLOAD.text(first),
            file_count="multiple",
            file_types=_FILE_TYPES,
            elem_id="desk-files",
        )
        self.intake = gr.HTML("", elem_id="desk-intake", **look)
        self.screen = gr.HTML("", elem_id="desk", **look)
        self.outputs = [self.state, self.screen, self.files, self.intake]
        self._newest: dict[str, object] = {}
        self._wire()

    def _wire(self) -> None:
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        for component in (self.screen, self.intake):
            component.act(
                self._act,
                self.state,
                self.outputs,
                concurrency_limit=_AT_ONCE,
                trigger_mode="multiple",
                **hidden,
            )
        taking = self.files.upload(
            self._take_in,
            self.files,
            self.intake,
            concurrency_limit=_INTAKES_AT_ONCE,
            **hidden,
        )
        taking.then(self.refresh, self.state, self.outputs, **hidden)

    def refresh(self, state: State, request: gr.Request) -> list[Any]:
        """The screen as things stand now: for the page to call when the desk comes into view."""
        try:
            user = self._who(request)
        except AssistantError:  # a user of a unit, whose page has no desk
            return [gr.skip() for _ in self.outputs]
        language = self._language_of(user)
        shown = Steps(self._desk, user, language).show(state)
        label = wording.UPLOAD.text(language)
        upload = {**_upload_at(shown.state), "value": None, "label": label}
        kept = last_intake(self._desk.store, by=user)
        results = draw_intake(kept, shown.state.seq, language) if kept else ""
        told = {**_results_at(shown.state), "value": results}
        return [shown.state, shown.markup, upload, told]

    def _asking(self, request: gr.Request) -> User:
        """Who asks; told on the page where they may not."""
        try:
            return self._who(request)
        except AssistantError as error:
            raise gr.Error(error.text(self._first), print_exception=False) from None

    def _act(self, state: State, event: gr.EventData, request: gr.Request) -> Iterator[list[Any]]:
        asked = event._data
        stays = [gr.skip(), gr.skip(), gr.skip()]
        if isinstance(asked, dict) and asked.get("do") == "cancel":
            if stop := self._stops.get(request.session_hash or ""):
                stop.set()
            yield [*stays, gr.skip()]
            return
        if isinstance(asked, dict) and asked.get("do") == "dismiss":
            keep_intake(self._desk.store, None, by=self._asking(request))
            yield [*stays, ""]
            return
        user = self._asking(request)
        session, mine = request.session_hash or "", object()
        self._newest[session] = mine
        steps = Steps(self._desk, user, self._language_of(user))
        for shown in steps.take(state, asked):
            if self._newest.get(session) is not mine:
                return  # the reviewer has gone on to something else meanwhile
            yield [shown.state, shown.markup, _upload_at(shown.state), _results_at(shown.state)]
        self._newest.pop(session, None)

    def _take_in(self, paths: list[str] | None, request: gr.Request) -> Iterator[Any]:
        user = self._asking(request)
        language = self._language_of(user)
        files = [(Path(path).name, Path(path)) for path in paths or ()]
        stop = threading.Event()
        session = request.session_hash or ""
        self._stops[session] = stop
        shown, seq, kept_at = -_SHOWN_EVERY, 0, 0.0
        try:
            for intake in take_in(self._desk, files, by=user, language=language, stop=stop.is_set):
                if intake.finished or intake.seconds - kept_at >= _KEPT_EVERY:
                    kept_at = intake.seconds
                    keep_intake(self._desk.store, intake, by=user)
                if intake.finished or intake.seconds - shown >= _SHOWN_EVERY:
                    shown, seq = intake.seconds, seq + 1
                    yield draw_intake(intake, seq, language)
        except AssistantError as error:
            raise gr.Error(error.text(language), print_exception=False) from None
        finally:
            self._stops.pop(session, None)


def _upload_at(state: State) -> dict[str, Any]:
    """Where to drop files is shown beside the queue and not beside one form."""
    update: dict[str, Any] = gr.update(visible=state.screen is Screen.QUEUE)
    return update


def _results_at(state: State) -> dict[str, Any]:
    """What came of the files gives way to one form, and is there again beside the queue."""
    update: dict[str, Any] = gr.update(visible="hidden" if state.screen is Screen.FORM else True)
    return update
