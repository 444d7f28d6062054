"""How much an untrusted document may ask for, and the one sentence that each refusal says.

Every bound is far above a real form (a county's whole year fits) and far below what hurts a desk
computer. Readers of one kind of file count what they know (pages, rows, members of an archive);
`isolated` holds time and memory for all of them.
"""

from pathlib import Path
from typing import NamedTuple, NoReturn

from assistant.exceptions import UnreadableFileError
from assistant.messages import Message

MAX_FILE_BYTES = 50 * 1024 * 1024
"""Largest file, or member of an archive, that is opened at all."""

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
"""All parts of one archive together; an xlsx and a docx are archives too."""

MAX_XML_PART_BYTES = 64 * 1024 * 1024
"""One XML part of an xlsx or docx."""

MAX_RATIO = 400
"""Unpacked to packed; blank formatted rows reach 150, a bomb starts near 1,000."""

MAX_PARTS = 5_000
"""Parts of an xlsx or docx (pictures count)."""

MAX_MEMBERS = 500
"""Documents read of one zip; those beyond are named and not read."""

MAX_ROWS = 50_000
"""Rows of one table or sheet that carry text."""

MAX_CELLS = 400_000
"""Cells of one document that carry text."""

MAX_PAGES = 400
"""Pages of a PDF with a text layer."""

MAX_SCANNED_PAGES = 40
"""Pages that characters are recognised on: some seconds each."""

MAX_PIXELS = 60_000_000
"""Picture size: A3 at 400 dpi is 31 million."""


class Budget(NamedTuple):
    """What one reading may take.

    Attributes:
        seconds: wall clock, after which it is stopped.
        memory: bytes of address space, where the system can hold a process to it.
        work: seconds of computing before the reading is taken to hang, for each step of progress
            (a page) that it reports; unlike the clock, the same on a busy machine.
    """

    seconds: float
    memory: int
    work: int


OFFICE = Budget(seconds=60, memory=1024**3, work=8)
PDF = Budget(seconds=180, memory=1024**3, work=8)
CONVERSION = Budget(seconds=120, memory=6 * 1024**3, work=60)
OCR = Budget(seconds=300, memory=4 * 1024**3, work=60)

MISSING = Message(
    zh="找不到文件：{name}。请检查路径。",
    en="No such file: {name}. Check the path.",
)
NOT_A_FILE = Message(
    zh="{name} 不是文件。请给出一个文件。",
    en="{name} is not a file. Name one file.",
)
FORBIDDEN = Message(
    zh="没有读取 {name} 的权限。请检查文件权限。",
    en="{name} may not be read. Check its permissions.",
)
EMPTY = Message(
    zh="文件是空的（0 字节）。请重新导出后再试。",
    en="The file is empty (0 bytes). Export it again.",
)
FILE_TOO_LARGE = Message(
    zh="文件有 {size} MB，超过上限 {limit} MB。请只保留绩效目标表后再试。",
    en="The file has {size} MB, more than the {limit} MB allowed. Keep only the target table.",
)
DAMAGED = Message(
    zh="无法读取：这不是完好的 {format} 文件（{detail}）。请用原软件打开并另存一份后再试。",
    en="Cannot read it: not a sound {format} file ({detail}). Open it in its program, save a copy.",
)
ENCRYPTED = Message(
    zh="{format} 文件设有密码。请去掉密码后再试。",
    en="The {format} file is protected by a password. Remove the password and try again.",
)
BOMB = Message(
    zh="压缩内容展开后有 {size} MB（是原来的 {ratio} 倍），超过上限，已拒绝打开。",
    en="Unpacked it would take {size} MB ({ratio} times the file): refused.",
)
TOO_MANY_PARTS = Message(
    zh="压缩文件里有 {count} 个文件，超过上限 {limit} 个。请分批处理。",
    en="The archive holds {count} files, more than the {limit} allowed. Split it.",
)
TOO_MANY_ROWS = Message(
    zh="表格超过 {limit} 行，不像绩效目标表。请只保留绩效目标表后再试。",
    en="A table has more than {limit} rows. Keep only the target table.",
)
TOO_MANY_CELLS = Message(
    zh="文件里的表格超过 {limit} 个单元格。请只保留绩效目标表后再试。",
    en="The tables have more than {limit} cells. Keep only the target table.",
)
TOO_MANY_PAGES = Message(
    zh="文件有 {count} 页，超过上限 {limit} 页。请只保留绩效目标表所在的页后再试。",
    en="The file has {count} pages, more than the {limit} allowed. Keep the pages of the table.",
)
PICTURE_TOO_LARGE = Message(
    zh="图片有 {width}×{height} 像素，过大。请缩小到 A4 纸 300 dpi 左右后再试。",
    en="The picture has {width}x{height} pixels: too large. Scale it to about A4 at 300 dpi.",
)
TOO_SLOW = Message(
    zh="读取超过 {seconds} 秒，已停止。请只保留绩效目标表后再试。",
    en="Reading took more than {seconds} s and was stopped. Keep only the target table.",
)
TOO_MUCH_MEMORY = Message(
    zh="读取所需内存超过 {limit} MB，已停止。请只保留绩效目标表后再试。",
    en="Reading needed more than {limit} MB of memory and was stopped. Keep only the table.",
)


def refuse(message: Message, **values: object) -> NoReturn:
    """Say no in one sentence.

    Raises:
        UnreadableFileError: always.
    """
    raise UnreadableFileError(message, **values)


def load(source: Path | bytes) -> bytes:
    """The bytes of a document, when there are some and not too many.

    Raises:
        UnreadableFileError: the file is missing, empty, too large or not a file.
    """
    data = source if isinstance(source, bytes) else _read(source)
    if not data:
        refuse(EMPTY)
    check_size(len(data))
    return data


def check_size(size: int) -> None:
    """Refuse a file that is larger than any form.

    Raises:
        UnreadableFileError: it is too large.
    """
    if size > MAX_FILE_BYTES:
        refuse(FILE_TOO_LARGE, size=size // 1024**2, limit=MAX_FILE_BYTES // 1024**2)


def _read(path: Path) -> bytes:
    """The file's bytes; a pipe or a device is not a file and might never end."""
    try:
        if not path.exists():
            refuse(MISSING, name=path.name)
        if not path.is_file():
            refuse(NOT_A_FILE, name=path.name)
        check_size(path.stat().st_size)
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except PermissionError:
        refuse(FORBIDDEN, name=path.name)
    except (OSError, ValueError):  # a name too long for the system, or with a NUL in it
        refuse(MISSING, name=path.name)


class CellCounter:
    """Counts the cells of one document and stops at the bound."""

    def __init__(self) -> None:
        """Start from none."""
        self._cells = 0

    def add(self, count: int = 1) -> None:
        """Count ``count`` more cells.

        Raises:
            UnreadableFileError: there are too many.
        """
        self._cells += count
        if self._cells > MAX_CELLS:
            refuse(TOO_MANY_CELLS, limit=MAX_CELLS)


def check_rows(rows: int) -> None:
    """Refuse a table longer than any form.

    Raises:
        UnreadableFileError: there are too many rows.
    """
    if rows > MAX_ROWS:
        refuse(TOO_MANY_ROWS, limit=MAX_ROWS)
