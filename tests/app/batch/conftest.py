"""Small forms, and batches of them."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.app.batch.run import BatchOptions, BatchResult, OnProgress, run_batch
from assistant.settings import Settings

Make = Callable[..., Path]
Batch = Callable[..., BatchResult]


def form_text(number: int, rows: int = 3) -> str:
    """A small form of its own: one flaw, and a number that tells it from all others."""
    lines = [
        "| 一级指标 | 二级指标 | 三级指标 | 性质 | 指标值 | 度量单位 | 权重 |",
        "|---|---|---|---|---|---|---|",
        f"| 产出指标 | 数量指标 | 培训场次 | ≥ | {number + 2} | 场次 | 40 |",
        "| 产出指标 | 质量指标 | 培训合格率 | ≥ | 95 | % | 30 |",
        "| 满意度指标 | 服务对象满意度指标 | 参训教师满意度 | 定性 | 好坏 | 项 | 20 |",
    ]
    return f"预算年度:2024\n单位名称:第{number}小学\n\n" + "\n".join(lines[: rows + 2]) + "\n"


def finished(out: Path) -> int:
    """Forms that the ledger holds, as another reader sees them."""
    try:
        with sqlite3.connect(f"file:{out / 'ledger.sqlite'}?mode=ro", uri=True) as ledger:
            return int(ledger.execute("SELECT count(*) FROM batch_forms").fetchone()[0])
    except sqlite3.Error:
        return 0


def wait_for(out: Path, forms: int, is_over: Callable[[], bool]) -> None:
    """Wait until the ledger of another process holds so many forms, or that process is over."""
    never = threading.Event()
    while finished(out) < forms and not is_over():
        never.wait(0.02)


@pytest.fixture
def forms(tmp_path: Path) -> Make:
    """A folder of small forms."""

    def make(count: int, name: str = "forms") -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for number in range(count):
            (folder / f"{number:04}.md").write_text(form_text(number), encoding="utf-8")
        return folder

    return make


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    """A batch in this process, with one worker."""

    def run(
        *inputs: Path,
        settings: Settings | None = None,
        on_progress: OnProgress = lambda _: None,
        **options: object,
    ) -> BatchResult:
        given = {"inputs": inputs, "out": tmp_path / "out", "workers": 1} | options
        whole = BatchOptions(**given)  # type: ignore[arg-type]
        return run_batch(whole, settings or Settings(), on_progress)

    return run
