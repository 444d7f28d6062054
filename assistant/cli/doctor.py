"""``assistant doctor``: what is installed, which provider answers, how fast."""

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.language import said
from assistant.cli.output import write_product
from assistant.cli.talk import show, status
from assistant.exceptions import ConfigurationError, ProviderError
from assistant.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from assistant.app.diagnosis import Check

HELP = said("检查安装、模型和速度", "Check the installation, the model and its speed")
_LOOKING = Message(zh="正在检查，并试问模型 {provider}…", en="Checking, asking {provider} …")
_STYLES = {"ok": "green", "absent": "yellow", "broken": "bold red"}
_STATES = {
    "ok": said("正常", "fine"),
    "absent": said("未装", "absent"),
    "broken": said("有误", "broken"),
}


def run(
    provider: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=said("检查哪个模型", "which model to check")),
    ] = None,
    output_format: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help=said("输出格式", "format of the output")),
    ] = "text",
) -> int:
    """Run every check."""
    from assistant.app.diagnosis import State, diagnose
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    keep_log()
    settings = load_settings()
    if provider is not None:
        settings = settings.model_copy(update={"provider": provider})
    with status(_LOOKING, provider=settings.provider):
        checks = list(diagnose(settings))
    if output_format == "json":
        data = [check._asdict() for check in checks]
        write_product(json.dumps(data, ensure_ascii=False, indent=2) + "\n", None)
    else:
        show(_view(checks))
    broken = [check for check in checks if check.state is State.BROKEN]
    if any(check.is_model for check in broken):
        return ProviderError.exit_code
    return ConfigurationError.exit_code if broken else 0


def _view(checks: "Sequence[Check]") -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    from assistant.export.prose import Prose

    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        state = Text(_STATES[check.state], _STYLES[check.state])
        table.add_row(Text(check.name, "bold"), state, Prose(check.details))
    return table
