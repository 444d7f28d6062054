"""What calamine does not tell of a workbook: number formats, and what is hidden from the eye.

Each sheet's XML is read once as a stream; only cells that print a number in a format of their own,
or that nobody can see, are remembered.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from assistant.intake import archive, limits
from assistant.intake.archive import attribute, child, local_name
from assistant.intake.hidden import TINY_POINTS, hex_is_white
from assistant.intake.number_format import BUILTIN

_FORMAT = "Excel (xlsx)"
_MAX_COLUMNS = 16_384
_WHITE_INDEXED = frozenset({"1", "9"})
_WHITE_THEMES = frozenset({"0"})
_NO_FILLS = frozenset({"none", "gray125"})


class CellStyle(NamedTuple):
    """What a cell format means for reading.

    Attributes:
        code: number format, None for general.
        hidden: ``white`` or ``tiny`` where its text cannot be seen.
    """

    code: str | None = None
    hidden: str | None = None


class SheetLook(NamedTuple):
    """How one sheet looks.

    Attributes:
        styles: style of a cell by (row, column) from 0, where it is not plain.
        hidden_rows: rows that are not shown.
        hidden_columns: columns that are not shown.
        hidden_runs: (visible text, hidden text, how) of cells with hidden stretches.
    """

    styles: dict[tuple[int, int], CellStyle]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    hidden_runs: dict[tuple[int, int], tuple[str, str, str]]


class WorkbookLook:
    """The looks of all sheets of one workbook."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        """Read styles and shared strings; sheets are read when asked for."""
        self._package = package
        self._names = set(package.namelist())
        self._styles = list(self._cell_styles())
        self._runs = dict(self._shared_runs())
        self._parts = self._sheet_parts()

    def sheet(self, name: str) -> SheetLook:
        """The look of the sheet called ``name``; plain where its part cannot be found."""
        styles: dict[tuple[int, int], CellStyle] = {}
        rows: set[int] = set()
        columns: set[int] = set()
        runs: dict[tuple[int, int], tuple[str, str, str]] = {}
        part = self._parts.get(name)
        for element in self._stream(part, ("row", "col", "c")) if part in self._names else ():
            kind = local_name(element)
            if kind == "c":
                self._cell(element, styles, runs)
            elif not _is_closed(element):
                continue
            elif kind == "row":
                rows.add(_number(element.get("r")) - 1)
            else:
                last = min(_number(element.get("max")), _MAX_COLUMNS)
                columns.update(range(_number(element.get("min")) - 1, last))
        return SheetLook(styles, frozenset(rows), frozenset(columns), runs)

    def _cell(
        self,
        element: etree._Element,
        styles: dict[tuple[int, int], CellStyle],
        runs: dict[tuple[int, int], tuple[str, str, str]],
    ) -> None:
        """Remember a cell that is not plain."""
        if len(element) == 0:
            return
        place = _place(element.get("r") or "")
        style_number = _number(element.get("s"))
        if style_number < len(self._styles) and self._styles[style_number] != CellStyle():
            styles[place] = self._styles[style_number]
        found = None
        if element.get("t") == "s":
            value = child(element, "v")
            found = self._runs.get(_number(value.text if value is not None else None))
        elif element.get("t") == "inlineStr":
            found = _hidden_stretch(child(element, "is"))
        if found is not None:
            runs[place] = found

    def _stream(self, part: str | None, tags: tuple[str, ...]) -> Iterator[etree._Element]:
        """The elements ``tags`` of a part, each forgotten after use."""
        data = archive.read_part(self._package, part or "", _FORMAT, limits.MAX_XML_PART_BYTES)
        events = etree.iterparse(
            io.BytesIO(data),
            tag=[f"{{*}}{tag}" for tag in tags],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            recover=True,
        )
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]

    def _sheet_parts(self) -> dict[str, str]:
        """The part that holds each sheet, by the sheet's name."""
        workbook = next((n for n in sorted(self._names) if n.endswith("xl/workbook.xml")), None)
        relations = "xl/_rels/workbook.xml.rels"
        if workbook is None or relations not in self._names:
            return {}
        targets = {
            relation.get("Id"): relation.get("Target") or ""
            for relation in archive.read_xml(self._package, relations, _FORMAT)
        }
        sheets = child(archive.read_xml(self._package, workbook, _FORMAT), "sheets")
        return {
            sheet.get("name") or "": _part_name(targets.get(attribute(sheet, "id"), ""))
            for sheet in (sheets if sheets is not None else ())
        }

    def _cell_styles(self) -> Iterator[CellStyle]:
        """The cell formats of the workbook in order."""
        if "xl/styles.xml" not in self._names:
            return
        root = archive.read_xml(self._package, "xl/styles.xml", _FORMAT)
        codes = dict(BUILTIN)
        for element in _children(root, "numFmts"):
            codes[_number(element.get("numFmtId"))] = element.get("formatCode") or ""
        fonts = [_font_hidden(font) for font in _children(root, "fonts")]
        fills = [_fill_coloured(fill) for fill in _children(root, "fills")]
        for element in _children(root, "cellXfs"):
            font, fill = _number(element.get("fontId")), _number(element.get("fillId"))
            hidden = fonts[font] if font < len(fonts) else None
            if hidden == "white" and fill < len(fills) and fills[fill]:
                hidden = None
            code = codes.get(_number(element.get("numFmtId")))
            if code == ";;;":
                hidden, code = "white", None
            yield CellStyle(None if code in ("", "General", "@") else code, hidden)

    def _shared_runs(self) -> Iterator[tuple[int, tuple[str, str, str]]]:
        """Shared strings that have a stretch nobody can see."""
        if "xl/sharedStrings.xml" not in self._names:
            return
        for index, item in enumerate(self._stream("xl/sharedStrings.xml", ("si",))):
            found = _hidden_stretch(item)
            if found is not None:
                yield index, found


