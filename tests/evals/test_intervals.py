"""Intervals: wide where little is known, clustered where rows are alike, the same every time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.intervals import by_document, difference, ratio
from evals.measures import Kind, Tally

COUNTS = st.tuples(st.integers(0, 20), st.integers(1, 20)).map(
    lambda pair: Tally(min(pair), max(pair))
)
DOCUMENTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), COUNTS, min_size=1)


@given(DOCUMENTS, st.sampled_from(Kind))
def test_the_figure_lies_in_its_interval(documents: dict[str, Tally], kind: Kind) -> None:
    found = ratio(documents, kind)
    assert found is not None
    assert found.lower <= found.value + 1e-9
    assert found.value <= found.upper + 1e-9
    if kind is Kind.SHARE:
        assert 0 <= found.lower <= found.upper <= 1


@given(DOCUMENTS)
def test_a_run_against_itself_has_not_moved_at_all(documents: dict[str, Tally]) -> None:
    found = difference(documents, documents)
    assert found is not None
    assert (found.value, found.lower, found.upper) == (0, 0, 0)


def test_three_right_of_three_prove_little() -> None:
    found = ratio({name: Tally(1, 1) for name in "abc"})
    assert found is not None
    assert found.value == 1
    assert found.lower < 0.5


def test_a_hundred_rows_of_two_documents_are_worth_two_documents() -> None:
    """All right in one and all wrong in the other: rows alone would claim 50 % ± 10."""
    alike = ratio({"a": Tally(50, 50), "b": Tally(0, 50)})
    apart = ratio({f"{n}": Tally(n % 2, 1) for n in range(100)})
    assert alike is not None
    assert apart is not None
    assert alike.upper - alike.lower > 3 * (apart.upper - apart.lower)
    assert apart.upper - apart.lower == pytest.approx(0.19, abs=0.02)


def test_nothing_to_judge_is_no_figure() -> None:
    assert ratio(by_document([("a", Tally(0, 0))])) is None
    assert difference({}, {"a": Tally(1, 1)}) is None


def test_cases_of_one_document_are_added() -> None:
    pairs = [("a", Tally(1, 2)), ("b", Tally(1, 1)), ("a", Tally(2, 3))]
    assert by_document(pairs) == {"a": Tally(3, 5), "b": Tally(1, 1)}


def test_a_false_alarm_where_there_was_no_finding_counts() -> None:
    """Precision had no chance in that document before; leaving it out would hide the alarm."""
    old = {"a": Tally(1, 1)}
    new = {"a": Tally(1, 1), "b": Tally(0, 1)}
    found = difference(new, old)
    assert found is not None
    assert found.value == -0.5
