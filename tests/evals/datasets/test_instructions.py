"""The sentences are whole, their judge can tell right from wrong, and the reader does no harm."""

from decimal import Decimal

import pytest

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.target import PerformanceTarget
from assistant.drafting.refine import refine
from assistant.profiles import load_profile
from evals.datasets.instructions import (
    Expected,
    Instruction,
    Style,
    judge,
    load_instruction_tables,
    load_instructions,
)

CASES = load_instructions()
TABLES = load_instruction_tables()


def said(case: Instruction) -> tuple[PerformanceTarget, str | None]:
    """What the reader without a model makes of a sentence."""
    table = TABLES[case.table]
    profile = load_profile(table.profile)
    if case.after is None:
        result = refine(table.target, case.said, profile)
    else:
        changed = refine(table.target, case.after, profile)
        assert changed.edits, f"{case.name}: nothing to take back"
        result = refine(changed.target, case.said, profile, previous=table.target)
    return result.target, result.question


def named(name: str) -> Instruction:
    return next(case for case in CASES if case.name == name)


def test_enough_sentences_of_every_kind() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert {style for case in CASES for style in case.styles} == set(Style)
    assert {case.expected for case in CASES} == set(Expected)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_tables_hold_their_total(table: object) -> None:
    target, profile = table.target, load_profile(table.profile)  # type: ignore[attr-defined]
    weights = [row.weight for row in target.indicators]
    assert sum(weights, Decimal(0)) == profile.weight_total


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expected_edits_apply_and_say_what_is_expected(case: Instruction) -> None:
    assert bool(case.edits) is (case.expected is Expected.EDITS)
    target = TABLES[case.table].target
    changed = apply_edits(target, tuple(edit for edit in case.edits if edit.op is not EditOp.ADD))
    only_adds = all(edit.op is EditOp.ADD for edit in case.edits)
    assert (changed == target) is only_adds


def test_the_judge_sees_what_is_missing_and_what_is_too_much() -> None:
    case = named("plain-value-with-unit")
    before = TABLES[case.table].target
    right = apply_edits(before, case.edits)
    assert judge(case, right, None).right
    assert judge(case, before, None).missing
    assert judge(case, right, "哪一条？").missing
    other = Edit(op=EditOp.SET, indicator="I1", field="value", value="1")
    assert judge(case, apply_edits(right, (other,)), None).collateral == ("I1 value: 1",)
    weight = Edit(op=EditOp.SET, indicator="I1", field="weight", value="1")
    assert judge(case, apply_edits(right, (weight,)), None).collateral
    gone = Edit(op=EditOp.REMOVE, indicator="I4")
    assert judge(case, apply_edits(right, (gone,)), None).collateral


def test_the_judge_wants_a_question_about_the_thing() -> None:
    case = named("wrong-row-beyond")
    target = TABLES[case.table].target
    assert judge(case, target, "表中没有第 15 条").right
    assert judge(case, target, "请再说一遍").missing
    assert judge(case, target, None).missing


def test_weights_may_follow_but_must_add_up() -> None:
    case = named("plain-remove")
    target = TABLES[case.table].target
    bare = apply_edits(target, case.edits)
    assert judge(case, bare, None).collateral
    heir = Edit(op=EditOp.SET, indicator="I7", field="weight", value="20")
    assert judge(case, apply_edits(bare, (heir,)), None).right


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_reader_changes_nothing_that_nobody_asked_for(case: Instruction) -> None:
    """It may ask where a person would have understood; it may not guess."""
    assert judge(case, *said(case)).collateral == ()


def test_the_reader_understands_most_of_them() -> None:
    assert sum(judge(case, *said(case)).right for case in CASES) >= 0.87 * len(CASES)
