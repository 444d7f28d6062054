"""The program: its commands, and what every way of ending means to the shell."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from assistant.cli import (
    audit,
    backup,
    batch,
    compare,
    coverage,
    doctor,
    draft,
    export,
    parse,
    purge,
    refine,
    restore,
    review,
    rules,
    slip,
    ui,
    usage,
    users,
)
from assistant.cli.bad_usage import usage_error
from assistant.cli.commands import SpokenCommand, SpokenGroup
from assistant.cli.early import forbid_network_if_offline
from assistant.cli.endings import BROKEN, INTERRUPTED
from assistant.cli.language import said, screen_language
from assistant.exceptions import AssistantError
from assistant.export.inert import terminal_text
from assistant.messages import Message

_BROKEN = Message(
    zh="程序出错（{error}），这是程序的缺陷，不是您的文件有问题；详情已记入 {log}，请连同它反馈。",
    en="The program failed ({error}): a bug of ours, not your file. Details are in {log}; "
    "please report it.",
)
_STOPPED = Message(zh="已停止。", en="Stopped.")

_COMMANDS = (
    draft,
    refine,
    review,
    slip,
    compare,
    coverage,
    parse,
    rules,
    ui,
    users,
    backup,
    restore,
    export,
    purge,
    audit,
    usage,
    doctor,
)
_HELP = said(
    "预算绩效目标表的起草与审核助手。",
    "Drafts and reviews budget performance targets.",
)
_EXIT_CODES = said(
    "退出码：0 正常；1 有达到 --fail-on 级别的问题；2 用法不对或文件读不了；3 模型没有答复。",
    "Exit codes: 0 fine; 1 findings at or above --fail-on; 2 bad usage or unreadable input; "
    "3 the model did not answer.",
)


def _program(
    version: Annotated[
        bool, typer.Option("--version", help=said("显示版本", "show the version"))
    ] = False,
) -> None:
    if version:
        from assistant import __version__

        print(__version__)
        raise typer.Exit


def build_app() -> typer.Typer:
    """The program with all its commands."""
    app = typer.Typer(
        cls=SpokenGroup,
        name="assistant",
        help=_HELP,
        epilog=_EXIT_CODES,
        rich_markup_mode=None,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        options_metavar=said("[选项]", "[OPTIONS]"),
        subcommand_metavar=said("命令 [参数]…", "COMMAND [ARGS]..."),
    )
    for module in _COMMANDS:
        app.command(
            name=module.__name__.rpartition(".")[2],
            cls=SpokenCommand,
            help=module.HELP,
            options_metavar=said("[选项]", "[OPTIONS]"),
        )(module.run)
    app.add_typer(batch.build(), name="batch")
    app.callback(invoke_without_command=True)(_program)
    return app


def run(argv: Sequence[str]) -> int:
    """Run one command.

    Args:
        argv: arguments without the program's name.

    Returns:
        0 fine; 1 findings at or above ``--fail-on``; 2 bad usage or unreadable input; 3 the model
        could not answer; 70 a bug of ours; 130 stopped by the user.
    """
    arguments = list(argv) or ["--help"]
    forbid_network_if_offline()
    try:
        code = build_app()(arguments, prog_name="assistant", standalone_mode=False)
        if code == INTERRUPTED:
            _complain(_STOPPED.text(screen_language()))
        return code if isinstance(code, int) else 0
    except AssistantError as error:
        return _refuse(error)
    except typer.TyperException as error:
        return _refuse(usage_error(error, arguments))
    except Exception as error:  # whatever escapes is our bug, and the user gets no traceback
        from assistant.cli.log import write_log

        log = write_log(error)
        _complain(_BROKEN.text(screen_language(), error=type(error).__name__, log=log))
        return BROKEN


def _refuse(error: AssistantError) -> int:
    _complain(error.text(screen_language()))
    return error.exit_code


def _complain(sentence: str) -> None:
    print(" ".join(terminal_text(sentence).split()), file=sys.stderr)
