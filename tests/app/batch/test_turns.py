"""Writes that wait share a transaction: told when it is durable, and none loses by another."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.app.batch.answers import Answer
from assistant.app.batch.ledger import Ledger
from assistant.app.batch.turns import InTurn
from assistant.exceptions import InputError

CALLS = 300


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.in_file(path, "run") as opened:
        yield opened


def kept(path: Path) -> set[str]:
    """The answers that another reader sees."""
    with sqlite3.connect(path) as other:
        return {key for (key,) in other.execute("SELECT key FROM batch_answers")}


def commits(ledger: Ledger) -> list[object]:
    """Grows by one with every transaction that is made durable."""
    seen: list[object] = []
    sa.event.listen(ledger._engine, "commit", seen.append)
    return seen


def test_what_waits_together_is_written_together_and_told_when_it_is_durable(
    ledger: Ledger, path: Path
) -> None:
    seen = commits(ledger)
    turns = InTurn(ledger)
    early = []

    async def one(number: int) -> None:
        key = f"key{number}"
        await turns.do(ledger.answer, key, Answer([{"n": number}]))
        if number % 20 == 0 and key not in kept(path):
            early.append(key)

    async def all_of_them() -> dict[str, Answer]:
        await asyncio.gather(*map(one, range(CALLS)))
        return await turns.do(ledger.answers, [f"key{number}" for number in range(CALLS)])

    answers = asyncio.run(all_of_them())
    turns.close()
    assert answers == {f"key{n}": Answer([{"n": n}]) for n in range(CALLS)}
    assert not early, "told before another reader could see it"
    assert len(seen) < CALLS / 10


def test_one_that_fails_takes_no_other_with_it(ledger: Ledger, path: Path) -> None:
    turns = InTurn(ledger)

    def broken() -> None:
        ledger.answer("half", Answer([]))
        with ledger._engine.connect() as connection:
            connection.execute(sa.text("SELECT * FROM no_such_table"))

    def bad_statement() -> None:
        ledger._in_transaction(lambda each: each.execute(sa.text("SELECT * FROM no_such_table")))

    async def work() -> list[object]:
        good = [turns.do(ledger.answer, f"key{number}", Answer([])) for number in range(10)]
        bad = [turns.do(broken), turns.do(bad_statement)]
        return await asyncio.gather(*good[:5], *bad, *good[5:], return_exceptions=True)

    told = asyncio.run(work())
    turns.close()
    assert [isinstance(each, Exception) for each in told] == [False] * 5 + [True] * 2 + [False] * 5
    assert isinstance(told[6], InputError), "said as it is said to one who calls alone"
    assert {f"key{number}" for number in range(10)} <= kept(path)


def test_a_transaction_that_cannot_be_made_durable_is_told_to_nobody_as_done(
    ledger: Ledger, path: Path
) -> None:
    """The database refuses the commit of a group: each is done, and told, by itself."""
    turns = InTurn(ledger)
    refusals = iter([False, True])  # the first call goes by itself, those behind it together

    def refuse(_: object) -> None:
        if next(refusals, False):
            raise sa.exc.OperationalError("COMMIT", {}, sqlite3.OperationalError("disk full"))

    async def work() -> None:
        sa.event.listen(ledger._engine, "commit", refuse)
        await asyncio.gather(*(turns.do(ledger.answer, f"key{n}", Answer([])) for n in range(8)))

    asyncio.run(work())
    turns.close()
    assert next(refusals, None) is None, "the commit of the group was refused"
    assert kept(path) == {f"key{number}" for number in range(8)}


def test_one_who_gave_up_waiting_does_not_stop_the_others(ledger: Ledger, path: Path) -> None:
    turns = InTurn(ledger)

    async def work() -> None:
        tasks = [
            asyncio.create_task(turns.do(ledger.answer, f"key{number}", Answer([])))
            for number in range(6)
        ]
        await asyncio.sleep(0)
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(work())
    turns.close()
    assert {f"key{number}" for number in (0, 1, 3, 4, 5)} <= kept(path)
