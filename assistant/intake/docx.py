"""Word documents (docx): tables with merged and nested cells, text as a reader of the page sees it.

Read from the document's own XML: a package whose styles or pictures are broken still reads, and
deleted revisions, macros, links and embedded objects are never touched.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from assistant.domain.indicator import SourceAnchor
from assistant.intake import archive, isolated, limits
from assistant.intake.archive import attribute, child, local_name
from assistant.intake.docx_styles import Look, Styles
from assistant.intake.grid import Cell, Grid, SourceDocument, TextLine
from assistant.intake.hidden import HiddenTexts

_FORMAT = "Word (docx)"
_MAIN_PART = "word/document.xml"
_MAX_NESTING = 12
_MAX_SPAN = 200
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText"})
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
# Word keeps symbols picked from its Symbol and Wingdings fonts as private codes.
_SYMBOLS = {
    "B3": "≥", "A3": "≤", "B1": "±", "B4": "×", "B9": "≠", "BB": "≈", "3D": "=", "3C": "<",
    "3E": ">", "25": "%",
}  # fmt: skip
_BOXES = {"52": "☑", "FE": "☑", "A8": "□", "6F": "□", "FC": "√", "50": "√"}


def read(source: Path | bytes) -> SourceDocument:
    """The tables and lines of a Word document, read in a child process.

    Raises:
        UnreadableFileError: not a sound document, behind a password, or too large.
    """
    return isolated.read_isolated("docx", source, limits.OFFICE)


def read_bytes(data: bytes) -> SourceDocument:
    """The same in this process."""
    package = archive.open_archive(data, _FORMAT, limits.MAX_PARTS)
    names = set(package.namelist())
    main = _MAIN_PART if _MAIN_PART in names else _main_part(names)
    root = archive.read_xml(package, main, _FORMAT)
    styles_part = main.rpartition("/")[0] + "/styles.xml"
    styles = Styles(
        archive.read_xml(package, styles_part, _FORMAT) if styles_part in names else None
    )
    body = child(root, "body")
    if body is None:
        limits.refuse(limits.DAMAGED, format=_FORMAT, detail="body")
    return _Reader(styles).read(body)


def _main_part(names: set[str]) -> str:
    """The document part of a package that names it in its own way."""
    found = sorted(name for name in names if name.lower().endswith("document.xml"))
    if not found:
        limits.refuse(limits.DAMAGED, format=_FORMAT, detail=_MAIN_PART)
    return found[0]


class _Piece(NamedTuple):
    """A cell as it stands in its row, before vertical merges are joined."""

    row: int
    column: int
    colspan: int
    goes_on: bool
    text: str
    anchor: SourceAnchor


class _Reader:
    """Walks one document; holds what is counted across it."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._hidden = HiddenTexts()
        self._counter = limits.CellCounter()
        self._blocks: list[Grid | TextLine] = []
        self._tables = 0
        self._lines = 0

    def read(self, body: etree._Element) -> SourceDocument:
        """The whole document."""
        for element in _flattened(body):
            if local_name(element) == "tbl":
                self._table(element, 0)
            else:
                self._paragraph_lines(element)
        return SourceDocument(tuple(self._blocks), tuple(self._hidden.kept))

    def _paragraph_lines(self, paragraph: etree._Element) -> None:
        """A paragraph outside any table; tables inside its text boxes follow it."""
        self._lines += 1
        anchor = SourceAnchor(line=self._lines)
        for text in self._text(paragraph, anchor, Look()).split("\n"):
            if text.strip():
                self._blocks.append(TextLine(text.strip(), anchor))
        for table in _tables_below(paragraph):
            self._table(table, 1)

    def _table(self, table: etree._Element, depth: int) -> None:
        """One table, then the tables nested in its cells."""
        if depth > _MAX_NESTING:
            return
        self._tables += 1
        number = self._tables
        pieces: list[_Piece] = []
        nested: list[etree._Element] = []
        rows = 0
        for row, element in enumerate(_rows(table)):
            limits.check_rows(row)
            rows = row + 1
            anchor = SourceAnchor(table=number, row=row + 1)
            pieces.extend(self._row(element, row, anchor, nested))
        cells = self._joined(pieces)
        columns = max((cell.column + cell.colspan for cell in cells), default=0)
        if nested and sum(1 for cell in cells if cell.text) <= 1:
            # A frame around other tables is layout: its own words are running text.
            self._blocks.extend(
                TextLine(line.strip(), cell.anchor)
                for cell in cells for line in cell.text.split("\n") if line.strip()
            )  # fmt: skip
        elif cells:
            self._blocks.append(Grid(cells, rows, columns))
        for inner in nested:
            self._table(inner, depth + 1)

    def _row(
        self, row: etree._Element, number: int, anchor: SourceAnchor, nested: list[etree._Element]
    ) -> Iterator[_Piece]:
        """The cells of one row, in printed order."""
        properties = child(row, "trPr")
        column = _count(properties, "gridBefore", least=0)
        row_hidden = _is_on(child(properties, "hidden"))
        for cell in _flattened_cells(row):
            self._counter.add()
            settings = child(cell, "tcPr")
            colspan = _count(settings, "gridSpan", least=1)
            merge = child(settings, "vMerge")
            goes_on = merge is not None and attribute(merge, "val") in (None, "continue")
            text = self._cell_text(cell, anchor, Look(shaded=self._styles.shaded(settings)), nested)
            if row_hidden:
                self._hidden.add(text, "hidden-row", anchor)
                text = ""
            yield _Piece(number, column, colspan, goes_on, text, anchor)
            column += colspan

    def _joined(self, pieces: list[_Piece]) -> tuple[Cell, ...]:
        """Cells with their vertical merges joined; a lost start makes a cell of its own."""
        cells: list[Cell] = []
        open_at: dict[tuple[int, int], int] = {}  # (column, colspan) -> index of the cell above
        for piece in pieces:
            place = (piece.column, piece.colspan)
            index = open_at.get(place)
            above = cells[index] if index is not None else None
            if piece.goes_on and above is not None and above.row + above.rowspan == piece.row:
                # Word shows nothing of what stands in the continuation of a merged cell.
                self._hidden.add(piece.text, "hidden-run", piece.anchor)
                cells[open_at[place]] = above._replace(rowspan=above.rowspan + 1)
                continue
            open_at[place] = len(cells)
            cells.append(Cell(piece.row, piece.column, 1, piece.colspan, piece.text, piece.anchor))
        return tuple(cells)

    def _cell_text(
        self, cell: etree._Element, anchor: SourceAnchor, look: Look, nested: list[etree._Element]
    ) -> str:
        """The words of a cell; tables in it are collected in ``nested``."""
        lines: list[str] = []
        for element in _flattened(cell):
            if local_name(element) == "tbl":
                nested.append(element)
            else:
                lines.append(self._text(element, anchor, look))
                nested.extend(_tables_below(element))
        return "\n".join(lines).strip()

    def _text(self, paragraph: etree._Element, anchor: SourceAnchor, look: Look) -> str:
        """The visible words of one paragraph."""
        base = self._styles.paragraph(paragraph, look)
        shown: list[str] = []
        for run in _runs(paragraph):
            words = "".join(_run_words(run))
            how = self._styles.run(run, base).hidden_how() if words.strip() else None
            if how is None:
                shown.append(words)
            else:
                self._hidden.add(words, how, anchor)
        return self._hidden.visible("".join(shown), anchor)


