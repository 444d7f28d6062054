"""One PDF page: what can be seen on it, what cannot, and its ruled tables."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2

from assistant.domain.indicator import SourceAnchor
from assistant.intake.geometry import Box
from assistant.intake.hidden import HiddenTexts
from assistant.intake.pdf_glyphs import PageGlyph, page_glyphs
from assistant.intake.pdf_text import Glyph, joined, lines_of

_WHITE = 0.96
_BLACK_CMYK = 0.04
_SCAN_COVERAGE = 0.5
_FEW_GLYPHS = 20
_SNAP = 3.0
_UNREADABLE_SHARE = 0.2
_LINES = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}


class RuledTable(NamedTuple):
    """A table drawn with lines: the boxes of its cells."""

    box: Box
    cells: tuple[Box, ...]


class Page(NamedTuple):
    """What one page shows.

    Attributes:
        number: from 1.
        height: in points.
        glyphs: characters that can be seen.
        tables: ruled tables, top to bottom.
        scanned: whether the page is a picture of a page.
        rules: horizontal lines (left, y, right) of tables without vertical ones.
        sheet: the part of the sheet that is shown, in points.
    """

    number: int
    height: float
    glyphs: tuple[Glyph, ...]
    tables: tuple[RuledTable, ...]
    scanned: bool
    rules: tuple[tuple[float, float, float], ...]
    sheet: Box


def read_page(page: Any, drawn: pypdfium2.PdfPage, hidden: HiddenTexts) -> Page:
    """What a page shows: lines and grounds from pdfplumber's ``page``, characters from pdfium's."""
    tables = tuple(_ruled(page))
    grounds = [_box(rect) for rect in page.rects if rect.get("fill") and not _white(rect)]
    grounds += [_box(image) for image in page.images]
    shown: list[Glyph] = []
    concealed: dict[str, list[Glyph]] = {}
    unmapped = 0
    for found in page_glyphs(drawn, _origin(drawn)):
        how = _hidden_how(found, grounds)
        (shown if how is None else concealed.setdefault(how, [])).append(found.glyph)
        unmapped += found.unmapped
    scanned = unmapped > _UNREADABLE_SHARE * len(shown) or (not tables and _is_picture(page, shown))
    if not scanned:
        _report(concealed, page.page_number, hidden)
    return Page(
        page.page_number, float(page.height), tuple(_once(shown)), tables, scanned,
        tuple(_horizontal_rules(page)), _sheet(drawn),
    )  # fmt: skip


def _sheet(drawn: pypdfium2.PdfPage) -> Box:
    """Where the shown part of a page lies on its sheet."""
    left, top = _origin(drawn)
    width, height = drawn.get_size()
    return Box(left, top, left + width, top + height)


def _origin(drawn: pypdfium2.PdfPage) -> tuple[float, float]:
    """Where the shown part of a page begins on its sheet, from the top left."""
    media, crop = drawn.get_mediabox(), drawn.get_cropbox()
    if drawn.get_rotation():
        return 0.0, 0.0
    return max(crop[0] - media[0], 0.0), max(media[3] - crop[3], 0.0)


def _box(item: dict[str, Any]) -> Box:
    return Box(float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"]))


def _hidden_how(found: PageGlyph, grounds: list[Box]) -> str | None:
    """How a character escapes the eye, or None when it can be seen."""
    if found.how is None and found.white:
        center = found.glyph.box.center
        return None if any(ground.holds(center) for ground in grounds) else "white"
    return found.how


def _white(item: dict[str, Any]) -> bool:
    """Whether something is filled with the colour of paper."""
    colour = item.get("non_stroking_color")
    if not isinstance(colour, tuple | list) or not all(
        isinstance(part, int | float) for part in colour
    ):
        return False
    if len(colour) == 4:
        return all(part <= _BLACK_CMYK for part in colour)
    return len(colour) in (1, 3) and all(part >= _WHITE for part in colour)


def _is_picture(page: Any, shown: list[Glyph]) -> bool:
    """Whether a page without ruled tables is a picture of paper, with or without a text layer."""
    area = float(page.width) * float(page.height)
    covered = max((_box(i).width * _box(i).height for i in page.images), default=0.0)
    if covered < _SCAN_COVERAGE * area:
        return False
    return len(shown) < _FEW_GLYPHS or not page.edges


def _report(concealed: dict[str, list[Glyph]], number: int, hidden: HiddenTexts) -> None:
    """Set hidden characters aside, line by line."""
    anchor = SourceAnchor(page=number)
    for how, glyphs in concealed.items():
        for line in lines_of(glyphs):
            hidden.add(joined(line), how, anchor)


def _once(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Each character once: bold type is often drawn twice in nearly the same place."""
    seen: set[tuple[str, int, int]] = set()
    for glyph in glyphs:
        place = (glyph.text, round(glyph.box.x0), round(glyph.box.top))
        near = {
            (glyph.text, place[1] + dx, place[2] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)
        }
        if glyph.text == " " or not near & seen:
            seen.add(place)
            yield glyph


def _ruled(page: Any) -> Iterator[RuledTable]:
    """Tables drawn with lines; sides left open are closed where the horizontal lines end."""
    settings: dict[str, Any] = dict(_LINES)
    sides = list(_missing_sides(page))
    if sides:
        settings["explicit_vertical_lines"] = sides
    found = page.find_tables(settings)
    for table in sorted(found, key=lambda table: (table.bbox[1], table.bbox[0])):
        cells = tuple(Box(*map(float, cell)) for cell in table.cells)
        if len(cells) > 1:
            yield RuledTable(Box(*map(float, table.bbox)), cells)


def _missing_sides(page: Any) -> Iterator[dict[str, Any]]:
    """Vertical lines for tables that are ruled inside but open at the left or right."""
    verticals = [float(edge["x0"]) for edge in page.vertical_edges]
    if not verticals:
        return
    ends: dict[tuple[int, int], list[float]] = {}
    for left, y, right in _horizontal_rules(page):
        ends.setdefault((round(left / _SNAP), round(right / _SNAP)), []).append(y)
    for (left_key, right_key), ys in ends.items():
        inner = sum(left_key * _SNAP < x < right_key * _SNAP for x in verticals)
        for x in (left_key * _SNAP, right_key * _SNAP):
            if len(ys) > 2 and inner and not any(abs(x - known) < 2 * _SNAP for known in verticals):
                yield {
                    "object_type": "line", "x0": x, "x1": x, "top": min(ys), "bottom": max(ys),
                    "width": 0, "height": max(ys) - min(ys), "orientation": "v",
                }  # fmt: skip


def _horizontal_rules(page: Any) -> Iterator[tuple[float, float, float]]:
    """Long horizontal lines."""
    for edge in page.horizontal_edges:
        if edge["x1"] - edge["x0"] > page.width / 4:
            yield float(edge["x0"]), float(edge["top"]), float(edge["x1"])
