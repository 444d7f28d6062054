"""Web pages and exports that are web pages inside (many .xls of government systems): HTML tables.

Parsed by lxml without network, entities or scripts. Text hidden by style is set aside.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from lxml import html as lxml_html

from assistant.domain.indicator import SourceAnchor
from assistant.intake import isolated, limits
from assistant.intake.archive import local_name
from assistant.intake.grid import Cell, Grid, SourceDocument, TextLine
from assistant.intake.hidden import HiddenTexts
from assistant.intake.html_styles import Look, StyleSheet
from assistant.intake.text import decode

_FORMAT = "HTML"
_MAX_DEPTH = 200
_MAX_ROWSPAN = 2_000
_MAX_COLSPAN = 200
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHINESE_CHARSETS = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk"})
_SKIPPED = frozenset({"script", "style", "template", "noscript", "head", "title", "svg", "math",
                      "iframe", "object", "embed", "option", "button"})  # fmt: skip
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section",
                     "article", "tr", "table", "header", "footer", "main", "form", "dl", "dt", "dd",
                     "blockquote", "pre", "center", "body", "caption", "fieldset"})  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def read(source: Path | bytes) -> SourceDocument:
    """The tables and lines of a web page, read in a child process.

    Raises:
        UnreadableFileError: empty, too large, or not text.
    """
    return isolated.read_isolated("html", source, limits.OFFICE)


def read_bytes(data: bytes) -> SourceDocument:
    """The same in this process."""
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True,
                                  remove_pis=True, recover=True, encoding="utf-8")  # fmt: skip
    try:
        root = lxml_html.document_fromstring(_text(data).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        limits.refuse(limits.DAMAGED, format=_FORMAT, detail=type(error).__name__)
    return _Reader(root).read(root)


def _text(data: bytes) -> str:
    """The page as text, in the encoding that it names, else the one that it shows."""
    named = _META_CHARSET.search(data[:4096])
    charset = named[1].decode("ascii").lower() if named else ""
    charset = "gb18030" if charset in _CHINESE_CHARSETS else charset
    try:
        text = data.decode(charset) if charset and not data.startswith(b"\xff\xfe") else None
    except (LookupError, UnicodeDecodeError):
        text = None
    text = text if text is not None else decode(data, name=_FORMAT, accepted=".html")
    # An XML declaration would contradict the encoding of what is handed to the parser.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\x00", "")


class _Slot(NamedTuple):
    """A table cell with its place."""

    row: int
    column: int
    rowspan: int
    colspan: int
    element: etree._Element
    look: Look


class _Reader:
    """Walks one page; holds what is counted across it."""

    def __init__(self, root: etree._Element) -> None:
        self._sheet = StyleSheet(root)
        self._hidden = HiddenTexts()
        self._counter = limits.CellCounter()
        self._blocks: list[Grid | TextLine] = []
        self._tables = 0
        self._line = 0

    def read(self, root: etree._Element) -> SourceDocument:
        """The whole page."""
        self._flow(root, Look(), 0)
        return SourceDocument(tuple(self._blocks), tuple(self._hidden.kept))

    def _flow(self, element: etree._Element, around: Look, depth: int) -> None:
        """Running text of ``element`` as lines, each table below it where it stands."""
        parts: list[str] = []
        for piece in self._pieces(element, around, depth):
            if isinstance(piece, str):
                parts.append(piece)
                continue
            self._lines("".join(parts))
            parts.clear()
            self._table(*piece, depth + 1)
        self._lines("".join(parts))

    def _lines(self, text: str) -> None:
        """Lines of text outside any table, counted as shown."""
        for part in text.split("\v"):
            anchor = SourceAnchor(line=self._line + 1)
            line = self._clean(part, anchor)
            if line:
                self._line += 1
                self._blocks.append(TextLine(line, anchor))

    def _clean(self, text: str, anchor: SourceAnchor) -> str:
        """Text as a page shows it: blanks run together, line breaks kept where blocks end."""
        lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\v"))
        return self._hidden.visible("\n".join(line for line in lines if line), anchor)

    def _pieces(
        self, element: etree._Element, around: Look, depth: int
    ) -> Iterator[str | tuple[etree._Element, Look]]:
        """Visible text below ``element``, a vertical tab for a line break, and the tables met."""
        if depth > _MAX_DEPTH:
            return
        look = self._sheet.look(element, around)
        how = look.hidden_how()
        yield from self._words(element.text, how)
        for inner in element:
            name = local_name(inner)
            if name == "table":
                yield inner, look
            elif name in ("br", "hr"):
                yield "\v"
            elif name in ("input", "textarea", "select"):
                yield _field_value(inner)
            elif name and name not in _SKIPPED:
                mark = "\v" if name in _BLOCKS else ""
                yield mark
                yield from self._pieces(inner, look, depth + 1)
                yield mark
            yield from self._words(inner.tail, how)

    def _words(self, text: str | None, how: str | None) -> Iterator[str]:
        """Words to show; hidden ones are set aside."""
        if not text:
            return
        if how is None:
            yield text
        else:
            self._hidden.add(_BLANKS.sub(" ", text), how, SourceAnchor(line=self._line + 1))

    def _table(self, table: etree._Element, around: Look, depth: int) -> None:
        """One table, then those nested in its cells."""
        self._tables += 1
        number = self._tables
        look = self._sheet.look(table, around)
        nested: list[tuple[etree._Element, Look]] = []
        cells: list[Cell] = []
        rows = columns = 0
        for slot in self._slots(table, look):
            anchor = SourceAnchor(table=number, row=slot.row + 1)
            text = self._cell_text(slot, anchor, nested, depth)
            cells.append(Cell(*slot[:4], text, anchor))
            rows = max(rows, slot.row + 1)
            columns = max(columns, slot.column + slot.colspan)
        cells = [cell._replace(rowspan=min(cell.rowspan, rows - cell.row)) for cell in cells]
        self._emit(cells, rows, columns, nested, _caption(table))
        for inner, inner_look in nested:
            if depth < _MAX_DEPTH:
                self._table(inner, inner_look, depth + 1)

    def _emit(
        self,
        cells: list[Cell],
        rows: int,
        columns: int,
        nested: list[tuple[etree._Element, Look]],
        title: str | None,
    ) -> None:
        """Add a table; one that only frames other tables adds its words as running text."""
        if nested and sum(1 for cell in cells if cell.text) <= 1 + len(nested):
            self._blocks.extend(
                TextLine(line, cell.anchor)
                for cell in cells for line in cell.text.split("\n") if line
            )  # fmt: skip
        elif any(cell.text for cell in cells):
            self._blocks.append(Grid(tuple(cells), rows, columns, title))

    def _cell_text(
        self,
        slot: _Slot,
        anchor: SourceAnchor,
        nested: list[tuple[etree._Element, Look]],
        depth: int,
    ) -> str:
        """The visible words of a cell; tables in it are collected in ``nested``."""
        parts: list[str] = []
        for piece in self._pieces(slot.element, slot.look, depth):
            if isinstance(piece, str):
                parts.append(piece)
            else:
                nested.append(piece)
        return self._clean("".join(parts), anchor)

    def _slots(self, table: etree._Element, look: Look) -> Iterator[_Slot]:
        """The cells of a table with their places, as a browser lays them out."""
        taken: dict[int, int] = {}  # column -> first row that is free again
        for row, (element, row_look) in enumerate(self._rows(table, look)):
            limits.check_rows(row)
            column = 0
            for cell in element:
                if local_name(cell) not in ("td", "th"):
                    continue
                self._counter.add()
                while taken.get(column, 0) > row:
                    column += 1
                rowspan = _span(cell.get("rowspan"), _MAX_ROWSPAN)
                colspan = _span(cell.get("colspan"), _MAX_COLSPAN) or 1
                taken.update(dict.fromkeys(range(column, column + colspan),
                                           row + (rowspan or _MAX_ROWSPAN)))  # fmt: skip
                yield _Slot(row, column, rowspan or _MAX_ROWSPAN, colspan, cell, row_look)
                column += colspan

    def _rows(self, element: etree._Element, look: Look) -> Iterator[tuple[etree._Element, Look]]:
        """The rows of a table with what they inherit; nested tables are not entered."""
        for inner in element:
            name = local_name(inner)
            if name == "tr":
                yield inner, self._sheet.look(inner, look)
            elif name in ("thead", "tbody", "tfoot", "form"):
                yield from self._rows(inner, self._sheet.look(inner, look))


def _span(text: str | None, most: int) -> int:
    """A span attribute; 0 means to the end, nonsense means 1."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return min(int(digits[:6]), most)


def _field_value(element: etree._Element) -> str:
    """What a form field shows."""
    name = local_name(element)
    if name == "textarea":
        return element.text or ""
    if name == "select":
        chosen = [option for option in element.iter("option") if option.get("selected") is not None]
        return chosen[0].text or "" if chosen else ""
    kind = (element.get("type") or "text").lower()
    return element.get("value") or "" if kind in ("text", "number", "date") else ""


def _caption(table: etree._Element) -> str | None:
    """The caption of a table, if it has one."""
    for element in table:
        if local_name(element) == "caption":
            return _BLANKS.sub(" ", "".join(map(str, element.itertext()))).strip() or None
    return None
