"""The pure heart of a batch: the bytes of a form and the way of reviewing give a record.

No file, clock, network, model or ledger is touched here, so that the same function runs in this
process, in a pool, and on the machines of a cluster, and running it twice does no harm.
"""

import hashlib
import json
import pickle
import traceback
import zlib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from assistant import __version__
from assistant.app.batch.answers import Answer, KeptAnswers, Question
from assistant.app.batch.sources import Form
from assistant.app.local_rules import AUTO
from assistant.app.reviews import ReviewOptions, review_table
from assistant.exceptions import AssistantError
from assistant.export.json import review_json
from assistant.export.report import Report, ReviewedFile, TableReport, UnreadFile
from assistant.intake import read_bytes
from assistant.messages import Language, Message
from assistant.profiles import load_profile, profile_names
from assistant.validators.review import RULES_VERSION
from assistant.validators.wording import wording_version

_BROKEN = Message(
    zh="程序处理它时出错（{error}），这是程序的缺陷，不是文件的问题；--resume 时会重试，请反馈。",
    en="the program failed on it ({error}): a bug of ours, not of the file; --resume tries again.",
)
CRASHED = Message(
    zh="处理它的进程两次意外终止，已跳过；这是程序的缺陷，--resume 时会重试，请反馈。",
    en="the process that worked on it died twice, so it was left out; --resume tries again.",
)
_LEVEL = 6


class State(StrEnum):
    """What has become of a form."""

    DONE = "done"
    """Reviewed in full."""
    WAITING = "waiting"
    """The rules have been run; a model has not answered yet."""
    UNREAD = "unread"
    """It cannot be read; trying again will not help."""
    BROKEN = "broken"
    """The program failed on it; the next run tries again."""

    @property
    def is_final(self) -> bool:
        """Whether the next run leaves it alone."""
        return self in (State.DONE, State.UNREAD)


class How(NamedTuple):
    """How all forms of a batch are reviewed.

    Attributes:
        profile: local rule settings by name or path, or ``auto``.
        select: rules to run; all if empty.
        ignore: rules to leave out.
        suggest: offer changes that the rules have been run on.
        model: identity of the model that adds remarks; None for rules alone.
        language: language of the results.
    """

    profile: str = AUTO
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    suggest: bool = False
    model: str | None = None
    language: Language = Language.CHINESE

    def options(self, *, suggest: bool, client: KeptAnswers | None = None) -> ReviewOptions:
        """The same for the review of one table."""
        return ReviewOptions(
            profile=self.profile,
            select=self.select,
            ignore=self.ignore,
            suggest=suggest,
            language=self.language,
            client=client,
        )


class Counts(NamedTuple):
    """Findings that stand in all tables of a form, by severity."""

    error: int = 0
    warning: int = 0
    info: int = 0


class Record(NamedTuple):
    """What a batch keeps of one form.

    Attributes:
        name: its name in the results.
        key: digest of everything that determines the record.
        state: what has become of it.
        review: the compressed JSON that `assistant review --format json` prints of this form.
        reason: why it was not read or not finished.
        counts: findings that stand.
        questions: what a model is still to be asked.
        tables: the tables as the rules left them, where questions are open, for the second time
            that the form is worked on; made and read by processes of ours only, and never kept.
        trace: where the program failed, for the log; never kept.
    """

    name: str
    key: str
    state: State
    review: bytes
    reason: str = ""
    counts: Counts = Counts()
    questions: tuple[Question, ...] = ()
    tables: bytes = b""
    trace: str = ""


def review_form(
    form: Form,
    how: How,
    kept: Mapping[str, Answer] | None = None,
    before: Record | None = None,
) -> Record:
    """The record of one form; it never raises for what a form holds.

    A form that a model is to be asked about is worked on twice. The first time gives its questions
    and what the rules said; the second, with the answers, gives a record to keep: done, or waiting
    where answers are still missing.

    Args:
        form: the form.
        how: how to review.
        kept: answers of a model by question.
        before: what the first time gave; then the bytes of ``form`` are not looked at again.
    """
    key = form_key(form, how) if before is None else before.key
    try:
        if form.problem:
            return _unread(form, key, State.UNREAD, form.problem)
        if before is not None and before.tables:
            return _with_answers(form, key, pickle.loads(before.tables), how, kept or {})
        tables = _by_rules(form, how)
        if how.model is None:
            return _record(form, key, tables)
        return _with_questions(form, key, tables, how)
    except AssistantError as error:
        return _unread(form, key, State.UNREAD, error.text(how.language))
    except Exception as error:  # one form that trips us must not take thousands of others with it
        reason = _BROKEN.text(how.language, error=type(error).__name__)
        broken = _unread(form, key, State.BROKEN, reason)
        return broken._replace(trace="".join(traceback.format_exception(error)))


