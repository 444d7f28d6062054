"""``assistant review FILE...``: what the rules say of one or many forms."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from assistant.cli.endings import BROKEN
from assistant.cli.language import said, screen_language
from assistant.cli.options import Output, ProfileName, codes
from assistant.cli.output import check_output, format_of, write_product
from assistant.cli.reading import read_document
from assistant.cli.talk import say, show, status
from assistant.exceptions import InputError, ProviderError
from assistant.messages import Message

if TYPE_CHECKING:
    from assistant.app.reviews import ReviewOptions
    from assistant.export.report import Report
    from assistant.llm.client import ModelClient

HELP = said("审核一份或多份表格", "Review one or more forms")
_READING = Message(zh="正在审核 {name}（{done}/{total}）", en="Reviewing {name} ({done}/{total})")
_UNREAD = Message(zh="未能读取 {name}：{reason}", en="{name} was not read: {reason}")
_NOTICE = Message(zh="{words}", en="{words}")
_MODEL_FAILED = Message(
    zh="模型没有全部答复：{reason} 规则的结果是完整的，模型的意见可能不全。",
    en="The model did not answer in full: {reason} The rules' findings are whole.",
)
_NO_FILES = Message(
    zh="缺少 FILE：请给出要审核的文件，如 assistant review 申报表.xlsx。",
    en="FILE is missing: name the files, such as assistant review form.xlsx.",
)
_STRANGERS = Message(
    zh="豁免清单里有条目写给“{tables}”，本次审核的表里没有；请核对单位或项目的写法。",
    en="The waivers name '{tables}', which is not among the tables reviewed; check the spelling.",
)
_BASELINE_KEPT = Message(
    zh="有文件未能读取，基线未写入“{path}”，以免漏掉它们的旧问题。",
    en="Some files were not read, so no baseline was written to '{path}'; it would lack theirs.",
)
_SAME_PLACE = Message(
    zh="-o 和 --write-baseline 指向同一个文件“{path}”；请各用一个文件名。",
    en="-o and --write-baseline both name '{path}'; give each a file of its own.",
)
ReviewFormat = Literal["text", "json", "sarif", "markdown", "docx", "xlsx"]
FailOn = Literal["error", "warning", "info", "never"]


def run(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help=said("要审核的文件", "the files to review")),
    ] = None,
    output_format: Annotated[
        ReviewFormat | None,
        typer.Option("--format", help=said("输出格式（默认 text）", "format (default: text)")),
    ] = None,
    output: Output = None,
    profile: ProfileName = None,
    select: Annotated[
        str | None,
        typer.Option(metavar="CODES", help=said("只用这些规则，如 M01,W", "run only these")),
    ] = None,
    ignore: Annotated[
        str | None,
        typer.Option(metavar="CODES", help=said("不用这些规则", "leave these out")),
    ] = None,
    fail_on: Annotated[
        FailOn,
        typer.Option(help=said("有这一级别以上的问题时退出码为 1", "exit 1 from this level on")),
    ] = "error",
    fix: Annotated[
        bool,
        typer.Option("--fix", help=said("先做安全的自动修复", "apply safe fixes first")),
    ] = False,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help=said("给出经规则验证的修改建议", "suggest verified changes")
        ),
    ] = False,
    semantic: Annotated[
        bool,
        typer.Option(
            "--semantic",
            help=said("另请模型补充意见（不影响结论）", "also ask the model, without a verdict"),
        ),
    ] = False,
    waivers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=said("豁免清单（YAML 或 JSON）", "a list of waivers")),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=said("基线文件：只报新问题", "report only what is new")),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help=said("把本次发现写成基线", "keep the findings as one")),
    ] = None,
) -> int:
    """Review files and print one report."""
    from assistant.app.reviews import ReviewOptions
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    if not files:
        raise InputError(_NO_FILES)
    chosen = output_format or format_of(
        output, screen="text", pipe="text", known=get_args(ReviewFormat)
    )
    check_output(output, files, chosen)
    _check_baseline(write_baseline, output, [*files, *([waivers] if waivers else [])])
    keep_log()
    options = ReviewOptions(
        profile=profile or load_settings().profile,
        select=codes(select),
        ignore=codes(ignore),
        fix=fix,
        suggest=suggest,
        language=screen_language(),
    )
    options = _set_aside(options, waivers, baseline)
    with _model(semantic) as client:
        report = _review(files, options._replace(client=client))
    if report.files:
        _print(report, chosen, output)
        _follow_up(report, options, write_baseline)
    for file in report.unread:
        say(_UNREAD, name=file.name, reason=file.message)
    if any(file.ours for file in report.unread):
        return BROKEN
    if report.unread:
        return InputError.exit_code
    failures = [table.model_failure for _, table in report.tables if table.model_failure]
    if failures:
        say(_MODEL_FAILED, reason=failures[0])
        return ProviderError.exit_code
    return int(_reaches(report, fail_on))


@contextmanager
def _model(wanted: bool) -> "Iterator[ModelClient | None]":
    """The configured model, opened only where it is asked for."""
    if not wanted:
        yield None
        return
    from assistant.llm import open_client
    from assistant.settings import load_settings

    # The small model inside has nothing to add to a whole form: the rules stand by themselves.
    settings = load_settings().model_copy(update={"fallback_embedded": False})
    with open_client(settings) as client:
        yield client
        for notice in client.notices(screen_language()):
            say(_NOTICE, words=notice)


def _check_baseline(path: Path | None, output: Path | None, inputs: Sequence[Path]) -> None:
    """Refuse an unusable ``--write-baseline``; to refresh the one that was read is its use."""
    if path is None:
        return
    check_output(path, inputs, "json", option="--write-baseline")
    if output is not None and output.resolve() == path.resolve():
        raise InputError(_SAME_PLACE, path=path)


def _set_aside(
    options: "ReviewOptions", waivers: Path | None, baseline: Path | None
) -> "ReviewOptions":
    """``options`` with what the files say; they are not even opened where none is named."""
    if waivers is None and baseline is None:
        return options
    from assistant.app.set_aside import baseline_in, waivers_in

    return options._replace(
        waivers=waivers_in(waivers) if waivers is not None else (),
        baseline=baseline_in(baseline) if baseline is not None else None,
    )


def _follow_up(report: "Report", options: "ReviewOptions", write_baseline: Path | None) -> None:
    """Say which waivers met no table, and keep the findings where that is asked for."""
    from assistant.app.set_aside import new_baseline, tables_not_met

    if strangers := tables_not_met(report, options.waivers):
        say(_STRANGERS, tables="、".join(strangers))
    if write_baseline is None:
        return
    if report.unread:
        say(_BASELINE_KEPT, path=write_baseline)
    else:
        write_product(new_baseline(report), write_baseline)


def _review(paths: Sequence[Path], options: "ReviewOptions") -> "Report":
    from assistant.app.reviews import review_documents
    from assistant.export.report import Report, ReviewedFile, UnreadFile

    done: list[ReviewedFile | UnreadFile] = []
    reports = review_documents(paths, options, parse=read_document)
    with status(_READING, name=paths[0].name, done=1, total=len(paths)) as line:
        for number, report in enumerate(reports, start=1):
            done.append(report)
            following = paths[min(number, len(paths) - 1)].name
            line.say(_READING, name=following, done=number + 1, total=len(paths))
    return Report(
        files=tuple(one for one in done if isinstance(one, ReviewedFile)),
        unread=tuple(one for one in done if isinstance(one, UnreadFile)),
    )


def _print(report: "Report", output_format: ReviewFormat, output: Path | None) -> None:
    if output_format == "text" and output is None:
        from assistant.export.text import report_view

        show(report_view(report._replace(unread=()), screen_language()))
        return
    from assistant.app.exports import export_report

    write_product(export_report(report, output_format, screen_language()), output)


def _reaches(report: "Report", level: FailOn) -> bool:
    """Whether a finding that stands is at or above ``level``."""
    if level == "never":
        return False
    from assistant.domain.finding import Severity

    levels = [severity for severity in Severity if severity.rank >= Severity(level).rank]
    return any(
        getattr(table.review.summary, severity) for _, table in report.tables for severity in levels
    )
