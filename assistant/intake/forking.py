"""A child for each file without the cost of starting Python for it: a server that forks them.

A program that reads thousands of files spends a fifth of a second on each to start an interpreter
and to load a reader's libraries. The server pays for that once. It is started like any child, with
a bare environment, and never opens a document itself: each one is handed to a child forked for it,
which is held to the same bounds and ends with it. Nothing that a hostile document does reaches the
next one. Offered where the system has sealed memory files (Linux); elsewhere every file starts
an interpreter as before.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

_NUMBER = struct.Struct("i")
_REQUEST_BYTES = 65_536
_PIECE = 1 << 20
_LAST_SECONDS = 1.0

RunChild = Callable[..., int]


class ServerGoneError(Exception):
    """The server ended; never leaves this package."""


class ForkServer:
    """One server process; used by one thread at a time."""

    def __init__(self, environment: dict[str, str]) -> None:
        """Start it with nothing but ``environment``."""
        mine, its = socket.socketpair()
        command = [sys.executable, "-P", "-m", "assistant.intake.forking", str(its.fileno())]
        with its:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                pass_fds=(its.fileno(),),
                start_new_session=True,
            )
        self._control = mine

    def run(self, arguments: list[str], data: bytes, seconds: float) -> tuple[int, bytes] | None:
        """What a forked child answers, or None when it had to be stopped by the clock.

        Args:
            arguments: reader, memory, work, and what else the child is told.
            data: the document, given as standard input.
            seconds: wall clock after which the child is killed.

        Returns:
            The exit status, negative for a signal, and what stood on standard output.

        Raises:
            ServerGoneError: the server is not there any more.
        """
        document = os.memfd_create("document")
        answer, its_answer = os.pipe()
        try:
            with open(document, "wb", closefd=False) as file:
                file.write(data)
            os.lseek(document, 0, os.SEEK_SET)
            pid = self._begin(arguments, (document, its_answer))
        finally:
            os.close(document)
            os.close(its_answer)
        deadline = time.monotonic() + seconds
        try:
            output = _read_until(answer, deadline)
        finally:
            os.close(answer)
        if output is None:
            _kill(pid)
        status = self._reap(pid, deadline)
        return None if output is None else (status, output)

    def close(self) -> None:
        """End the server."""
        self._control.close()
        self._process.wait()

    def _begin(self, arguments: list[str], handles: tuple[int, int]) -> int:
        try:
            socket.send_fds(self._control, [json.dumps(arguments).encode()], handles)
        except OSError:
            raise ServerGoneError from None
        return self._number()

    def _reap(self, pid: int, deadline: float) -> int:
        try:
            self._control.sendall(b".")
        except OSError:
            raise ServerGoneError from None
        left = max(_LAST_SECONDS, deadline - time.monotonic())
        if not select.select([self._control], [], [], left)[0]:
            _kill(pid)  # it has closed its answer and yet will not end
        return self._number()

    def _number(self) -> int:
        try:
            raw = self._control.recv(_NUMBER.size)
        except OSError:
            raw = b""
        if len(raw) != _NUMBER.size:
            raise ServerGoneError
        number: int = _NUMBER.unpack(raw)[0]
        return number


def is_offered() -> bool:
    """Whether this system has what the server needs."""
    return hasattr(os, "memfd_create") and hasattr(os, "fork")


def _read_until(handle: int, deadline: float) -> bytes | None:
    """Everything up to the end, or None when ``deadline`` comes first."""
    pieces: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        if select.select([handle], [], [], left)[0]:
            piece = os.read(handle, _PIECE)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
    return None


def _kill(pid: int) -> None:
    """End a child and what it started; the server has not reaped it, so the number is its own."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:  # it has not yet made a group of its own
        os.kill(pid, signal.SIGKILL)


def serve(control: socket.socket, run_child: RunChild) -> None:
    """Fork a child for each request until the other end is closed."""
    loaded: set[str] = set()
    while True:
        request, handles, _, _ = socket.recv_fds(control, _REQUEST_BYTES, 2)
        if not request:
            return
        reader, memory, work, *arguments = json.loads(request)
        if reader not in loaded:
            loaded.add(reader)
            _load(reader)
        pid = os.fork()
        if pid == 0:
            control.close()
            _become(handles, partial(run_child, reader, int(memory), int(work), *arguments))
        for handle in handles:
            os.close(handle)
        if not _see_off(control, pid):
            return


def _load(reader: str) -> None:
    """Load a reader before the fork, so that its children need not."""
    with contextlib.suppress(Exception):  # the child meets the same error and answers for it
        importlib.import_module(f"assistant.intake.{reader}")
    gc.collect()
    gc.freeze()


def _become(handles: list[int], work: Callable[[], int]) -> None:
    """Turn the fork into a child that has nothing but its document and its answer."""
    status = 1
    try:
        os.setsid()
        for place, handle in enumerate(handles):
            os.dup2(handle, place)
            os.close(handle)
        status = work()
    finally:
        os._exit(status)


def _see_off(control: socket.socket, pid: int) -> bool:
    """Tell the child's number, wait for its end and tell that; False when nobody listens."""
    control.sendall(_NUMBER.pack(pid))
    listening = bool(control.recv(1))
    if not listening:
        _kill(pid)
    _, status = os.waitpid(pid, 0)
    if listening:
        control.sendall(_NUMBER.pack(os.waitstatus_to_exitcode(status)))
    return listening


if __name__ == "__main__":
    from assistant.intake.isolated import run_child as run

    with contextlib.suppress(ConnectionError):
        serve(socket.socket(fileno=int(sys.argv[1])), run)
