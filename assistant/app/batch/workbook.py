"""Excel: the two tables of a batch, streamed, every cell a value that can never act."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from assistant.app.batch.review import State
from assistant.app.batch.rows import FINDING_COLUMNS, FORM_COLUMNS, STATES, Column, FormRows, Row
from assistant.export.inert import starts_like_formula, xml_text
from assistant.messages import Language, Message

_FORMS = Message(zh="审核结果", en="Forms")
_FINDINGS = Message(zh="问题清单", en="Findings")
_MAX_ROWS = 1_000_000
"""Excel takes 1,048,576; what is beyond goes on in another sheet."""
_MAX_TEXT = 32_000
"""Excel takes 32,767 characters in a cell."""
_WIDTHS = {"file": 40, "unit": 28, "project": 28, "message": 70, "evidence": 30, "reason": 50,
           "suggestion": 50, "basis": 40}  # fmt: skip


class BatchWorkbook:
    """One workbook under way; rows wait in a file of the system, not in memory."""

    def __init__(self, language: Language) -> None:
        """Begin with an empty sheet for each table."""
        self._book = Workbook(write_only=True)
        self._forms = _Sheets(self._book, _FORMS.text(language), FORM_COLUMNS, language)
        self._findings = _Sheets(self._book, _FINDINGS.text(language), FINDING_COLUMNS, language)
        self._language = language

    def add(self, rows: FormRows) -> None:
        """Append the rows of one form."""
        for row in rows.forms:
            self._forms.add(row | {"state": STATES[State(row["state"])].text(self._language)})
        for row in rows.findings:
            self._findings.add(row)

    def save(self, path: Path) -> None:
        """Write the file."""
        self._book.save(path)


class _Sheets:
    """One table over as many sheets as it takes."""

    def __init__(
        self, book: Workbook, title: str, columns: Sequence[Column], language: Language
    ) -> None:
        self._book, self._title, self._columns = book, title, columns
        self._headings = [column.title.text(language) for column in columns]
        self._number = 0
        self._begin()

    def add(self, row: Row) -> None:
        if self._rows == _MAX_ROWS:
            self._begin()
        self._rows += 1
        self._sheet.append([self._cell(row.get(column.name)) for column in self._columns])

    def _begin(self) -> None:
        self._number += 1
        self._rows = 0
        suffix = "" if self._number == 1 else str(self._number)
        self._sheet = self._book.create_sheet(f"{self._title}{suffix}")
        self._sheet.freeze_panes = "A2"
        for number, column in enumerate(self._columns, 1):
            letter = get_column_letter(number)
            self._sheet.column_dimensions[letter].width = _WIDTHS.get(column.name, 12)
        self._sheet.append([self._heading(text) for text in self._headings])

    def _heading(self, text: str) -> Any:
        cell = WriteOnlyCell(self._sheet, text)
        cell.font = Font(bold=True)
        return cell

    def _cell(self, value: object) -> Any:
        """The value; text that a spreadsheet might run is kept text in two ways."""
        if not isinstance(value, str):
            return value
        text = xml_text(value)[:_MAX_TEXT]
        if not starts_like_formula(text):
            return text
        cell = WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
