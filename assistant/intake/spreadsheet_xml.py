"""Excel 2003 XML spreadsheets, which many government systems export under the name ``.xls``."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from assistant.intake import isolated, limits
from assistant.intake.archive import attribute, child, local_name, parse_xml
from assistant.intake.grid import Grid, SourceDocument
from assistant.intake.hidden import HiddenTexts, hex_is_white
from assistant.intake.sheet import Sheet, SheetValue, Span, sheet_grid

_FORMAT = "Excel 2003 XML"
_CODES = {"Percent": "0.00%", "Standard": "#,##0.00", "Fixed": "0.00"}
_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576


def read(source: Path | bytes) -> SourceDocument:
    """The sheets of a spreadsheet in XML, read in a child process.

    Raises:
        UnreadableFileError: no sound XML, or too large.
    """
    return isolated.read_isolated("spreadsheet_xml", source, limits.OFFICE)


def read_bytes(data: bytes) -> SourceDocument:
    """The same in this process."""
    root = parse_xml(data, _FORMAT)
    styles = dict(_styles(child(root, "Styles")))
    hidden = HiddenTexts()
    sheets = [element for element in root if local_name(element) == "Worksheet"]
    grids = [
        grid
        for number, element in enumerate(sheets, 1)
        if (grid := sheet_grid(_sheet(element, number, styles), hidden)) is not None
    ]
    return SourceDocument(tuple[Grid, ...](grids), tuple(hidden.kept))


def _styles(
    element: etree._Element | None,
) -> Iterator[tuple[str | None, tuple[str | None, str | None]]]:
    """Name of each style with its number format and how it hides text, if it does."""
    for style in element if element is not None else ():
        written, font, ground = (
            child(style, name) for name in ("NumberFormat", "Font", "Interior")
        )
        code = attribute(written, "Format") if written is not None else None
        white = font is not None and hex_is_white(attribute(font, "Color"))
        shaded = ground is not None and attribute(ground, "Color") is not None
        yield (
            attribute(style, "ID"),
            (_CODES.get(code or "", code), "white" if white and not shaded else None),
        )


def _sheet(
    element: etree._Element,
    number: int,
    styles: dict[str | None, tuple[str | None, str | None]],
) -> Sheet:
    """One worksheet."""
    table = child(element, "Table")
    values: dict[tuple[int, int], SheetValue] = {}
    codes: dict[tuple[int, int], str] = {}
    unseen: dict[tuple[int, int], str] = {}
    spans: list[Span] = []
    for row, line in _indexed(table, "Row", _MOST_ROWS):
        for column, cell in _indexed(line, "Cell", _MOST_COLUMNS):
            place = (row, column)
            spans.append(
                (*place, row + _count(cell, "MergeDown"), column + _count(cell, "MergeAcross"))
            )
            data = child(cell, "Data")
            if data is not None:
                values[place] = _value(data)
                code, how = styles.get(attribute(cell, "StyleID"), (None, None))
                codes.update({place: code} if code else {})
                unseen.update({place: how} if how else {})
    options = child(element, "WorksheetOptions")
    return Sheet(
        name=attribute(element, "Name") or str(number),
        number=number,
        shown=child(options, "Visible") is None,
        values=values,
        spans=[span for span in spans if span[:2] != span[2:]],
        codes=codes,
        unseen=unseen,
        hidden_rows=_closed(table, "Row", _MOST_ROWS),
        hidden_columns=_closed(table, "Column", _MOST_COLUMNS),
    )


def _indexed(
    parent: etree._Element | None, name: str, most: int
) -> Iterator[tuple[int, etree._Element]]:
    """Rows, columns or cells with their positions; those left out are counted on."""
    position = 0
    for element in parent if parent is not None else ():
        if local_name(element) != name:
            continue
        position = (_count(element, "Index") or position + 1) - 1
        if position >= most:
            return
        yield position, element
        position += 1 + (_count(element, "MergeAcross") if name == "Cell" else 0)


def _closed(table: etree._Element | None, name: str, most: int) -> frozenset[int]:
    """Positions of the rows or columns that are not shown."""
    return frozenset(
        position
        for start, element in _indexed(table, name, most)
        if attribute(element, "Hidden") == "1"
        for position in range(start, min(start + _count(element, "Span") + 1, most))
    )


def _count(element: etree._Element, name: str) -> int:
    """A whole number of the file; 0 for anything else."""
    text = attribute(element, name) or ""
    return min(int(text[:9]), _MOST_ROWS) if text.isascii() and text.isdigit() else 0


def _value(data: etree._Element) -> SheetValue:
    """A cell's value; text in several fonts is put together."""
    text = "".join(map(str, data.itertext()))
    if attribute(data, "Type") != "Number":
        return text.partition("T00:00:00")[0] if attribute(data, "Type") == "DateTime" else text
    try:
        return float(text)
    except ValueError:
        return text
