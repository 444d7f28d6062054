"""From places on a page to rows and columns: shared by PDFs and scans."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page, in points or pixels, origin at the top left."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def center(self) -> tuple[float, float]:
        """Its middle."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        """Its extent from left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Its extent from top to bottom."""
        return self.bottom - self.top

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies in it."""
        return self.x0 <= point[0] <= self.x1 and self.top <= point[1] <= self.bottom


class Place(NamedTuple):
    """Where a cell stands in a grid."""

    row: int
    column: int
    rowspan: int
    colspan: int


class Layout(NamedTuple):
    """Boxes as a grid.

    Attributes:
        places: place of each box, in the order given.
        xs: column borders from left to right.
        ys: row borders from top to bottom.
    """

    places: tuple[Place, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]


def lay_out(boxes: Sequence[Box], tolerance: float, xs: Iterable[float] = ()) -> Layout:
    """The grid that boxes form; borders closer than ``tolerance`` are one.

    Args:
        boxes: the cells, which do not overlap.
        tolerance: how far apart two drawn lines of one border may be.
        xs: column borders known from elsewhere (the other pages of the same table).
    """
    columns = cluster([*xs, *(x for box in boxes for x in (box.x0, box.x1))], tolerance)
    rows = cluster([y for box in boxes for y in (box.top, box.bottom)], tolerance)
    places: list[Place] = []
    for box in boxes:
        row, column = nearest(rows, box.top), nearest(columns, box.x0)
        rowspan = max(nearest(rows, box.bottom) - row, 1)
        colspan = max(nearest(columns, box.x1) - column, 1)
        places.append(Place(row, column, rowspan, colspan))
    return Layout(tuple(places), tuple(columns), tuple(rows))


def cluster(values: Iterable[float], tolerance: float) -> list[float]:
    """Values that lie close together as one, in order."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def nearest(borders: Sequence[float], value: float) -> int:
    """Index of the border closest to ``value``."""
    index = bisect_left(borders, value)
    if index == 0:
        return 0
    if index == len(borders):
        return len(borders) - 1
    return index if borders[index] - value < value - borders[index - 1] else index - 1
