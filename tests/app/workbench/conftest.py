"""A workbench over a store of its own, and the one user of this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app.workbench import Page, Said, Workbench
from assistant.settings import Settings
from assistant.store import Store, User, open_store


class Bench:
    """A workbench as one user meets it: everything is said and then looked at."""

    def __init__(self, workbench: Workbench, user: User, store: Store) -> None:
        self.workbench, self.user, self.store = workbench, user, store

    def say(self, text: str, path: Path | None = None, unit: str = "", year: str = "") -> Page:
        self.workbench.say(self.user, Said(text, path, unit, year))
        return self.done()

    def done(self) -> Page:
        """The page once nothing is under way."""
        work = self.workbench.work(self.user)
        assert work is None or work.wait(60)
        return self.page

    @property
    def page(self) -> Page:
        return self.workbench.page(self.user)

    @property
    def answer(self) -> str:
        """The newest words of the workbench."""
        return self.page.chat[-1].text


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(provider="none", home=tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings) as store:
        yield store


@pytest.fixture
def bench(settings: Settings, store: Store) -> Iterator[Bench]:
    workbench = Workbench(store, settings)
    yield Bench(workbench, store.users.local(), store)
    workbench.close()
