"""The desk in a real browser: a form's whole way, the keyboard alone, and accessibility."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.app.exports import export_document
from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.intake import read_file
from assistant.store import DecisionKind, FormStatus, Store, User
from tests.app.desk.conftest import EVIL, file_form, filed_table
from tests.ui.desk.serving import serve
from tests.ui.serving import DRAW, draw

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SAMPLE = Path(__file__).parents[3] / "evals/documents/kaijiang-2023.md"
PATIENCE = 90_000
"""Milliseconds: a busy machine is slow, not wrong."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    # Gradio's own use of pandas, in threads of this process.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, store: Store, reviewer: User) -> Iterator[Page]:
    """The desk as the reviewer sees it; nothing outside is asked, nothing breaks in the page."""
    with serve(store, reviewer) as address:
        opened = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        opened.set_default_timeout(PATIENCE)
        outside: list[str] = []
        broken: list[str] = []
        local = (address, address.replace("http", "ws"), "data:", "blob:")
        opened.on("request", lambda r: None if r.url.startswith(local) else outside.append(r.url))
        opened.on("pageerror", lambda error: broken.append(str(error)))
        opened.goto(address)
        settled(opened, "queue")
        yield opened
        opened.close()
        assert outside == [] and broken == []


def settled(page: Page, screen: str) -> None:
    page.wait_for_selector(f"#desk .dk[data-screen={screen}][data-busy=no]")


def card(page: Page, row: str) -> str:
    return f"#desk .dc[data-card='{row}']"


def written(target: PerformanceTarget) -> bytes:
    content = export_document(TargetDocument(targets=(target,)), "xlsx")
    assert isinstance(content, bytes)
    return content


