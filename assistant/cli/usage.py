"""``assistant usage``: what the calls of models cost, by day and model."""

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.language import said
from assistant.cli.output import write_product
from assistant.cli.talk import say, show
from assistant.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from assistant.domain.draft import Usage
    from assistant.store import UsageLine

HELP = said("查看模型用量", "Show what models cost")
_NONE = Message(zh="近 {days} 天没有模型调用。", en="No model was called in {days} days.")
_HEADERS = (
    said("日期", "day"),
    said("模型", "model"),
    said("调用", "calls"),
    said("输入词元", "prompt tokens"),
    said("输出词元", "answer tokens"),
    said("用时（秒）", "seconds"),
)
_TOTAL = said("合计", "total")
_ESTIMATED = said("约 ", "about ")


def run(
    days: Annotated[
        int,
        typer.Option(min=1, max=36_500, metavar="DAYS", help=said("最近多少天", "how many days")),
    ] = 30,
    output_format: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help=said("输出格式", "format of the output")),
    ] = "text",
) -> int:
    """Print calls and tokens by day, provider and model."""
    from assistant.app.model_usage import usage_by_day
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    keep_log()
    lines = usage_by_day(load_settings(), days=days)
    if output_format == "json":
        data = {"usage": [line.model_dump(mode="json") for line in lines]}
        write_product(json.dumps(data, ensure_ascii=False, indent=2) + "\n", None)
    elif lines:
        show(_view(lines))
    else:
        say(_NONE, days=days)
    return 0


def _view(lines: "Sequence[UsageLine]") -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    from assistant.domain.draft import Usage

    table = Table(box=None, padding=(0, 1))
    for place, header in enumerate(_HEADERS):
        table.add_column(header, justify="left" if place < 2 else "right", overflow="fold")
    total = Usage()
    for line in lines:
        cost = Usage(**{name: getattr(line, name) for name in Usage.model_fields})
        total += cost
        name = Text(f"{line.provider} {line.model}")
        table.add_row(line.day.isoformat(), name, *_cells(cost))
    table.add_row(_TOTAL, "", *_cells(total), style="bold")
    return table


def _cells(cost: "Usage") -> tuple[str, ...]:
    about = _ESTIMATED if cost.estimated else ""
    return (
        f"{cost.calls:,}",
        f"{about}{cost.prompt_tokens:,}",
        f"{about}{cost.completion_tokens:,}",
        f"{cost.seconds:,.1f}",
    )
