"""``assistant coverage FILE``: which task, promise and money no indicator measures."""

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from assistant.cli.language import said, screen_language
from assistant.cli.options import Output, ProfileName
from assistant.cli.output import check_output, format_of, write_product
from assistant.cli.reading import read_document

HELP = said("任务、目标、资金覆盖图", "Map which task, promise and money is measured")
CoverageFormat = Literal["text", "json", "markdown", "svg", "docx"]


def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=said("要看的文件", "the file to map"))
    ],
    output_format: Annotated[
        CoverageFormat | None,
        typer.Option("--format", help=said("输出格式（默认 text）", "format (default: text)")),
    ] = None,
    output: Output = None,
    profile: ProfileName = None,
) -> int:
    """Map the tables of one file."""
    from assistant.app.coverage import coverage_maps, export_coverage
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    by_name: CoverageFormat = (
        "svg"
        if output is not None and output.suffix.lower() == ".svg"
        else format_of(output, screen="text", pipe="text", known=get_args(CoverageFormat))
    )
    chosen = output_format or by_name
    check_output(output, [file], chosen)
    keep_log()
    maps = coverage_maps(file, profile=profile or load_settings().profile, parse=read_document)
    write_product(export_coverage(maps, chosen, screen_language()), output)
    return 0
