"""The planted tables come out of their generator, hold every rule, and label what was meant."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from assistant.profiles import load_profile, profile_names
from assistant.validators import all_rules, review_target
from evals import injection
from evals.datasets.cases import Split
from evals.datasets.planted_tables import (
    TABLE,
    TABLES,
    PlantedTable,
    load_planted_tables,
    load_tables_by_hand,
)
from evals.injection.bases import load_bases
from evals.injection.generate import as_files, combined_tables
from evals.injection.inject import inject
from evals.injection.plantings import load_plantings

PLANTED = load_planted_tables()
PLANTINGS = load_plantings()


def test_the_generator_makes_the_frozen_files_byte_for_byte() -> None:
    made = as_files()
    assert {path.name for path in TABLES.glob("*.yaml")} == set(made)
    for name, text in made.items():
        assert (TABLES / name).read_text(encoding="utf-8") == text, name


def test_held_out_wordings_stand_apart() -> None:
    held_out = load_planted_tables(Split.HELD_OUT)
    assert len(held_out) >= 30
    assert not {table.name for table in held_out} & {table.name for table in PLANTED}
    seen = {(one.code, one.name) for one in PLANTINGS}
    assert not {(d.meant.code, d.planting) for t in held_out for d in t.defects} & seen


def test_another_seed_draws_other_tables() -> None:
    assert list(combined_tables(8, seed=1)) != list(combined_tables(8, seed=2))
    assert list(combined_tables(8, seed=1)) == list(combined_tables(8, seed=1))


def test_every_rule_is_planted_alone_in_at_least_two_ways() -> None:
    ways = Counter(planting.code for planting in PLANTINGS)
    assert {rule.code for rule in all_rules()} == set(ways)
    assert min(ways.values()) >= 2
    assert len({(planting.code, planting.name) for planting in PLANTINGS}) == len(PLANTINGS)


def test_enough_tables_alone_combined_and_clean() -> None:
    sizes = Counter(min(len(table.defects), 3) for table in PLANTED)
    assert sizes[0] >= 10
    assert sizes[1] >= 69 * 2
    assert sizes[2] == 0
    assert sizes[3] >= 40
    assert len({table.base for table in PLANTED if table.defects}) == len(load_bases())
    assert len({table.name for table in PLANTED}) == len(PLANTED)


def test_labels_name_rows_and_rules_that_there_are() -> None:
    codes = {rule.code for rule in all_rules()}
    for table in PLANTED:
        rows = {row.id for row in table.target.indicators} | {TABLE}
        for place, code in table.due | table.allowed:
            assert place in rows and code in codes, (table.name, place, code)
        assert table.profile in profile_names()


def test_tables_by_hand_label_rows_and_rules_that_there_are() -> None:
    codes = {rule.code for rule in all_rules()}
    tables = [table for split in Split for table in load_tables_by_hand(split)]
    assert {table.split for table in tables} == set(Split)
    for table in tables:
        rows = {row.id for row in table.target.indicators} | {TABLE}
        assert all(place in rows and code in codes for place, code in table.due | table.allowed)


def test_weights_still_add_up_unless_the_weights_are_the_defect() -> None:
    for table in PLANTED:
        weights = [row.weight for row in table.target.indicators]
        if any(code in ("W01", "F02") for _, code in table.due | table.allowed):
            continue
        if all(weight is not None for weight in weights):
            assert sum(w for w in weights if w) == load_profile(table.profile).weight_total


def test_labels_never_come_from_the_rules() -> None:
    """The injector imports nothing that judges."""
    package = Path(injection.__file__).parent
    for path in package.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "validators" not in ast.unparse(node), path.name


@pytest.mark.parametrize("table", load_bases().values(), ids=lambda table: table.name)
def test_clean_tables_are_clean(table: PlantedTable) -> None:
    """No error and no warning; what informs must be argued in the base."""
    review = review_target(table.target, load_profile(table.profile), drafted=table.drafted)
    found = {(finding.indicator or TABLE, finding.code) for finding in review.findings}
    assert found <= table.allowed


def test_the_row_meant_follows_when_rows_go() -> None:
    """A label stands on the same words after a row above it was dropped."""
    bases = load_bases()
    by_name = {planting.name: planting for planting in PLANTINGS}
    pair = (by_name["white_words"], by_name["no_quality_at_all"])
    table = inject(bases["forest_fire"], pair, "x")
    assert [row.id for row in table.target.indicators] == [f"I{n}" for n in range(1, 9)]
    dearer = inject(
        bases["forest_fire"], (by_name["no_quality_at_all"], by_name["floor_under_price"]), "x"
    )
    (label,) = [defect.meant for defect in dearer.defects if defect.meant.code == "D02"]
    assert "单价" in (dearer.target.indicator(label.at).name or "")


def test_a_planting_that_does_not_fit_is_an_error() -> None:
    (planting,) = [one for one in PLANTINGS if one.name == "cost_called_positive"]
    bare = planting.model_copy(update={"rows": {"生态效益指标": {"direction": "反向"}}})
    with pytest.raises(KeyError):
        inject(load_bases()["rural_roads"], (bare,), "x")
