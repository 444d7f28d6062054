"""A page served as a process of its own, and browsers that look at it."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from axe_core_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SAMPLE = Path(__file__).parents[2] / "evals/documents/kaijiang-2023.md"
PICTURES = Path(__file__).parents[2] / "docs/images"
DRAW = bool(os.environ.get("DRAW_PICTURES"))
"""Set to renew the pictures of the README."""
PATIENCE = 60_000


class Served(NamedTuple):
    """A page that is being served.

    Attributes:
        address: where.
        home: its data folder.
    """

    address: str
    home: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path, **environment: str) -> Iterator[Served]:
    """The page as a user starts it, until the end of the block."""
    port = free_port()
    command = [sys.executable, "-m", "assistant", "ui", "--port", str(port)]
    given = {"ASSISTANT_PROVIDER": "none", "ASSISTANT_HOME": str(home), **environment}
    said = home / f"said-{port}.txt"
    with said.open("w", encoding="utf-8") as file:
        server = subprocess.Popen(command, env={**os.environ, **given}, stdout=file, stderr=file)
        try:
            assert wait_for(f"http://127.0.0.1:{port}/health", server), said.read_text("utf-8")
            yield Served(f"http://127.0.0.1:{port}", home)
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> bool:
    """Whether the page answers before its process ends or two minutes are over."""
    for _ in range(1200):
        if server.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.1)
    return False


class Desk(NamedTuple):
    """One person's browser.

    Attributes:
        page: the page they look at.
        outside: addresses of other hosts that it asked for; must stay empty.
    """

    page: Page
    outside: list[str]


def open_desk(
    browser: Browser,
    address: str,
    user: str | None = None,
    *,
    width: int = 1440,
    height: int = 1000,
    dark: bool = False,
    context: BrowserContext | None = None,
) -> Desk:
    """A browser of its own at the workbench, signed in as ``user`` where one is named."""
    context = context or browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        color_scheme="dark" if dark else "light",
    )
    page, outside = context.new_page(), list[str]()

    def note(request: Request) -> None:
        local = (address, address.replace("http", "ws"), "data:", "blob:")
        if not request.url.startswith(local):
            outside.append(request.url)

    page.set_default_timeout(PATIENCE)
    page.on("request", note)
    page.goto(address)
    if user is not None and page.url.endswith("/login"):
        page.fill("input[name=username]", user)
        page.fill("input[name=password]", password(user))
        page.click("button")
    page.wait_for_selector("#box textarea")
    page.wait_for_selector("#board .wb-board")
    return Desk(page, outside)


def password(user: str) -> str:
    """What a user of these tests signs in with."""
    return f"{user}-口令-2026"


def draw(page: Page, name: str) -> None:
    """A picture of the page for the documents, in 256 colours, which is what it needs."""
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
            PICTURES / name, optimize=True
        )


def say(page: Page, text: str) -> None:
    """Type a message and send it."""
    page.fill("#box textarea", text)
    page.press("#box textarea", "Enter")


def last_said(page: Page) -> str:
    """The newest answer in the conversation."""
    return page.locator("#chat .bot").last.inner_text()


def troubles(page: Page) -> list[str]:
    """What axe-core calls serious or worse, with the first place of each."""
    violations = Axe().run(page)["violations"]
    return [
        f"{one['id']} {one['nodes'][0]['target']} {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]
