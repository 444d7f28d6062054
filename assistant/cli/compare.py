"""``assistant compare OLD NEW``: what became of a form that was sent back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from assistant.cli.language import said, screen_language
from assistant.cli.options import Output, ProfileName
from assistant.cli.output import check_output, format_of, write_product
from assistant.cli.reading import read_document

if TYPE_CHECKING:
    from assistant.domain.comparison import Comparison

HELP = said("对照原表与重报表", "Compare a resubmission with what was returned")
CompareFormat = Literal["text", "json", "markdown", "docx"]
FailOn = Literal["error", "warning", "info", "never"]


def run(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help=said("退回的原表", "the form that was returned"))
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help=said("重报的表", "the resubmission"))],
    output_format: Annotated[
        CompareFormat | None,
        typer.Option("--format", help=said("输出格式（默认 text）", "format (default: text)")),
    ] = None,
    output: Output = None,
    profile: ProfileName = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            "--earlier",
            metavar="FILE",
            help=said(
                "更早的版本，用来认出改后又犯的问题", "an earlier version, to tell what came back"
            ),
        ),
    ] = None,
    years: Annotated[
        bool,
        typer.Option(
            "--years",
            help=said(
                "OLD 是上年的表（最好是自评表）：列出照抄、降低和未再设的指标",
                "OLD is last year's form, best its self-rating: what was copied, lowered, dropped",
            ),
        ),
    ] = False,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            help=said(
                "重报表仍有这一级别以上的问题时退出码为 1",
                "exit 1 if the resubmission has findings from this level on",
            )
        ),
    ] = "error",
) -> int:
    """Compare two files and print what changed."""
    from assistant.app.comparison import compare_files, export_comparison
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    chosen = output_format or format_of(
        output, screen="text", pipe="text", known=get_args(CompareFormat)
    )
    check_output(output, [old, new, *(earlier or ())], chosen)
    keep_log()
    language = screen_language()
    if years:
        from assistant.app.comparison import compare_year_files, export_years

        beside = compare_year_files(old, new, parse=read_document)
        write_product(export_years(beside, chosen, language), output)
        return 0
    found = compare_files(
        old,
        new,
        history=tuple(earlier or ()),
        profile=profile or load_settings().profile,
        language=language,
        parse=read_document,
    )
    write_product(export_comparison(found, chosen, language), output)
    return int(_reaches(found, fail_on))


def _reaches(found: "tuple[Comparison, ...]", fail_on: FailOn) -> bool:
    """Whether a resubmission still has a finding of that level or above."""
    if fail_on == "never":
        return False
    levels = ("error", "warning", "info")
    counted = levels[: levels.index(fail_on) + 1]
    return any(getattr(one.after, level) for one in found for level in counted)