def _hidden_stretch(item: etree._Element | None) -> tuple[str, str, str] | None:
    """(visible text, hidden text, how) of a string with a stretch nobody can see, or None."""
    parts = [
        (_font_hidden(child(run, "rPr")), "".join(t.text or "" for t in run
                                                 if local_name(t) == "t"))
        for run in (item if item is not None else ()) if local_name(run) == "r"
    ]  # fmt: skip
    how = next((how for how, text in parts if how and text.strip()), None)
    if how is None:
        return None
    shown = "".join(text for hidden, text in parts if not hidden)
    return shown, "".join(text for hidden, text in parts if hidden), how


def _children(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements inside the child ``name``."""
    found = child(root, name)
    return (item for item in (found if found is not None else ()) if local_name(item))


def _font_hidden(font: etree._Element | None) -> str | None:
    """How a font hides its text, if it does."""
    size = child(font, "sz")
    if size is not None and _decimal(size.get("val")) <= TINY_POINTS:
        return "tiny"
    colour = child(font, "color")
    if colour is None:
        return None
    white = (
        hex_is_white(colour.get("rgb"))
        or colour.get("indexed") in _WHITE_INDEXED
        or (colour.get("theme") in _WHITE_THEMES and _decimal(colour.get("tint") or "0") > -0.02)
    )
    return "white" if white else None


def _fill_coloured(fill: etree._Element) -> bool:
    """Whether a fill is anything but paper."""
    pattern = child(fill, "patternFill")
    if pattern is None:
        return child(fill, "gradientFill") is not None
    if (pattern.get("patternType") or "none") in _NO_FILLS:
        return False
    colour = child(pattern, "fgColor")
    if colour is None:
        return False
    plain = hex_is_white(colour.get("rgb")) or colour.get("indexed") in _WHITE_INDEXED
    return not (plain or (colour.get("theme") == "0" and colour.get("tint") is None))


def _part_name(target: str) -> str:
    """The part that a relation of the workbook names."""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _place(reference: str) -> tuple[int, int]:
    """(row, column) from 0 of a reference such as ``B12``."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters[:3].upper():
        column = column * 26 + ord(letter) - 64
    return _number(reference[len(letters) :]) - 1, column - 1


def _number(text: str | None) -> int:
    """A whole number of the file; 0 for anything else."""
    return int(text[:9]) if text and text.isascii() and text.isdigit() else 0


def _decimal(text: str | None) -> float:
    """A number of the file; large for anything else, so that it hides nothing."""
    try:
        return float(text or "")
    except ValueError:
        return 1e9


def _is_closed(element: etree._Element) -> bool:
    """Whether a row or column is hidden, or has no height or width to be seen in."""
    sizes = (element.get("ht"), element.get("width"))
    return element.get("hidden") in ("1", "true") or any(size in ("0", "0.0") for size in sizes)
