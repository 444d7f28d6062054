"""What a process and its children take, sample after sample, and whether that grows."""

import threading
import time
from statistics import mean
from types import TracebackType
from typing import NamedTuple, Self

import psutil

EVERY = 2.0
"""Seconds between two samples."""
MIB = 1024**2


class Sample(NamedTuple):
    """One look at a process tree.

    Attributes:
        seconds: since the first look.
        mib: resident memory of all processes.
        processes: how many there are.
        threads: of the first of them.
        files: open files and connections of the first of them.
    """

    seconds: float
    mib: float
    processes: int
    threads: int
    files: int


class Growth(NamedTuple):
    """What a run of samples says.

    Attributes:
        first: MiB at the first look.
        warm: MiB once everything had been used: the mean of the first fifth after the warm-up.
        last: MiB at the end: the mean of the last fifth.
        peak: MiB at the most.
        slope: MiB a minute after the warm-up, by least squares.
    """

    first: float
    warm: float
    last: float
    peak: float
    slope: float


class Watch:
    """Looks at a process tree every few seconds, from a thread, until the end of a block."""

    def __init__(self, pid: int, every: float = EVERY) -> None:
        """Watch the process of this number."""
        self._process, self._every = psutil.Process(pid), every
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self.samples: list[Sample] = []

    def __enter__(self) -> Self:
        """Begin."""
        self._began = time.monotonic()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self._end.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._end.is_set():
            try:
                self.samples.append(self._look())
            except psutil.NoSuchProcess:
                return
            self._end.wait(self._every)

    def _look(self) -> Sample:
        memory = self._process.memory_info().rss
        children = self._process.children(recursive=True)
        for child in children:
            try:
                memory += child.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return Sample(
            round(time.monotonic() - self._began, 1),
            round(memory / MIB, 1),
            1 + len(children),
            self._process.num_threads(),
            self._process.num_fds(),
        )


def growth(samples: list[Sample], warm_up: float) -> Growth:
    """How memory went.

    Args:
        samples: at least one, in order of time.
        warm_up: seconds at the beginning, in which everything is loaded for the first time.
    """
    after = [one for one in samples if one.seconds >= warm_up] or samples[-1:]
    fifth = max(1, len(after) // 5)
    return Growth(
        first=samples[0].mib,
        warm=round(mean(one.mib for one in after[:fifth]), 1),
        last=round(mean(one.mib for one in after[-fifth:]), 1),
        peak=max(one.mib for one in samples),
        slope=round(_slope(after) * 60, 2),
    )


def _slope(samples: list[Sample]) -> float:
    """MiB a second, by least squares; 0 where there is but one moment."""
    seconds = [one.seconds for one in samples]
    centre, level = mean(seconds), mean(one.mib for one in samples)
    spread = sum((one - centre) ** 2 for one in seconds)
    if not spread:
        return 0.0
    return sum((one.seconds - centre) * (one.mib - level) for one in samples) / spread
