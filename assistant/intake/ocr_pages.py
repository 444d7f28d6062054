"""Pages that are pictures, read inside the child process: see `ocr` for the way in."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageOps, ImageSequence

from assistant.domain.indicator import SourceAnchor
from assistant.intake import isolated, limits
from assistant.intake.geometry import Box
from assistant.intake.grid import Grid, SourceDocument, TextLine
from assistant.intake.hidden import HiddenTexts
from assistant.intake.pdf_blocks import PageLine, PartCell, TablePart
from assistant.intake.pdf_pages import assemble
from assistant.intake.picture_lines import Picture, PictureTable, ink, ruled_tables, straightened
from assistant.intake.recognition import (
    Recognised,
    apart,
    printed_lines,
    recognise_lines,
)
from assistant.messages import Message

_FORMAT = "图片"
_DPI = 200
_POINTS = 72 / _DPI
_LARGE = 3600
_SMALL = 1500
_SAME_WIDTH = 0.03
_ROWS_OF_A_TABLE = 3
_COLUMNS_OF_A_TABLE = 3
_POOR = 0.7
_SAMPLE = 12
_FULL = 0.8
_SURE = 0.6
_LEAST_STRIP = 20

_BORDERLESS = Message(
    zh="这是扫描件或图片，其中的表格没有框线，无法可靠地分出行和列。请提供带框线的清晰扫描件"
    "（A4、200 dpi 以上），或 Word、Excel、有文字的 PDF。",
    en="This scan or picture holds a table without ruling lines, whose rows and columns cannot be "
    "told reliably. Send a clear scan with lines (A4, 200 dpi or more), Word, Excel or a PDF "
    "with text.",
)
_NO_TEXT = Message(
    zh="这是扫描件或图片，没有识别出文字。请提供更清晰的扫描件（A4、200 dpi 以上）或电子原件。",
    en="No characters were recognised on this scan or picture. Send a clearer scan (A4, 200 dpi "
    "or more) or the electronic original.",
)


def read_bytes(data: bytes, *pages: str) -> SourceDocument:
    """The tables and lines of a picture, or of the named pages of a PDF; all unchecked.

    Raises:
        UnreadableFileError: no sound picture, no characters, or a table without lines.
    """
    pictures = _pdf_pictures(data, [int(page) for page in pages]) if pages else _pictures(data)
    parts: list[TablePart | PageLine] = []
    borderless = False
    for number, picture in pictures:
        found = _page(_upright(_sized(picture)), number)
        borderless = borderless or found is None
        parts.extend(_aligned(found or [], parts))
        isolated.report_progress()
    if not any(isinstance(part, TablePart) for part in parts):
        if borderless:
            limits.refuse(_BORDERLESS)
        if not parts:
            limits.refuse(_NO_TEXT)
    hidden = HiddenTexts()
    blocks = tuple(_unchecked(block) for block in assemble(parts, hidden))
    return SourceDocument(blocks, tuple(hidden.kept), read_by_ocr=True)


def straight_page(data: bytes, page: int) -> Picture | None:
    """One page (from 1) of a PDF or of a picture as it is recognised, or None if there is none."""
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        if not 1 <= page <= len(pypdfium2.PdfDocument(data)):
            return None
        pictures = _pdf_pictures(data, [page])
    else:
        pictures = _pictures(data)
    found = next((picture for number, picture in pictures if number == page), None)
    return None if found is None else _upright(_sized(found))


def _unchecked(block: Grid | TextLine) -> Grid | TextLine:
    """A block whose cells a person must still compare with the paper."""
    if isinstance(block, TextLine):
        return block
    return block._replace(cells=tuple(cell._replace(unchecked=True) for cell in block.cells))


def _pdf_pictures(data: bytes, pages: Sequence[int]) -> Iterator[tuple[int, Picture]]:
    """The named pages of a PDF as grey pictures."""
    document = pypdfium2.PdfDocument(data)
    for page in pages:
        drawn = document[page - 1]
        width, height = drawn.get_size()
        scale = min(_DPI / 72, _LARGE / max(width, height, 1))
        picture = np.asarray(drawn.render(scale=scale, grayscale=True).to_pil().convert("L"))
        yield page, picture.astype(np.uint8)
        drawn.close()


def _pictures(data: bytes) -> Iterator[tuple[int, Picture]]:
    """The frames of a picture file as grey pictures."""
    try:
        image = Image.open(io.BytesIO(data))
        width, height = image.size
        if width * height > limits.MAX_PIXELS:
            limits.refuse(limits.PICTURE_TOO_LARGE, width=width, height=height)
        for number, frame in enumerate(ImageSequence.Iterator(image), 1):
            if number > limits.MAX_SCANNED_PAGES:
                return
            yield number, np.asarray(_on_paper(ImageOps.exif_transpose(frame))).astype(np.uint8)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        limits.refuse(limits.DAMAGED, format=_FORMAT, detail=type(error).__name__)


def _on_paper(image: Image.Image) -> Image.Image:
    """A grey picture; what is transparent shows paper."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("L")
    coloured = image.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(paper, coloured).convert("L")


def _sized(picture: Picture) -> Picture:
    """A picture of about 200 dpi of an A4 sheet, which the models read best."""
    longest = float(max(picture.shape))
    if longest > _LARGE:
        scale = _LARGE / longest
    elif longest < _SMALL:
        scale = 2.0
    else:
        return picture
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sized: Picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way)
    return sized


