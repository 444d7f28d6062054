"""Stores on both databases: a SQLite file, and PostgreSQL over a real connection.

Where no PostgreSQL answers, its tests are skipped and say so, or fail where
``ASSISTANT_TEST_POSTGRESQL=required``; ``ASSISTANT_TEST_POSTGRESQL_URL`` names another server than
the one of this machine.
"""

import os
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget, TargetKind, Unit
from assistant.settings import Settings
from assistant.store import Role, Store, User, open_store

# Read before any test begins, for the suite takes all settings of the desk away.
SERVER = os.environ.get(
    "ASSISTANT_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
)
REQUIRED = os.environ.get("ASSISTANT_TEST_POSTGRESQL") == "required"


@cache
def _missing() -> str | None:
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return str(error).strip().partition("\n")[0]
    return None


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of an empty schema of this test's own; much faster made than a database."""
    missing = _missing()
    if missing is not None:
        if REQUIRED:
            pytest.fail(f"no PostgreSQL answers: {missing}")
        pytest.skip(f"no PostgreSQL answers: {missing}")
    name = sql.Identifier(f"store_{uuid.uuid4().hex[:16]}")
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        try:
            yield f"{SERVER}?options=-csearch_path%3D{name.as_string().strip(chr(34))}"
        finally:
            # A test that failed may have left a transaction open.
            server.execute("SET lock_timeout = '5s'")
            server.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty database, once of each kind."""
    if request.param == "sqlite":
        return Settings(home=tmp_path / "home")
    return Settings(home=tmp_path / "home", database_url=request.getfixturevalue("postgresql"))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store."""
    with open_store(settings) as opened:
        yield opened


@pytest.fixture
def clerk(store: Store) -> User:
    """A user of unit 205."""
    unit = Unit(code="205", name="某县教研室")
    return store.users.add("张三", "zhang-san-2026", by="test", unit=unit)


@pytest.fixture
def reviewer(store: Store) -> User:
    """A reviewer."""
    return store.users.add("李审", "li-shen-2026", by="test", role=Role.REVIEWER)


def row(number: int, value: str = "10", **fields: object) -> Indicator:
    """One indicator row."""
    return Indicator.model_validate(
        {
            "id": f"I{number}",
            "level1": "产出指标",
            "level2": "数量指标",
            "name": f"培训场次{number}",
            "operator": Operator.AT_LEAST,
            "value": value,
            "unit": "场次",
            "weight": "5",
            **fields,
        }
    )


def table(value: str = "10", rows: int = 3) -> PerformanceTarget:
    """A small form of unit 205."""
    return PerformanceTarget(
        unit=Unit(code="205", name="某县教研室"),
        year=2026,
        kind=TargetKind.WHOLE_UNIT,
        goal="办好培训。",
        indicators=tuple(row(number, value) for number in range(1, rows + 1)),
    )
