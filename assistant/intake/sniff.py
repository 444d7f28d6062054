"""Which format a file has by its content, whatever its name says.

Government systems export web pages and new workbooks as ``.xls``, and Word pages as ``.doc``.
"""

import re
from collections.abc import Callable

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")
_OFFICE_FIRST = ("[Content_Types].xml", "_rels/", "docProps/", "xl/", "word/", "customXml/",
                 "mimetype")  # fmt: skip
_HTML = re.compile(
    r"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|meta|table|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))


def module_by_content(head: bytes, whole: Callable[[], bytes]) -> str | None:
    """The reader's module for a file that begins with ``head``; None when content does not say.

    Args:
        head: the first kilobyte.
        whole: gives all bytes, asked for only when the head leaves several formats open.
    """
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return "ocr"
    if head.startswith(b"{\\rtf"):
        return "doc"
    if head.startswith(_ZIP):
        return _package(head, whole)
    if head.startswith(_OLE):
        return _ole(whole())
    text = _text(head)
    if _SPREADSHEET in text:
        return "spreadsheet_xml"
    return "html" if _HTML.match(text) else None


def _package(head: bytes, whole: Callable[[], bytes]) -> str:
    """Which of the formats that are zip archives inside."""
    length = int.from_bytes(head[26:28], "little")
    first = head[30 : 30 + length].decode("utf-8", "replace")
    if not first.startswith(_OFFICE_FIRST):
        return "zip"
    data = whole()
    if b"word/document.xml" in data:
        return "docx"
    if b"xl/workbook." in data or b"opendocument.spreadsheet" in data:
        return "xlsx"
    return "doc" if b"opendocument.text" in data else "docx" if b"word/" in data else "zip"


def _ole(data: bytes) -> str:
    """Which of the legacy Office formats; a sealed new one goes where the password is named."""
    for stream, module in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return module
    return "xlsx" if "EncryptedPackage".encode("utf-16-le") in data else "xls"


def _text(head: bytes) -> str:
    """The head as text, near enough to see markup."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
