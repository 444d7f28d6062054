"""Writes the product: whole or not at all, never over its own input."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from assistant.exceptions import InputError
from assistant.messages import Message

_OWN_INPUT = Message(
    zh="{option} 指向输入文件“{path}”本身，为免覆盖原件未写入；请换一个文件名。",
    en="{option} names the input '{path}' itself; nothing was written. Choose another name.",
)
_FOLDER = Message(
    zh="{option} 给出的“{path}”是文件夹；请给出文件名。",
    en="{option} names the folder '{path}'; give a file name.",
)
_NO_FOLDER = Message(
    zh="文件夹“{path}”不存在，未写入；请先建立它或换一个位置。",
    en="There is no folder '{path}'; nothing was written. Create it or choose another place.",
)
_NOT_WRITABLE = Message(
    zh="无法写入“{path}”（{reason}）；请检查权限和磁盘空间，或换一个位置。",
    en="'{path}' cannot be written ({reason}); check permissions and space, or choose another.",
)
_BINARY_ON_SCREEN = Message(
    zh="{format} 格式不能显示在屏幕上；请用 -o 给出文件名，如 -o 结果.{format}。",
    en="{format} cannot be shown on a screen; name a file with -o, such as -o result.{format}.",
)
_NO_ENDING = Message(
    zh="“{path}”的扩展名 {ending} 不是能写出的格式；可用：{known}。也可用 --format 指定格式。",
    en="'{path}' ends in {ending}, which is none of the formats: {known}. Or name it by --format.",
)
_BINARY = ("docx", "xlsx")
_SUFFIXES = {
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".sarif": "sarif",
    ".txt": "text",
}
FormatT = TypeVar("FormatT", bound=str)


def format_of(
    output: Path | None, *, screen: FormatT, pipe: FormatT, known: Iterable[FormatT]
) -> FormatT:
    """The format where the user names none: by the ending of ``-o``, else by where it goes.

    Raises:
        InputError: the ending is that of no format that this command writes.
    """
    if output is not None and output.suffix:
        formats = set(known)
        endings = {ending: one for one in formats for ending in _endings(one)}
        if output.suffix.lower() in endings:
            return endings[output.suffix.lower()]
        listed = " ".join(sorted(endings))
        raise InputError(_NO_ENDING, path=output.name, ending=output.suffix, known=listed)
    return screen if output is None and sys.stdout.isatty() else pipe


def _endings(output_format: str) -> list[str]:
    return [ending for ending, name in _SUFFIXES.items() if name == output_format]


def check_output(
    output: Path | None, inputs: Iterable[Path], output_format: str, *, option: str = "-o"
) -> None:
    """Refuse an unusable ``-o``, or another such ``option``, before any work is done for it.

    Raises:
        InputError: it is an input, a folder, in a folder that is not there, or missing for a
            format that no screen can show.
    """
    if output is None:
        if output_format in _BINARY and sys.stdout.isatty():
            raise InputError(_BINARY_ON_SCREEN, format=output_format)
        return
    if output.is_dir():
        raise InputError(_FOLDER, option=option, path=output)
    if not output.absolute().parent.is_dir():
        raise InputError(_NO_FOLDER, path=output.absolute().parent)
    if output.exists() and any(path.exists() and output.samefile(path) for path in inputs):
        raise InputError(_OWN_INPUT, option=option, path=output)


def write_product(product: str | bytes, output: Path | None) -> None:
    """Write to ``output``, or to stdout where there is none.

    Raises:
        InputError: the file cannot be written; what stood there before still stands.
    """
    data = product.encode("utf-8") if isinstance(product, str) else product
    if output is None:
        _print(data)
        return
    try:
        _replace(output, data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(_NOT_WRITABLE, path=output, reason=reason) from None


def _print(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        # What is still buffered would fail once more, with a complaint, when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            reason = error.strerror or type(error).__name__
            raise InputError(_NOT_WRITABLE, path="stdout", reason=reason) from None


def _replace(output: Path, data: bytes) -> None:
    if output.exists() and not output.is_file():
        # A pipe or a device is written to; a file in its place would break whoever reads there.
        output.write_bytes(data)
        return
    # A link stays one: what it points to is replaced.
    output = Path(os.path.realpath(output))
    with NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(output)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
