"""Reading where it can be stopped: a child process with a clock, a ceiling and no secrets.

The parent hands the bytes to the child's standard input and takes the finished `SourceDocument`
as JSON from its standard output (never pickle: the child has handled hostile bytes). The child
sees neither the file system path nor any setting of ours. A program that reads many files calls
`use_fork_server` first: its children are forked from a server that has the readers loaded.
"""

import atexit
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import assistant
from assistant.domain.indicator import SourceAnchor, SourceBox
from assistant.exceptions import InputError, NothingFoundError, UnreadableFileError
from assistant.intake import limits
from assistant.intake.forking import ForkServer, ServerGoneError, is_offered
from assistant.intake.grid import Cell, Grid, HiddenText, SourceDocument, TextLine
from assistant.intake.limits import Budget
from assistant.messages import Message
from assistant.network import forbid_network

_KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "SYSTEMROOT")
_ERRORS = {kind.__name__: kind for kind in (UnreadableFileError, NothingFoundError)}
_OUT_OF_MEMORY = 77
"""Exit status of a child that ran into its ceiling and could still say so."""

_FORKED = frozenset({"docx", "xlsx", "xls", "spreadsheet_xml", "html", "pdf"})
"""Readers that a fork may inherit; recognition keeps threads, and an office suite is a program."""

_KILLED, _OUT_OF_WORK = 9, 24
"""Signals by number, which Windows does not name: SIGKILL, SIGXCPU."""


def read_isolated(
    reader: str, source: Path | bytes, budget: Budget, *arguments: str
) -> SourceDocument:
    """What ``assistant.intake.<reader>.read_bytes`` makes of ``source``, read in a child process.

    Args:
        reader: module of this package whose ``read_bytes`` does the work.
        source: the document.
        budget: time and memory that the reading may take.
        arguments: what else ``read_bytes`` is told.

    Raises:
        UnreadableFileError: the reader refused the document, or had to be stopped.
    """
    data = limits.load(source)
    told = [reader, str(budget.memory), str(budget.work), *arguments]
    status, output = _forked(told, data, budget) or _started(told, data, budget)
    return _answer(status, output, reader, budget)


def use_fork_server() -> None:
    """From now on fork the children of this process, where the system can; safe to call again."""
    _Forking.wanted = is_offered()


class _Forking:
    wanted = False
    server: ForkServer | None = None
    lock = threading.Lock()


def _forked(told: list[str], data: bytes, budget: Budget) -> tuple[int, bytes] | None:
    """What a forked child answers, or None where an interpreter must be started."""
    if not _Forking.wanted or told[0] not in _FORKED:
        return None
    with _Forking.lock:
        # Started by the first file that needs it: a program that reads plain text never waits.
        server = _Forking.server = _Forking.server or _new_server()
        try:
            ended = server.run(told, data, budget.seconds)
        except ServerGoneError:
            server.close()
            _Forking.server = None
            return None
    if ended is None:
        limits.refuse(limits.TOO_SLOW, seconds=int(budget.seconds))
    return ended


def _new_server() -> ForkServer:
    server = ForkServer(_environment())
    atexit.register(server.close)
    return server


def _started(told: list[str], data: bytes, budget: Budget) -> tuple[int, bytes]:
    """What a child with an interpreter of its own answers."""
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "assistant.intake.isolated", *told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    ) as child:
        try:
            output, _ = child.communicate(data, timeout=budget.seconds)
        except subprocess.TimeoutExpired:
            limits.refuse(limits.TOO_SLOW, seconds=int(budget.seconds))
        finally:
            _stop(child)
    return child.returncode, output


def _environment() -> dict[str, str]:
    """What the child needs to start: no key, no database address, no proxy."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    # One thread each: address space counts thread stacks and arenas that are never touched.
    return kept | {
        "PYTHONPATH": str(Path(assistant.__file__).parents[1]),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End the child, and any converter it started, when it is still there."""
    if child.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()


