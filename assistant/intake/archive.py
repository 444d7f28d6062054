"""Opening zip containers (zip, xlsx, docx) without being hurt: the directory is read first.

Nothing is ever unpacked to disk, so a name inside an archive is only a label.
"""

import io
import zipfile
import zlib

from lxml import etree

from assistant.intake import limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MEBIBYTE = 1024 * 1024
_DIRECTORY_END = b"PK\x05\x06"
_MAX_DIRECTORY = 2 * _MEBIBYTE


def is_ole(data: bytes) -> bool:
    """Whether the bytes are an OLE container (legacy Office, or an encrypted new one)."""
    return data.startswith(_OLE)


def is_encrypted_office(data: bytes) -> bool:
    """Whether the bytes are an xlsx or docx behind a password."""
    return is_ole(data) and _ENCRYPTED_STREAM in data


def open_archive(data: bytes, format_name: str, max_parts: int) -> zipfile.ZipFile:
    """An archive whose directory promises no more than the bounds allow.

    Raises:
        UnreadableFileError: not an archive, behind a password, or too large when unpacked.
    """
    if is_encrypted_office(data):
        limits.refuse(limits.ENCRYPTED, format=format_name)
    _check_directory(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        limits.refuse(limits.DAMAGED, format=format_name, detail=type(error).__name__)
    if len(parts) > max_parts:
        limits.refuse(limits.TOO_MANY_PARTS, count=len(parts), limit=max_parts)
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked // max(len(data), 1)
    if unpacked > limits.MAX_UNPACKED_BYTES or (
        ratio > limits.MAX_RATIO and unpacked > limits.MAX_UNPACKED_BYTES // 10
    ):
        limits.refuse(limits.BOMB, size=unpacked // _MEBIBYTE, ratio=ratio)
    if any(part.flag_bits & 1 for part in parts):
        limits.refuse(limits.ENCRYPTED, format=format_name)
    return archive


def _check_directory(data: bytes) -> None:
    """Refuse a directory that is itself too large to be read entry by entry."""
    end = data.rfind(_DIRECTORY_END)
    size = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    if size > _MAX_DIRECTORY:
        count = int.from_bytes(data[end + 10 : end + 12], "little")
        limits.refuse(limits.TOO_MANY_PARTS, count=count, limit=limits.MAX_PARTS)


def read_part(archive: zipfile.ZipFile, name: str, format_name: str, limit: int) -> bytes:
    """One part of an archive, at most ``limit`` bytes of it.

    Raises:
        UnreadableFileError: it is missing, damaged or larger.
    """
    try:
        with archive.open(name) as part:
            data = part.read(limit + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError,
            NotImplementedError) as error:  # fmt: skip
        limits.refuse(limits.DAMAGED, format=format_name, detail=type(error).__name__)
    if len(data) > limit:
        limits.refuse(limits.BOMB, size=len(data) // _MEBIBYTE, ratio="?")
    return data


def read_xml(archive: zipfile.ZipFile, name: str, format_name: str) -> etree._Element:
    """One XML part as a tree: no entities, no network, no depth without end.

    Raises:
        UnreadableFileError: it is missing, no XML, too large, or brings a DTD of its own.
    """
    return parse_xml(read_part(archive, name, format_name, limits.MAX_XML_PART_BYTES), format_name)


def parse_xml(data: bytes, format_name: str) -> etree._Element:
    """XML as a tree: no entities, no network, no depth without end.

    Raises:
        UnreadableFileError: no XML, or it brings a DTD of its own.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        limits.refuse(limits.DAMAGED, format=format_name, detail=type(error).__name__)
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        limits.refuse(limits.DAMAGED, format=format_name, detail="XML")
    return root


def local_name(element: etree._Element) -> str:
    """The tag without its namespace, which differs between the strict and the usual flavour."""
    tag: object = element.tag  # a function for a comment
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """The attribute ``name`` in whatever namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child called ``name``, or None."""
    if element is None:
        return None
    return next((inner for inner in element if local_name(inner) == name), None)
