"""``assistant slip FILE``: the opinion slip that goes back to the unit."""

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from assistant.cli.language import said, screen_language
from assistant.cli.options import Output, ProfileName
from assistant.cli.output import check_output, format_of, write_product
from assistant.cli.reading import read_document

HELP = said("生成审核意见", "Write the opinion slip")
SlipFormat = Literal["text", "json", "markdown", "docx"]


def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=said("要审核的文件", "the file to review"))
    ],
    output_format: Annotated[
        SlipFormat | None,
        typer.Option("--format", help=said("输出格式（默认 text）", "format (default: text)")),
    ] = None,
    output: Output = None,
    profile: ProfileName = None,
    notes: Annotated[
        Path | None,
        typer.Option(
            metavar="NOTES.json",
            help=said("审核人的批注和结论", "the reviewer's own words and verdict"),
        ),
    ] = None,
) -> int:
    """Review a file and print its slip."""
    from assistant.app.slips import export_slips, read_notes, slips_of
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    chosen = output_format or format_of(
        output, screen="text", pipe="text", known=get_args(SlipFormat)
    )
    check_output(output, [file, *([notes] if notes else [])], chosen)
    keep_log()
    language = screen_language()
    slips = slips_of(
        file,
        profile=profile or load_settings().profile,
        notes=read_notes(notes) if notes else None,
        language=language,
        parse=read_document,
    )
    write_product(export_slips(slips, chosen, language), output)
    return 0
