"""Plots as inline SVG. Words stand in HTML beside them, so that they stay readable when narrow."""

from collections.abc import Sequence
from math import log10
from typing import NamedTuple

from markupsafe import Markup, escape

COLOURS = ("#0b6e4f", "#b8420f", "#2b5fa8", "#8a5a9e", "#8c6d00", "#5f6b73")
"""Of systems in their order; told apart also in grey and by people who see fewer colours."""
_WIDTH, _HEIGHT = 360, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 12, 40


class Point(NamedTuple):
    """One system in the plot of cost against quality.

    Attributes:
        label: its name.
        cost: seconds a case.
        value: quality, 0 to 1.
        lower: lower bound.
        upper: upper bound.
        colour: its colour.
    """

    label: str
    cost: float
    value: float
    lower: float
    upper: float
    colour: str


def strip(
    value: float, lower: float, upper: float, colour: str, *, bar: bool = False, title: str = ""
) -> Markup:
    """A share on a line from 0 to 1: the interval as a line, the figure as a tick or a bar."""
    left, right, at = (_percent(part) for part in (lower, upper, value))
    filled = f'<rect x="0" y="3" width="{at}" height="6" opacity=".35"/>' if bar else ""
    return Markup(
        '<svg class="strip" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" '
        'fill="{colour}" stroke="{colour}"><title>{title}</title>'
        '<line class="axis" x1="0" y1="11.5" x2="100" y2="11.5"/>{filled}'
        '<line class="whisker" x1="{left}" y1="6" x2="{right}" y2="6"/>'
        '<line class="tick" x1="{at}" y1="1" x2="{at}" y2="11"/></svg>'
    ).format(colour=colour, title=title, filled=Markup(filled), left=left, right=right, at=at)


def change_strip(
    value: float, lower: float, upper: float, most: float, colour: str, title: str
) -> Markup:
    """A difference on a line from ``-most`` to ``most``, with nothing changed in the middle."""
    scaled = (0.5 + part / most / 2 for part in (value, lower, upper))
    at, left, right = (_percent(part) for part in scaled)
    return Markup(
        '<svg class="strip" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" '
        'fill="{colour}" stroke="{colour}"><title>{title}</title>'
        '<line class="axis" x1="50" y1="0" x2="50" y2="12"/>'
        '<line class="whisker" x1="{left}" y1="6" x2="{right}" y2="6"/>'
        '<line class="tick" x1="{at}" y1="1" x2="{at}" y2="11"/></svg>'
    ).format(colour=colour, title=title, left=left, right=right, at=at)


def scatter(points: Sequence[Point]) -> Markup:
    """Quality against seconds a case, on a logarithmic axis."""
    low = min(log10(max(point.cost, 1e-3)) for point in points)
    high = max(log10(max(point.cost, 1e-3)) for point in points)
    first, last = int(low // 1), int(-(-high // 1))
    last = max(last, first + 1)
    parts = [*_grid(first, last)]
    for point in points:
        x = _x(log10(max(point.cost, 1e-3)), first, last)
        parts.append(
            f'<g stroke="{point.colour}" fill="{point.colour}">'
            f"<title>{escape(point.label)}</title>"
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_y(point.lower):.1f}" '
            f'y2="{_y(point.upper):.1f}" stroke-width="1.5"/>'
            f'<circle cx="{x:.1f}" cy="{_y(point.value):.1f}" r="5"/></g>'
        )
    return Markup(
        f'<svg class="scatter" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">{"".join(parts)}</svg>'
    )


def _grid(first: int, last: int) -> list[str]:
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _y(share)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{share:.0%}</text>')
    for power in range(first, last + 1):
        x = _x(power, first, last)
        seconds = f"{10.0**power:g}"
        bottom = _HEIGHT - _BOTTOM
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{bottom}"/>')
        parts.append(f'<text x="{x}" y="{bottom + 15}" text-anchor="middle">{seconds}</text>')
    parts.append(
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 6}" text-anchor="middle">'
        "秒/例（对数）seconds a case, log</text>"
    )
    return parts


def _x(power: float, first: int, last: int) -> float:
    return _LEFT + (power - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)


def _percent(share: float) -> str:
    return f"{max(0.0, min(1.0, share)) * 100:.2f}"
