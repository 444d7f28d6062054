"""The measure of suggestions counts what it says it counts."""

from evals.suggestions import Measured, measure, report, some_tables


def test_the_sample_is_answered_without_harm_or_made_up_figures() -> None:
    found = measure(some_tables()[0][1])
    assert found.share >= 0.9
    assert (found.harmful, found.invented, found.left) == (0, 0, 0)
    assert found.answered + found.open + found.facts == found.findings


def test_parts_add_up_and_every_table_is_reported() -> None:
    one = Measured(findings=3, answered=2, open=1)
    assert one.plus(one) == Measured(findings=6, answered=4, open=2)
    assert one.share == 2 / 3
    tables = some_tables()[1:3]
    assert all(name in report(tables) for name, _ in tables)
