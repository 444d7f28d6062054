"""One page for all stories of the browser, with a user for each, and one browser a module."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from assistant.domain.target import Unit
from assistant.settings import Settings
from assistant.store import Role, open_store
from tests.ui.serving import CHROMIUM, FLAGS, Served, password, served

USERS = ("起草甲", "起草乙", "上传丙", "停止丁", "看图戊", "程序己")
STORY_CLERK, STORY_REVIEWER = "教研室经办", "评审中心"


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page that people sign in to, one user for each story."""
    home = tmp_path_factory.mktemp("home")
    with open_store(Settings(home=home)) as store:
        for name in USERS:
            unit = Unit(name=f"{name}单位")
            store.users.add(name, password(name), by="test", unit=unit)
        unit = Unit(name="开江县中小学教学研究室")
        store.users.add(STORY_CLERK, password(STORY_CLERK), by="test", unit=unit)
        for name in ("审核员", STORY_REVIEWER):
            store.users.add(name, password(name), by="test", role=Role.REVIEWER)
    with served(home) as one:
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
