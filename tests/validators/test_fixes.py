"""After every fix offered on a real table the rule is silent there and no new error appears."""

import pytest

from assistant.domain.edit import apply_edits
from assistant.domain.finding import Applicability, Finding, Severity
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.profiles import guess_profile
from assistant.validators import review_target, safe_fixes
from evals.real_tables import RealTable, load_real_tables

TABLES = load_real_tables()
GAPS = {"T04", "T05"}
"""Moving a row out of a class may bare that nothing else stands in it; that is the truth."""


def _findings(target: PerformanceTarget, profile: Profile) -> tuple[Finding, ...]:
    return review_target(target, profile).findings


def _errors(findings: tuple[Finding, ...]) -> set[tuple[str, str | None]]:
    return {(f.code, f.indicator) for f in findings if f.severity is Severity.ERROR}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_fix_clears_its_finding_and_makes_no_error(table: RealTable) -> None:
    profile = guess_profile(table.target)
    before = _findings(table.target, profile)
    for found in before:
        if found.fix is None:
            continue
        after = _findings(apply_edits(table.target, found.fix.edits), profile)
        same = {(f.code, f.indicator, f.field) for f in after}
        assert (found.code, found.indicator, found.field) not in same, found
        new = _errors(after) - _errors(before)
        assert not {code for code, _ in new} - GAPS, (found, new)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_safe_fixes_settle_at_once_and_keep_the_meaning(table: RealTable) -> None:
    profile = guess_profile(table.target)
    review = review_target(table.target, profile)
    after = apply_edits(table.target, safe_fixes(review))
    again = review_target(after, profile)
    assert safe_fixes(again) == ()
    for old, new in zip(table.target.indicators, after.indicators, strict=True):
        assert (old.operator, old.value, old.weight) == (new.operator, new.value, new.weight)
    left = {f.code for f in again.findings if f.fix and f.fix.applicability is Applicability.SAFE}
    assert left == set()
