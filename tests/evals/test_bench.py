"""The benchmark runs from end to end; what it measures is for people to judge, not for a test."""

import json
from pathlib import Path

import pytest

from evals import commands
from evals.bench import report


def test_every_measure_is_printed_with_what_to_reach() -> None:
    """A few rows suffice to see that each line has its figure."""
    lines = report(rows_in_all=320, documents=4, pause=0.0).splitlines()[2:]
    assert len(lines) == 7
    assert all(line.count("|") == 5 for line in lines)


def test_every_benchmark_is_added_to_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bench.jsonl"
    monkeypatch.setattr(commands, "BENCH", path)
    table = "| what | measured |\n| --- | --- |\n| rules | 31x |"
    commands.keep_bench(table)
    commands.keep_bench(table)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["measures"] for line in lines] == [[{"what": "rules", "measured": "31x"}]] * 2
    assert lines[0]["machine"]
