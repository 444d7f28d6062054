"""Recognising the characters of small pictures, with the models inside the rapidocr wheel."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from rapidocr import RapidOCR

from assistant.intake.geometry import Box
from assistant.intake.picture_lines import Picture

_SETTINGS = {
    "Global.log_level": "critical",
    # Most crops are short cells: the default pads each to 320 wide.
    "Rec.rec_img_shape": [3, 48, 128],
}
_SPECK = 6
_LEAST_HEIGHT = 4
_GAP_IN_LINE = 3
_GAP_OF_PIECES = 1.5
_NEAR = 25
# Measured: with 0.15 of paper around, 门 is read as 内 and = as 二 in one cell of forty.
_MARGIN = 0.4
_READABLE_HEIGHT = 34
_SIDE = 10
_LEAST_STROKE = 8
_SURE = 0.5


class Recognised(NamedTuple):
    """A line of characters on a picture.

    Attributes:
        box: where it stands.
        text: what it seems to say.
        score: how sure the recognition is, 0 to 1.
    """

    box: Box
    text: str
    score: float


@cache
def _engine() -> RapidOCR:
    return RapidOCR(params=_SETTINGS)


def recognise_lines(picture: Picture, boxes: Sequence[Box]) -> list[Recognised]:
    """The characters in each of ``boxes``, each a single printed line."""
    if not boxes:
        return []
    crops = [cv2.cvtColor(_crop(picture, box), cv2.COLOR_GRAY2BGR) for box in boxes]
    found = _engine().recognize_txt(crops)
    return [
        Recognised(box, text.strip(), float(score))
        for box, text, score in zip(boxes, found.txts or (), found.scores, strict=True)
    ]


def _crop(picture: Picture, box: Box) -> Picture:
    """A line with some paper around it, as the models were trained to see it."""
    margin = max(_MARGIN * box.height, (_READABLE_HEIGHT - box.height) / 2)
    height, width = picture.shape
    top, bottom = int(max(box.top - margin, 0)), int(min(box.bottom + margin, height))
    left, right = int(max(box.x0 - _SIDE, 0)), int(min(box.x1 + _SIDE, width))
    return picture[top:bottom, left:right]


def printed_lines(dark: Picture, cell: Box) -> Iterator[Box]:
    """The printed lines inside a cell of a page's ink: bands with paper between them."""
    left, top, right, bottom = (int(edge) for edge in cell)
    inner = dark[top + 2 : bottom - 2, left + 2 : right - 2]
    if inner.size == 0:
        return
    inner = _without_specks(inner)
    for first, last in _bands(np.asarray(inner.any(axis=1))):
        columns = np.flatnonzero(inner[first:last].any(axis=0))
        x0, x1 = float(columns[0]), float(columns[-1] + 1)
        if last - first >= _LEAST_HEIGHT and max(x1 - x0, last - first) >= _LEAST_STROKE:
            yield Box(left + 2 + x0, top + 2.0 + first, left + 2 + x1, top + 2.0 + last)


def apart(dark: Picture, line: Box) -> Iterator[Box]:
    """The pieces of a line of a page's ink that wide gaps set apart."""
    left, top, right, bottom = (int(edge) for edge in line)
    columns = np.flatnonzero(dark[top:bottom, left:right].any(axis=0))
    if not columns.size:
        return
    breaks = np.flatnonzero(np.diff(columns) > _GAP_OF_PIECES * line.height)
    starts = [0, *(breaks + 1)]
    for start, end in zip(starts, [*breaks, columns.size - 1], strict=True):
        yield line._replace(x0=float(left + columns[start]), x1=float(left + columns[end] + 1))


def _without_specks(dark: Picture) -> Picture:
    """Ink without the dots of a dirty scan, unless they stand close to a stroke."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    longest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    strokes = np.isin(labels, np.flatnonzero(longest >= _LEAST_STROKE)[1:])
    near = cv2.dilate(strokes.astype(np.uint8), np.ones((_NEAR, _NEAR), np.uint8))
    dots = np.isin(labels, np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= _SPECK)[1:])
    return np.where(near > 0, dots, strokes).astype(np.uint8)


def _bands(rows: Picture) -> Iterator[tuple[int, int]]:
    """First and last row of each run of ink; a gap of a few rows lies inside one character."""
    inked = np.flatnonzero(rows)
    if not inked.size:
        return
    breaks = np.flatnonzero(np.diff(inked) > _GAP_IN_LINE + 1)
    starts = [0, *(breaks + 1)]
    ends = [*breaks, inked.size - 1]
    for start, end in zip(starts, ends, strict=True):
        yield int(inked[start]), int(inked[end]) + 1
