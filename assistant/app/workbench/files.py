"""The form on screen as a file to take away."""

import re
from typing import Literal, NamedTuple

from assistant.app.exports import export_document, export_draft
from assistant.app.workbench.page import Page
from assistant.app.workbench.state import DraftRun
from assistant.domain.draft import Draft
from assistant.domain.target import TargetDocument
from assistant.drafting.smart import with_smart
from assistant.export.report import DraftReport, TableReport

FileFormat = Literal["docx", "xlsx", "json"]
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 80


class MadeFile(NamedTuple):
    """One file.

    Attributes:
        name: what it is called, fit for any file system.
        content: its bytes.
    """

    name: str
    content: bytes


def file_of(page: Page, file_format: FileFormat) -> MadeFile | None:
    """The table on ``page`` with edits included, or None while there is none.

    A drafted form carries the sources of its values and its findings; a unit's own form is written
    as it stands.
    """
    if page.table is None or page.form is None:
        return None
    review = page.table.review
    if review.target.drafted:
        report = _report(page.table, page.state.run or DraftRun())
        content = export_draft(report, file_format, page.language)
    else:
        content = export_document(TargetDocument(targets=(review.target,)), file_format)
    stem = _UNFIT.sub(" ", page.form.title).strip(". ")[:_LONGEST_NAME] or "form"
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    return MadeFile(f"{stem}.{file_format}", data)


def _report(table: TableReport, run: DraftRun) -> DraftReport:
    review = table.review
    draft = Draft(
        target=with_smart(review.target, review.findings),
        findings=review.findings,
        not_checked=review.not_checked,
        rounds=run.rounds,
        usage=run.usage,
        notes=run.notes,
        failure=run.failure,
    )
    return DraftReport(draft, table.cards, table.profile, table.guessed)
