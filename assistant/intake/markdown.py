"""Markdown and pasted text: pipe tables, tab-separated rows from a spreadsheet, plain lines."""

import html
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from assistant.domain.indicator import SourceAnchor
from assistant.exceptions import UnreadableFileError
from assistant.intake.grid import Cell, Grid, HiddenText, SourceDocument, TextLine
from assistant.intake.invisible import strip_invisible
from assistant.intake.text import EMPTY, MAX_TEXT_BYTES, read_text_file
from assistant.messages import Message

_TOO_LONG = Message(
    zh="粘贴的文字有 {size} MB，超过上限 {limit} MB。请只粘贴绩效目标表或年度任务。",
    en="The pasted text has {size} MB, more than {limit} MB. Paste only the table or the tasks.",
)
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_SURE_DELIMITER = re.compile(r"-{2}|:-|-:")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|font|sub|sup|p|div|center)\b[^>]*>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\|`*_{}\[\]()#+.!<>~-])")
_WRAPPED = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_TABLE_BEGINS = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_ENDS = re.compile(r"</table\s*>(?!.*<table\b)", re.IGNORECASE | re.DOTALL)
_MARK = "——HTML——"
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+|^\s{0,3}>\s?(?!=)")


class _Line(NamedTuple):
    kind: str
    number: int
    text: str


def read(source: Path | bytes) -> SourceDocument:
    """The blocks of a Markdown or text file.

    Raises:
        UnreadableFileError: empty, or not text.
    """
    return read_markdown(read_text_file(source, accepted=".md .txt"))


def read_markdown(text: str) -> SourceDocument:
    """The blocks of Markdown or pasted text, each with its line.

    Raises:
        UnreadableFileError: nothing in it, or longer than any form.
    """
    if not text.strip():
        raise UnreadableFileError(EMPTY, name="文本")
    if len(text) > MAX_TEXT_BYTES:
        size, limit = len(text) // 1024 // 1024, MAX_TEXT_BYTES // 1024 // 1024
        raise UnreadableFileError(_TOO_LONG, size=size, limit=limit)
    blocks: list[Grid | TextLine] = []
    hidden: list[HiddenText] = []
    pages = _read_html_tables(text)
    tables = 0
    for kind, group in groupby(_lines(text), key=lambda line: line.kind):
        if kind == "text":
            for line in group:
                anchor = SourceAnchor(line=line.number)
                shown, found = strip_invisible(plain(_HEADING.sub("", line.text)), anchor)
                hidden.extend(found)
                blocks.append(TextLine(shown.strip(), anchor))
        elif kind == "html":
            for line in group:
                page = pages.pop(0)
                blocks.extend(_moved(block, tables, line.number) for block in page.blocks)
                tables += sum(1 for _ in page.grids())
                hidden.extend(page.hidden)
        elif kind in ("pipe", "tab"):
            tables += 1
            rows = [(line.number, _split(line)) for line in group if not _is_rule(line)]
            grid, unseen = _grid(rows, tables)
            hidden.extend(unseen)
            blocks.append(grid)
    return SourceDocument(tuple(blocks), tuple(hidden))


def _read_html_tables(text: str) -> list[SourceDocument]:
    """The HTML tables inside Markdown (recognition services write them), each as a page."""
    sources = [line.text for line in _lines(text) if line.kind == "html"]
    if not sources:
        return []
    from assistant.intake import html as web

    marked = "".join(f"<p>{_MARK}</p>{source}" for source in sources)
    found = web.read(f"<html><body>{marked}</body></html>".encode())
    pages: list[list[Grid | TextLine]] = []
    for block in found.blocks:
        if isinstance(block, TextLine) and block.text == _MARK:
            pages.append([])
        elif pages:
            pages[-1].append(block)
    pages += [[] for _ in range(len(sources) - len(pages))]
    documents = [SourceDocument(tuple(page)) for page in pages]
    return [documents[0]._replace(hidden=found.hidden), *documents[1:]]


def _moved(block: Grid | TextLine, tables: int, line: int) -> Grid | TextLine:
    """A block of an HTML table with its place in the whole text."""
    if isinstance(block, TextLine):
        return block._replace(anchor=SourceAnchor(line=line))
    cells = tuple(
        cell._replace(
            anchor=SourceAnchor(
                table=tables + (cell.anchor.table or 1), row=cell.anchor.row, line=line
            )
        )
        for cell in block.cells
    )
    return block._replace(cells=cells)


def plain(text: str) -> str:
    """``text`` without Markdown and inline HTML; ``<br>`` becomes a line break."""
    text = _TAG.sub("", _BREAK.sub("\n", text))
    stripped = text.strip()
    match = _WRAPPED.fullmatch(stripped)
    if match:
        # Only a pair around the whole cell is markup: (≥**万元) is what forms leave in names.
        stripped = match[2]
    return html.unescape(_ESCAPE.sub(r"\1", stripped))


def _lines(text: str) -> Iterator[_Line]:
    """Lines by kind; a line break inside a quoted spreadsheet cell does not end its row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    number = 0
    while number < len(lines):
        start, line = number, lines[number]
        number += 1
        if _TABLE_BEGINS.search(line):
            while not _TABLE_ENDS.search(line) and number < len(lines):
                line += "\n" + lines[number]
                number += 1
            yield _Line("html", start + 1, line)
            continue
        if "\t" in line:
            while _is_open(line) and number < len(lines) and number - start < 50:
                line += "\n" + lines[number]
                number += 1
        yield _Line(_kind(line), start + 1, line)


def _is_open(line: str) -> bool:
    """Whether a quoted cell begins and does not end (spreadsheets quote cells with breaks)."""
    return any(cell.startswith('"') and cell.count('"') % 2 for cell in line.split("\t"))


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if "\t" in line.strip("\n") and line.replace("\t", "").strip():
        return "tab"
    return "pipe" if line.lstrip().startswith("|") or len(_PIPE.findall(line)) > 1 else "text"


def _is_rule(line: _Line) -> bool:
    if line.kind != "pipe" or not _SURE_DELIMITER.search(line.text):
        return False
    return _DELIMITER.fullmatch(line.text.strip()) is not None


def _split(line: _Line) -> list[str]:
    if line.kind == "tab":
        return [_unquote(cell) for cell in line.text.split("\t")]
    inner = line.text.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return _PIPE.split(inner)


def _unquote(cell: str) -> str:
    stripped = cell.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1].replace('""', '"')
    return cell


def _grid(rows: list[tuple[int, list[str]]], table: int) -> tuple[Grid, list[HiddenText]]:
    cells: list[Cell] = []
    hidden: list[HiddenText] = []
    for index, (number, texts) in enumerate(rows):
        anchor = SourceAnchor(table=table, row=index + 1, line=number)
        for column, raw in enumerate(texts):
            shown, found = strip_invisible(plain(raw), anchor)
            hidden.extend(found)
            if shown.strip():
                cells.append(Cell(index, column, 1, 1, shown.strip(), anchor))
    width = max((len(texts) for _, texts in rows), default=0)
    return Grid(tuple(cells), len(rows), width), hidden
