"""A whole batch: find the forms, review each once, keep everything, write the results."""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import filelock

from assistant.app.batch.answers import Answer, Question
from assistant.app.batch.calls import Limits, ModelCalls
from assistant.app.batch.ledger import Ledger, Totals
from assistant.app.batch.pool import ReviewPool
from assistant.app.batch.results import FORMATS, ResultFormat, check_formats, write_results
from assistant.app.batch.review import How, Record, State, form_key
from assistant.app.batch.sources import Form, Found, find_files, load_forms
from assistant.app.batch.turns import InTurn
from assistant.app.reviews import check_options
from assistant.domain.draft import Usage
from assistant.exceptions import InputError
from assistant.messages import Message
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient

_LOG = logging.getLogger(__name__)
_SLOTS, _SLOTS_INSIDE = 8, 2
_NO_LIMITS = Limits()
LEDGER, RUN_FILE, LOCK = "ledger.sqlite", "run.json", ".lock"

_BUSY = Message(
    zh="另一个批量审核正在写“{out}”。请等它结束，或换一个结果文件夹。",
    en="Another batch is writing to '{out}'. Wait for it, or choose another folder.",
)
_BEGUN = Message(
    zh="“{out}”里已有一次批量审核（{count} 份）。加 --resume 接着做，或换一个结果文件夹。",
    en="'{out}' holds a batch already ({count} forms). Go on with --resume, or choose another "
    "folder.",
)
_NO_OUT = Message(
    zh="结果文件夹“{out}”不能用（{reason}）。请检查权限和磁盘空间，或换一个位置。",
    en="The folder of results '{out}' cannot be used ({reason}). Check permissions and space.",
)
_NOTHING_READ = Message(
    zh="{count} 个文件没有一个能读；原因见结果里的“说明”一列，如“{name}”：{reason}",
    en="None of the {count} files could be read; the results say why, such as '{name}': {reason}",
)


class BatchOptions(NamedTuple):
    """What to do.

    Attributes:
        inputs: folders, archives, files and patterns.
        out: folder of the ledger and the results.
        how: how every form is reviewed; its model's identity is filled in by the run.
        semantic: whether a model is asked.
        workers: processes that read and run the rules; 0 for one a core.
        resume: go on with what the folder holds.
        limits: how much a model is asked.
        formats: the results to write.
        cluster: ``local`` or the address of a Ray cluster; None for this machine's processes.
    """

    inputs: tuple[Path, ...]
    out: Path
    how: How = How()
    semantic: bool = False
    workers: int = 0
    resume: bool = False
    limits: Limits = Limits()
    formats: tuple[ResultFormat, ...] = FORMATS
    cluster: str | None = None


