"""The page in a real browser: what a clerk sees, types, presses and takes home."""

import http.cookiejar
import http.cookies
import json
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.settings import Settings
from assistant.store import open_store
from assistant.ui.signing import COOKIE, Signatures
from tests.ui.serving import (
    CHROMIUM,
    DRAW,
    SAMPLE,
    Desk,
    Served,
    draw,
    last_said,
    open_desk,
    password,
    say,
    served,
    troubles,
)

EVIL = "<img src=x onerror=\"document.title='hacked'\">活动3场"
TASKS = (
    "开展教师培训10场次，培训教师300人次，10月底前完成\n"
    "组织优质课评选活动2次，评选优质课40节\n"
    "每季度开展一次意识形态分析研判\n" + ("赴乡镇学校开展教研指导30次" if DRAW else EVIL)
)

expect.set_options(timeout=60_000)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


def drafted(desk: Desk) -> Page:
    """Paste the tasks and wait for the finished table."""
    page = desk.page
    page.fill("#unit textarea, #unit input", "某县教研室")
    page.fill("#year textarea, #year input", "2026")
    say(page, TASKS)
    page.wait_for_selector("#board .wb-sums")
    return page


def cell(page: Page, row: int, field: str) -> str:
    return f".wb-table tbody tr:nth-child({row}) .wb-{field}"


def test_from_tasks_to_submission(site: Served, browser: Browser, tmp_path: Path) -> None:
    """Draft, edit, refine, fix, take back, confirm, take home, submit; no other host is asked."""
    desk = open_desk(browser, site.address, "起草甲")
    page = drafted(desk)
    rows = page.locator(".wb-table tbody tr")
    count = rows.count()
    assert count >= 8 and page.locator("tr.to-confirm").count() > 0
    assert "90 / 90" in page.locator("#board").inner_text()
    assert page.title() == "预算绩效目标助手" and page.locator("img[src='x']").count() == 0
    if DRAW:
        draw(page, "workbench.png")

    # A cell edited in place stays through the next change by conversation.
    page.fill(cell(page, 1, "value"), "12")
    page.press(cell(page, 1, "value"), "Enter")
    expect(page.locator("#chat")).to_contain_text("10 → 12")
    say(page, "把第2条改成320人次")
    expect(page.locator(cell(page, 2, "value"))).to_have_value("320")
    expect(page.locator(cell(page, 1, "value"))).to_have_value("12")
    page.click("[data-act=undo]")
    expect(page.locator(cell(page, 2, "value"))).to_have_value("300")
    page.click("[data-act=redo]")
    expect(page.locator(cell(page, 2, "value"))).to_have_value("320")

    # The passport and the letters say where a value comes from and what a row lacks.
    page.hover(".wb-table tbody tr:nth-child(3) .wb-passport")
    expect(page.locator("#wb-tip")).to_contain_text("任务原文")
    page.focus(".wb-table tr.to-confirm .wb-smart")
    expect(page.locator("#wb-tip")).to_contain_text("A 可实现：见 P01")

    # Refused with the list, then confirmed one by one and all at once.
    page.click("[data-act=submit]")
    expect(page.locator("#chat .bot").last).to_contain_text("待确认")
    assert "还不能提交" in last_said(page)
    waiting = page.locator("tr.to-confirm").count()
    page.locator("tr.to-confirm [data-act=confirm]").first.click()
    expect(page.locator("tr.to-confirm")).to_have_count(waiting - 1)
    page.click("[data-act=confirm_all]")
    expect(page.locator("tr.to-confirm")).to_have_count(0)

    for name, fits in (("json", is_json), ("xlsx", zipfile.is_zipfile), ("docx", is_zip)):
        with page.expect_download() as caught:
            page.click(f"#export-{name}")
        saved = tmp_path / f"form.{name}"
        caught.value.save_as(saved)
        assert caught.value.suggested_filename == f"起草甲单位 2026年.{name}" or fits(saved)
        assert fits(saved)

    # A reload shows the same page; then it goes to the reviewers and is closed to changes.
    said = page.locator("#chat .message").count()
    page.reload()
    expect(page.locator(cell(page, 1, "value"))).to_have_value("12")
    expect(page.locator("#chat .message")).to_have_count(said)
    page.click("[data-act=submit]")
    expect(page.locator("#board .wb-status")).to_have_text("已提交")
    expect(page.locator("[data-act=withdraw]")).to_be_visible()
    assert desk.outside == []