def in_chinese(*names_and_bytes: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, data in names_and_bytes:
            package.writestr(name, data)
    return held.getvalue()


def upload(page: Page, name: str, data: bytes) -> None:
    kind = "application/zip" if name.endswith(".zip") else "application/octet-stream"
    file = {"name": name, "mimeType": kind, "buffer": data}
    page.set_input_files("#desk-files input[type=file]", file)  # type: ignore[arg-type]
    page.wait_for_selector("#desk-intake .line:has-text('收件完成')")


def test_the_whole_way_of_a_form(page: Page, store: Store, reviewer: User, tmp_path: Path) -> None:
    """Upload, open, accept, waive, return with slip, file again, compare, pass, export, reopen."""
    sent = in_chinese(("某县教研室.xlsx", written(filed_table())), ("坏.xlsx", b"PK nothing"))
    upload(page, "全县.zip", sent)
    results = page.locator("#desk-intake tbody tr")
    expect(results).to_have_count(2)
    assert "坏.xlsx" in results.first.inner_text() and results.first.inner_text().count("\t") >= 1
    page.reload()
    expect(results).to_have_count(2)
    assert "坏.xlsx" in results.first.inner_text()
    page.click("#desk .link:has-text('某县教研室')")
    settled(page, "form")
    assert "参训教师满意度" in page.locator(".dk-rows").inner_text()

    accept_and_waive(page)
    take_slip_and_return(page)
    [form] = store.forms.queue(by=reviewer, status=FormStatus.RETURNED).forms
    kept = store.forms.revision(form.id, by=reviewer).target
    taken = [one for one in store.reviews.decisions(form.id, by=reviewer) if one.edits]
    again = apply_edits(kept, taken[0].edits)
    again = apply_edits(again, (Edit(op=EditOp.SET, indicator="I1", field="value", value="8"),))
    upload(page, "重报.xlsx", written(again))
    page.click("#desk-intake .link")
    settled(page, "form")
    page.click("[data-value=compare]")
    pane = page.locator("[data-pane=compare]")
    expect(pane).to_contain_text("未要求而改动的内容（1）")
    expect(pane).to_contain_text("目标降低")
    assert page.locator(f"{card(page, 'I2')}.done").count() == 1
    answer_what_is_left(page)
    page.click("[data-do=pass]")
    page.wait_for_selector("#desk .dk-said:has-text('已通过')")
    assert store.forms.get(form.id, by=reviewer).status is FormStatus.PASSED
    kinds = {one.kind for one in store.reviews.decisions(form.id, by=reviewer)}
    assert kinds >= {DecisionKind.ACCEPTED, DecisionKind.WAIVED, DecisionKind.REJECTED}

    page.click("[data-do=status][data-value='']")
    page.wait_for_selector("[data-do=status][data-value=''][aria-pressed=true]")
    with page.expect_download() as caught:
        page.click("a:has-text('导出全部')")
    reopened = first_form(Path(caught.value.path()), tmp_path)
    assert reopened.indicators[3].value == "90" and reopened.indicators[0].value == "8"


def accept_and_waive(page: Page) -> None:
    """Row 4 by a click on its mark, row 2 with a reason; passing is refused meanwhile."""
    page.click(".dk-rows tr[data-indicator=I4] .mark.error")
    expect(page.locator(card(page, "I4"))).to_have_attribute("aria-current", "")
    page.click(f"{card(page, 'I4')} [data-do=accept]")
    page.wait_for_selector(f"{card(page, 'I4')}.done .verdict:has-text('已采纳 · 审核员')")
    page.click(f"{card(page, 'I2')} [data-show=waive]")
    page.click(f"{card(page, 'I2')} [data-form=waive] [type=submit]")
    page.wait_for_selector("#desk .dk-said.bad:has-text('写明理由')")
    page.click(f"{card(page, 'I2')} [data-show=waive]")
    page.fill(f"{card(page, 'I2')} [data-form=waive] textarea", "平台只能选好坏，已核实")
    page.click(f"{card(page, 'I2')} [data-form=waive] [type=submit]")
    page.wait_for_selector(f"{card(page, 'I2')}.done")
    page.click("[data-do=pass]")
    page.wait_for_selector("#desk .dk-said.bad:has-text('还不能通过')")


def take_slip_and_return(page: Page) -> None:
    page.click("[data-value=after]")
    page.wait_for_selector("[data-pane=after] ins:has-text('90')")
    page.click(".menu summary")
    with page.expect_download() as caught:
        page.click(".menu a[href$='slip.docx']")
    assert caught.value.suggested_filename.endswith(".docx")
    assert zipfile.is_zipfile(caught.value.path())
    page.click("[data-show=return-form]")
    page.fill("#return-form textarea", "请按建议修改第3、4行")
    page.click("#return-form [type=submit]")
    page.wait_for_selector("#desk .dk-said:has-text('已退回')")


def answer_what_is_left(page: Page) -> None:
    """Reject every card with an error that is still open, each with a reason."""
    left = page.locator("#desk .dc.error:not(.done)")
    while left.count():
        row = left.first.get_attribute("data-card") or ""
        page.click(f"{card(page, row)} [data-show=reject]")
        page.fill(f"{card(page, row)} [data-form=reject] textarea", "已核实，情况属实")
        page.click(f"{card(page, row)} [data-form=reject] [type=submit]")
        page.wait_for_selector(f"{card(page, row)}.done")


def first_form(archive: Path, folder: Path) -> PerformanceTarget:
    with zipfile.ZipFile(archive) as package:
        names = package.namelist()
        assert "汇总.xlsx" in names and any(name.startswith("意见书/") for name in names)
        form = next(name for name in names if name.startswith("申报表/"))
        path = folder / "form.xlsx"
        path.write_bytes(package.read(form))
    return read_file(path).targets[0]


def test_forms_are_answered_by_keyboard_alone(
    page: Page, store: Store, clerk: User, reviewer: User
) -> None:
    """From the queue to the last card without a pointer; what is typed is never a command."""
    form = file_form(store, clerk)
    page.click("[data-do=status][data-value='']")
    page.wait_for_selector(f"[data-form='{form.id}']")
    page.keyboard.press("j")
    expect(page.locator("#desk .dk-queue .link").first).to_be_focused()
    page.keyboard.press("Enter")
    settled(page, "form")
    first = page.locator("#desk .dc").first
    expect(first).to_be_focused()
    rows = [one.get_attribute("data-card") for one in page.locator("#desk .dc").all()[:3]]
    page.keyboard.press("j")
    expect(page.locator(card(page, str(rows[1])))).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator(".dk-help")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator(".dk-help")).to_be_hidden()

    page.keyboard.press("2")
    page.keyboard.press("a")
    page.wait_for_selector(f"{card(page, str(rows[0]))}.done")
    expect(page.locator(card(page, str(rows[1])))).to_be_focused()
    second = store.reviews.decisions(form.id, by=reviewer)[0]
    assert second.finding.candidates and second.suggestion == second.finding.candidates[0]

    page.keyboard.press("w")
    box = page.locator(f"{card(page, str(rows[1]))} [data-form=waive] textarea")
    expect(box).to_be_focused()
    page.keyboard.type("jarwue? 12 已核实")
    assert box.input_value() == "jarwue? 12 已核实"
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    kinds = {one.kind for one in store.reviews.decisions(form.id, by=reviewer)}
    assert kinds == {DecisionKind.ACCEPTED}
    page.keyboard.press("w")
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.type === 'submit'"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{card(page, str(rows[1]))}.done .verdict:has-text('已核实')")
    page.keyboard.press("k")
    page.keyboard.press("u")
    page.wait_for_selector(f"{card(page, str(rows[1]))}:not(.done)")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.tagName") in ("INPUT", "TEXTAREA")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+r")
    assert page.locator("#desk .fill:visible").count() == 0


