"""The coverage map of every table in a file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, assert_never

from assistant.app.documents import parse_document
from assistant.app.local_rules import AUTO, choose_profile
from assistant.domain.coverage import CoverageMap
from assistant.domain.target import TargetDocument
from assistant.messages import Language
from assistant.review.coverage import coverage_of

CoverageFormat = Literal["text", "json", "markdown", "svg", "docx"]


def coverage_maps(
    path: Path,
    *,
    profile: str = AUTO,
    parse: Callable[[Path], TargetDocument] = parse_document,
) -> tuple[CoverageMap, ...]:
    """A map for every table of a file.

    Raises:
        AssistantError: the file cannot be read, or the profile is unknown.
    """
    return tuple(
        coverage_of(target, choose_profile(profile, target).profile)
        for target in parse(path).targets
    )


def export_coverage(
    maps: Sequence[CoverageMap], file_format: CoverageFormat, language: Language
) -> str | bytes:
    """The maps in the format asked for; a picture shows the first table."""
    from assistant.export.coverage import coverage_json, coverage_pages, coverage_svg

    if file_format == "json":
        return coverage_json(maps)
    if file_format == "svg":
        return coverage_svg(maps[0], language)
    pages = [coverage_pages(one, language) for one in maps]
    match file_format:
        case "text":
            from assistant.export.pages import pages_view
            from assistant.export.text import plain_text

            return "\n".join(plain_text(pages_view(one)) for one in pages)
        case "markdown":
            from assistant.export.pages import pages_markdown

            return "\n".join(map(pages_markdown, pages))
        case "docx":
            from assistant.export.docx import document_bytes
            from assistant.export.pages_docx import pages_document

            return document_bytes(pages_document(pages))
        case _:
            assert_never(file_format)
