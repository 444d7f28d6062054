"""The page in a real browser: what a clerk sees, presses and takes home."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SAMPLE = Path(__file__).parents[2] / "evals/documents/kaijiang-2023.md"
PICTURES = Path(__file__).parents[2] / "docs/images"
TASKS = (
    "开展教师培训10场次，培训教师300人次，10月底前完成\n"
    "组织优质课评选活动2次，评选优质课40节\n"
    "每季度开展一次意识形态分析研判\n"
    "<img src=x onerror=\"document.title='hacked'\">活动3场"
)
DRAW = bool(os.environ.get("DRAW_PICTURES"))
"""Set to renew the pictures of the README."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page as a user starts it: a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "assistant", "ui", "--port", str(port)]
    environment = {**os.environ, "ASSISTANT_PROVIDER": "none", "ASSISTANT_HOME": str(home)}
    with (home / "said.txt").open("w+", encoding="utf-8") as said:
        server = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        try:
            answer = wait_for(f"http://127.0.0.1:{port}", server)
            assert answer, (home / "said.txt").read_text(encoding="utf-8")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> bool:
    """Whether the page answers before its process ends or a minute is over."""
    for _ in range(600):
        if server.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.1)
    return False


@pytest.fixture
def outside() -> list[str]:
    return []


@pytest.fixture
def page(address: str, outside: list[str]) -> Iterator[Page]:
    def note(request: Request) -> None:
        local = request.url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
        if not local:
            outside.append(request.url)

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
        page.on("request", note)
        page.goto(address)
        page.wait_for_selector("#box textarea")
        yield page
        browser.close()


def draft(page: Page) -> None:
    page.fill("#box textarea", TASKS)
    page.press("#box textarea", "Enter")
    page.wait_for_selector("#status:has-text('权重合计 90')", timeout=60_000)


def test_tasks_become_a_table_with_findings_and_downloads(
    page: Page, outside: list[str], tmp_path: Path
) -> None:
    """Paste, watch, read, take home; nothing asks any other host and no word acts as markup."""
    draft(page)
    table = page.locator("#table").inner_text()
    assert "任务1：“10场次”" in table and "待确认" in table
    assert "数字来源" in page.locator("#findings").inner_text()
    for button, suffix in (("#download-json", ".json"), ("#download-xlsx", ".xlsx")):
        with page.expect_download() as caught:
            page.click(button)
        saved = tmp_path / f"form{suffix}"
        caught.value.save_as(saved)
        assert caught.value.suggested_filename.endswith(suffix)
    data = json.loads((tmp_path / "form.json").read_text(encoding="utf-8"))
    assert sum(float(row["weight"]) for row in data["target"]["indicators"]) == 90
    assert zipfile.is_zipfile(tmp_path / "form.xlsx")
    assert page.title() == "预算绩效目标助手"
    assert page.locator("#chat img[src='x'], #table img[src='x']").count() == 0
    assert outside == []
    if DRAW:
        page.screenshot(path=PICTURES / "workbench.png")


def test_uploaded_form_is_judged_beside_its_rows(page: Page, outside: list[str]) -> None:
    """A dropped form shows its rows and its cards; a card opens to its message and basis."""
    page.set_input_files("#box input[type=file]", SAMPLE)
    page.wait_for_selector("#box .thumbnail-item")
    page.press("#box textarea", "Enter")
    page.wait_for_selector("#findings >> text=以刻度作目标", timeout=60_000)
    card = page.locator("#findings details", has_text="以刻度作目标")
    card.locator("summary").click()
    assert "依据" in card.inner_text() and "好坏" in card.inner_text()
    assert "参训教师满意度" in page.locator("#table").inner_text()
    assert outside == []
    if DRAW:
        page.screenshot(path=PICTURES / "review.png")


def test_language_switch_changes_words_not_the_table(page: Page) -> None:
    """English labels and findings over the same rows."""
    draft(page)
    page.click("#language >> text=English")
    page.wait_for_selector("#status:has-text('weights 90')")
    assert "Start over" in page.locator("#restart").inner_text()
    assert "教师培训场次" in page.locator("#table").inner_text()
    page.click("#language >> text=中文")
    page.wait_for_selector("#status:has-text('权重合计 90')")


def test_bad_upload_is_one_sentence_in_the_chat(page: Page, tmp_path: Path) -> None:
    """A file that holds nothing leaves the page working."""
    empty = tmp_path / "空.txt"
    empty.write_text("", encoding="utf-8")
    page.set_input_files("#box input[type=file]", empty)
    page.wait_for_selector("#box .thumbnail-item")
    page.press("#box textarea", "Enter")
    page.wait_for_selector("#chat .bot", timeout=60_000)
    assert "空" in page.locator("#chat .bot").last.inner_text()
    draft(page)
