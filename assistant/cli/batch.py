"""``assistant batch``: thousands of forms, resumable, on this machine or a cluster."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.commands import SpokenCommand, SpokenGroup
from assistant.cli.endings import INTERRUPTED
from assistant.cli.language import said, screen_language
from assistant.cli.options import ProfileName, codes
from assistant.cli.talk import say, talker
from assistant.exceptions import InputError, ProviderError
from assistant.messages import Message

if TYPE_CHECKING:
    from assistant.app.batch.results import ResultFormat
    from assistant.app.batch.run import BatchOptions, BatchResult, Progress
    from assistant.settings import Settings

HELP = said("批量审核成千上万份表格", "Review thousands of forms")
REVIEW_HELP = said("审核文件夹里的全部表格，可中断、可续做", "review a folder; stop and go on")
EXPORT_HELP = said(
    "把要问模型的问题写成 Batch JSONL，交给批量接口", "write a model's questions as Batch JSONL"
)
IMPORT_HELP = said("读入批量接口的答复", "read the answers of a batch service")

_NO_INPUT = Message(
    zh="缺少 DIR：请给出存放表格的文件夹，如 assistant batch review 申报表/ -o 结果/。",
    en="DIR is missing: name the folder of forms, such as assistant batch review forms/ -o out/.",
)
_NO_OUT = Message(
    zh="缺少 -o：请给出存放结果的文件夹，如 -o 结果/。",
    en="-o is missing: name a folder for the results, such as -o out/.",
)
_NO_FORMAT = Message(
    zh="--format 不能是“{given}”；可用：{known}，多个用逗号隔开。",
    en="--format cannot be '{given}'; choose from {known}, separated by commas.",
)
_MODEL_UNUSED = Message(
    zh="{option} 只在加 --semantic（请模型补充意见）时有用；请加上它或去掉 {option}。",
    en="{option} only means something with --semantic, which asks a model; add it or drop "
    "{option}.",
)
_STATUS = Message(
    zh="{done}/{total} 份，每秒 {rate:.1f} 份，还需约 {left}{unread}{waiting}",
    en="{done}/{total} forms, {rate:.1f} a second, about {left} left{unread}{waiting}",
)
_UNREAD = Message(zh="，未能读取 {count}", en=", {count} not read")
_WAITING = Message(zh="，待模型 {count}", en=", {count} wait for the model")
_DONE = Message(
    zh="完成：本次 {worked} 份（{seconds:.1f} 秒，每秒 {rate:.1f} 份），沿用已完成的 {skipped} 份；"
    "合计已审核 {done}，未能读取 {unread}，程序出错 {broken}；错误 {errors}、警告 {warnings}、"
    "提示 {infos}。结果在 {out}。",
    en="Done: {worked} forms in {seconds:.1f} s ({rate:.1f} a second), {skipped} kept from before; "
    "in all {done} reviewed, {unread} not read, {broken} failed; {errors} errors, {warnings} "
    "warnings, {infos} infos. Results are in {out}.",
)
_TOKENS = Message(
    zh="模型：{calls} 次调用，{tokens} 个词元。", en="Model: {calls} calls, {tokens} tokens."
)
_LEFT = Message(
    zh="还有 {waiting} 份没有做完：{reason} 已做完的都已保存；用同样的命令加 --resume 继续。",
    en="{waiting} forms are not finished: {reason} What is done is kept; run the same command with "
    "--resume to go on.",
)
_EXPORTED = Message(
    zh="写出 {count} 个问题，共 {files} 个文件（{names}）。交给批量接口，得到答复后运行 "
    "assistant batch import-answers {out} 答复.jsonl，再用同样的选项运行 "
    "assistant batch review … --semantic --resume。",
    en="Wrote {count} questions in {files} files ({names}). Give them to the batch service; then "
    "run assistant batch import-answers {out} answers.jsonl, and assistant batch review ... "
    "--semantic --resume with the same options.",
)
_IMPORTED = Message(
    zh="读入 {answers} 个答复；{failed} 个接口没有答复，{strange} 行不属于这次批量审核。",
    en="{answers} answers read; {failed} were not answered, {strange} lines belong to no question "
    "here.",
)
_NO_ANSWERS = Message(
    zh="缺少文件：请写成 assistant batch import-answers 结果文件夹 答复.jsonl。",
    en="Files are missing: write assistant batch import-answers OUT answers.jsonl.",
)
_INTERRUPTED = Message(zh="已按要求停止。", en="Stopped as asked.")
_EVERY_SECONDS = 5.0

FailOn = Literal["error", "warning", "info", "never"]
Inputs = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="DIR...",
        help=said("文件夹、zip、文件或“目录/*.docx”", "folders, zips, files or patterns"),
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="OUT", help=said("结果文件夹", "folder of results")),
]
Select = Annotated[
    str | None,
    typer.Option(metavar="CODES", help=said("只用这些规则，如 M01,W", "run only these")),
]
Ignore = Annotated[
    str | None,
    typer.Option(metavar="CODES", help=said("不用这些规则", "leave these out")),
]
Suggest = Annotated[
    bool,
    typer.Option("--suggest", help=said("给出经规则验证的修改建议", "suggest verified changes")),
]
Provider = Annotated[
    str | None,
    typer.Option(metavar="NAME", help=said("模型服务（随 --semantic）", "model provider")),
]
Workers = Annotated[
    int,
    typer.Option(
        min=0, metavar="N", help=said("进程数；0 为每核一个", "processes; 0 is one a core")
    ),
]


Resume = Annotated[
    bool, typer.Option("--resume", help=said("接着上次做", "go on with an earlier run"))
]


def build() -> typer.Typer:
    """The group of commands."""
    app = typer.Typer(
        cls=SpokenGroup,
        help=HELP,
        rich_markup_mode=None,
        options_metavar=said("[选项]", "[OPTIONS]"),
        subcommand_metavar=said("命令 [参数]…", "COMMAND [ARGS]..."),
    )
    commands: dict[str, tuple[Callable[..., int], str]] = {
        "review": (review, REVIEW_HELP),
        "export-requests": (export_requests, EXPORT_HELP),
        "import-answers": (import_answers, IMPORT_HELP),
    }
    for name, (run, text) in commands.items():
        options = said("[选项]", "[OPTIONS]")
        app.command(name=name, cls=SpokenCommand, help=text, options_metavar=options)(run)
    app.callback(invoke_without_command=True)(_help)
    return app


def _help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


def review(
    inputs: Inputs = None,
    output: Out = None,
    profile: ProfileName = None,
    select: Select = None,
    ignore: Ignore = None,
    suggest: Suggest = False,
    semantic: Annotated[
        bool,
        typer.Option(
            "--semantic",
            help=said("另请模型补充意见（不影响结论）", "also ask the model, without a verdict"),
        ),
    ] = False,
    provider: Provider = None,
    workers: Workers = 0,
    resume: Resume = False,
    concurrency: Annotated[
        int | None,
        typer.Option(
            min=1, max=1024, metavar="N", help=said("同时问模型几个问题", "questions at a time")
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(min=0.1, metavar="N", help=said("每分钟最多问几个问题", "questions a minute")),
    ] = None,
    token_budget: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help=said("本次最多用多少词元", "tokens that this run may use")
        ),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMATS",
            help=said("结果格式（默认 json,parquet,xlsx）", "results (json,parquet,xlsx)"),
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help=said(
                "在 Ray 集群上做：local、auto、主机:端口或 ray://主机:端口", "on a Ray cluster"
            ),
        ),
    ] = None,
    fail_on: Annotated[
        FailOn,
        typer.Option(help=said("有这一级别以上的问题时退出码为 1", "exit 1 from this level on")),
    ] = "error",
) -> int:
    """Review every form and write the results."""
    from assistant.app.batch.calls import Limits
    from assistant.app.batch.review import How
    from assistant.app.batch.run import BatchOptions, run_batch
    from assistant.cli.log import keep_log

    settings = _settings(provider)
    given = {
        "--provider": provider,
        "--concurrency": concurrency,
        "--rate": rate,
        "--token-budget": token_budget,
    }
    if not semantic:
        for option, value in given.items():
            if value is not None:
                raise InputError(_MODEL_UNUSED, option=option)
    keep_log()
    options = BatchOptions(
        inputs=_inputs(inputs),
        out=_out(output),
        how=How(
            profile=profile or settings.profile,
            select=codes(select),
            ignore=codes(ignore),
            suggest=suggest,
            language=screen_language(),
        ),
        semantic=semantic,
        workers=workers,
        resume=resume,
        limits=Limits(concurrency or 0, rate, token_budget),
        formats=_chosen_formats(formats),
        cluster=cluster,
    )
    with _shown() as on_progress:
        result = run_batch(options, settings, on_progress)
    return _ended(result, options, fail_on)


def export_requests(
    inputs: Inputs = None,
    output: Out = None,
    profile: ProfileName = None,
    select: Select = None,
    ignore: Ignore = None,
    suggest: Suggest = False,
    provider: Provider = None,
    workers: Workers = 0,
    resume: Resume = False,
) -> int:
    """Write what a model is to be asked, for a service that answers later."""
    from assistant.app.batch.requests import export_requests as export
    from assistant.app.batch.review import How
    from assistant.app.batch.run import BatchOptions
    from assistant.cli.log import keep_log

    keep_log()
    settings = _settings(provider)
    how = How(
        profile=profile or settings.profile,
        select=codes(select),
        ignore=codes(ignore),
        suggest=suggest,
        language=screen_language(),
    )
    options = BatchOptions(
        _inputs(inputs), _out(output), how, semantic=True, workers=workers, resume=resume
    )
    with _shown() as on_progress:
        exported = export(options, settings, on_progress)
    names = "、".join(str(path) for path in exported.files[:3]) or "—"
    say(
        _EXPORTED,
        count=exported.requests,
        files=len(exported.files),
        names=names,
        out=options.out,
    )
    return INTERRUPTED if exported.result.interrupted else 0


def import_answers(
    output: Annotated[
        Path | None, typer.Argument(metavar="OUT", help=said("结果文件夹", "folder of results"))
    ] = None,
    answers: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help=said("批量接口的答复", "answers of the service")),
    ] = None,
) -> int:
    """Keep the answers of a batch service."""
    from assistant.app.batch.requests import import_answers as read
    from assistant.app.batch.review import How
    from assistant.app.batch.run import BatchOptions

    if output is None or not answers:
        raise InputError(_NO_ANSWERS)
    options = BatchOptions((), output, How(language=screen_language()))
    imported = read(options, _settings(None), tuple(answers))
    say(_IMPORTED, **imported._asdict())
    return 0


def _settings(provider: str | None) -> "Settings":
    from assistant.settings import load_settings

    settings = load_settings()
    return settings if provider is None else settings.model_copy(update={"provider": provider})


def _inputs(inputs: list[Path] | None) -> tuple[Path, ...]:
    if not inputs:
        raise InputError(_NO_INPUT)
    return tuple(inputs)


def _out(output: Path | None) -> Path:
    if output is None:
        raise InputError(_NO_OUT)
    return output


def _chosen_formats(text: str | None) -> "tuple[ResultFormat, ...]":
    """The formats named; by default all that this installation can write."""
    from assistant.app.batch.results import FORMATS, installed_formats

    if text is None:
        return installed_formats()
    chosen: list[ResultFormat] = []
    for given in codes(text):
        known = next((one for one in FORMATS if one == given.lower()), None)
        if known is None:
            raise InputError(_NO_FORMAT, given=given, known="、".join(FORMATS))
        chosen.append(known)
    return tuple(chosen)


@contextmanager
def _shown() -> "Iterator[Callable[[Progress], None]]":
    """Progress on stderr: a bar on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=talker(), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(progress: "Progress") -> None:
            done = progress.worked_on + progress.skipped
            bar.update(task, completed=done, total=progress.total, description=_line(progress))

        yield show


