"""Options that several commands share, and how a list of codes is written."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.language import said

STDIN = Path("-")
"""The file name that means standard input."""

Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help=said("写入文件（默认写到屏幕）", "write to this file (default: the screen)"),
    ),
]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help=said(
            "地方口径：名称或 .yaml 文件；auto 为自动判断",
            "local rules: a name or a .yaml file; auto guesses",
        ),
    ),
]


def codes(text: str | None) -> tuple[str, ...]:
    """``M01,W`` or ``M01，W`` or ``M01 W`` as a tuple."""
    return tuple((text or "").replace("，", ",").replace("、", ",").replace(",", " ").split())
