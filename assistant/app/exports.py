"""What the user takes away: tables, reviews and drafts in the format asked for.

A format's library is imported when that format is asked for.
"""

from typing import Literal, assert_never

from assistant import __version__
from assistant.app.rulebook import list_rules
from assistant.domain.target import TargetDocument
from assistant.export.report import DraftReport, Report
from assistant.messages import Language

FormFormat = Literal["json", "markdown", "docx", "xlsx"]
DraftFormat = Literal["text", "json", "markdown", "docx", "xlsx"]
ReviewFormat = Literal["text", "json", "sarif", "markdown", "docx", "xlsx"]


def export_document(document: TargetDocument, file_format: FormFormat) -> str | bytes:
    """Tables as they stand, without findings."""
    match file_format:
        case "json":
            from assistant.export.json import document_json

            return document_json(document)
        case "markdown":
            from assistant.export.markdown import document_markdown

            return document_markdown(document)
        case "docx":
            from assistant.export.docx import document_bytes, form_document

            return document_bytes(form_document(document.targets))
        case "xlsx":
            from assistant.export.xlsx import form_workbook, workbook_bytes

            return workbook_bytes(form_workbook(document.targets))
        case _:
            assert_never(file_format)


def export_draft(report: DraftReport, file_format: DraftFormat, language: Language) -> str | bytes:
    """A drafted table with the sources of its values and its findings."""
    match file_format:
        case "text":
            from assistant.export.text import draft_view, plain_text

            return plain_text(draft_view(report, language))
        case "json":
            from assistant.export.json import draft_json

            return draft_json(report.draft)
        case "markdown":
            from assistant.export.markdown import draft_markdown

            return draft_markdown(report, language)
        case "docx":
            from assistant.export.docx import document_bytes, draft_document

            return document_bytes(draft_document(report, language))
        case "xlsx":
            from assistant.export.xlsx import draft_workbook, workbook_bytes

            return workbook_bytes(draft_workbook(report, language))
        case _:
            assert_never(file_format)


def export_report(report: Report, file_format: ReviewFormat, language: Language) -> str | bytes:
    """A review of one or many files."""
    match file_format:
        case "text":
            from assistant.export.text import plain_text, report_view

            return plain_text(report_view(report, language))
        case "json":
            from assistant.export.json import review_json

            return review_json(report)
        case "sarif":
            from assistant.export.sarif import review_sarif

            return review_sarif(report, list_rules(language), __version__, language)
        case "markdown":
            from assistant.export.markdown import review_markdown

            return review_markdown(report, language)
        case "docx":
            from assistant.export.docx import document_bytes, review_document

            return document_bytes(review_document(report, language))
        case "xlsx":
            from assistant.export.xlsx import review_workbook, workbook_bytes

            return workbook_bytes(review_workbook(report, language))
        case _:
            assert_never(file_format)
