"""Files for the download buttons, each in a folder of its own that only this page names."""

import atexit
import contextlib
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.app.exports import export_document, export_draft
from assistant.domain.target import TargetDocument
from assistant.export.report import DraftReport
from assistant.ui.session import Session

KEPT_SECONDS = 600
JSON_NAME, XLSX_NAME = "绩效目标表.json", "绩效目标表.xlsx"


def json_file(session: Session) -> str | None:
    """The table with its findings as JSON, or None while there is no table."""
    return _write(JSON_NAME, _content(session, "json"))


def xlsx_file(session: Session) -> str | None:
    """The form as a workbook, or None while there is no table."""
    return _write(XLSX_NAME, _content(session, "xlsx"))


def _content(session: Session, file_format: Literal["json", "xlsx"]) -> str | bytes | None:
    table, draft = session.table, session.draft
    if table is None:
        return None
    if draft is None:
        return export_document(TargetDocument(targets=(table.review.target,)), file_format)
    review = table.review
    current = draft.model_copy(
        update={
            "target": review.target,
            "findings": review.findings,
            "not_checked": review.not_checked,
        }
    )
    report = DraftReport(current, table.cards, table.profile, table.guessed)
    return export_draft(report, file_format, session.language)


def _write(name: str, content: str | bytes | None) -> str | None:
    if content is None:
        return None
    root = _root()
    _drop_old(root)
    path = Path(tempfile.mkdtemp(dir=root)) / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return str(path)


@cache
def _root() -> Path:
    """The folder of this process: a name shared by all would be the first user's alone."""
    root = Path(tempfile.mkdtemp(prefix="assistant-downloads-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root


def _drop_old(root: Path) -> None:
    """Gradio serves a copy of its own, so ours is done with as soon as the step is shown."""
    for folder in root.iterdir():
        # Another page's step may have dropped it since it was listed.
        with contextlib.suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
