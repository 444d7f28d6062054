"""Taking in what units sent as files: every table a form in the queue, every bad file a reason."""

import logging
import os
import time
import zipfile
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from assistant.app.desk.desk import Desk, require_reviewer
from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.exceptions import AssistantError, InputError
from assistant.intake import read_bytes, use_fork_server
from assistant.intake import zip as archives
from assistant.intake.formats import format_of
from assistant.intake.limits import load
from assistant.messages import Language, Message
from assistant.store import Form, FormStatus, User

_LOG = logging.getLogger(__name__)
_NO_TABLE = Message(
    zh="读出了任务，但没有指标表；请放入绩效目标表。",
    en="It holds tasks but no indicator table; drop a target table.",
)
_UNCONFIRMED = Message(
    zh="是未完成的草稿：{count} 行的数值还待确认。请单位确认后再报。",
    en="An unfinished draft: {count} rows still wait to be confirmed by the unit.",
)
_NESTED = Message(
    zh="压缩文件里的压缩文件不会打开，请解压后再放入。",
    en="An archive inside an archive is not opened. Unpack it first.",
)
_BROKEN = Message(
    zh="程序处理它时出错（{error}），这是程序的缺陷，不是文件的问题；详情见日志，请反馈。",
    en="the program failed on it ({error}): a bug of ours, not of the file; the log has details.",
)
_UPLOADED = Message(zh="从“{file}”收入", en="taken in from '{file}'")
_FILED_AGAIN = Message(zh="从“{file}”收入的重报", en="filed again, from '{file}'")
_MOST_READERS = 4


class Outcome(StrEnum):
    """What became of one table of one file."""

    NEW = "new"
    VERSION = "version"
    """The next version of a form that was returned."""
    SAME = "same"
    """The same, word for word, as a form already here."""
    FAILED = "failed"


class TakenIn(NamedTuple):
    """One table, or one file that gave none.

    Attributes:
        file: the file's name as it was sent.
        outcome: what became of it.
        form: the form in the queue, unless it failed.
        reason: why it failed, in the language of the screen.
    """

    file: str
    outcome: Outcome
    form: Form | None = None
    reason: str = ""


