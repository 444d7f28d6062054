"""One form's whole life in two real browsers: the clerk who drafts it, the reviewer who judges."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import STORY_CLERK, STORY_REVIEWER
from tests.ui.serving import CHROMIUM, SAMPLE, Served, last_said, open_desk, say, troubles

expect.set_options(timeout=60_000)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]
Row = tuple[str, ...]


def test_from_the_sample_to_the_passed_form_and_back_in(
    site: Served, browser: Browser, tmp_path: Path
) -> None:
    """Draft, edit, fix, refine, confirm, submit; accept, return; take, resubmit; compare, pass."""
    clerk = open_desk(browser, site.address, STORY_CLERK)
    reviewer = open_desk(browser, site.address, STORY_REVIEWER)
    broken: list[str] = []
    for page in (clerk.page, reviewer.page):
        page.on("pageerror", lambda error: broken.append(str(error)))

    draft_the_sample(clerk.page)
    edit_fix_and_refine(clerk.page)
    confirm_and_submit(clerk.page)
    accept_and_return(reviewer.page)
    take_what_is_asked_and_resubmit(clerk.page)
    compare_and_pass(reviewer.page)

    page = clerk.page
    come_back_to(page)
    expect(page.locator("#board .wb-status")).to_have_text("已通过")
    expect(page.locator("#slip .wb-slip")).to_have_count(0)
    expect(page.locator("[data-act=submit]")).to_have_count(0)
    rows = rows_of(page)
    for kind in ("xlsx", "docx"):
        saved = exported(page, kind, tmp_path)
        upload(page, saved)
        expect(page.locator("#board .wb-status")).to_have_text("起草中")
        assert rows_of(page) == rows
        assert rows[0][:3] == ("产出指标", "数量指标", "中心组学习次数")
        page.click("#forms summary")
        page.locator("#forms li button", has_text="已通过").click()
        expect(page.locator("#board .wb-status")).to_have_text("已通过")
    assert clerk.outside == [] and reviewer.outside == [] and broken == []


def upload(page: Page, file: Path) -> None:
    page.set_input_files("#box input[type=file]", file)
    page.wait_for_selector("#box .thumbnail-item")
    page.press("#box textarea", "Enter")
    expect(page.locator("#chat .bot").last).to_contain_text(f"已读入《{file.name}》")
    page.wait_for_selector("#board .wb-sums")


def rows_of(page: Page) -> list[Row]:
    """What the cells of the table say, row by row."""
    fields = ("level1", "level2", "name", "operator", "value", "unit", "weight")
    script = """(lines, fields) => lines.map(line =>
        fields.map(field => line.querySelector(`[data-field=${field}]`).value))"""
    rows = page.locator(".wb-table tbody tr").evaluate_all(script, fields)
    return [tuple(row) for row in rows]


def cell(row: int, field: str) -> str:
    return f".wb-table tbody tr:nth-child({row}) .wb-{field}"


def draft_the_sample(page: Page) -> None:
    """Last year's form is read, then its tasks are drafted anew, by a chip and the enter key."""
    upload(page, SAMPLE)
    assert len(rows_of(page)) == 16
    page.click("#chips button:has-text('重新起草')")
    page.press("#box textarea", "Enter")
    expect(page.locator("#chat")).to_contain_text("已起草")
    page.wait_for_selector("tr.to-confirm")
    assert "90 / 90" in page.locator("#board").inner_text()


def edit_fix_and_refine(page: Page) -> None:
    page.fill(cell(1, "name"), "中心组学习次数，")
    page.press(cell(1, "name"), "Enter")
    expect(page.locator("#chat .bot").last).to_contain_text("已修改：第 1 行")
    page.click("[data-act=fix]")
    expect(page.locator(cell(1, "name"))).to_have_value("中心组学习次数")
    say(page, "把第2条改成6次")
    expect(page.locator(cell(2, "value"))).to_have_value("6")
    expect(page.locator(cell(1, "name"))).to_have_value("中心组学习次数")


def confirm_and_submit(page: Page) -> None:
    """Refused with the list while rows wait, taken once they are confirmed."""
    waiting = page.locator("tr.to-confirm").count()
    page.click("[data-act=submit]")
    expect(page.locator("#chat .bot").last).to_contain_text(f"还不能提交，请先处理这 {waiting} 处")
    page.locator("tr.to-confirm [data-act=confirm]").first.click()
    expect(page.locator("tr.to-confirm")).to_have_count(waiting - 1)
    page.click("[data-act=confirm_all]")
    expect(page.locator("tr.to-confirm")).to_have_count(0)
    page.click("[data-act=submit]")
    expect(page.locator("#board .wb-status")).to_have_text("已提交")


def settled(page: Page, screen: str) -> None:
    page.wait_for_selector(f"#desk .dk[data-screen={screen}][data-busy=no]")


def accept_and_return(page: Page) -> None:
    """The form is in the queue; one suggestion is accepted and goes back on the slip."""
    page.get_by_role("tab", name="审核").click()
    page.click("#desk .link:has-text('开江县中小学教学研究室')")
    settled(page, "form")
    card = page.locator("#desk .dc", has=page.locator(".code", has_text="R04")).first
    card.locator("[data-do=accept]").click()
    page.wait_for_selector("#desk .dc.done")
    page.click("[data-show=return-form]")
    page.fill("#return-form textarea", "目标里没有指标的承诺请按建议删去")
    page.click("#return-form [type=submit]")
    page.wait_for_selector("#desk .dk-said:has-text('已退回')")


def come_back_to(page: Page) -> None:
    """The window comes into view again, which is when it is brought up to date."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def take_what_is_asked_and_resubmit(page: Page) -> None:
    """Without a reload the slip is there; the reviewer's change is taken with one click."""
    come_back_to(page)
    slip = page.locator("#slip .wb-slip")
    expect(slip).to_contain_text("目标里没有指标的承诺请按建议删去")
    assert troubles(page) == []
    slip.locator("[data-act=accept]").click()
    expect(slip.locator("ol .wb-status")).to_have_text("已改")
    assert "已采纳" in last_said(page)
    page.click("[data-act=submit]")
    expect(page.locator("#board .wb-status")).to_have_text("已提交")


def compare_and_pass(page: Page) -> None:
    page.click("[data-do=status][data-value='']")
    page.wait_for_selector("[data-do=status][data-value=''][aria-pressed=true]")
    page.click("#desk .link:has-text('开江县中小学教学研究室')")
    settled(page, "form")
    page.click("[data-value=compare]")
    pane = page.locator("[data-pane=compare]")
    expect(pane).to_contain_text("已改的问题（1）")
    expect(pane).to_contain_text("按意见改动的内容（1）")
    assert "未要求而改动 0 处" in pane.inner_text()
    page.click("[data-do=pass]")
    page.wait_for_selector("#desk .dk-said:has-text('已通过')")


def exported(page: Page, kind: str, folder: Path) -> Path:
    with page.expect_download() as caught:
        page.click(f"#export-{kind}")
    saved = folder / f"导出.{kind}"
    caught.value.save_as(saved)
    assert zipfile.is_zipfile(saved)
    return saved