@dataclass
class Progress:
    """How far a batch is; changed in place while it runs.

    Attributes:
        total: forms found so far (an archive is counted by its members once it is opened).
        skipped: forms that an earlier run had finished.
        states: forms of this run by what became of them.
        usage: what the model's calls cost.
        started: when this run began, by the monotonic clock.
        ended: when its last form was done, or None.
    """

    total: int = 0
    skipped: int = 0
    states: dict[State, int] = field(default_factory=lambda: dict.fromkeys(State, 0))
    usage: Usage = field(default_factory=Usage)
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def worked_on(self) -> int:
        """Forms of this run."""
        return sum(self.states.values())

    @property
    def seconds(self) -> float:
        """Time that the forms have taken so far."""
        return max((self.ended or time.monotonic()) - self.started, 1e-9)

    @property
    def rate(self) -> float:
        """Forms of this run a second."""
        return self.worked_on / self.seconds

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at this rate, once there is one."""
        left = self.total - self.skipped - self.worked_on
        return left / self.rate if self.worked_on else None


class BatchResult(NamedTuple):
    """What a run came to.

    Attributes:
        progress: this run.
        totals: everything that the ledger holds of it.
        interrupted: the user stopped it.
        model_problem: why the model was not asked about every form, or None.
    """

    progress: Progress
    totals: Totals
    interrupted: bool
    model_problem: str | None

    @property
    def waiting(self) -> int:
        """Forms that a later run finishes."""
        states = self.totals.states
        return states.get(State.WAITING, 0) + max(
            0, self.progress.total - self.progress.skipped - self.progress.worked_on
        )


OnProgress = Callable[[Progress], None]


def run_batch(
    options: BatchOptions, settings: Settings, on_progress: OnProgress = lambda _: None
) -> BatchResult:
    """Review every form and write the results.

    Args:
        options: what to do.
        settings: which model, and where the ledger is kept.
        on_progress: told after every form.

    Raises:
        InputError: no form is found, the folder of results is in use or cannot be written, or not
            one file could be read.
        ConfigurationError: the profile, the model or an extra is missing or wrong.
    """
    check_options(options.how.options(suggest=False))
    check_formats(options.formats)
    if options.cluster is not None:
        from assistant.app.batch.cluster import check_installed

        check_installed()
    files = find_files(options.inputs, besides=options.out)
    with open_run(options, settings) as ledger:
        if options.semantic:
            result = _with_model(files, options, settings, ledger, on_progress)
        else:
            result = _Run(files, options, ledger, on_progress).go()
        write_results(ledger, options.out, options.formats, options.how.language)
        _refuse_if_nothing_was_read(result, ledger)
    return result


@contextmanager
def open_run(options: BatchOptions, settings: Settings) -> Iterator[Ledger]:
    """The ledger of the run in the folder of results, which is this process's until the end.

    Raises:
        InputError: another run has the folder, it holds an earlier run and ``resume`` is not set,
            or it cannot be written.
    """
    out = options.out
    try:
        out.mkdir(parents=True, exist_ok=True)
        run = _run_name(out)
        lock = filelock.FileLock(out / LOCK, timeout=0)
        lock.acquire()
    except filelock.Timeout:
        raise InputError(_BUSY, out=out) from None
    except OSError as error:
        raise InputError(_NO_OUT, out=out, reason=error.strerror or "I/O") from None
    try:
        with ledger_of(out, run, settings) as ledger:
            begun = sum(ledger.totals().states.values())
            if begun and not options.resume:
                raise InputError(_BEGUN, out=out, count=begun)
            yield ledger
    finally:
        lock.release()


def ledger_of(out: Path, run: str, settings: Settings) -> Ledger:
    """The ledger in the database that the settings name, if that is PostgreSQL, else in a file.

    Raises:
        InputError: it cannot be had.
    """
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    if url.startswith("postgresql"):
        return Ledger(url.replace("postgresql://", "postgresql+psycopg://", 1), run)
    return Ledger.in_file(out / LEDGER, run)


def _run_name(out: Path) -> str:
    """The name of the run in ``out``, given when the folder is first used."""
    path = out / RUN_FILE
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["run"])
    except (OSError, ValueError, KeyError, TypeError):
        name = secrets.token_hex(8)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        partial.write_text(json.dumps({"run": name}), encoding="utf-8")
        os.replace(partial, path)
        return name


def collect_questions(
    options: BatchOptions, ledger: Ledger, on_progress: OnProgress
) -> BatchResult:
    """Run the rules, and keep in the ledger what a model is to be asked, asking nothing.

    Raises:
        InputError: no form is found.
    """
    check_options(options.how.options(suggest=False))
    files = find_files(options.inputs, besides=options.out)
    return _Run(files, options, ledger, on_progress).go()


def _with_model(
    files: tuple[Found, ...],
    options: BatchOptions,
    settings: Settings,
    ledger: Ledger,
    on_progress: OnProgress,
) -> BatchResult:
    from assistant.app.batch.identity import model_identity
    from assistant.llm.providers import EMBEDDED

    options = options._replace(how=options.how._replace(model=model_identity(settings)))
    # The model inside answers one question at a time; a second one waits at its door.
    suited = _SLOTS_INSIDE if settings.provider == EMBEDDED else _SLOTS
    limits = options.limits._replace(concurrency=options.limits.concurrency or suited)
    with ExitStack() as stack:

        def opened() -> "ModelClient":
            return stack.enter_context(_open(settings))

        return _Run(files, options, ledger, on_progress).go(opened, limits)


def _open(settings: Settings) -> "ModelClient":
    """A client with all that it needs at hand; this takes a second or more."""
    from assistant.llm import open_client
    from assistant.llm.asking import make_ready
    from assistant.llm.usage import Budget

    # The ledger names the model that answered: no other one takes over in the middle.
    unbounded = Budget(tokens=sys.maxsize, reask_tokens=sys.maxsize)
    client = open_client(settings, budget=unbounded, fall_back=False)
    make_ready(client.mode)
    return client


def _refuse_if_nothing_was_read(result: BatchResult, ledger: Ledger) -> None:
    states = result.totals.states
    if result.interrupted or set(states) - {State.UNREAD}:
        return
    first = next(ledger.records(), None)
    if first is not None:
        raise InputError(
            _NOTHING_READ, count=states[State.UNREAD], name=first.name, reason=first.reason
        )


class _Run:
    """One run under way."""

    def __init__(
        self,
        files: tuple[Found, ...],
        options: BatchOptions,
        ledger: Ledger,
        on_progress: OnProgress,
    ) -> None:
        self._files, self._options, self._how = files, options, options.how
        self._ledger, self._turns = ledger, InTurn(ledger)
        self._on_progress = on_progress
        self._progress = Progress(total=len(files))
        self._stopping = False
        self._opening: asyncio.Task[None] | None = None
        self._calls: ModelCalls | None = None

    def go(
        self, opening: "Callable[[], ModelClient] | None" = None, limits: Limits = _NO_LIMITS
    ) -> BatchResult:
        """Do it.

        Args:
            opening: opens the model that is asked, in a thread; None where none is asked.
            limits: how much it is asked.
        """
        # The processes load the rules while this one loads the way to the model.
        workers = self._options.workers or os.cpu_count() or 1
        self._pool = ReviewPool(workers, self._how)
        self._pool.start()
        # So many forms are in memory at most, whatever the number of files.
        self._room = asyncio.Semaphore(3 * workers + (2 * limits.concurrency if opening else 0))
        return asyncio.run(self._go(opening, limits))

    async def _go(self, opening: "Callable[[], ModelClient] | None", limits: Limits) -> BatchResult:
        try:
            with self._signals():
                await self._work(opening, limits)
        except BaseExceptionGroup as group:
            raise _first(group) from None
        finally:
            self._close()
        self._progress.ended = time.monotonic()
        calls = self._calls
        problem = (calls.ended or calls.failure) if calls else None
        return BatchResult(self._progress, self._ledger.totals(), self._stopping, problem)

    async def _work(self, opening: "Callable[[], ModelClient] | None", limits: Limits) -> None:
        left = self._files
        async with asyncio.TaskGroup() as group:
            if opening is not None:
                self._opening = group.create_task(self._ready_to_ask(opening, limits))
            if self._options.cluster is not None:
                left = await self._on_cluster(self._options.cluster, group)
            async for form in self._forms(left):
                await self._room.acquire()
                if self._stopping:
                    break
                self._begin(group, self._settle(form))

    async def _ready_to_ask(self, opening: "Callable[[], ModelClient]", limits: Limits) -> None:
        """Open the model while the first forms are read."""
        client = await asyncio.to_thread(opening)
        language = self._how.language
        self._calls = ModelCalls(client, self._ledger, self._turns, limits, language)
        if self._stopping:
            self._calls.stop()

    def _begin(self, group: asyncio.TaskGroup, work: Coroutine[Any, Any, None]) -> None:
        """See to one form while others are seen to; it has taken its room before."""
        task = group.create_task(work)
        task.add_done_callback(lambda _: self._room.release())

    async def _on_cluster(self, address: str, group: asyncio.TaskGroup) -> tuple[Found, ...]:
        """Have a cluster read the files and run the rules; gives the files that it did not do."""
        from assistant.app.batch.cluster import Task, holds_several, review_on_cluster

        left = {found.name: found for found in self._files}
        tasks = []
        for found in self._files:
            under = f"{found.name}/" if holds_several(found) else found.name
            tasks.append(Task(found, await self._turns.do(self._ledger.keys_under, under)))
        blocks = review_on_cluster(address, tasks, self._how, workers=self._options.workers)
        with contextlib.closing(blocks):
            while not self._stopping:
                done = await asyncio.to_thread(next, blocks, None)
                if done is None:
                    break
                del left[done.name]
                self._progress.total += len(done.records) + done.skipped - 1
                self._progress.skipped += done.skipped
                for record in done.records:
                    await self._room.acquire()
                    self._begin(group, self._complete(Form(record.name, b""), record))
        return tuple(left.values())

    async def _forms(self, files: tuple[Found, ...]) -> AsyncIterator[Form]:
        """The forms one by one; files are opened when there is room for them."""
        for found in files:
            if self._stopping:
                return
            self._progress.total -= 1
            for form in load_forms(found, self._how.language):
                self._progress.total += 1
                yield form

    async def _settle(self, form: Form) -> None:
        """See one form through to its place in the ledger."""
        known = await self._turns.do(self._ledger.key_of, form.name)
        if known is not None and known == form_key(form, self._how):
            self._progress.skipped += 1
            self._on_progress(self._progress)
            return
        await self._complete(form, await self._pool.review(form))

    async def _complete(self, form: Form, record: Record) -> None:
        """Have a model answer what the record asks, and keep it."""
        if self._opening is not None:
            # Nothing is kept of a run whose model cannot be opened: it has not begun.
            await asyncio.shield(self._opening)
        if record.questions:
            record = await self._answered(form, record)
        if record.trace:
            _LOG.error("review of one form failed: %s", record.trace)
        await self._turns.do(self._ledger.keep, [record])
        self._progress.states[record.state] += 1
        self._on_progress(self._progress)

    async def _answered(self, form: Form, before: Record) -> Record:
        """The record with a model's answers, or by the rules alone where they cannot be had."""
        if self._calls is not None:
            answers = await self._calls.answers(before.questions)
            self._progress.usage = self._calls.usage
        else:
            answers = await self._kept(before.questions)
        record = await self._pool.review(form, answers, before)
        if record.state is State.WAITING and self._calls is not None:
            return record._replace(reason=self._calls.ended or self._calls.failure or "")
        return record

    async def _kept(self, questions: tuple[Question, ...]) -> dict[str, Answer]:
        """The answers that came from elsewhere; what is still open is kept for others to ask."""
        keys = [question.key for question in questions]
        answers = await self._turns.do(self._ledger.answers, keys)
        left = [question for question in questions if question.key not in answers]
        await self._turns.do(self._ledger.ask, left)
        return answers

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Ctrl-C ends the run cleanly; pressed again, it does not wait for the model either."""
        loop = asyncio.get_running_loop()
        with ExitStack() as stack:
            # Not the main thread, or a system without signals: then there is nobody to press it.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                for number in (signal.SIGINT, signal.SIGTERM):
                    loop.add_signal_handler(number, self._stop)
                    stack.callback(loop.remove_signal_handler, number)
            yield

    def _stop(self) -> None:
        if self._calls is not None:
            if self._stopping:
                self._calls.drop()
            self._calls.stop()
        self._stopping = True

    def _close(self) -> None:
        self._pool.close()
        if self._calls is not None:
            self._calls.close()
        self._turns.close()


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group, however deep."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
