"""What a batch has done: one row a form and one a model's answer, each written in one transaction.

A SQLite file beside the results by default; tables of a PostgreSQL database where the settings name
one. Killed at any moment it holds whole rows only. A database that goes away for a while (a
restart) is waited for; a disk that is full is said in one sentence.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

import sqlalchemy as sa
import tenacity
from sqlalchemy.dialects import postgresql, sqlite

from assistant.app.batch.answers import Answer, Question
from assistant.app.batch.review import Counts, Record, State
from assistant.exceptions import InputError
from assistant.llm.prompts import Prompt
from assistant.messages import Message

_LOG = logging.getLogger(__name__)
Result = TypeVar("Result")

_FULL = Message(
    zh="写不进账本（{reason}）。已完成的都在账本里，没有损坏；请腾出磁盘空间后加 --resume 继续。",
    en="The ledger cannot be written ({reason}). What is done is kept and sound; make room and go "
    "on with --resume.",
)
_GONE = Message(
    zh="等了 {seconds} 秒，数据库仍连不上（{reason}）。已完成的都在库里；恢复后加 --resume 继续。",
    en="The database did not come back within {seconds} s ({reason}). What is done is kept; go on "
    "with --resume.",
)
_PATIENCE = 300.0
_PAGE = 200
_CONNECTION_LOST = ("08", "57P")
"""Classes of SQLSTATE that say: not now, but perhaps later."""

_METADATA = sa.MetaData()
_FORMS = sa.Table(
    "batch_forms",
    _METADATA,
    sa.Column("run", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("errors", sa.Integer, nullable=False),
    sa.Column("warnings", sa.Integer, nullable=False),
    sa.Column("infos", sa.Integer, nullable=False),
    sa.Column("review", sa.LargeBinary, nullable=False),
    sa.Column("finished_at", sa.Text, nullable=False),
)
_QUESTIONS = sa.Table(
    "batch_questions",
    _METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("row_type", sa.Text, nullable=False),
    sa.Column("max_rows", sa.Integer, nullable=False),
)
_ANSWERS = sa.Table(
    "batch_answers",
    _METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("rows", sa.Text, nullable=False),
    sa.Column("problem", sa.Text),
    sa.Column("answered_at", sa.Text, nullable=False),
)

# Written once: to make a statement takes several times as long as to run it.
_FINAL = [state.value for state in State if state.is_final]
_KEY_OF = sa.select(_FORMS.c.key).where(
    _FORMS.c.run == sa.bindparam("run"),
    _FORMS.c.name == sa.bindparam("name"),
    _FORMS.c.state.in_(_FINAL),
)
_ANSWERS_TO = sa.select(_ANSWERS.c.key, _ANSWERS.c.rows, _ANSWERS.c.problem).where(
    _ANSWERS.c.key.in_(sa.bindparam("keys", expanding=True))
)


class Totals(NamedTuple):
    """How many forms of a run are in each state, and what stands in them."""

    states: dict[State, int]
    counts: Counts


class Ledger:
    """The ledger of one run."""

    def __init__(self, url: str | sa.URL, run: str, *, patience: float = _PATIENCE) -> None:
        """Open it, and make its tables where they are not there.

        Args:
            url: the database.
            run: name of the run; rows of other runs are never seen.
            patience: seconds that a lost database is waited for.

        Raises:
            InputError: the database cannot be had or written.
        """
        self._run, self._patience = run, patience
        is_file = sa.make_url(url).get_backend_name() == "sqlite"
        # A file is always there; a server may have restarted since it was last asked.
        self._engine = sa.create_engine(url, pool_pre_ping=not is_file)
        if is_file:
            sa.event.listen(self._engine, "connect", _careful)
        self._upserts = {table.name: _upsert(table, is_file) for table in _METADATA.sorted_tables}
        self._shared = threading.local()
        self._in_transaction(_METADATA.create_all)

    @classmethod
    def in_file(cls, path: Path, run: str) -> Self:
        """The ledger in a SQLite file."""
        return cls(sa.URL.create("sqlite", database=str(path)), run)

    def key_of(self, name: str) -> str | None:
        """The key under which a form was finished, or None where it was not."""
        asked = {"run": self._run, "name": name}
        return self._in_transaction(lambda connection: connection.scalar(_KEY_OF, asked))

    def keys_under(self, prefix: str) -> dict[str, str]:
        """The same for a file that holds several forms: keys by name."""
        query = sa.select(_FORMS.c.name, _FORMS.c.key).where(
            _FORMS.c.run == self._run,
            _FORMS.c.name.startswith(prefix, autoescape=True),
            _FORMS.c.state.in_(_FINAL),
        )
        return self._in_transaction(
            lambda connection: {row.name: row.key for row in connection.execute(query)}
        )

    def keep(self, records: Sequence[Record]) -> None:
        """Write records, in the place of earlier ones of the same names."""
        rows = [self._row(record) for record in records]
        self._in_transaction(lambda connection: self._upsert(connection, _FORMS, rows))

    def ask(self, questions: Sequence[Question]) -> None:
        """Remember questions, so that another process can ask them."""
        rows = [
            {
                "key": question.key,
                "prompt": question.prompt.model_dump_json(),
                "row_type": question.row,
                "max_rows": question.max_rows,
            }
            for question in questions
        ]
        self._in_transaction(lambda connection: self._upsert(connection, _QUESTIONS, rows))

    def open_questions(self) -> Iterator[Question]:
        """The questions remembered that have no answer, in the order of their keys."""
        query = (
            sa.select(_QUESTIONS)
            .where(_QUESTIONS.c.key.not_in(sa.select(_ANSWERS.c.key)))
            .order_by(_QUESTIONS.c.key)
        )
        for row in self._pages(query, _QUESTIONS.c.key):
            prompt = Prompt.model_validate_json(row.prompt)
            yield Question(row.key, prompt, row.row_type, row.max_rows)

    def question(self, key: str) -> Question | None:
        """The question remembered under ``key``."""
        query = sa.select(_QUESTIONS).where(_QUESTIONS.c.key == key)
        row = self._in_transaction(lambda connection: connection.execute(query).first())
        if row is None:
            return None
        prompt = Prompt.model_validate_json(row.prompt)
        return Question(row.key, prompt, row.row_type, row.max_rows)

    def answers(self, keys: Sequence[str]) -> dict[str, Answer]:
        """The answers that are known to these questions."""
        asked = {"keys": list(keys)}
        rows = self._in_transaction(lambda connection: connection.execute(_ANSWERS_TO, asked).all())
        return {row.key: Answer(json.loads(row.rows), row.problem) for row in rows}

    def answer(self, key: str, answer: Answer) -> None:
        """Keep one answer."""
        row = {
            "key": key,
            "rows": json.dumps(answer.rows, ensure_ascii=False),
            "problem": answer.problem,
            "answered_at": _now(),
        }
        self._in_transaction(lambda connection: self._upsert(connection, _ANSWERS, [row]))

    def records(self) -> Iterator[Record]:
        """Every record of the run by name, a page at a time."""
        query = sa.select(_FORMS).where(_FORMS.c.run == self._run).order_by(_FORMS.c.name)
        for row in self._pages(query, _FORMS.c.name):
            counts = Counts(row.errors, row.warnings, row.infos)
            yield Record(row.name, row.key, State(row.state), row.review, row.reason, counts)

    def totals(self) -> Totals:
        """States and findings of the whole run."""
        columns = (_FORMS.c.errors, _FORMS.c.warnings, _FORMS.c.infos)
        query = (
            sa.select(_FORMS.c.state, sa.func.count(), *map(sa.func.sum, columns))
            .where(_FORMS.c.run == self._run)
            .group_by(_FORMS.c.state)
        )
        rows = [tuple(row) for row in self._all(query)]
        states = {State(row[0]): row[1] for row in rows}
        counts = (sum(row[at] for row in rows) for at in (2, 3, 4))
        return Totals(states, Counts(*counts))

    def forget(self) -> None:
        """Drop the forms of this run; answers of models are kept, for they were paid for."""
        query = sa.delete(_FORMS).where(_FORMS.c.run == self._run)
        self._in_transaction(lambda connection: connection.execute(query))

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for all that this thread does in the block: durable, or not, as a whole.

        A failure is raised as the database tells it, and is not waited out.
        """
        with self._engine.begin() as connection:
            self._shared.connection = connection
            try:
                yield
            finally:
                self._shared.connection = None

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """This ledger."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def _row(self, record: Record) -> dict[str, Any]:
        return {
            "run": self._run,
            "name": record.name,
            "key": record.key,
            "state": record.state.value,
            "reason": record.reason.replace("\0", ""),
            "errors": record.counts.error,
            "warnings": record.counts.warning,
            "infos": record.counts.info,
            "review": record.review,
            "finished_at": _now(),
        }

    def _upsert(
        self, connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]
    ) -> None:
        if rows:
            connection.execute(self._upserts[table.name], rows)

    def _pages(self, query: sa.Select[Any], by: sa.Column[str]) -> Iterator[sa.Row[Any]]:
        """Rows of a query ordered by ``by``, without holding a transaction open between pages."""
        last: str | None = None
        while True:
            rows = self._all((query if last is None else query.where(by > last)).limit(_PAGE))
            yield from rows
            if len(rows) < _PAGE:
                return
            last = rows[-1]._mapping[by.name]

    def _all(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        return self._in_transaction(lambda connection: connection.execute(query).all())

    def _in_transaction(self, work: Callable[[sa.Connection], Result]) -> Result:
        """Do ``work`` whole or not at all, waiting for a database that is away.

        Raises:
            InputError: the database stays away, or takes no more.
        """
        shared: sa.Connection | None = getattr(self._shared, "connection", None)
        if shared is not None:
            return work(shared)
        waiting = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_is_away),
            stop=tenacity.stop_after_delay(self._patience),
            wait=tenacity.wait_exponential(0.2, max=5.0),
            before_sleep=lambda state: _LOG.warning("the database is away; waiting for it"),
            reraise=True,
        )
        try:
            for attempt in waiting:
                with attempt:
                    return self._once(work)
        except sa.exc.DBAPIError as error:
            reason = " ".join(str(error.orig).split())[:200]
            if _is_away(error):
                raise InputError(_GONE, seconds=round(self._patience), reason=reason) from None
            raise InputError(_FULL, reason=reason) from None
        raise AssertionError("the last attempt returns or raises")

    def _once(self, work: Callable[[sa.Connection], Result]) -> Result:
        with self._engine.begin() as connection:
            return work(connection)


def _upsert(table: sa.Table, is_file: bool) -> sa.Insert:
    """Rows of a table, in the place of earlier ones of the same keys."""
    statement = (sqlite.insert if is_file else postgresql.insert)(table)
    keys = [column.name for column in table.primary_key]
    new = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


def _is_away(error: BaseException) -> bool:
    """Whether a database server cannot be reached for now; a file is always there."""
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    if type(error.orig).__module__.partition(".")[0] == "sqlite3":
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # no answer at all: refused, reset, timed out
        return isinstance(error, sa.exc.OperationalError)
    return error.connection_invalidated or str(state).startswith(_CONNECTION_LOST)


def _careful(connection: Any, _: object) -> None:
    """Survive a kill at any moment, and wait for another reader."""
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {setting}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
