"""Reading what the user gives: a file, or text from the keyboard or a pipe."""

from pathlib import Path

from assistant.domain.target import TargetDocument
from assistant.intake import read_file, read_text


def parse_document(path: Path) -> TargetDocument:
    """The tables, or the tasks, that a file holds.

    Raises:
        UnreadableFileError: missing, empty, too large, damaged or of a format we do not read.
        NothingFoundError: readable, but holds neither an indicator table nor a task.
    """
    return read_file(path)


def parse_text(text: str) -> TargetDocument:
    """The tables, or the tasks, in pasted text.

    Raises:
        UnreadableFileError: the text is empty or too long.
        NothingFoundError: it holds neither an indicator table nor a task.
    """
    return read_text(text)


def parse_bytes(data: bytes, *, name: str) -> TargetDocument:
    """The tables, or the tasks, in text of any encoding that came through a pipe.

    Raises:
        UnreadableFileError: empty, or not text.
        NothingFoundError: it holds neither an indicator table nor a task.
    """
    from assistant.intake.text import decode

    return read_text(decode(data, name=name, accepted="UTF-8 GB18030"))