class _Lines:
    """A plain line every few seconds."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _EVERY_SECONDS

    def __call__(self, progress: "Progress") -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EVERY_SECONDS
            print(_line(progress), file=sys.stderr)


def _line(progress: "Progress") -> str:
    from assistant.app.batch.review import State

    language = screen_language()
    unread, waiting = progress.states[State.UNREAD], progress.states[State.WAITING]
    return _STATUS.text(
        language,
        done=progress.worked_on + progress.skipped,
        total=progress.total,
        rate=progress.rate,
        left=_clock(progress.seconds_left),
        unread=_UNREAD.text(language, count=unread) if unread else "",
        waiting=_WAITING.text(language, count=waiting) if waiting else "",
    )


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "—"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _ended(result: "BatchResult", options: "BatchOptions", fail_on: FailOn) -> int:
    """Say what was done and what remains, and the exit code that follows."""
    from assistant.app.batch.review import State

    progress, totals = result.progress, result.totals
    say(
        _DONE,
        worked=progress.worked_on,
        seconds=progress.seconds,
        rate=progress.rate,
        skipped=progress.skipped,
        done=totals.states.get(State.DONE, 0),
        unread=totals.states.get(State.UNREAD, 0),
        broken=totals.states.get(State.BROKEN, 0),
        errors=totals.counts.error,
        warnings=totals.counts.warning,
        infos=totals.counts.info,
        out=options.out,
    )
    if progress.usage.calls:
        tokens = progress.usage.prompt_tokens + progress.usage.completion_tokens
        say(_TOKENS, calls=progress.usage.calls, tokens=tokens)
    if result.waiting:
        stopped = _INTERRUPTED.text(screen_language()) if result.interrupted else ""
        say(_LEFT, waiting=result.waiting, reason=result.model_problem or stopped)
    if result.interrupted:
        return INTERRUPTED
    if result.waiting:
        return ProviderError.exit_code
    return int(_reaches(result, fail_on))


def _reaches(result: "BatchResult", level: FailOn) -> bool:
    """Whether a finding that stands is at or above ``level``."""
    if level == "never":
        return False
    levels = ("error", "warning", "info")
    return any(getattr(result.totals.counts, one) for one in levels[: levels.index(level) + 1])