class Intake(NamedTuple):
    """How far the taking in has come.

    Attributes:
        done: files dealt with.
        total: files in all.
        seconds: time spent.
        results: what came of them, in the order in which they were sent.
        stopped: the reviewer stopped it.
        finished: nothing more is to come.
    """

    done: int
    total: int
    seconds: float
    results: tuple[TakenIn, ...] = ()
    stopped: bool = False
    finished: bool = False

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time that the rest will take at this rate; None before the first file."""
        return (self.total - self.done) / self.rate if self.rate else None


class _File(NamedTuple):
    name: str
    data: bytes
    reason: str = ""


class _Reading(NamedTuple):
    file: str
    document: TargetDocument | None
    reason: str = ""


def take_in(
    desk: Desk,
    files: Sequence[tuple[str, Path]],
    *,
    by: User,
    language: Language = Language.CHINESE,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Intake]:
    """Read files, archives among them, into the queue; told after each file how far it has come.

    A table of the same unit, year and title as a form of this reviewer that was returned is filed
    as its next version. What was taken in stays, whenever the reader goes away.

    Args:
        desk: the desk.
        files: name and place of each.
        by: the reviewer, who becomes the owner of the forms.
        language: language of reasons.
        stop: asked before each file.

    Raises:
        NotPermittedError: the user is no reviewer.
    """
    require_reviewer(by)
    taking = _Taking(desk, by, language)
    total = sum(_count(path) for _, path in files)
    started = time.monotonic()
    if total > 1:
        use_fork_server()
    done = 0
    results: list[TakenIn] = []
    readings = _read_all(files, language)
    yield Intake(0, total, 0.0)
    for reading in readings:
        results += taking.file(reading)
        done += 1
        seconds = time.monotonic() - started
        # The number of files in an archive is known for sure only once it was read.
        state = Intake(done, max(done, total), seconds, tuple(results))
        if stop():
            readings.close()
            yield state._replace(stopped=True, finished=True)
            return
        yield state
    yield Intake(done, done, time.monotonic() - started, tuple(results), finished=True)


class _Taking:
    """Puts tables into the store."""

    def __init__(self, desk: Desk, by: User, language: Language) -> None:
        self._desk = desk
        self._by = by
        self._language = language
        # Only what was here before: two tables of one title in one batch are two forms.
        self._here: dict[tuple[str, int | None], list[Form]] = {}
        for form in desk.every_form(by=by):
            if form.owner == by.name and form.unit.name:
                self._here.setdefault((form.unit.name, form.year), []).append(form)

    def file(self, reading: _Reading) -> list[TakenIn]:
        """What becomes of the tables of one file."""
        if reading.document is None:
            return [TakenIn(reading.file, Outcome.FAILED, reason=reading.reason)]
        taken = []
        for target in reading.document.targets:
            try:
                taken.append(self._table(reading.file, target))
            except AssistantError as error:
                reason = error.text(self._language)
                taken.append(TakenIn(reading.file, Outcome.FAILED, reason=reason))
        return taken

    def _table(self, file: str, target: PerformanceTarget) -> TakenIn:
        if not target.indicators:
            raise InputError(_NO_TABLE)
        if unconfirmed := sum(row.confirm for row in target.indicators):
            raise InputError(_UNCONFIRMED, count=unconfirmed)
        found = self._known(target)
        if found is not None and found[1] == target:
            return TakenIn(file, Outcome.SAME, found[0])
        forms = self._desk.store.forms
        if found is not None and found[0].status is FormStatus.RETURNED:
            why = _FILED_AGAIN.text(self._language, file=file)
            before = found[0]
            version = forms.save(before.id, before.version, target, by=self._by, why=why).number
            return self._filed(file, Outcome.VERSION, before.id, version)
        why = _UPLOADED.text(self._language, file=file)
        created = forms.create(target, by=self._by, source_name=file, why=why)
        return self._filed(file, Outcome.NEW, created.id, created.version)

    def _known(self, target: PerformanceTarget) -> tuple[Form, PerformanceTarget] | None:
        """The form of this reviewer that the table is another version of, and how it stands.

        Each form is found once, so that two tables of one batch never become one form.
        """
        own = self._here.get((target.unit.name or "", target.year), [])
        for form in own:
            table = self._desk.store.forms.revision(form.id, by=self._by).target
            if (table.kind, table.project) == (target.kind, target.project):
                own.remove(form)
                return form, table
        return None

    def _filed(self, file: str, outcome: Outcome, form_id: str, version: int) -> TakenIn:
        self._desk.store.forms.set_status(form_id, version, FormStatus.SUBMITTED, by=self._by)
        opened = self._desk.open(form_id, by=self._by, language=self._language, suggest=False)
        return TakenIn(file, outcome, self._desk.keep_lights(opened, by=self._by))


def _count(path: Path) -> int:
    """How many files stand at ``path``: about as many as an archive lists, else one."""
    if not zipfile.is_zipfile(path) or not _is_archive(path):
        return 1
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as package:
        return max(sum(not part.is_dir() for part in package.infolist()), 1)
    return 1


def _is_archive(path: Path) -> bool:
    """Whether a file holds files: by its content, for Word and Excel files are archives too."""
    try:
        return format_of(path.name, load(path)).module == "zip"
    except InputError:
        return False


def _files(sent: Sequence[tuple[str, Path]], language: Language) -> Iterator[_File]:
    """Every file that was sent, the members of an archive one by one; a bad one with its reason."""
    for name, path in sent:
        try:
            data = load(path)
            if not _is_archive(path):
                yield _File(name, data)
                continue
            for member in archives.members(data):
                reason = member.refused.text(language) if member.refused else ""
                yield _File(f"{name}/{member.name}", member.data, reason)
        except InputError as error:
            yield _File(name, b"", error.text(language))


def _read_all(
    sent: Sequence[tuple[str, Path]], language: Language
) -> Generator[_Reading, None, None]:
    """Each file read, in order, a few at once; reading is done in child processes."""
    readers = min(os.cpu_count() or 1, _MOST_READERS)
    waiting: deque[Future[_Reading]] = deque()
    with ThreadPoolExecutor(readers, thread_name_prefix="intake") as pool:
        try:
            for file in _files(sent, language):
                waiting.append(pool.submit(_read, file, language))
                # No more in hand than the readers need, so that an archive is not held twice.
                if len(waiting) > readers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read(file: _File, language: Language) -> _Reading:
    if file.reason:
        return _Reading(file.name, None, file.reason)
    try:
        if format_of(file.name, file.data).module == "zip":
            raise InputError(_NESTED)
        return _Reading(file.name, read_bytes(file.data, name=Path(file.name).name))
    except AssistantError as error:
        return _Reading(file.name, None, error.text(language))
    except Exception as error:  # one file that trips us must not take forty others with it
        _LOG.exception("taking in one file failed")
        return _Reading(file.name, None, _BROKEN.text(language, error=type(error).__name__))