def _upright(picture: Picture) -> Picture:
    """The picture straightened, and turned where it was scanned lying down or upside down."""
    best = straightened(picture)
    score = _readability(best)
    if score is None or score >= _POOR:
        return best
    for quarter in (1, 3, 2):
        turned = straightened(np.ascontiguousarray(np.rot90(picture, quarter)))
        other = _readability(turned)
        if other is not None and other > score:
            best, score = turned, other
    return best


def _readability(picture: Picture) -> float | None:
    """How well some cells of the page can be read; None where there are none."""
    cells = [cell for table in ruled_tables(picture) for cell in table.cells]
    dark = ink(picture)
    lines = [line for cell in cells[:: max(len(cells) // 40, 1)]
             for line in printed_lines(dark, cell)]  # fmt: skip
    longest = sorted(lines, key=lambda line: line.width, reverse=True)[:_SAMPLE]
    scores = [found.score for found in recognise_lines(picture, longest)]
    return sum(scores) / len(scores) if scores else None


def _page(picture: Picture, number: int) -> list[TablePart | PageLine] | None:
    """Tables and lines of one page from top to bottom; None for a table without lines."""
    tables = ruled_tables(picture)
    pieces = _pieces(picture, tables)
    if not tables and _looks_tabular(pieces):
        return None
    around = [found for found in recognise_lines(picture, pieces) if found.score >= _SURE]
    placed: list[tuple[float, TablePart | PageLine]] = [
        (table.box.top, _table(picture, table, number)) for table in tables
    ]
    height = float(picture.shape[0])
    for line, (at, text) in enumerate(_text_lines(around), 1):
        anchor = SourceAnchor(page=number, line=line)
        placed.append((at, PageLine(text, anchor, at / height, at * _POINTS)))
    return [part for _, part in sorted(placed, key=lambda item: item[0])]


def _pieces(picture: Picture, tables: Sequence[PictureTable]) -> list[Box]:
    """Where text stands above, between and below tables."""
    height, width = (float(extent) for extent in picture.shape)
    dark = ink(picture)
    edges = [0.0, *(y for table in tables for y in (table.box.top, table.box.bottom)), height]
    return [
        piece
        for top, bottom in zip(edges[::2], edges[1::2], strict=True)
        if bottom - top > _LEAST_STRIP
        for line in printed_lines(dark, Box(0.0, top, width, bottom))
        for piece in apart(dark, line)
    ]


def _looks_tabular(pieces: list[Box]) -> bool:
    """Whether text stands in columns although no line is drawn."""
    rows = Counter(piece.top for piece in pieces)
    return sum(count >= _COLUMNS_OF_A_TABLE for count in rows.values()) >= _ROWS_OF_A_TABLE


def _text_lines(found: list[Recognised]) -> Iterator[tuple[float, str]]:
    """(top, text) of the lines around tables."""
    for top, row in groupby(found, key=lambda piece: piece.box.top):
        yield top, " ".join(piece.text for piece in row)


def _table(picture: Picture, table: PictureTable, number: int) -> TablePart:
    """A table with the characters of each cell."""
    dark = ink(picture)
    lines: list[Box] = []
    owners: list[int] = []
    for index, cell in enumerate(table.cells):
        for line in printed_lines(dark, cell):
            lines.append(line)
            owners.append(index)
    texts: list[list[str]] = [[] for _ in table.cells]
    ends: list[float] = [0.0 for _ in table.cells]
    for owner, found in zip(owners, recognise_lines(picture, lines), strict=True):
        texts[owner].append(found.text)
        ends[owner] = found.box.x1
    cells = (
        PartCell(_in_points(cell), "\n".join(filter(None, words)),
                 end - cell.x0 > _FULL * cell.width)
        for cell, words, end in zip(table.cells, texts, ends, strict=True)
    )  # fmt: skip
    height, width = (float(extent) * _POINTS for extent in picture.shape)
    sheet = Box(0.0, 0.0, width, height)
    return TablePart(number, _in_points(table.box), tuple(cells), sheet, scanned=True)


def _in_points(box: Box) -> Box:
    """A box in points of a page scanned at the usual resolution."""
    return Box(*(edge * _POINTS for edge in box))


def _aligned(
    found: list[TablePart | PageLine], before: list[TablePart | PageLine]
) -> list[TablePart | PageLine]:
    """A page's tables moved to where the same table stood on the page before: paper shifts."""
    last = next((part for part in reversed(before) if isinstance(part, TablePart)), None)
    first = next((i for i, part in enumerate(found) if isinstance(part, TablePart)), None)
    if last is None or first is None:
        return found
    part = found[first]
    if not isinstance(part, TablePart) or part.page != last.page + 1:
        return found
    if abs(part.box.width - last.box.width) > _SAME_WIDTH * last.box.width:
        return found
    scale = last.box.width / part.box.width

    def moved(box: Box) -> Box:
        return box._replace(
            x0=last.box.x0 + (box.x0 - part.box.x0) * scale,
            x1=last.box.x0 + (box.x1 - part.box.x0) * scale,
        )

    cells = tuple(cell._replace(box=moved(cell.box), printed=cell.box) for cell in part.cells)
    moved_part = part._replace(box=moved(part.box), cells=cells)
    return [*found[:first], moved_part, *found[first + 1 :]]
