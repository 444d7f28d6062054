"""JSON: UTF-8, keys of the contract, decimals as strings, absent as null."""

from pydantic_core import to_json

from assistant.domain.draft import Draft
from assistant.domain.target import TargetDocument
from assistant.export.report import Report


def document_json(document: TargetDocument) -> str:
    """The tables of one file, as every command reads them back."""
    return _dump(document.model_dump(mode="json", by_alias=True))


def draft_json(draft: Draft) -> str:
    """A drafted table with its findings, rounds and usage."""
    return _dump(draft.model_dump(mode="json"))


def review_json(report: Report) -> str:
    """What the rules said of every table, and the files that could not be read."""
    targets = [
        {
            "file": file.name,
            **table.review.model_dump(mode="json"),
            "profile_guessed": table.guessed,
            "fixed": list(table.changes),
        }
        for file, table in report.tables
    ]
    unread = [{"file": file.name, "message": file.message} for file in report.unread]
    return _dump({"targets": targets, "unread": unread})


def _dump(data: object) -> str:
    # What ``json.dumps`` prints, in a ninth of its time: a batch prints thousands.
    return to_json(data, indent=2).decode("utf-8") + "\n"
