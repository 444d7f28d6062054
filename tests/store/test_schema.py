"""The tables: made by migrations alone, the same as the code says, never taken for another's."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from assistant.exceptions import ConfigurationError, StoreDamagedError, StoreUnavailableError
from assistant.settings import Settings
from assistant.store import open_store, schema
from assistant.store.database import database_url
from assistant.store.tables import Table


def engine_of(settings: Settings) -> Engine:
    url = settings.database_url
    return create_engine(database_url(url.get_secret_value() if url else None, settings.home))


def test_migrations_make_what_the_code_says(settings: Settings) -> None:
    open_store(settings).close()
    engine = engine_of(settings)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_one_that_the_code_is_written_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.NEWEST


def test_opening_again_loads_no_migration_tool(settings: Settings) -> None:
    open_store(settings).close()
    url = settings.database_url
    where = {"ASSISTANT_HOME": str(settings.home)}
    if url is not None:
        where["ASSISTANT_DATABASE_URL"] = url.get_secret_value()
    program = (
        "import sys, assistant.settings, assistant.store\n"
        "assistant.store.open_store(assistant.settings.Settings()).close()\n"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | where, capture_output=True, text=True
    )
    assert done.stdout == "False\n", done.stderr


def test_a_database_of_the_first_version_is_brought_up_with_what_it_holds(
    settings: Settings,
) -> None:
    settings.home.mkdir()
    engine = engine_of(settings)
    with engine.begin() as connection:
        schema.upgrade(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO users (name, role, disabled, failures, created) "
                "VALUES ('张三', 'unit', false, 0, '2026-01-02 03:04:05')"
            )
        )
    with open_store(settings) as store:
        assert [one.name for one in store.users.all()] == ["张三"]
    with engine.connect() as connection:
        assert schema.version(connection) == schema.NEWEST
    engine.dispose()


def test_a_database_of_a_newer_program_is_left_alone(settings: Settings) -> None:
    open_store(settings).close()
    engine = engine_of(settings)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="9999.*比本程序.*新"):
        open_store(settings)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    engine.dispose()


def test_another_programs_database_is_left_alone(settings: Settings) -> None:
    settings.home.mkdir()
    engine = engine_of(settings)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE users (id INTEGER)"))
    engine.dispose()
    with pytest.raises(ConfigurationError, match="别的程序的表（users）"):
        open_store(settings)


def test_the_file_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    open_store(Settings(home=tmp_path / "home")).close()
    for path in (tmp_path / "home", tmp_path / "home" / "forms.db"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "forms.db").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(StoreDamagedError, match="assistant restore"):
        open_store(Settings(home=tmp_path))


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="ASSISTANT_HOME"):
        open_store(Settings(home=tmp_path / "home"))


@pytest.mark.parametrize(
    "address",
    [
        "hunter2",
        "mysql://u:hunter2@h/d",
        "postgresql://u:hunter2@h:x/d",
        "postgresql://u:hunter2@h",
    ],
)
def test_an_address_that_cannot_be_is_refused_without_its_password(
    tmp_path: Path, address: str
) -> None:
    settings = Settings(home=tmp_path, database_url=address)
    with pytest.raises(ConfigurationError, match="ASSISTANT_DATABASE_URL") as refused:
        open_store(settings)
    assert "hunter2" not in refused.value.text() + repr(settings)


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url="postgresql://u:hunter2@127.0.0.1:1/d")
    with pytest.raises(StoreUnavailableError, match="127.0.0.1:1/d") as refused:
        open_store(settings, patience=0.2)
    assert "hunter2" not in refused.value.text()
