"""Commands whose help speaks the user's language; Typer's own words are English only."""

from typing import Any

from typer.core import TyperCommand, TyperGroup

from assistant.cli.language import said, screen_language
from assistant.exceptions import InputError
from assistant.messages import Language, Message

_NO_COMMAND = Message(
    zh="没有“{name}”这个命令；可用的命令：{known}。用 assistant --help 查看说明。",
    en="There is no command '{name}'; commands: {known}. See assistant --help.",
)
_TYPER_WORDS = {
    "[required]": "[必填]",
    "[default: ": "[默认 ",
    "Show this message and exit.": "显示本说明",
}

# Typer hands over contexts and formatters of a library that it keeps private, hence `Any`.


class SpokenCommand(TyperCommand):
    """One command."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The usage line."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments and options."""
        _write_parameters(self, ctx, formatter)


class SpokenGroup(TyperGroup):
    """The program: its commands and what an exit code means."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The usage line."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Commands first, for they are what a newcomer looks for."""
        rows = [(name, command.help or "") for name, command in self.commands.items()]
        with formatter.section(said("命令", "Commands")):
            formatter.write_dl(rows)
        _write_parameters(self, ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the user named.

        Raises:
            InputError: there is none of that name; lists those that exist.
        """
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise InputError(_NO_COMMAND, name=args[0], known="、".join(self.commands))
        return super().resolve_command(ctx, args)


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = command.collect_usage_pieces(ctx)
    prefix = said("用法：", "Usage: ")
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=prefix)


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    titles = {"argument": said("参数", "Arguments"), "option": said("选项", "Options")}
    for kind, title in titles.items():
        records = [
            tuple(map(_in_our_words, record))
            for parameter in command.get_params(ctx)
            if parameter.param_type_name == kind
            and (record := parameter.get_help_record(ctx)) is not None
        ]
        if records:
            with formatter.section(title):
                formatter.write_dl(records)


def _in_our_words(text: str) -> str:
    if screen_language() is Language.CHINESE:
        for english, chinese in _TYPER_WORDS.items():
            text = text.replace(english, chinese)
    return text
