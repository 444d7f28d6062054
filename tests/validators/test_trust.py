"""Measured precision is kept true, and a rule that is often wrong only informs."""

from collections.abc import Iterator

import pytest

from assistant.domain.finding import Severity
from assistant.messages import Language
from assistant.profiles import load_profile
from assistant.validators import find_rule, review_target, trust
from assistant.validators.rulebook import precision_text
from assistant.validators.trust import Precision
from evals.precision import PAGE, annotated_tables, as_yaml, measure
from tests.validators.cases import target_of

MUST_NEVER_BE_WRONG = ("M01", "D02", "D03", "D04", "V02", "V04")


def test_the_figures_are_as_measured() -> None:
    text = as_yaml(measure(annotated_tables()))
    assert PAGE.read_text(encoding="utf-8") == text, "run: python -m evals.precision"


def test_rules_that_must_not_raise_a_false_alarm_raise_none() -> None:
    wrong = measure(annotated_tables()).wrong
    assert {code: wrong[code] for code in MUST_NEVER_BE_WRONG if wrong[code]} == {}


def test_the_interval_is_wilsons() -> None:
    low, high = Precision(9, 1, 100).interval
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert Precision(0, 0, 100).interval == (0.0, 1.0)
    assert Precision(0, 0, 100).share is None


@pytest.fixture
def distrusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """W01 measured right in 8 of 10."""
    measured = {"W01": Precision(8, 2, 100)}
    monkeypatch.setattr(trust, "measured_precision", measured.get)
    trust.is_trusted.cache_clear()
    monkeypatch.setattr("assistant.validators.rulebook.measured_precision", measured.get)
    yield
    trust.is_trusted.cache_clear()


@pytest.mark.usefixtures("distrusted")
def test_a_rule_below_nine_in_ten_only_informs() -> None:
    target = target_of({"rows": [{"weight": "10"}]})
    review = review_target(target, load_profile("national-2021"), select=["W01"])
    assert [found.severity for found in review.findings] == [Severity.INFO]
    assert find_rule("W01").severity is Severity.ERROR
    assert "0.80" in precision_text("W01", Language.CHINESE)
    assert "informs" in precision_text("W01", Language.ENGLISH)
