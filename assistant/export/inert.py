"""Text of unknown origin: harmless where it goes, unchanged in what it says, and how wide it is."""

import re
from unicodedata import east_asian_width

_ILLEGAL_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARKDOWN = re.compile(r"[\\`*_\[\]|~#]")
_SPECIAL_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def xml_text(text: str) -> str:
    """``text`` without the control characters that no XML document may hold."""
    return _ILLEGAL_XML.sub("", text)


def starts_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take the cell for a formula when someone edits or imports it."""
    return text.startswith(_FORMULA_STARTS)


def terminal_text(text: str) -> str:
    """``text`` without control sequences and without marks that reorder what a person reads."""
    return _TERMINAL.sub("", text.replace("\r\n", "\n").replace("\t", " "))


def markdown_text(text: str) -> str:
    """``text`` as one line of Markdown that shows exactly these characters."""
    for plain, entity in _SPECIAL_HTML.items():
        text = text.replace(plain, entity)
    escaped = _MARKDOWN.sub(lambda match: f"\\{match[0]}", xml_text(text))
    return "<br>".join(escaped.splitlines())


def text_width(text: str) -> int:
    """Columns that ``text`` takes on screen and paper: two for each full-width character."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
