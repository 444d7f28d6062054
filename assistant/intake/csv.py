"""Comma-separated text in the encodings and with the delimiters that Chinese programs write."""

import csv
import io
from pathlib import Path

from assistant.domain.indicator import SourceAnchor
from assistant.exceptions import UnreadableFileError
from assistant.intake import limits
from assistant.intake.grid import Cell, Grid, SourceDocument
from assistant.intake.hidden import HiddenTexts
from assistant.intake.text import decode

_FORMAT = "CSV"
_DELIMITERS = (",", "\t", ";", "，", "|")
_SAMPLE_ROWS = 200
_MAX_FIELD = 1_000_000
# Excel shields a leading sign with a quote, and a number kept as text with ="…".
_SHIELDED = ("'=", "'+", "'-", "'@", "'＝", "'＋", "'－", "'＠")


def read(source: Path | bytes) -> SourceDocument:
    """The one table of a CSV file; spans are lost in CSV, so blank cells are left blank.

    Raises:
        UnreadableFileError: empty, too large, or not text.
    """
    text = decode(limits.load(source), name=_FORMAT, accepted=".csv")
    rows = _rows(text, _delimiter(text))
    limits.check_rows(len(rows))
    hidden = HiddenTexts()
    counter = limits.CellCounter()
    cells: list[Cell] = []
    for index, (line, fields) in enumerate(rows):
        anchor = SourceAnchor(table=1, row=index + 1, line=line)
        for column, field in enumerate(fields):
            shown = hidden.visible(_plain(field), anchor)
            if shown:
                counter.add()
                cells.append(Cell(index, column, 1, 1, shown, anchor))
    width = max((cell.column + 1 for cell in cells), default=0)
    return SourceDocument((Grid(tuple(cells), len(rows), width),), tuple(hidden.kept))


def _delimiter(text: str) -> str:
    """The delimiter that gives the most rows of the same, largest width."""
    sample = text[:200_000]

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(fields) for _, fields in _rows(sample, delimiter, _SAMPLE_ROWS)]
        widest = max((width for width in widths if width > 1), default=0)
        usual = max((widths.count(width) for width in set(widths) if width > 1), default=0)
        return usual, widest

    return max(_DELIMITERS, key=score)


def _rows(
    text: str, delimiter: str, most: int = limits.MAX_ROWS + 1
) -> list[tuple[int, list[str]]]:
    """(line, fields) of each row that is not blank.

    Raises:
        UnreadableFileError: a quote that never ends swallowed more than any cell holds.
    """
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                rows.append((line, fields))
            line = reader.line_num + 1
            if len(rows) >= most:
                break
    except csv.Error as error:
        raise UnreadableFileError(
            limits.DAMAGED, format=_FORMAT, detail=f"line {line}: {error}"
        ) from None
    return rows


def _plain(field: str) -> str:
    """A field without the marks that keep spreadsheets from computing it."""
    if field.startswith('="') and field.endswith('"'):
        return field[2:-1]
    return field[1:] if field.startswith(_SHIELDED) else field
