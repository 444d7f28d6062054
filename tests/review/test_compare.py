"""Comparison: what became of each finding, whatever the unit did to the order of rows."""

from assistant.domain.comparison import Comparison, Fate
from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.target import PerformanceTarget
from assistant.review.compare import compare_targets
from assistant.review.matching import match_rows, pair_tables
from tests.review.resubmission import ORDER, resubmitted
from tests.review.tables import seed, settings_for, tables


def _compare(old: PerformanceTarget, new: PerformanceTarget) -> Comparison:
    return compare_targets(old, new, settings_for(old))


def _codes(comparison: Comparison, fate: Fate) -> set[tuple[str, str | None]]:
    return {(item.finding.code, item.old) for item in comparison.of_fate(fate)}


def test_a_table_against_itself_has_only_what_remains() -> None:
    for target in tables().values():
        found = _compare(target, target)
        assert {item.fate for item in found.findings} <= {Fate.REMAINING}
        assert not found.changes and not found.weights
        assert all(match.old == match.new for match in found.matches)


def test_rows_are_matched_by_meaning_when_their_order_changes() -> None:
    for target in tables().values():
        names = [(row.level2, row.name, row.unit) for row in target.indicators]
        if len(set(names)) < len(names):
            continue
        turned = tuple(
            row.model_copy(update={"id": f"I{number}"})
            for number, row in enumerate(reversed(target.indicators), start=1)
        )
        shuffled = target.model_copy(update={"indicators": turned})
        ids = {row.id: (row.level2, row.name, row.unit) for row in target.indicators}
        new_ids = {row.id: (row.level2, row.name, row.unit) for row in turned}
        for match in match_rows(target, shuffled):
            assert match.old and match.new
            assert ids[match.old] == new_ids[match.new]


def test_the_resubmission_is_matched_row_by_row() -> None:
    found = _compare(seed(), resubmitted(seed()))
    pairs = {match.new: match.old for match in found.matches if match.new}
    assert pairs == {f"I{number}": old for number, old in enumerate(ORDER, start=1)}
    assert [match.old for match in found.matches if match.new is None] == ["I12"]


def test_what_was_done_is_fixed_and_what_was_not_remains() -> None:
    found = _compare(seed(), resubmitted(seed()))
    fixed, remaining = _codes(found, Fate.FIXED), _codes(found, Fate.REMAINING)
    assert {("M01", "I14"), ("D04", "I14"), ("T01", "I14"), ("D02", "I15"), ("M05", "I15")} <= fixed
    assert {("M01", "I12")} <= fixed
    assert {("M01", "I9"), ("M01", "I13"), ("M05", "I5"), ("TM02", "I10")} <= remaining
    assert not fixed & remaining


def test_cells_changed_though_nobody_asked_are_told() -> None:
    found = _compare(seed(), resubmitted(seed()))
    unasked = {(change.old, change.field) for change in found.unasked}
    assert {("I2", "value"), ("I3", "value")} <= unasked
    assert ("I3", "name") not in unasked
    assert ("I14", "value") not in unasked
    assert ("I15", "operator") not in unasked
    quiet = _compare(
        resubmitted(seed()),
        apply_edits(
            resubmitted(seed()),
            (Edit(op=EditOp.SET, indicator="I1", field="value", value="80"),),
        ),
    )
    assert [(change.old, change.field, change.lowered) for change in quiet.unasked] == [
        ("I1", "value", True)
    ]


def test_a_lowered_target_is_marked() -> None:
    found = _compare(seed(), resubmitted(seed()))
    lowered = {change.old for change in found.changes if change.lowered}
    assert lowered == {"I2", "I3"}


def test_moved_weights_are_listed_apart() -> None:
    found = _compare(seed(), resubmitted(seed()))
    moved = {(change.old, change.before, change.after) for change in found.weights}
    assert ("I2", "7", "12") in moved
    assert all(change.field != "weight" for change in found.changes)


def test_a_finding_that_was_gone_and_is_back_is_told_from_a_new_one() -> None:
    first = seed()
    edits = (Edit(op=EditOp.SET, indicator="I15", field="operator", value="≤"),)
    second = apply_edits(first, edits)
    settings = settings_for(first)
    alone = compare_targets(second, first, settings)
    assert ("D02", "I15") in _codes(alone, Fate.NEW)
    told = compare_targets(second, first, settings, history=(first,))
    assert ("D02", "I15") in _codes(told, Fate.RETURNED)
    assert ("D02", "I15") not in _codes(told, Fate.NEW)


def test_tables_of_two_files_are_paired_by_project_not_by_place() -> None:
    some = list(tables().values())[:6]
    pairs = pair_tables(some, list(reversed(some)))
    assert all(one == other for one, other in pairs)
