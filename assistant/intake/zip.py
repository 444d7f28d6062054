"""Archives of forms: each member is read and recognised as the file that it is, one level deep.

Nothing is unpacked to disk and names inside an archive are labels only, so no name can lead
anywhere.
"""

import time
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple, NoReturn

from assistant.domain.target import PerformanceTarget, Problem, TargetDocument
from assistant.exceptions import InputError
from assistant.intake import archive, limits
from assistant.messages import Language, Message

_FORMAT = "zip"
_UTF8_NAME = 0x800
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "~$")

_NO_MEMBERS = Message(
    zh="压缩文件里没有文件。请放入绩效目标表后再试。",
    en="The archive holds no file. Put target tables in it and try again.",
)
_NONE_READ = Message(
    zh="压缩文件里的 {count} 个文件都没有读出绩效目标表；“{name}”：{reason}",
    en="None of the {count} files in the archive gave a target table; '{name}': {reason}",
)
_NESTED = Message(
    zh="压缩文件里的压缩文件不会打开，请解压后再上传。",
    en="An archive inside an archive is not opened. Unpack it first.",
)
_OUT_OF_TIME = Message(
    zh="整个压缩文件的读取已超过 {seconds} 秒，未读。请分批上传。",
    en="Reading the archive took more than {seconds} s; not read. Split the archive.",
)
_BEYOND = Message(
    zh="压缩包里超过 {most} 个文件，这一个没有读；请把它另打一包再放入。",
    en="Not read: the archive holds more than {most} files. Send this one in another archive.",
)
_NOT_READ = Message(
    zh="压缩文件里的“{name}”未能读取：{reason}",
    en="'{name}' in the archive could not be read: {reason}",
)
_MAX_SECONDS = 300.0


class Member(NamedTuple):
    """A document in an archive.

    Attributes:
        name: its name without folders, as a label.
        data: its bytes; none where it was refused.
        refused: why it was not read, or None.
    """

    name: str
    data: bytes
    refused: InputError | None = None


def read(source: Path | bytes) -> TargetDocument:
    """The targets of all members; a member that cannot be read becomes a problem of the first.

    Raises:
        UnreadableFileError: the archive cannot be opened, or no member gave a target.
    """
    deadline = time.monotonic() + _MAX_SECONDS
    targets: list[PerformanceTarget] = []
    failed: list[tuple[str, InputError]] = []
    for member in members(source):
        try:
            if member.refused is not None:
                raise member.refused
            if time.monotonic() > deadline:
                limits.refuse(_OUT_OF_TIME, seconds=int(_MAX_SECONDS))
            targets.extend(_read_member(member).targets)
        except InputError as error:
            failed.append((member.name, error))
    if not targets:
        _refuse_all(failed)
    problems = tuple(
        Problem(
            code="E01",
            message=_NOT_READ.text(name=name, reason=error.text()),
            english=_NOT_READ.text(
                Language.ENGLISH, name=name, reason=error.text(Language.ENGLISH)
            ),
        )
        for name, error in failed
    )
    targets[0] = targets[0].model_copy(update={"problems": targets[0].problems + problems})
    return TargetDocument(targets=tuple(targets))


def _read_member(member: Member) -> TargetDocument:
    """One member through the reader of its format."""
    from assistant.intake import read_bytes
    from assistant.intake.formats import format_of

    if format_of(member.name, member.data).module == "zip":
        limits.refuse(_NESTED)
    return read_bytes(member.data, name=member.name)


def _refuse_all(failed: list[tuple[str, InputError]]) -> NoReturn:
    """No member gave a target: say why, by the first of them."""
    if not failed:
        limits.refuse(_NO_MEMBERS)
    name, error = failed[0]
    limits.refuse(_NONE_READ, count=len(failed), name=name, reason=error.text())


def members(source: Path | bytes) -> Iterator[Member]:
    """The documents of an archive in the order of their names; folders and litter are left out.

    One that is damaged, or stands beyond the number that is read, comes with the reason.

    Raises:
        UnreadableFileError: not a sound archive, behind a password, or too large when unpacked.
    """
    package = archive.open_archive(limits.load(source), _FORMAT, limits.MAX_PARTS)
    found = 0
    for part in sorted(package.infolist(), key=_name):
        name = _name(part)
        if part.is_dir() or part.file_size == 0 or any(mark in name for mark in _IGNORED):
            continue
        found += 1
        label = _label(name)
        try:
            if found > limits.MAX_MEMBERS:
                limits.refuse(_BEYOND, most=limits.MAX_MEMBERS)
            data = archive.read_part(package, part.filename, _FORMAT, limits.MAX_FILE_BYTES)
        except InputError as error:
            yield Member(label, b"", error)
        else:
            yield Member(label, data)


def _name(part: zipfile.ZipInfo) -> str:
    """The name as written: Chinese Windows writes GBK where the standard says code page 437."""
    if part.flag_bits & _UTF8_NAME:
        return part.filename
    try:
        raw = part.filename.encode("cp437")
    except UnicodeEncodeError:
        return part.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _label(name: str) -> str:
    """The last part of a path, whatever it pretends to be."""
    last = PurePosixPath(name.replace("\\", "/")).name or "?"
    return "".join(sign for sign in last if sign.isprintable())[:120] or "?"
