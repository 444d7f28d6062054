"""Bytes to text: which encoding a file is in, and whether it is text at all."""

import re
from pathlib import Path

from assistant.exceptions import UnreadableFileError
from assistant.messages import Message

MAX_TEXT_BYTES = 20 * 1024 * 1024
"""Above this a text file is no form: the longest real ones are under 1 MB."""

EMPTY = Message(
    zh="“{name}”是空的，没有可读的内容。请检查文件是否保存完整后重新上传。",
    en="'{name}' is empty. Check that the file was saved completely and send it again.",
)
BINARY = Message(
    zh="“{name}”不是文本，也不是能识别的格式。请提供 {accepted}。",
    en="'{name}' is neither text nor of a format that is read here. Please send {accepted}.",
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_text_file(source: Path | bytes, *, accepted: str) -> str:
    """The text of a file, or of a member of an archive, in whichever encoding it is.

    UTF-8, UTF-16, GB18030, or another one that can be told.

    Raises:
        UnreadableFileError: the file is empty or not text.
    """
    if isinstance(source, bytes):
        return decode(source, name="文件", accepted=accepted)
    return decode(source.read_bytes(), name=source.name, accepted=accepted)


def decode(data: bytes, *, name: str, accepted: str) -> str:
    """``data`` as text; line ends become single line feeds.

    Raises:
        UnreadableFileError: there is nothing in it, or it is not text.
    """
    if not data.strip():
        raise UnreadableFileError(EMPTY, name=name)
    text = _decode(data)
    if text is None or len(_CONTROL.findall(text)) > len(text) // 200:
        raise UnreadableFileError(BINARY, name=name, accepted=accepted)
    text = _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableFileError(EMPTY, name=name)
    return text


def _decode(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _try(data, encoding)
    if b"\x00" in data[:4096]:
        return _utf16_without_mark(data)
    text = _try(data, "utf-8")
    if text is not None:
        return text
    text = _try(data, "gb18030")
    if text is not None and _looks_chinese(text):
        return text
    return _guess(data)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16_without_mark(data: bytes) -> str | None:
    """Text saved as 'Unicode' by old programs: zero bytes all stand on one side."""
    head = data[:4096]
    odd, even = head[1::2].count(0), head[::2].count(0)
    if min(odd, even) * 20 > max(odd, even):
        return None
    return _try(data, "utf-16-le" if odd > even else "utf-16-be")


def _looks_chinese(text: str) -> bool:
    """Whether a tenth of the non-blank characters are Chinese: chance bytes rarely give that."""
    solid = sum(1 for character in text if not character.isspace())
    return len(_HAN.findall(text)) * 10 >= solid


def _guess(data: bytes) -> str | None:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    return None if best is None else _try(data, best.encoding)