def is_zip(path: Path) -> bool:
    return zipfile.is_zipfile(path)


def is_json(path: Path) -> bool:
    data = json.loads(path.read_text(encoding="utf-8"))
    return sum(float(row["weight"]) for row in data["target"]["indicators"]) == 90


def test_an_uploaded_pdf_is_judged_row_by_row(
    site: Served, browser: Browser, tmp_path: Path
) -> None:
    """The sample as PDF: findings on its rows, a chip opens the rule, a suggestion is taken."""
    pdf = sample_pdf(tmp_path)
    desk = open_desk(browser, site.address, "上传丙")
    page = desk.page
    page.set_input_files("#box input[type=file]", pdf)
    page.wait_for_selector("#box .thumbnail-item")
    page.press("#box textarea", "Enter")
    page.wait_for_selector("#board .wb-sums")
    assert page.locator(".wb-table tbody tr").count() == 16
    chip = page.locator("a.wb-chip", has_text="M01").first
    with page.context.expect_page() as opened:
        chip.click()
    expect(opened.value.locator("h1")).to_contain_text("以刻度作目标")
    opened.value.close()
    if DRAW:
        page.mouse.move(0, 0)
        page.evaluate("scrollTo(0, 0)")
        draw(page, "review.png")
    page.click("[data-act=suggest]")
    before = page.locator(".wb-before").inner_text()
    page.locator(".wb-offers [data-act=accept]").first.click()
    expect(page.locator("#chat")).to_contain_text("已采纳")
    expect(page.locator(".wb-before")).not_to_have_text(before)
    page.click(".wb-offers [data-act=close]")
    expect(page.locator(".wb-offers")).to_have_count(0)
    page.click("#language >> text=English")
    expect(page.locator("#board")).to_contain_text("errors")
    page.click("#language >> text=中文")
    expect(page.locator("#board")).to_contain_text("错误")
    assert desk.outside == []


def sample_pdf(folder: Path) -> Path:
    """The sample printed by an office program."""
    from assistant.app.documents import parse_document
    from assistant.app.exports import export_document

    docx = folder / "绩效目标表.docx"
    content = export_document(parse_document(SAMPLE), "docx")
    docx.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(docx)]
    profile = f"-env:UserInstallation=file://{folder}/office"
    subprocess.run([*command[:1], profile, *command[1:]], check=True, capture_output=True)
    return docx.with_suffix(".pdf")


def test_two_users_at_once_see_nothing_of_each_other(site: Served, browser: Browser) -> None:
    """Each drafts in a browser of their own; a unit's clerk sees no reviewers' desk."""
    one = open_desk(browser, site.address, "起草乙")
    other = open_desk(browser, site.address, "审核员")
    say(one.page, "开展教师培训10场次")
    say(other.page, "新建公路12公里")
    for desk in (one, other):
        desk.page.wait_for_selector("#board .wb-sums")
    assert "公路" not in one.page.content() and "教师培训" not in other.page.content()
    expect(one.page.get_by_role("tab", name="审核")).to_have_count(0)
    expect(other.page.get_by_role("tab", name="审核")).to_be_visible()
    assert one.outside == [] and other.outside == []


def test_nobody_gets_in_or_takes_anything_without_signing_in(site: Served) -> None:
    """No cookie, a forged cookie, a wrong password: a sign-in page and nothing else."""
    assert status(site, "/health") == (200, "/health")
    assert status(site, "/metrics") == (200, "/metrics")
    assert status(site, "/") == (200, "/login")
    assert status(site, "/export/json") == (200, "/login")
    assert status(site, "/config")[0] == 401
    assert status(site, "/gradio_api/info")[0] == 401
    with open_store(Settings(home=site.home)) as store:
        forged = Signatures(site.home.parent / "elsewhere").sign("起草甲", store)
        own = Signatures(site.home).sign("看图戊", store)
    assert status(site, "/", cookie=forged) == (200, "/login")
    assert status(site, "/", cookie=own) == (200, "/")
    assert status(site, "/export/json", cookie=own)[0] == 404
    assert status(site, "/static/page.css")[0] == 404
    assert status(site, "/rules/M01") == (200, "/rules/M01")
    assert status(site, "/rules/ZZ99")[0] == 404
    assert status(site, "/health", host="evil.example")[0] == 400
    wrong = urllib.parse.urlencode({"username": "起草甲", "password": "错的口令"}).encode()
    assert status(site, "/login", data=wrong)[0] == 401