def crashed(form: Form, how: How) -> Record:
    """The record of a form that took the process with it."""
    return _unread(form, form_key(form, how), State.BROKEN, CRASHED.text(how.language))


def form_key(form: Form, how: How) -> str:
    """Digest of everything that determines the record of ``form``."""
    content = form.problem.encode() if form.problem else form.data
    parts = [form.name, hashlib.sha256(content).hexdigest(), _identity(how)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def review_text(record: bytes) -> str:
    """The JSON kept in a record."""
    return zlib.decompress(record).decode("utf-8")


@lru_cache(maxsize=8)
def _identity(how: How) -> str:
    """Digest of the program, the rules and the way of reviewing."""
    names = profile_names() if how.profile == AUTO else (how.profile,)
    profiles = [load_profile(name).model_dump(mode="json") for name in names]
    parts = [__version__, RULES_VERSION, wording_version(), how, profiles]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _by_rules(form: Form, how: How) -> tuple[TableReport, ...]:
    document = read_bytes(form.data, name=PurePosixPath(form.name).name)
    # Suggestions take a hundred times as long as the rules: with a model, once it has answered.
    options = how.options(suggest=how.suggest and how.model is None)
    return tuple(review_table(target, options) for target in document.targets)


def _with_questions(form: Form, key: str, tables: tuple[TableReport, ...], how: How) -> Record:
    """What a model is to be asked about the form, and what the rules said of it."""
    answers = KeptAnswers(how.model or "", {})
    for table in tables:
        _remarked(table, how, answers)
    packed = pickle.dumps(tables)
    return Record(form.name, key, State.WAITING, b"", questions=answers.missing, tables=packed)


def _with_answers(
    form: Form,
    key: str,
    tables: tuple[TableReport, ...],
    how: How,
    kept: Mapping[str, Answer],
) -> Record:
    """The record with what a model said; by the rules alone where it has not said everything."""
    answers = KeptAnswers(how.model or "", kept)
    remarked = tuple(_remarked(table, how, answers) for table in tables)
    if answers.missing:
        return _record(form, key, tables, State.WAITING)
    if how.suggest:
        options = how.options(suggest=True, client=answers)
        remarked = tuple(review_table(table.review.target, options) for table in tables)
    return _record(form, key, remarked)._replace(reason=answers.problem or "")


def _remarked(table: TableReport, how: How, answers: KeptAnswers) -> TableReport:
    """The table with a model's remarks; where they are missing, its questions are gathered."""
    from assistant.app.local_rules import choose_profile
    from assistant.review.desk import Desk
    from assistant.review.model_rows import model_rows
    from assistant.review.semantic import review_meaning

    if how.suggest:
        profile = choose_profile(how.profile, table.review.target).profile
        model_rows(table.review, Desk(table.review.target, profile, how.language), answers)
    review = review_meaning(table.review, answers, language=how.language).review
    return table._replace(review=review)


def _record(
    form: Form, key: str, tables: tuple[TableReport, ...], state: State = State.DONE
) -> Record:
    report = Report((ReviewedFile(form.name, tables),))
    summaries = [table.review.summary for table in tables]
    counts = Counts(
        sum(one.error for one in summaries),
        sum(one.warning for one in summaries),
        sum(one.info for one in summaries),
    )
    return Record(form.name, key, state, _packed(report), counts=counts)


def _unread(form: Form, key: str, state: State, reason: str) -> Record:
    ours = state is State.BROKEN
    report = Report((), (UnreadFile(form.name, reason, ours=ours),))
    return Record(form.name, key, state, _packed(report), reason)


def _packed(report: Report) -> bytes:
    return zlib.compress(review_json(report).encode("utf-8"), _LEVEL)
