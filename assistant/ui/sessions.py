"""What the server remembers of an open page: the little that is needed, for as long as it is open.

Gradio keeps a copy of every value of every component for each page ever opened, until there are ten
thousand pages: it serves links to a page in its present state, which we do not offer, for all that
matters is in the store. Left alone, each reload would cost memory that is never given back.
"""

import time
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.blocks import Block
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder
from starlette.routing import Mount

MOST_PAGES = 2_000
"""Pages open at once; the one that was silent longest is forgotten first."""
CLOSED_SECONDS = 120.0
"""So long a page whose browser went away is remembered: a network comes and goes."""


_LOOKS = frozenset({"value", "label", "placeholder", "info", "visible", "render"})
"""Properties that only the browser needs: nothing that a person sends is read by them."""


class LeanSession(SessionState):
    """One open page: its states, and the components whose input is read otherwise for it.

    Gradio makes a component anew for each update, even an empty one, and keeps it; after the next
    value it keeps another under a new number, so that a page which stays open would grow with every
    click. Here an update that changes looks alone is kept until the next one, as it is read once
    more for the browser, and what goes by a number that the page does not have is not kept at all.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        """Remember nothing yet."""
        super().__init__(blocks)
        self.config_values = {}
        self.closed_at: float | None = None
        self._shared = blocks.default_config.blocks
        self._passing: int | None = None

    def __setitem__(self, key: int, value: Any) -> None:
        """Remember a state, or a component that was changed."""
        if key not in self._shared:
            return
        if self._passing is not None:
            self.blocks_config.blocks[self._passing] = self._shared[self._passing]
            self._passing = None
        super().__setitem__(key, value)
        self.config_values.clear()
        if key not in self.state_data and _reads(value) == _reads(self._shared[key]):
            self._passing = key

    def _update_config(self, key: int) -> None:
        """No copy is kept."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """No copy is kept."""


def _reads(component: Block) -> dict[str, Any]:
    """By what a component reads input: all that it was made of but its looks."""
    made = component.constructor_args
    return {name: made[name] for name in made.keys() - _LOOKS}


class LeanSessions(StateHolder):
    """All open pages; one that was closed is forgotten soon after."""

    def __init__(self, *, closed_seconds: float = CLOSED_SECONDS) -> None:
        """Without any page.

        Args:
            closed_seconds: how long a page is remembered that was closed.
        """
        super().__init__()  # type: ignore[no-untyped-call]
        self._closed_seconds = closed_seconds

    def set_blocks(self, blocks: gr.Blocks) -> None:
        """Serve these components."""
        super().set_blocks(blocks)
        self.capacity = MOST_PAGES

    def __getitem__(self, session_id: str) -> SessionState:
        """The page of this session; new where it is not known."""
        if session_id not in self.session_data:
            self.session_data[session_id] = LeanSession(self.blocks)
        return super().__getitem__(session_id)

    def delete_all_expired_state(self) -> None:
        """Forget states whose time is over and pages closed a while ago; called every second."""
        super().delete_all_expired_state()  # type: ignore[no-untyped-call]
        now = time.monotonic()
        for name, session in list(self.session_data.items()):
            if not (isinstance(session, LeanSession) and session.is_closed):
                continue
            if session.closed_at is None:
                session.closed_at = now
            if now - session.closed_at >= self._closed_seconds:
                self.session_data.pop(name, None)
                self.time_last_used.pop(name, None)


def keep_sessions_lean(application: FastAPI, page: gr.Blocks) -> LeanSessions:
    """Have the mounted ``page`` remember its sessions our way."""
    sessions = LeanSessions()
    for route in application.routes:
        if isinstance(route, Mount) and isinstance(route.app, App):
            sessions.set_blocks(page)
            route.app.state_holder = sessions
            return sessions
    raise RuntimeError("the page is not mounted")
