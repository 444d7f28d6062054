"""What the server remembers of pages that were opened and closed again."""

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.state_holder import SessionState

from assistant.ui.sessions import LeanSession, LeanSessions, keep_sessions_lean


def in_a_loop(test: Callable[[], None]) -> Callable[[], None]:
    """Run the test in an event loop: without one, components make loops that they never close."""

    @wraps(test)
    def run() -> None:
        async def body() -> None:
            test()

        asyncio.run(body())

    return run


def page() -> gr.Blocks:
    blocks: gr.Blocks = gr.Blocks()
    with blocks:
        gr.State("queue")
        gr.HTML("x", elem_id="board")
    return blocks


@in_a_loop
def test_a_page_is_remembered_without_what_it_shows() -> None:
    """Values that go to the browser are not kept; states are."""
    blocks = page()
    sessions = LeanSessions()
    sessions.set_blocks(blocks)
    session = sessions["one"]
    state, board = list(blocks.blocks)[-2:]
    session._update_value_in_config(board, "a long table" * 1000)
    session[state] = "form"
    session[board] = gr.HTML("changed", render=False)
    assert isinstance(session, LeanSession) and not session.config_values
    assert session[state] == "form" and sessions["one"] is session


def test_a_page_that_stays_open_does_not_grow_with_what_it_shows() -> None:
    """Gradio's own session keeps a component more for each update that a value follows."""

    async def body() -> None:
        blocks: gr.Blocks = gr.Blocks()
        with blocks:
            board, choice = gr.HTML("x"), gr.Dropdown(["old"], label="one")
            blocks.load(lambda: None, None, [board, choice])

        async def shown(session: SessionState, *predictions: Any) -> list[Any]:
            return await blocks.postprocess_data(blocks.fns[0], list(predictions), session)

        theirs, ours = SessionState(blocks), LeanSession(blocks)
        told: list[list[Any]] = []
        for session in (theirs, ours):
            for turn in range(20):
                told.append(await shown(session, gr.skip(), "old"))
                told.append(await shown(session, f"<p>{turn}</p>", gr.update(label="two")))
        assert told[:40] == told[40:] and told[-1][1]["label"] == "two"
        assert len(theirs.blocks_config.blocks) >= len(blocks.blocks) + 20, "mended: drop ours"
        assert ours.blocks_config.blocks.keys() == blocks.blocks.keys()
        assert ours[board._id] is board
        # What is chosen is checked against the choices of this page.
        await shown(ours, gr.skip(), gr.update(choices=["new"]))
        await shown(ours, gr.skip(), gr.skip())
        assert ours[choice._id].preprocess("new") == "new"

    asyncio.run(body())


@in_a_loop
def test_a_closed_page_is_forgotten_and_an_open_one_kept() -> None:
    """After the time in which a browser may come back."""
    sessions = LeanSessions(closed_seconds=0)
    sessions.set_blocks(page())
    sessions["closed"].is_closed = True
    sessions["open"]
    sessions.delete_all_expired_state()
    assert list(sessions.session_data) == ["open"] and list(sessions.time_last_used) == ["open"]
    patient = LeanSessions()
    patient.set_blocks(page())
    patient["closed"].is_closed = True
    patient.delete_all_expired_state()
    assert "closed" in patient


@in_a_loop
def test_a_mounted_page_uses_it() -> None:
    """The library must still look its sessions up where ours were put."""
    application, blocks = FastAPI(), page()
    gr.mount_gradio_app(application, blocks, path="/")
    sessions = keep_sessions_lean(application, blocks)
    assert blocks.state_holder is sessions
