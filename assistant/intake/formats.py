"""Which reader reads which file: one table, asked by content first and by name second."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from assistant.domain.target import TargetDocument
from assistant.exceptions import UnreadableFileError
from assistant.intake.grid import SourceDocument
from assistant.intake.limits import MAX_FILE_BYTES
from assistant.intake.sniff import module_by_content
from assistant.intake.text import EMPTY, MAX_TEXT_BYTES
from assistant.messages import Message

_MISSING = Message(
    zh="找不到文件“{path}”。请检查路径和文件名。",
    en="There is no file '{path}'. Check the path and the name.",
)
_DIRECTORY = Message(
    zh="“{path}”是文件夹，不是文件。请给出其中的文件，可以一次给出多个。",
    en="'{path}' is a folder. Name the files in it; several may be given at once.",
)
_UNREADABLE = Message(
    zh="无法打开“{path}”：没有读取权限，或文件正被占用。",
    en="'{path}' cannot be opened: no permission, or another program holds it.",
)
_TOO_LARGE = Message(
    zh="“{name}”有 {size} MB，超过该格式的上限 {limit} MB，未读取。请只提供含绩效目标表的部分。",
    en="'{name}' has {size} MB, more than the {limit} MB read of this format; it was not read. "
    "Send only the part that holds the target table.",
)
_UNKNOWN = Message(
    zh="不认识“{name}”的格式。可以读取：{accepted}。",
    en="The format of '{name}' is not known. These can be read: {accepted}.",
)


class Format(NamedTuple):
    """A format that we read.

    Attributes:
        title: its name, as people say it.
        suffixes: endings of file names, lower case, with the dot.
        module: the reader's module, which has ``read(path_or_bytes)``.
        max_bytes: files above this size are refused unread.
    """

    title: str
    suffixes: tuple[str, ...]
    module: str
    max_bytes: int = MAX_TEXT_BYTES


class Reader(Protocol):
    """What a reader's module offers."""

    def read(self, source: Path | bytes) -> SourceDocument | TargetDocument:
        """The document, whose size has been checked."""
        ...


FORMATS: tuple[Format, ...] = (
    Format("Markdown/文本", (".md", ".markdown", ".txt", ".text", ".tsv"), "markdown"),
    Format("Word", (".docx", ".docm"), "docx", MAX_FILE_BYTES),
    Format("Excel", (".xlsx", ".xlsm", ".xlsb", ".ods"), "xlsx", MAX_FILE_BYTES),
    Format("Excel 97-2003", (".xls", ".et"), "xls", MAX_FILE_BYTES),
    Format("Excel 2003 XML", (".xml",), "spreadsheet_xml"),
    Format("PDF", (".pdf",), "pdf", MAX_FILE_BYTES),
    Format("图片", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), "ocr",
           MAX_FILE_BYTES),
    Format("网页", (".html", ".htm"), "html"),
    Format("CSV", (".csv",), "csv"),
    Format("Word 97-2003", (".doc", ".wps", ".rtf", ".odt"), "doc", MAX_FILE_BYTES),
    Format("压缩文件", (".zip",), "zip", MAX_FILE_BYTES),
    Format("JSON", (".json",), "target_json"),
)  # fmt: skip
"""A new format is one module and one line here."""

_TEXT = FORMATS[0]
_HEAD_BYTES = 1024
_WITHOUT_SIGNATURE = frozenset({"markdown", "csv", "html", "target_json"})
"""Formats whose content is plain text: here the name decides."""


def accepted_formats() -> str:
    """The endings that can be read, for messages."""
    return " ".join(suffix for known in FORMATS for suffix in known.suffixes)


def read_source(path: Path) -> SourceDocument | TargetDocument:
    """What the reader of the file's format finds in it.

    Raises:
        UnreadableFileError: missing, a folder, empty, too large, unknown or damaged.
    """
    size, head = _look_at(path)
    known = pick_format(path.name, head, lambda: _read_bounded(path))
    _check_size(known, path.name, size)
    return reader_of(known).read(path)


def read_source_bytes(data: bytes, name: str) -> SourceDocument | TargetDocument:
    """The same for a document in memory; ``name`` is only a label.

    Raises:
        UnreadableFileError: empty, too large, unknown or damaged.
    """
    if not data:
        raise UnreadableFileError(EMPTY, name=name)
    known = format_of(name, data)
    _check_size(known, name, len(data))
    return reader_of(known).read(data)


def format_of(name: str, data: bytes) -> Format:
    """The format of a document in memory.

    Raises:
        UnreadableFileError: it is none that we know.
    """
    return pick_format(name, data[:_HEAD_BYTES], lambda: data)


def _check_size(known: Format, name: str, size: int) -> None:
    if size > known.max_bytes:
        raise UnreadableFileError(
            _TOO_LARGE,
            name=name,
            size=f"{size / 1024 / 1024:.0f}",
            limit=known.max_bytes // 1024 // 1024,
        )


def reader_of(known: Format) -> Reader:
    """The module that reads a format, imported now and not before."""
    return cast(Reader, importlib.import_module(f"assistant.intake.{known.module}"))


def pick_format(name: str, head: bytes, whole: Callable[[], bytes]) -> Format:
    """The format of a file by its content, else by the ending of its name.

    Args:
        name: the file's name.
        head: its first bytes.
        whole: gives all bytes, asked for only when the first leave several formats open.

    Raises:
        UnreadableFileError: neither says anything that we know.
    """
    module = module_by_content(head, whole)
    suffix = Path(name).suffix.lower()
    if module is not None and not (module == "html" and suffix in _TEXT.suffixes):
        return next(known for known in FORMATS if known.module == module)
    for known in FORMATS:
        if suffix in known.suffixes and known.module in _WITHOUT_SIGNATURE:
            return known
    if not suffix or any(suffix in known.suffixes for known in FORMATS):
        # No ending, or one that the content belies: text readers say whether it is text.
        return _TEXT
    raise UnreadableFileError(_UNKNOWN, name=name, accepted=accepted_formats())


def _look_at(path: Path) -> tuple[int, bytes]:
    """Size and first bytes; nothing more of the file is read before its size is accepted."""
    try:
        if path.is_dir():
            raise UnreadableFileError(_DIRECTORY, path=path)
        size = path.stat().st_size
        if size == 0:
            raise UnreadableFileError(EMPTY, name=path.name)
        with path.open("rb") as file:
            return size, file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise UnreadableFileError(_MISSING, path=path) from None
    except OSError:
        raise UnreadableFileError(_UNREADABLE, path=path) from None


def _read_bounded(path: Path) -> bytes:
    """As much of a file as any reader would take."""
    with path.open("rb") as file:
        return file.read(MAX_FILE_BYTES)
