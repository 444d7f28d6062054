"""Every rule is right on its own cases: silent on passes, loud on fails, silent after its fix."""

import pytest

from assistant.domain.finding import Finding
from assistant.domain.target import PerformanceTarget
from assistant.validators.engine import run_rules
from assistant.validators.registry import all_rules, find_rule
from tests.validators.cases import (
    Case,
    assert_outcome,
    context_of,
    errors_in,
    fixed_target,
    load_cases,
    plain,
    target_of,
)

CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    run = assert_outcome(case)
    if case.kind == "fail" and any(found.fix for found in run.findings):
        _assert_fixed(case, run.findings, fixed_target(case, run))
    else:
        assert case.fix is None, "the case expects a fix, the finding offers none"


def _assert_fixed(case: Case, before: tuple[Finding, ...], after: PerformanceTarget) -> None:
    left = run_rules([find_rule(case.code)], context_of(case.table, after)).findings
    unfixed = [(found.indicator, found.field) for found in before if found.fix is None]
    assert [(found.indicator, found.field) for found in left] == unfixed, "not silent after the fix"
    new = errors_in(case.table, after) - errors_in(case.table, target_of(case.table))
    assert not new, f"the fix made new errors: {new}"
    if case.fix_is:
        assert {found.fix.applicability.value for found in before if found.fix} == {case.fix_is}
    for row_id, fields in (case.fix or {}).items():
        holder = after if row_id == "table" else after.indicator(row_id)
        for field, value in fields.items():
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            expected = str(value) if is_number else value
            assert plain(getattr(holder, field)) == expected


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_has_cases_that_pass_and_fail(rule) -> None:  # type: ignore[no-untyped-def]
    kinds = {case.kind for case in CASES if case.code == rule.code}
    assert {"pass", "fail"} <= kinds


def test_every_case_file_is_about_a_rule_that_exists() -> None:
    assert {case.code for case in CASES} <= {rule.code for rule in all_rules()}