def test_a_sign_in_is_for_this_page_alone_and_ends_with_the_password(site: Served) -> None:
    """No script reads the cookie, no other site's page sends it."""
    with open_store(Settings(home=site.home)) as store:
        store.users.add("临时辛", password("临时辛"), by="test")
        form = {"username": "临时辛", "password": password("临时辛")}
        request = urllib.request.Request(
            f"{site.address}/login", urllib.parse.urlencode(form).encode()
        )
        with urllib.request.urlopen(request) as answer:
            kept = http.cookies.SimpleCookie(answer.headers["set-cookie"])[COOKIE]
        assert kept["httponly"] and kept["samesite"] == "lax" and kept["max-age"] == "43200"
        assert status(site, "/", cookie=kept.value) == (200, "/")
        store.users.set_password("临时辛", "另一个口令-2026", by="test")
        assert status(site, "/", cookie=kept.value) == (200, "/login")
        assert status(site, "/config", cookie=kept.value)[0] == 401
        fresh = Signatures(site.home).sign("临时辛", store)
        assert status(site, "/", cookie=fresh) == (200, "/")
        store.users.set_disabled("临时辛", True, by="test")
        assert status(site, "/", cookie=fresh) == (200, "/login")


def status(
    site: Served, path: str, *, cookie: str | None = None, host: str = "", data: bytes | None = None
) -> tuple[int, str]:
    """Status of the answer, and where redirects ended."""
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    headers |= {"Host": host} if host else {}
    try:
        with opener.open(urllib.request.Request(site.address + path, data, headers)) as answer:
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            return answer.status, urllib.parse.urlsplit(answer.url).path
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_use_it(site: Served, browser: Browser, width: int, dark: bool) -> None:
    """axe-core finds nothing serious at a desk's width and a phone's, light and dark."""
    desk = open_desk(browser, site.address, "看图戊", width=width, dark=dark)
    page = desk.page
    if page.locator(".wb-table tbody tr").count() == 0:
        drafted(desk)
    page.wait_for_selector(".wb-table tbody tr")
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
    found = troubles(page)
    page.get_by_role("tab", name="设置").click()
    page.wait_for_selector("#save-settings")
    found += troubles(page)
    assert found == []


def test_stop_edit_and_reload_in_the_middle_of_a_draft(browser: Browser, tmp_path: Path) -> None:
    """While a model is silent, rows are there, can be typed into, outlive a reload and a stop."""
    script = tmp_path / "script.yaml"
    script.write_text("answers: [{rows: [], delay: 600, times: 0}]\n", encoding="utf-8")
    with served(tmp_path, ASSISTANT_PROVIDER="fake", ASSISTANT_MODEL=str(script)) as site:
        desk = open_desk(browser, site.address)
        page = desk.page
        say(page, TASKS)
        expect(page.locator("#board .wb-doing")).to_contain_text(re.compile(r"第 \d/4 项任务"))
        page.wait_for_selector(cell(page, 1, "value"))
        page.fill(cell(page, 1, "value"), "15")
        page.press(cell(page, 1, "value"), "Enter")
        page.fill("#box textarea", "正在打字，不受影响")
        page.reload()
        expect(page.locator(cell(page, 1, "value"))).to_have_value("15")
        expect(page.locator("#board .wb-doing")).to_contain_text("项任务")
        page.click("[data-act=stop]")
        page.wait_for_selector("#board .wb-sums")
        assert "已停止" in last_said(page)
        values = page.locator(".wb-table .wb-value").evaluate_all("all => all.map(e => e.value)")
        assert "15" in values
        assert desk.outside == []
