"""The benchmark runs from end to end; what it measures is for people to judge, not for a test."""

from evals.bench import report


def test_every_measure_is_printed_with_what_to_reach() -> None:
    """A few rows suffice to see that each line has its figure."""
    lines = report(rows_in_all=320, documents=4).splitlines()[2:]
    assert len(lines) == 5
    assert all(line.count("|") == 5 for line in lines)
