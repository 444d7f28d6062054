"""Ruling lines on a picture of a page: the page set straight, the cells that its lines enclose."""

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from assistant.intake.geometry import Box

Picture = npt.NDArray[Any]
"""A grey picture: rows of bytes, 0 black to 255 white."""

_STEEPEST = 0.12
_LEAST_SKEW = 0.03
_LINE_SHARE = 40
_LEAST_LINE = 24
_GAP = 9
_LEAST_CELL = 10
_FILLED = 0.75
_LEAST_CELLS = 4


class PictureTable(NamedTuple):
    """A table drawn on a picture.

    Attributes:
        box: its outline.
        cells: what its lines enclose.
    """

    box: Box
    cells: tuple[Box, ...]


def straightened(picture: Picture) -> Picture:
    """The picture turned so that its long lines lie level."""
    angle = _skew(picture)
    if abs(angle) < _LEAST_SKEW:
        return picture
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned: Picture = cv2.warpAffine(
        picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255.0
    )
    return turned


def ink(picture: Picture) -> Picture:
    """White where there is ink, whatever the light on the page was."""
    dark: Picture = cv2.adaptiveThreshold(
        picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15
    )
    return dark


def _skew(picture: Picture) -> float:
    """By how many degrees the page's long level lines climb; 0 where there are none."""
    width = picture.shape[1]
    stroke = cv2.getStructuringElement(cv2.MORPH_RECT, (max(width // 100, 12), 1))
    level = cv2.morphologyEx(ink(picture), cv2.MORPH_OPEN, stroke)
    # The steps of a slanted line join when each is made a little thicker and longer.
    level = cv2.dilate(level, np.ones((3, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    slopes: list[float] = []
    for label in range(1, count):
        x, y, across, down, _ = (int(value) for value in stats[label])
        if across < width // 6 or down > across * _STEEPEST:
            continue
        rows, columns = np.nonzero(labels[y : y + down, x : x + across] == label)
        slopes.append(float(np.polyfit(columns, rows, 1)[0]))
    return float(np.degrees(np.arctan(np.median(slopes)))) if slopes else 0.0


def ruled_tables(picture: Picture) -> list[PictureTable]:
    """The tables whose cells are enclosed by lines, from top to bottom."""
    lines = line_mask(picture)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    tables: list[PictureTable] = []
    for label in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[label])
        if width < _LEAST_LINE or height < _LEAST_LINE:
            continue
        network = (labels[y : y + height, x : x + width] == label).astype(np.uint8)
        cells = tuple(_cells(network, x, y))
        if len(cells) >= _LEAST_CELLS:
            tables.append(PictureTable(Box(x, y, x + width, y + height), cells))
    return sorted(tables, key=lambda table: (table.box.top, table.box.x0))


def line_mask(picture: Picture) -> Picture:
    """White where a ruling line runs, small gaps closed."""
    dark = ink(picture)
    height, width = picture.shape
    across = cv2.getStructuringElement(cv2.MORPH_RECT, (max(width // _LINE_SHARE, _LEAST_LINE), 1))
    down = cv2.getStructuringElement(cv2.MORPH_RECT, (1, max(height // _LINE_SHARE, _LEAST_LINE)))
    gap_across = cv2.getStructuringElement(cv2.MORPH_RECT, (_GAP, 1))
    gap_down = cv2.getStructuringElement(cv2.MORPH_RECT, (1, _GAP))
    # A line that is a pixel thin and a little slanted breaks into steps: thicken, find, join.
    level = cv2.morphologyEx(cv2.dilate(dark, np.ones((2, 1), np.uint8)), cv2.MORPH_OPEN, across)
    upright = cv2.morphologyEx(cv2.dilate(dark, np.ones((1, 2), np.uint8)), cv2.MORPH_OPEN, down)
    level = cv2.morphologyEx(level, cv2.MORPH_CLOSE, gap_across)
    upright = cv2.morphologyEx(upright, cv2.MORPH_CLOSE, gap_down)
    mask: Picture = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    return mask


def _cells(network: Picture, left: int, top: int) -> list[Box]:
    """The areas that one network of lines encloses."""
    framed = cv2.copyMakeBorder(network, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0.0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - framed, connectivity=4)
    outside = labels[0, 0]
    cells: list[Box] = []
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[label])
        enclosed = label != outside and min(width, height) >= _LEAST_CELL
        if enclosed and area >= _FILLED * width * height:
            x, y = x + left - 1, y + top - 1
            cells.append(Box(x, y, x + width, y + height))
    return cells
