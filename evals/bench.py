"""Speed as ratios, each measured side by side with its yardstick in one run.

Absolute times drift with the machine; a ratio of two things timed in turn does not. Nothing here
is a test: the figures are printed, and a person or the gate judges them.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from assistant.domain.indicator import Operator
from assistant.domain.target import PerformanceTarget
from assistant.intake import read_file
from assistant.profiles import guess_profile
from assistant.settings import Settings
from assistant.validators import review_target

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "evals" / "documents" / "kaijiang-2023.md"
ROWS_IN_ALL = 100_000
DOCUMENTS = 1_000


class Measure(NamedTuple):
    """One line of the benchmark.

    Attributes:
        name: what was measured.
        figure: the measured ratio or seconds, with its unit.
        reach: what the design asks for.
        detail: the absolute figures behind it.
    """

    name: str
    figure: str
    reach: str
    detail: str


def report(
    rows_in_all: int = ROWS_IN_ALL,
    documents: int = DOCUMENTS,
    *,
    pause: float | None = None,
    settings: Settings | None = None,
) -> str:
    """Every measure as a Markdown table.

    Args:
        rows_in_all: rows over which the cost of one must stay flat.
        documents: documents of the batch.
        pause: seconds between two pieces of a scripted answer; that of a usual endpoint if None.
        settings: where the model inside is kept; None leaves it out.
    """
    from evals.batch import batch_against_ideal
    from evals.bench_model import PAUSE, embedded, first_row, overhead

    pause = PAUSE if pause is None else pause
    measures = (
        rules_against_validation(),
        flat_cost(rows_in_all),
        *cold_starts(),
        overhead(pause=pause),
        first_row(pause),
        batch_against_ideal(documents),
        *(embedded(settings) if settings else ()),
    )
    lines = ["| what | measured | to reach | behind it |", "| --- | --- | --- | --- |"]
    for one in measures:
        lines.append(f"| {one.name} | {one.figure} | {one.reach} | {one.detail} |")
    return "\n".join(lines)


def rules_against_validation(rounds: int = 200) -> Measure:
    """All rules on a plain 16-row table against pydantic's validation of its JSON, in turn."""
    target = plain_table()
    profile, text = guess_profile(target), target.model_dump_json()
    pairs = _in_turn(
        lambda: review_target(target, profile),
        lambda: PerformanceTarget.model_validate_json(text),
        rounds,
    )
    reviewing, validating = (median(times) for times in zip(*pairs, strict=True))
    return Measure(
        "all rules on a 16-row table / pydantic on its JSON",
        f"{reviewing / validating:.1f}x",
        "40x",
        f"{reviewing * 1e3:.2f} ms / {validating * 1e6:.0f} µs",
    )


def flat_cost(rows_in_all: int) -> Measure:
    """Cost per row of the last tenth of many different tables against the first tenth."""
    target = plain_table()
    profile = guess_profile(target)
    tables = max(20, rows_in_all // len(target.indicators))
    tenth = tables // 10
    early, late = 0.0, 0.0
    began = perf_counter()
    for number in range(tables):
        one = _numbered(target, number)
        start = perf_counter()
        review_target(one, profile)
        spent = perf_counter() - start
        early += spent if number < tenth else 0.0
        late += spent if number >= tables - tenth else 0.0
    total = perf_counter() - began
    rows = tables * len(target.indicators)
    return Measure(
        f"cost per row, last tenth / first tenth of {rows} rows",
        f"{late / early:.2f}x",
        "1.0x (flat)",
        f"{total:.1f} s in all, {total / rows * 1e6:.0f} µs a row",
    )


def cold_starts(runs: int = 5) -> tuple[Measure, ...]:
    """Whole processes, beside a bare interpreter in the same run."""
    commands = {
        "assistant --help": (["--help"], "0.3 s"),
        "assistant review of the sample": (["review", str(SAMPLE)], "1.0 s"),
    }
    bare = median(_process([sys.executable, "-c", "pass"]) for _ in range(runs))
    measures = []
    for name, (arguments, reach) in commands.items():
        whole = [sys.executable, "-m", "assistant", *arguments]
        spent = median(_process(whole) for _ in range(runs))
        measures.append(Measure(name, f"{spent:.2f} s", reach, f"bare interpreter {bare:.2f} s"))
    return tuple(measures)


def plain_table() -> PerformanceTarget:
    """The sample with its scale-valued rows made numeric: an ordinary table of 16 rows."""
    (target,) = read_file(SAMPLE).targets
    rows = tuple(
        row.model_copy(update={"operator": Operator.AT_LEAST, "value": "95", "unit": "%"})
        if row.operator is Operator.QUALITATIVE
        else row
        for row in target.indicators
    )
    text = target.model_copy(update={"indicators": rows, "problems": ()}).model_dump_json()
    return PerformanceTarget.model_validate_json(text)


def _numbered(target: PerformanceTarget, number: int) -> PerformanceTarget:
    """The table of another school, so that nothing kept of words helps."""
    rows = tuple(
        row.model_copy(update={"name": f"{row.name}（第{number}所学校）"})
        for row in target.indicators
    )
    return target.model_copy(update={"indicators": rows})


def _in_turn(
    one: Callable[[], object], other: Callable[[], object], rounds: int
) -> list[tuple[float, float]]:
    one(), other()
    return [(_seconds(one), _seconds(other)) for _ in range(rounds)]


def _seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def _process(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(
        command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL, check=False, timeout=60
    )
    return perf_counter() - start
