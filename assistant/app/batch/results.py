"""The results of a batch out of its ledger: one JSON a form, Parquet, Excel; each file whole."""

import hashlib
import importlib.util
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal

from assistant.app.batch.ledger import Ledger
from assistant.app.batch.review import Record, review_text
from assistant.app.batch.rows import FINDING_COLUMNS, FORM_COLUMNS, FormRows, rows_of
from assistant.exceptions import ConfigurationError, InputError
from assistant.messages import Language, Message

ResultFormat = Literal["json", "parquet", "xlsx"]

FORMATS: tuple[ResultFormat, ...] = ("json", "parquet", "xlsx")
JSON_FOLDER = "json"
FORMS_PARQUET, FINDINGS_PARQUET, WORKBOOK = "forms.parquet", "findings.parquet", "results.xlsx"

_NO_PARQUET = Message(
    zh="写 Parquet 需要另装组件：pip install 'budget-target-assistant[batch]'；"
    "也可用 --format json,xlsx。",
    en="Parquet needs pip install 'budget-target-assistant[batch]'; or use --format json,xlsx.",
)
_NOT_WRITTEN = Message(
    zh="结果没有写成（{path}：{reason}）。账本完好，已有的结果文件没有改动；"
    "请腾出空间或检查权限后加 --resume 重新写出。",
    en="The results were not written ({path}: {reason}). The ledger is sound and earlier results "
    "are unchanged; make room or check permissions, then run again with --resume.",
)
_PARTIAL = ".partial"
_LONGEST_NAME = 200
"""Bytes of a file's name that every file system takes, with room for an ending."""


def installed_formats() -> tuple[ResultFormat, ...]:
    """The formats that this installation can write."""
    has_arrow = importlib.util.find_spec("pyarrow") is not None
    return tuple(one for one in FORMATS if one != "parquet" or has_arrow)


def check_formats(formats: Iterable[ResultFormat]) -> None:
    """Refuse what cannot be written before any work is done for it.

    Raises:
        ConfigurationError: an extra is missing.
    """
    if not set(formats) <= set(installed_formats()):
        raise ConfigurationError(_NO_PARQUET)


def write_results(
    ledger: Ledger, out: Path, formats: Iterable[ResultFormat], language: Language
) -> None:
    """Write every form of the ledger in the formats asked for, in one pass and flat memory.

    Each file is written beside its place and then moved there, so that a reader never sees half a
    file, and a failure leaves what stood there before.

    Raises:
        InputError: a file cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    at = out
    try:
        with ExitStack() as stack:
            writers = [_WRITERS[one](stack, out, language) for one in dict.fromkeys(formats)]
            for record in ledger.records():
                result = _Result(record)
                for write in writers:
                    write(result)
    except OSError as error:
        at = Path(error.filename) if error.filename else out
        reason = error.strerror or type(error).__name__
        raise InputError(_NOT_WRITTEN, path=at, reason=reason) from None


class _Result:
    """One form on its way into the results; a writer that takes no rows has none made."""

    def __init__(self, record: Record) -> None:
        self.record = record

    @cached_property
    def rows(self) -> FormRows:
        return rows_of(self.record)


Writer = Callable[[_Result], None]


def _json_writer(stack: ExitStack, out: Path, language: Language) -> Writer:
    folder = out / JSON_FOLDER
    last: Path | None = None

    def write(result: _Result) -> None:
        nonlocal last
        path = folder / json_name(result.record.name)
        if path.parent != last:  # forms come in the order of their names
            path.parent.mkdir(parents=True, exist_ok=True)
            last = path.parent
        # Thousands of small files: one that a power cut spoils is made again from the ledger.
        with _in_place_of(path, on_disk=False) as partial:
            partial.write_text(review_text(result.record.review), encoding="utf-8")

    return write


def _parquet_writer(stack: ExitStack, out: Path, language: Language) -> Writer:
    from assistant.app.batch.parquet import ParquetTable

    forms = stack.enter_context(_in_place_of(out / FORMS_PARQUET))
    findings = stack.enter_context(_in_place_of(out / FINDINGS_PARQUET))
    form_table = stack.enter_context(ParquetTable(forms, FORM_COLUMNS))
    finding_table = stack.enter_context(ParquetTable(findings, FINDING_COLUMNS))

    def write(result: _Result) -> None:
        form_table.add(result.rows.forms)
        finding_table.add(result.rows.findings)

    return write


def _workbook_writer(stack: ExitStack, out: Path, language: Language) -> Writer:
    from assistant.app.batch.workbook import BatchWorkbook

    book = BatchWorkbook(language)
    stack.enter_context(_saved(book.save, out / WORKBOOK))

    def write(result: _Result) -> None:
        book.add(result.rows)

    return write


_WRITERS: dict[ResultFormat, Callable[[ExitStack, Path, Language], Writer]] = {
    "json": _json_writer,
    "parquet": _parquet_writer,
    "xlsx": _workbook_writer,
}


def json_name(name: str) -> PurePosixPath:
    """Where the JSON of a form goes below its folder; no name leads out of it."""
    parts = [part for part in PurePosixPath(name).parts if part not in ("/", "..", ".")]
    parts = [_short(part) for part in parts] or ["_"]
    return PurePosixPath(*parts[:-1], f"{parts[-1]}.json")


def _short(part: str) -> str:
    data = part.encode("utf-8", "replace")
    if len(data) <= _LONGEST_NAME:
        return part
    digest = hashlib.sha256(data).hexdigest()[:12]
    return data[:_LONGEST_NAME].decode("utf-8", "ignore") + f"-{digest}"


@contextmanager
def _in_place_of(path: Path, *, on_disk: bool = True) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when the block ends well."""
    partial = path.with_name(f".{path.name}{_PARTIAL}")
    try:
        yield partial
        if on_disk:
            _flush(partial)
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def _saved(save: Callable[[Path], None], path: Path) -> Iterator[None]:
    """Save to ``path``, whole or not at all, when the block ends well."""
    yield
    with _in_place_of(path) as partial:
        save(partial)


def _flush(path: Path) -> None:
    """Have the bytes on disk before the name points to them."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
