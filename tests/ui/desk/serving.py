"""The desk alone, served over a store in a thread: what the page mounts, without the rest."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request

from assistant import ui
from assistant.app.desk.desk import Desk
from assistant.messages import Language
from assistant.store import Store, User
from assistant.ui.desk.downloads import add_downloads
from assistant.ui.desk.page import DeskPart

STYLE = Path(ui.__file__).parent / "static" / "page_desk.css"


def application(store: Store, user: User) -> FastAPI:
    """The desk for one user."""
    desk = Desk(store)

    def who(_: gr.Request) -> User:
        return user

    def language_of(_: User) -> Language:
        return Language.CHINESE

    def who_downloads(_: Request) -> User:
        return user

    served = FastAPI()
    add_downloads(served, desk, who_downloads, language_of, Language.CHINESE)
    with gr.Blocks(title="审核", analytics_enabled=False, fill_width=True) as page:
        part = DeskPart(desk, who, language_of, Language.CHINESE)
        page.load(part.refresh, part.state, part.outputs, show_progress="hidden")
    page.queue(api_open=False)
    gr.mount_gradio_app(
        served, page, path="/", ssr_mode=False, footer_links=[], enable_monitoring=False, pwa=False,
        css_paths=[STYLE],
    )  # fmt: skip
    return served


@contextmanager
def serve(store: Store, user: User) -> Iterator[str]:
    """The address of the desk while it is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(application(store, user), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