def _answer(status: int, output: bytes, reader: str, budget: Budget) -> SourceDocument:
    """The child's document, or its refusal raised again here."""
    if status in (_OUT_OF_MEMORY, -signal.SIGABRT, -_KILLED):
        limits.refuse(limits.TOO_MUCH_MEMORY, limit=budget.memory // 1024**2)
    if status == -_OUT_OF_WORK:
        limits.refuse(limits.TOO_SLOW, seconds=budget.work)
    try:
        answer = json.loads(output)
    except ValueError:
        limits.refuse(limits.DAMAGED, format=reader, detail=f"exit {status}")
    if "error" in answer:
        message = Message(answer["zh"], answer["en"])
        raise _ERRORS.get(answer["error"], UnreadableFileError)(message, **answer["values"])
    return _document(answer)


def _document(answer: dict[str, Any]) -> SourceDocument:
    """The document out of the child's JSON."""
    anchors = [_anchor(fields) for fields in answer["anchors"]]

    def block(value: dict[str, Any]) -> Grid | TextLine:
        if "text" in value:
            return TextLine(value["text"], anchors[value["anchor"]])
        cells = tuple(_cell(cell, anchors) for cell in value["cells"])
        return Grid(cells, value["rows"], value["columns"], value["title"])

    return SourceDocument(
        tuple(block(value) for value in answer["blocks"]),
        tuple(HiddenText(text, how, anchors[anchor]) for text, how, anchor in answer["hidden"]),
        answer["read_by_ocr"],
    )


def _anchor(fields: dict[str, Any]) -> SourceAnchor:
    """One anchor out of the child's JSON."""
    box = fields["box"] and SourceBox.model_construct(**fields["box"])
    return SourceAnchor.model_construct(**(fields | {"box": box}))


def _cell(value: list[Any], anchors: list[SourceAnchor]) -> Cell:
    """One cell out of the child's JSON."""
    row, column, rowspan, colspan, text, anchor, unchecked = value
    return Cell(row, column, rowspan, colspan, text, anchors[anchor], unchecked)


def _json(document: SourceDocument) -> dict[str, Any]:
    """The document as plain JSON values, equal anchors written once."""
    anchors: dict[SourceAnchor, int] = {}

    def place(anchor: SourceAnchor) -> int:
        return anchors.setdefault(anchor, len(anchors))

    def block(value: Grid | TextLine) -> dict[str, Any]:
        if isinstance(value, TextLine):
            return {"text": value.text, "anchor": place(value.anchor)}
        cells = [[*cell[:5], place(cell.anchor), cell.unchecked] for cell in value.cells]
        return {
            "cells": cells, "rows": value.rows, "columns": value.columns, "title": value.title,
        }  # fmt: skip

    return {
        "blocks": [block(value) for value in document.blocks],
        "hidden": [[found.text, found.how, place(found.anchor)] for found in document.hidden],
        "read_by_ocr": document.read_by_ocr,
        "anchors": [anchor.model_dump() for anchor in anchors],
    }


def run_child(reader: str, memory: int, work: int, *arguments: str) -> int:
    """Read standard input with ``reader`` within bounds; the child's whole life."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break the answer
    data = sys.stdin.buffer.read()
    read_bytes: Callable[..., SourceDocument] = importlib.import_module(
        f"assistant.intake.{reader}"
    ).read_bytes
    _hold(memory, work)
    # What a document refers to (entities, images, templates) is never fetched.
    forbid_network(loopback_too=True)
    try:
        answer = answer_of(lambda: read_bytes(data, *arguments), reader)
        out.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))
        out.close()
    except MemoryError:
        return _OUT_OF_MEMORY
    return 0


def answer_of(reading: Callable[[], SourceDocument], reader: str) -> dict[str, Any]:
    """The answer for the parent: a document or a refusal."""
    try:
        return _json(reading())
    except InputError as error:
        return _refusal(error)
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a library's panic on hostile bytes may be no Exception
        detail = type(error).__name__
        return _refusal(UnreadableFileError(limits.DAMAGED, format=reader, detail=detail))


def _refusal(error: InputError) -> dict[str, Any]:
    """An error as plain values, so that the parent raises the same one."""
    values = {
        name: value if isinstance(value, int | float | str) else str(value)
        for name, value in error.values.items()
    }
    zh, en = error.message
    return {"error": type(error).__name__, "zh": zh, "en": en, "values": values}


def _hold(memory: int, work: int) -> None:
    """Hold this process to ``memory`` bytes and ``work`` seconds, where the system can."""
    global _work
    try:
        import resource
    except ImportError:  # Windows: the clock alone holds there
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _work = work
    report_progress()


_work = 0
"""Seconds of computing that each step may take; 0 outside a child."""


def report_progress() -> None:
    """A step is done (a page): the next one has its full time again."""
    if not _work:
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + _work, hard))


if __name__ == "__main__":
    # Run as a module this file is __main__: readers report progress to the importable copy.
    from assistant.intake.isolated import run_child as run

    sys.exit(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]))
