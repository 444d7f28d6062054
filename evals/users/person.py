"""One person at the page: drafts a list of their own, edits, refines, checks, saves, reloads.

A mark that nobody else has (``Z017Q``) stands in the person's unit, tasks and files. Whatever the
server sends is searched for marks: one of another person is a crossing. Whatever the person put in
must still stand where they put it: after every step, after a reload, in the file they take home.
"""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from evals.users.page import Layout, OpenPage, PageError, layout_of

MARK = re.compile(r"Z\d{3}Q")


def name_of(number: int) -> str:
    """What a person signs in with."""
    return f"user{number:03}"


def mark_of(number: int) -> str:
    """What stands in everything of theirs and in nothing of another's."""
    return f"Z{number:03}Q"


def password_of(number: int) -> str:
    """What they sign in with."""
    return f"{name_of(number)}-口令-2026"


def tasks_of(number: int, turn: int) -> str:
    """What a person is to do in a year: other numbers in each turn."""
    mark = mark_of(number)
    first, second = 100 + number, 1000 + 10 * number + turn % 10
    return (
        f"新建{mark}村卫生室{first}座，10月底前完成\n"
        f"开展{mark}基层医务人员培训{second}人次\n"
        f"每季度开展一次{mark}服务质量检查"
    )


class Seen:
    """What all people together met with; filled while they work.

    Attributes:
        seconds: how long each action took, by its name.
        errors: what the server refused or failed at.
        crossed: marks of others that somebody was shown.
        lost: what somebody had put in and did not find again.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.seconds: dict[str, list[float]] = {}
        self.errors: Counter[str] = Counter()
        self.crossed: list[str] = []
        self.lost: list[str] = []


class Person:
    """One person with a browser of their own.

    Attributes:
        forms: how many forms they have begun.
        last: the rows of the form they finished last, as name and value.
    """

    def __init__(self, number: int, address: str, seen: Seen, think: float) -> None:
        """Know who they are; nothing is opened yet.

        Args:
            number: which of all people.
            address: where the page is served.
            seen: where they note what they met with.
            think: seconds that they take between two actions, in the mean.
        """
        self._number, self._seen, self._think = number, seen, think
        self._mark = mark_of(number)
        self._chance = random.Random(number)
        limits = httpx2.Limits(max_connections=8)
        self._browser = httpx2.AsyncClient(base_url=address, timeout=180.0, limits=limits)
        self._page: OpenPage | None = None
        self.forms = 0
        self.last: list[tuple[str, str]] = []

    async def work(self, until: float) -> None:
        """Sign in, and do one form, and more until the monotonic clock is at ``until``."""
        async with self._browser:
            try:
                layout = await self._sign_in()
                await self._open(layout)
                await self._turn(layout)
                while time.monotonic() < until:
                    await self._turn(layout)
            except (PageError, httpx2.HTTPError, ValueError, KeyError, IndexError) as error:
                self._seen.errors[f"{type(error).__name__}: {error}"[:200]] += 1
            finally:
                if self._page is not None:
                    await self._page.close()

    async def _sign_in(self) -> Layout:
        who = {"username": name_of(self._number), "password": password_of(self._number)}
        async with self._timed("sign in"):
            answer = await self._browser.post("/login", data=who)
        if answer.status_code != 200:
            raise PageError(f"sign in: {answer.status_code}")
        return layout_of((await self._browser.get("/config")).json())

    async def _open(self, layout: Layout) -> None:
        """Open the page anew; a page that was open is closed."""
        if self._page is not None:
            await self._page.close()
        self._page = OpenPage(self._browser, layout, self._hear)
        async with self._timed("open the page"):
            await self._page.open()

    async def _turn(self, layout: Layout) -> None:
        """One form, from its tasks to the reload of the finished page."""
        turn, page = self.forms, self._shown
        if turn:
            async with self._timed("begin anew"):
                await page.act("tools", "act", {"act": "new"})
        self.forms += 1
        async with self._timed("draft"):
            await self._bring_tasks(page, turn)
        first, second = (self._row(value) for value in _numbers(self._number, turn))
        edited, refined = str(2000 + self._chance.randrange(7000)), str(30 + turn % 900)
        async with self._timed("edit"):
            data = {"row": first["id"], "field": "value", "value": edited}
            await page.act("table", "edit", data)
        self._expect("edited value", self._values().get(first["id"]), edited)
        async with self._timed("refine"):
            await self._say(page, f"把第{second['number']}条改成{refined}人次")
        self._expect("refined value", self._values().get(second["id"]), refined)
        self._expect("edited value after refining", self._values().get(first["id"]), edited)
        async with self._timed("undo"):
            await page.act("tools", "act", {"act": "undo"})
        async with self._timed("redo"):
            await page.act("tools", "act", {"act": "redo"})
        self._expect("value after undo and redo", self._values().get(second["id"]), refined)
        async with self._timed("check"):
            await page.act("tools", "act", {"act": "suggest"})
        async with self._timed("confirm and save"):
            await page.act("tools", "act", {"act": "confirm_all"})
        before = self._rows()
        async with self._timed("take home"):
            taken = json.loads(await page.get("/export/json"))
        self._expect("rows in the file", _names(taken["target"]["indicators"]), before)
        await self._open(layout)
        self._expect("rows after a reload", self._rows(), before)
        self.last = before

    async def _bring_tasks(self, page: OpenPage, turn: int) -> None:
        """Paste the tasks, or upload them as a file, and wait for the whole table."""
        text = tasks_of(self._number, turn)
        unit, year = f"{self._mark}示范单位", "2026"
        if turn % 3 == 2:
            file = await page.upload(f"{self._mark}.txt", text.encode())
            await page.act("box", "submit", None, ({"text": "", "files": [file]}, unit, year))
        else:
            await page.act("box", "submit", None, ({"text": text, "files": []}, unit, year))
        if not self._rows():
            self._seen.lost.append(f"{self._mark}: no row was drafted: {self._chat()[-300:]}")
            raise PageError("no table")

    async def _say(self, page: OpenPage, text: str) -> None:
        await page.act("box", "submit", None, ({"text": text, "files": []}, "", ""))

    @property
    def _shown(self) -> OpenPage:
        if self._page is None:
            raise PageError("no page is open")
        return self._page

    def _table(self) -> list[dict[str, Any]]:
        value = self._shown.values.get("table")
        return list(value["rows"]) if isinstance(value, dict) else []

    def _rows(self) -> list[tuple[str, str]]:
        return _names(self._table())

    def _values(self) -> dict[str, str]:
        return {row["id"]: row["value"] for row in self._table()}

    def _row(self, value: str) -> dict[str, Any]:
        """The row that holds a number of the tasks."""
        for row in self._table():
            if row["value"] == value:
                return row
        self._seen.lost.append(f"{self._mark}: {value} of the tasks is in no row: {self._rows()}")
        raise PageError("a number of the tasks is missing")

    def _chat(self) -> str:
        return json.dumps(self._shown.values.get("chat"), ensure_ascii=False)

    def _expect(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            self._seen.lost.append(f"{self._mark}: {what}: {wanted!r} became {found!r}")

    def _hear(self, text: str) -> None:
        for other in set(MARK.findall(text)) - {self._mark}:
            self._seen.crossed.append(f"{self._mark} was shown {other}")

    @asynccontextmanager
    async def _timed(self, action: str) -> AsyncIterator[None]:
        """Time what is done in the block, and rest after it."""
        began = time.perf_counter()
        try:
            yield
        except PageError as error:
            raise PageError(f"{action}: {error}") from None
        self._seen.seconds.setdefault(action, []).append(time.perf_counter() - began)
        await asyncio.sleep(self._chance.expovariate(1 / self._think) if self._think else 0)


def _numbers(number: int, turn: int) -> tuple[str, str]:
    """The two numbers of `tasks_of`."""
    return str(100 + number), str(1000 + 10 * number + turn % 10)


def _names(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["name"] or "", row["value"] or "") for row in rows]