def _flattened(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, those inside content controls and tracked insertions included."""
    for element in container:
        name = local_name(element)
        if name in ("p", "tbl"):
            yield element
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"):
            yield from _flattened(element)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table that are still in it (tracked deletions are not)."""
    for element in table:
        name = local_name(element)
        if name == "tr":
            if child(child(element, "trPr"), "del") is None:
                yield element
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(element)


def _flattened_cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, those inside content controls included."""
    for element in row:
        name = local_name(element)
        if name == "tc":
            yield element
        elif name in ("sdt", "sdtContent", "customXml"):
            yield from _flattened_cells(element)


def _runs(element: etree._Element) -> Iterator[etree._Element]:
    """The runs of text below a paragraph in reading order; nested tables are not entered."""
    for inner in element:
        name = local_name(inner)
        if name == "r":
            yield inner
            if child(inner, "AlternateContent") is not None or child(inner, "pict") is not None:
                yield from _runs(inner)
        elif name not in _SKIPPED and name != "tbl":
            yield from _runs(inner)


def _run_words(run: etree._Element) -> Iterator[str]:
    """The characters of one run."""
    for inner in run:
        name = local_name(inner)
        if name == "t":
            yield inner.text or ""
        elif name == "sym":
            yield _symbol(inner)
        elif name in _BREAKS:
            yield _BREAKS[name]


def _symbol(element: etree._Element) -> str:
    """The plain character for one picked from a symbol font."""
    code = (attribute(element, "char") or "").upper()[-2:]
    font = (attribute(element, "font") or "").lower()
    return (_BOXES if font.startswith("wingdings") else _SYMBOLS).get(code, "")


def _tables_below(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Tables inside the text boxes of a paragraph, once (the fallback copy is skipped)."""
    for element in paragraph:
        name = local_name(element)
        if name == "tbl":
            yield element
        elif name not in _SKIPPED and name not in ("t", "rPr", "pPr"):
            yield from _tables_below(element)


def _count(properties: etree._Element | None, name: str, least: int) -> int:
    """A number from the cell's or row's settings, within reason."""
    element = child(properties, name)
    value = attribute(element, "val") if element is not None else None
    digits = value if value is not None and value.isascii() and value.isdigit() else str(least)
    return min(max(int(digits[:6]), least), _MAX_SPAN)


def _is_on(element: etree._Element | None) -> bool:
    """Whether an on/off setting is there and on."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")
