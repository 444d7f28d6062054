"""Which forms a batch is about: folders, archives, single files and patterns, in a fixed order."""

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from assistant.exceptions import InputError
from assistant.intake import limits
from assistant.intake.zip import members
from assistant.messages import Language, Message

_NOTHING = Message(
    zh="“{path}”里没有可审核的文件。请给出存放表格的文件夹、压缩文件，或“目录/*.docx”这样的写法。",
    en="'{path}' holds no file to review. Name a folder, an archive, or a pattern such as "
    "'folder/*.docx'.",
)
_MISSING = Message(
    zh="找不到“{path}”。请检查文件夹或文件的名称。",
    en="There is no '{path}'. Check the name of the folder or file.",
)
_LITTER = (".", "~$")
_LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


class Found(NamedTuple):
    """A file that a batch is about; an archive holds several forms.

    Attributes:
        name: what it is called in the results: its path below the folder that was named.
        path: where it is.
    """

    name: str
    path: str


class Form(NamedTuple):
    """One form as it was sent.

    Attributes:
        name: its name in the results.
        data: its bytes; empty if they could not be had.
        problem: why they could not be had, in the language of the results.
    """

    name: str
    data: bytes
    problem: str = ""


def find_files(inputs: Iterable[Path], *, besides: Path) -> tuple[Found, ...]:
    """Every file that ``inputs`` lead to, each once, in the order of names.

    Args:
        inputs: folders (searched to the bottom), files, archives, or patterns with ``*`` and
            ``**``.
        besides: the folder of results, which is no input wherever it stands.

    Raises:
        InputError: one of ``inputs`` is not there, or holds no file.
    """
    named = list(inputs)
    taken = besides.absolute()
    found: dict[Path, str] = {}
    for one in named:
        base, files = _files(one)
        before = len(found)
        prefix = PurePosixPath(one.name) if one.is_dir() and len(named) > 1 else None
        for file in files:
            if taken in file.absolute().parents:
                continue
            label = PurePosixPath(file.relative_to(base).as_posix() if base else file.name)
            found.setdefault(file, str(prefix / label if prefix else label))
        if len(found) == before:
            raise InputError(_NOTHING, path=one)
    names = Names()
    return tuple(Found(names.new(name), str(path)) for path, name in found.items())


class Names:
    """Makes each name of a run the only one of its kind, and fit to be kept and printed."""

    def __init__(self) -> None:
        """Start with none given."""
        self._given: set[str] = set()

    def new(self, name: str) -> str:
        """``name``, with a number before its ending where it was given before."""
        plain = "".join(sign if sign.isprintable() else "�" for sign in _plain(name))
        stem, ending = os.path.splitext(plain)
        unique, number = plain, 1
        while unique in self._given:
            number += 1
            unique = f"{stem}#{number}{ending}"
        self._given.add(unique)
        return unique


def load_forms(found: Found, language: Language) -> Iterator[Form]:
    """The forms of one file: itself, or the members of an archive one by one.

    What cannot be read is a form with a problem; nothing is raised for it.
    """
    path = Path(found.path)
    try:
        data = limits.load(path)
    except InputError as error:
        yield Form(found.name, b"", _plain(error.text(language)))
        return
    if not is_archive(path):
        yield Form(found.name, data)
        return
    names = Names()
    form = None
    try:
        for member in members(data):
            problem = _plain(member.refused.text(language)) if member.refused else ""
            form = Form(names.new(f"{found.name}/{member.name}"), member.data, problem)
            yield form
    except InputError as error:
        yield Form(found.name, b"", _plain(error.text(language)))
        return
    if form is None:
        yield Form(found.name, data)  # its reader says that it holds nothing


def is_archive(path: Path) -> bool:
    """Whether a file is told to be an archive of forms, by its name."""
    return path.suffix.lower() == ".zip"


def _plain(text: str) -> str:
    """Text that can be written down: file names of other systems may hold bytes that are none."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files(one: Path) -> tuple[Path | None, Iterator[Path]]:
    """The folder that names are told from, if there is one, and the files."""
    if one.is_dir():
        return one, _below(one)
    if one.exists():
        return None, iter((one,))
    if glob.has_magic(str(one)):
        matches = sorted(glob.glob(str(one), recursive=True))
        base = Path(os.path.commonpath([str(Path(match).parent) for match in matches] or ["."]))
        return base, (Path(m) for m in matches if not Path(m).is_dir() and not _is_litter(m))
    raise InputError(_MISSING, path=one)


def _below(folder: Path) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_litter(name))
        for name in sorted(files):
            if not _is_litter(name):
                yield Path(at) / name


def _is_litter(name: str) -> bool:
    last = os.path.basename(name)
    return last.startswith(_LITTER) or last.lower() in _LITTER_NAMES