def test_a_real_form_stands_whole_beside_its_cards(
    page: Page, store: Store, reviewer: User
) -> None:
    """Every row and every card of the sample; the row of the card in hand is in view."""
    form = file_form(store, reviewer, read_file(SAMPLE).targets[0])
    page.click("[data-do=status][data-value='']")
    page.click(f"[data-form='{form.id}']")
    settled(page, "form")
    expect(page.locator(".dk-rows tbody tr")).to_have_count(16)
    grave = page.locator("#desk .dk-right > .dc")
    assert grave.count() >= 15
    for _ in range(grave.count() - 1):
        page.keyboard.press("j")
    expect(grave.last).to_be_focused()
    expect(grave.last).to_be_in_viewport()
    page.click(f"{card(page, 'I9')} .where")
    expect(page.locator("#row-I9")).to_be_in_viewport()
    page.keyboard.press("a")
    page.wait_for_selector(f"{card(page, 'I9')}.done")
    if DRAW:
        draw(page, "desk.png")


def test_planted_markup_is_text_in_the_browser(page: Page, store: Store, reviewer: User) -> None:
    """An image that would run a script in a unit's name, a cell and a file name stays letters."""
    table = filed_table(f"局{EVIL}")
    first = table.indicators[1].model_copy(update={"name": f"合格率{EVIL}"})
    table = table.model_copy(update={"indicators": (table.indicators[0], first)})
    upload(page, f"{EVIL[:4]}.xlsx", written(table))
    page.wait_for_selector("#desk .link:has-text('<img src=x')")
    page.click("#desk .link:has-text('<img src=x')")
    settled(page, "form")
    assert "<img src=x" in page.locator(".dk-rows").inner_text()
    page.click("[data-do=queue]")
    settled(page, "queue")
    page.click("[data-do=county]")
    settled(page, "county")
    assert page.locator("#desk img, #desk-intake img").count() == 0
    assert page.title() == "审核"


@pytest.mark.parametrize("dark", [False, True])
def test_no_serious_barrier_on_any_screen(
    page: Page, store: Store, clerk: User, dark: bool
) -> None:
    """axe-core finds nothing serious on the queue, one form and the county, light and dark."""
    for unit in ("甲局", "乙局", "丙局"):
        form = file_form(store, clerk, filed_table(unit))
    if dark:
        page.evaluate("document.body.classList.add('dark')")
    page.click("[data-do=status][data-value='']")
    page.wait_for_selector(f"[data-form='{form.id}']")
    found = serious(page, "queue")
    page.click("[data-do=county]")
    settled(page, "county")
    found += serious(page, "county")
    page.click(f"[data-form='{form.id}'], .dk-heat .link")
    settled(page, "form")
    page.keyboard.press("?")
    page.keyboard.press("r")
    found += serious(page, "form")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_selector("#desk .dc.done")
    page.click("[data-value=after]")
    page.wait_for_selector("[data-pane=after] ins")
    found += serious(page, "afterwards")
    assert found == []


def serious(page: Page, screen: str) -> list[str]:
    """What axe-core calls serious or worse in the desk's own components."""
    answer = Axe().run(page, context="#desk")
    assert "color-contrast" in {one["id"] for one in answer["passes"]}, "nothing was looked at"
    return [
        f"{screen}: {one['id']} {node['target']} {node.get('failureSummary', '')}"
        for one in answer["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
