"""Rows out of an answer as they close, whatever stands around them.

The scanner follows brackets and strings character by character, so that a row is known to be
complete at its closing brace, one element earlier than a partial parser can tell, and a broken row
takes nothing else with it. It accepts what models really send: prose or a code fence around the
JSON, a bare list, one object per line, a list wrapped in a string, a ``<think>`` block in front.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

_OPEN, _CLOSE = "{[", "}]"
_THINK_START, _THINK_END = "<think>", "</think>"
ROWS = "rows"
_MAX_FALSE_STARTS = 50


class RowScanner:
    """Feed it pieces of an answer; it gives back each row's text as the row closes."""

    def __init__(self) -> None:
        """Start before the first character."""
        self._text = ""
        self._at = 0
        self._stack: list[tuple[str, int]] = []
        self._in_string = False
        self._escaped = False
        self._row_depth: int | None = None
        self._found_in_top = False
        self._blanks = 0
        self._thinking: bool | None = None

    @property
    def blanks(self) -> int:
        """Length of the run of white space, outside strings, that the text now ends in."""
        return self._blanks

    @property
    def unfinished(self) -> str | None:
        """The text of a row that has begun and not closed, if there is one."""
        if self._row_depth is None:
            return None
        return self._text[self._stack[self._row_depth][1] :]

    @property
    def text(self) -> str:
        """Everything fed so far, without a thinking block."""
        return self._text

    def feed(self, piece: str) -> Iterator[str]:
        """Take the next piece and give the rows that it closes."""
        self._text += piece
        if not self._past_thinking():
            return
        while self._at < len(self._text):
            row = self._step(self._text[self._at])
            self._at += 1
            if row is not None:
                yield from _unwrap(row)

    def _past_thinking(self) -> bool:
        if self._thinking is False:
            return True
        start = self._text.lstrip()
        if not start or (_THINK_START.startswith(start) and start != _THINK_START):
            return False
        if start.startswith(_THINK_START):
            self._thinking = True
            _, closed, rest = start.partition(_THINK_END)
            if not closed:
                return False
            self._text = rest
        self._thinking = False
        return True

    def _step(self, char: str) -> str | None:
        self._blanks = self._blanks + 1 if char.isspace() and not self._in_string else 0
        if self._in_string:
            self._step_in_string(char)
        elif char == '"':
            # A quotation mark in prose around the JSON opens no string.
            self._in_string = bool(self._stack)
        elif char in _OPEN:
            self._open(char)
        elif char in _CLOSE and self._stack:
            return self._close()
        return None

    def _step_in_string(self, char: str) -> None:
        if self._escaped:
            self._escaped = False
        elif char == "\\":
            self._escaped = True
        elif char == '"':
            self._in_string = False

    def _open(self, char: str) -> None:
        in_list = bool(self._stack) and self._stack[-1][0] == "["
        if char == "{" and self._row_depth is None and in_list:
            self._row_depth = len(self._stack)
            self._found_in_top = True
        self._stack.append((char, self._at))

    def _close(self) -> str | None:
        _, start = self._stack.pop()
        whole = self._text[start : self._at + 1]
        if self._row_depth is not None:
            if len(self._stack) > self._row_depth:
                return None
            self._row_depth = None
            return whole
        if self._stack:
            return None
        found, self._found_in_top = self._found_in_top, False
        # Braces in prose around the JSON, such as a pair with nothing named in it, are no row.
        return None if found or whole[0] != "{" or '"' not in whole else whole


def _unwrap(text: str) -> Iterator[str]:
    """A row as it stands, or the rows of a wrapper that held no list of objects."""
    if f'"{ROWS}"' not in text:
        yield text
        return
    try:
        value = json.loads(text)
    except ValueError:
        yield text
        return
    inner = value.get(ROWS) if isinstance(value, dict) else None
    if isinstance(inner, str):
        yield from RowScanner().feed(inner)
    elif not isinstance(inner, list):
        yield text


class BadRow(NamedTuple):
    """A row that does not hold to its type: its text as it came, and what is wrong with it."""

    text: str
    error: str


def find_object(text: str) -> dict[str, object]:
    """The JSON object in an answer, with or without prose or a fence around it.

    The last complete one counts: what stands earlier may be quoted from the material.

    Raises:
        ValueError: there is none.
    """
    decoder = json.JSONDecoder(strict=False)
    found: dict[str, object] | None = None
    at = text.find("{")
    failures = 0
    while at >= 0 and failures < _MAX_FALSE_STARTS:
        try:
            found, at = decoder.raw_decode(text, at)
        except ValueError:
            failures += 1
            at += 1
        at = text.find("{", at)
    if found is None:
        raise ValueError("no object")
    return found
