"""What differs between two texts, stretch by stretch, for changes shown before and after."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_ALIKE = 0.5
"""Likeness under which two texts are shown as two, not as one that was changed."""
_ROW_LINE = re.compile(r"^(?:第\d+行|row \d+) ")


class Piece(NamedTuple):
    """A stretch of text, and whether the change touches it."""

    text: str
    changed: bool = False


Line = tuple[Piece, ...]


def lines_of(text: str | None) -> list[str]:
    """The lines of ``text`` that are not empty."""
    return [line for line in (text or "").split("\n") if line]


def marked(before: list[str], after: list[str]) -> list[tuple[Line, Line]]:
    """Lines in pairs, with the stretches that differ; the row's number pairs them."""
    olds = {_name(line): line for line in before}
    pairs: list[tuple[Line, Line]] = []
    single = len(before) == len(after) == 1
    for line in after:
        old = before[0] if single else olds.pop(_name(line), None)
        pairs.append(_compared(old, line) if old is not None else ((), (Piece(line, True),)))
    rest = [] if single else [((Piece(line, True),), ()) for line in olds.values()]
    return [*rest, *pairs]


def _name(line: str) -> str:
    match = _ROW_LINE.match(line)
    return match.group() if match else line


def _compared(old: str, new: str) -> tuple[Line, Line]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (Piece(old),), (Piece(new, True),)
    first: list[Piece] = []
    second: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        changed = tag != "equal"
        if b > a:
            first.append(Piece(old[a:b], changed))
        if d > c:
            second.append(Piece(new[c:d], changed))
    return tuple(first), tuple(second)
