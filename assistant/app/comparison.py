"""Comparing a resubmission with what was returned."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, assert_never

from assistant.app.documents import parse_document
from assistant.app.local_rules import AUTO, choose_profile
from assistant.domain.comparison import Comparison
from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.domain.yearly import YearComparison
from assistant.exceptions import InputError
from assistant.messages import Language, Message
from assistant.review import Settings
from assistant.review.compare import compare_targets
from assistant.review.matching import pair_tables
from assistant.review.yearly import compare_years

if TYPE_CHECKING:
    from assistant.export.pages import Pages

ComparisonFormat = Literal["text", "json", "markdown", "docx"]
_NO_TABLE = Message(
    zh="“{path}”里没有指标表，无法对照；请给出两份绩效目标表。",
    en="'{path}' holds no indicator table to compare; give two performance target tables.",
)


def compare_files(
    old: Path,
    new: Path,
    *,
    history: Sequence[Path] = (),
    profile: str = AUTO,
    language: Language = Language.CHINESE,
    parse: Callable[[Path], TargetDocument] = parse_document,
) -> tuple[Comparison, ...]:
    """Every table of ``new`` beside its counterpart in ``old``.

    Args:
        old: what was returned.
        new: the resubmission.
        history: versions before ``old``, oldest first, to tell what came back.
        profile: local rule settings by name or path, or ``auto`` to guess from the old table.
        language: language of the report.
        parse: how a path becomes a document.

    Raises:
        AssistantError: a file cannot be read or holds no table, or the profile is unknown.
    """
    before, after = _tables(old, parse), _tables(new, parse)
    earlier = [_tables(path, parse) for path in history]
    return _compared(before, after, earlier, profile, language)


def compare_documents(
    old: TargetDocument,
    new: TargetDocument,
    *,
    profile: str = AUTO,
    language: Language = Language.CHINESE,
) -> tuple[Comparison, ...]:
    """Every table of ``new`` beside its counterpart in ``old``.

    Raises:
        AssistantError: a document holds no table, or the profile is unknown.
    """
    before, after = _with_rows(old, "old"), _with_rows(new, "new")
    return _compared(before, after, [], profile, language)


def _compared(
    before: list[PerformanceTarget],
    after: list[PerformanceTarget],
    earlier: list[list[PerformanceTarget]],
    profile: str,
    language: Language,
) -> tuple[Comparison, ...]:
    found = []
    for one, other in pair_tables(before, after):
        settings = Settings(choose_profile(profile, one).profile, language=language)
        past = [first for tables in earlier for first, _ in pair_tables(tables, [one])]
        found.append(compare_targets(one, other, settings, history=past))
    return tuple(found)


def compare_year_files(
    last: Path,
    this: Path,
    *,
    parse: Callable[[Path], TargetDocument] = parse_document,
) -> tuple[YearComparison, ...]:
    """Every table of ``this`` beside last year's, best its self-rating with actual values.

    Raises:
        AssistantError: a file cannot be read or holds no table.
    """
    pairs = pair_tables(_tables(last, parse), _tables(this, parse))
    return tuple(compare_years(one, other) for one, other in pairs)


def _tables(path: Path, parse: Callable[[Path], TargetDocument]) -> list[PerformanceTarget]:
    return _with_rows(parse(path), path)


def _with_rows(document: TargetDocument, name: Path | str) -> list[PerformanceTarget]:
    tables = [target for target in document.targets if target.indicators]
    if not tables:
        raise InputError(_NO_TABLE, path=name)
    return tables


def export_comparison(
    comparisons: Sequence[Comparison], file_format: ComparisonFormat, language: Language
) -> str | bytes:
    """The comparison in the format asked for."""
    from assistant.export.comparison import comparison_json, comparison_pages

    if file_format == "json":
        return comparison_json(comparisons)
    return _written([comparison_pages(one, language) for one in comparisons], file_format)


def export_years(
    years: Sequence[YearComparison], file_format: ComparisonFormat, language: Language
) -> str | bytes:
    """Two years in the format asked for."""
    from assistant.export.yearly import yearly_json, yearly_pages

    if file_format == "json":
        return yearly_json(years)
    return _written([yearly_pages(one, language) for one in years], file_format)


def _written(
    pages: "Sequence[Pages]", file_format: Literal["text", "markdown", "docx"]
) -> str | bytes:
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
