"""``assistant draft [FILE|-]``: a table of indicators from a unit's tasks."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from assistant.cli.endings import INTERRUPTED
from assistant.cli.language import said, screen_language
from assistant.cli.options import STDIN, Output, ProfileName
from assistant.cli.output import check_output, format_of, write_product
from assistant.cli.reading import read_document
from assistant.cli.talk import Status, say, show, status
from assistant.exceptions import InputError, ProviderError
from assistant.messages import Message

if TYPE_CHECKING:
    from assistant.app.drafts import DraftOptions
    from assistant.domain.target import PerformanceTarget
    from assistant.drafting.events import DraftEvent
    from assistant.export.report import DraftReport
    from assistant.settings import Settings

HELP = said("由年度任务起草绩效指标表", "Draft a table from the year's tasks")
DraftFormat = Literal["text", "json", "markdown", "docx", "xlsx"]

_STARTING = Message(zh="正在准备模型 {provider}…", en="Starting model {provider} …")
_STARTED = Message(zh="开始起草，共 {total} 项任务。", en="Drafting for {total} tasks.")
_TASK = Message(
    zh="第 {place}/{total} 项任务：{task}（已得 {rows} 行，{seconds} 秒）",
    en="Task {place}/{total}: {task} ({rows} rows so far, {seconds} s)",
)
_TASK_DONE = Message(
    zh="第 {place}/{total} 项任务完成，共 {rows} 行，{seconds} 秒。",
    en="Task {place}/{total} done, {rows} rows in all, {seconds} s.",
)
_SWITCHED = Message(
    zh="模型服务 {before} 失败：{reason} 改由 {after} 继续。",
    en="Provider {before} failed: {reason} Going on with {after}.",
)
_CHECKING = Message(
    zh="正在用规则检查并修改（第 {round} 轮，{findings} 处）…",
    en="Checking by the rules and repairing (round {round}, {findings} findings) …",
)
_STOPPED = Message(
    zh="已停止：停止前得到的行都已保留，其余由规则和指标库补齐。",
    en="Stopped: rows so far are kept, rules and library filled in the rest.",
)
_FAILED = Message(
    zh="模型没有全部答复：{reason} 没有答复的部分已由规则和指标库补齐，请重点核对。",
    en="The model did not answer in full: {reason} Rules and library filled in the rest; check it.",
)
_SAVED = Message(zh="已写入 {path}。", en="Written to {path}.")
_NO_TABLE = Message(
    zh="文件中只有 {count} 张表，没有第 {number} 张；请改 --table。",
    en="The file has {count} tables, so there is no table {number}; change --table.",
)
_ONE_OF = Message(
    zh="文件中有 {count} 张表，现起草第 {number} 张；用 --table 选另一张。",
    en="The file has {count} tables; drafting number {number}. Choose another with --table.",
)


def run(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="[FILE|-]",
            help=said("任务文本或上年的表；- 为标准输入", "tasks or a form; - is standard input"),
        ),
    ] = STDIN,
    unit: Annotated[
        str | None, typer.Option(metavar="NAME", help=said("单位名称", "name of the unit"))
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=1990, max=2100, metavar="YEAR", help=said("预算年度", "budget year")),
    ] = None,
    kind: Annotated[
        Literal["整体支出", "项目支出"] | None,
        typer.Option(help=said("整体支出或项目支出", "whole unit or project")),
    ] = None,
    profile: ProfileName = None,
    provider: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=said("用哪个模型；none 为不用模型", "which model; none works without one"),
        ),
    ] = None,
    output_format: Annotated[
        DraftFormat | None,
        typer.Option(
            "--format",
            help=said(
                "输出格式（屏幕默认 text，其余 json）", "default: text on a screen, else json"
            ),
        ),
    ] = None,
    output: Output = None,
    table: Annotated[
        int, typer.Option(min=1, metavar="N", help=said("用文件中的第几张表", "which table"))
    ] = 1,
) -> int:
    """Draft one table."""
    from assistant.app.drafts import DraftOptions, Head, with_head
    from assistant.cli.log import keep_log
    from assistant.domain.target import TargetKind
    from assistant.settings import load_settings

    chosen: DraftFormat = output_format or format_of(
        output, screen="text", pipe="json", known=get_args(DraftFormat)
    )
    check_output(output, [file], chosen)
    keep_log()
    settings = load_settings()
    if provider is not None:
        settings = settings.model_copy(update={"provider": provider})
    head = Head(unit=unit, year=year, kind=TargetKind(kind) if kind else None)
    target = with_head(_pick(file, table), head)
    options = DraftOptions(profile=profile or settings.profile, language=screen_language())
    report, stopped = _draft(target, options, settings)
    _deliver(report, chosen, output)
    if report.draft.usage.calls:
        from assistant.app.model_usage import note_usage

        note_usage(settings, report.draft.usage, "draft")
    return _code(report, stopped=stopped)


def _pick(file: Path, number: int) -> "PerformanceTarget":
    """The table of the file to draft for."""
    targets = read_document(file).targets
    if number > len(targets):
        raise InputError(_NO_TABLE, count=len(targets), number=number)
    if len(targets) > 1:
        say(_ONE_OF, count=len(targets), number=number)
    return targets[number - 1]


def _draft(
    target: "PerformanceTarget", options: "DraftOptions", settings: "Settings"
) -> tuple["DraftReport", bool]:
    """The draft, and whether the user stopped it."""
    from assistant.app.drafts import Drafted, StopButton, draft_target

    stop = StopButton()
    with (
        _interrupt_presses(stop.press),
        status(_STARTING, provider=settings.provider) as line,
    ):
        watcher = _Watcher(line)
        for event in draft_target(target, options, settings, stop=stop):
            if isinstance(event, Drafted):
                return event.report, stop.is_set()
            watcher.see(event)
    raise AssertionError("a draft always ends in a table")


@contextmanager
def _interrupt_presses(press: Callable[[], None]) -> Iterator[None]:
    """Ctrl+C presses the button; a second one ends the program as usual."""

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        press()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Watcher:
    """Says which task of how many, how many rows, how long."""

    def __init__(self, line: Status) -> None:
        self._line = line
        self._began = time.monotonic()
        self._alive = sys.stderr.isatty()
        self._rows = 0
        self._task: dict[str, object] = {}

    def see(self, event: "DraftEvent") -> None:
        from assistant.drafting.events import (
            Repairing,
            RowDrafted,
            Started,
            Switched,
            TaskDone,
            TaskStarted,
        )

        match event:
            case Started() if not self._alive:
                say(_STARTED, total=event.total)
            case TaskStarted():
                task = event.task.name or event.task.text
                self._task = {"place": event.place, "total": event.total, "task": task[:30]}
            case RowDrafted():
                self._rows += 1
            case Switched():
                say(_SWITCHED, before=event.before, after=event.after, reason=event.reason)
            case TaskDone() if not self._alive:
                say(_TASK_DONE, **self._numbers() | {"place": event.place})
                return
            case Repairing():
                self._line.say(_CHECKING, round=event.round, findings=event.findings)
                return
        if self._task:
            self._line.say(_TASK, **self._numbers())

    def _numbers(self) -> dict[str, object]:
        seconds = f"{time.monotonic() - self._began:.0f}"
        return self._task | {"rows": self._rows, "seconds": seconds}


def _deliver(report: "DraftReport", chosen: DraftFormat, output: Path | None) -> None:
    if chosen == "text" and output is None:
        from assistant.export.text import draft_view

        show(draft_view(report, screen_language()))
        return
    from assistant.app.exports import export_draft

    write_product(export_draft(report, chosen, screen_language()), output)
    if output is not None:
        say(_SAVED, path=output)


def _code(report: "DraftReport", *, stopped: bool) -> int:
    """3 if the model failed, 1 if an error stands in the table, 0 otherwise."""
    from assistant.domain.finding import Severity

    if stopped:
        say(_STOPPED)
        return INTERRUPTED
    if report.draft.failure is not None:
        say(_FAILED, reason=report.draft.failure)
        return ProviderError.exit_code
    return int(any(finding.severity is Severity.ERROR for finding in report.draft.findings))
