"""Edits change exactly what they name, never the table they were applied to, and can be undone."""

from decimal import Decimal

import pytest
from hypothesis import given

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import EditError
from assistant.messages import Language
from tests.domain.strategies import indicators, targets

TABLE = PerformanceTarget(
    goal="目标",
    indicators=(
        Indicator(
            id="I1", name="培训场次", operator=Operator.AT_LEAST, value="5", weight=Decimal(40)
        ),
        Indicator(
            id="I2",
            name="满意度",
            operator=Operator.QUALITATIVE,
            value="好坏",
            weight=Decimal("3.5"),
        ),
        Indicator(id="I7", name="成本"),
    ),
)


def edited(*edits: Edit) -> PerformanceTarget:
    before = TABLE.model_dump_json()
    result = apply_edits(TABLE, edits)
    assert TABLE.model_dump_json() == before, "the table edited must stay as it was"
    return result


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("name", "辅导场次", "辅导场次"),
        ("value", None, None),
        ("weight", "12.50", Decimal("12.50")),
        ("weight", "１２", Decimal(12)),
        ("weight", None, None),
        ("operator", "≤", Operator.AT_MOST),
        ("operator", ">=", Operator.AT_LEAST),
        ("operator", "不低于", Operator.AT_LEAST),
        ("confirm", "true", True),
        ("confirm", "false", False),
    ],
)
def test_set_puts_the_text_in_as_the_type_of_its_field(
    field: str, text: str | None, expected: object
) -> None:
    changed = edited(Edit(op=EditOp.SET, indicator="I1", field=field, value=text))
    assert getattr(changed.indicator("I1"), field) == expected
    assert changed.indicators[1:] == TABLE.indicators[1:]


@pytest.mark.parametrize("weight", ["", "十", "NaN", "Infinity", "1e3", "12分"])
def test_a_weight_that_is_no_plain_number_is_refused(weight: str) -> None:
    with pytest.raises(EditError, match="权重"):
        edited(Edit(op=EditOp.SET, indicator="I1", field="weight", value=weight))


def test_set_without_a_row_changes_the_table_itself() -> None:
    changed = edited(
        Edit(op=EditOp.SET, field="goal", value="新目标"),
        Edit(op=EditOp.SET, field="year", value="2026"),
    )
    assert (changed.goal, changed.year, changed.indicators) == ("新目标", 2026, TABLE.indicators)


def test_add_appends_or_inserts_and_never_takes_a_used_id() -> None:
    row = Indicator(id="I1", name="新增")
    changed = edited(Edit(op=EditOp.ADD, row=row), Edit(op=EditOp.ADD, indicator="I1", row=row))
    assert [row.id for row in changed.indicators] == ["I1", "I9", "I2", "I7", "I8"]


def test_swap_exchanges_two_fields_of_one_row_and_twice_is_nothing() -> None:
    swap = Edit(op=EditOp.SWAP, indicator="I1", field="value", value="weight")
    once = edited(swap)
    assert (once.indicator("I1").value, once.indicator("I1").weight) == ("40", Decimal(5))
    assert edited(swap, swap) == TABLE


def test_merge_adds_the_weight_and_drops_the_row() -> None:
    changed = edited(Edit(op=EditOp.MERGE, indicator="I2", value="I1"))
    assert [(row.id, row.weight) for row in changed.indicators] == [
        ("I1", Decimal("43.5")),
        ("I7", None),
    ]


def test_merge_of_two_rows_without_weight_leaves_no_weight() -> None:
    table = PerformanceTarget(indicators=(Indicator(id="I1"), Indicator(id="I2")))
    changed = apply_edits(table, (Edit(op=EditOp.MERGE, indicator="I2", value="I1"),))
    assert [row.weight for row in changed.indicators] == [None]


@pytest.mark.parametrize(
    "edit",
    [
        Edit(op=EditOp.REMOVE, indicator="I3"),
        Edit(op=EditOp.SET, indicator="I1", field="colour", value="红"),
        Edit(op=EditOp.SET, indicator="I1", field="id", value="I2"),
        Edit(op=EditOp.SET, indicator="I1", field="operator", value="约"),
        Edit(op=EditOp.SET, field="indicators", value=""),
        Edit(op=EditOp.SET, field="year", value="今年"),
        Edit(op=EditOp.REMOVE),
        Edit(op=EditOp.ADD),
        Edit(op=EditOp.ADD, indicator="I3", row=Indicator(id="I9")),
        Edit(op=EditOp.MERGE, indicator="I1", value="I1"),
        Edit(op=EditOp.MERGE, indicator="I1", value="I3"),
        Edit(op=EditOp.SWAP, indicator="I2", field="value", value="weight"),
        Edit(op=EditOp.SWAP, indicator="I1", field="value", value=None),
    ],
    ids=lambda edit: f"{edit.op}-{edit.indicator}-{edit.field}-{edit.value}",
)
def test_an_edit_that_cannot_be_names_what_is_wrong_in_both_languages(edit: Edit) -> None:
    with pytest.raises(EditError) as caught:
        edited(edit)
    assert caught.value.exit_code == 2
    assert all("{" not in caught.value.text(language) for language in Language)


@given(targets(), indicators())
def test_add_then_remove_gives_the_same_table(target: PerformanceTarget, row: Indicator) -> None:
    added = apply_edits(target, (Edit(op=EditOp.ADD, row=row),))
    remove = Edit(op=EditOp.REMOVE, indicator=added.indicators[-1].id)
    assert apply_edits(added, (remove,)) == target


@given(targets(), indicators())
def test_setting_every_field_back_restores_every_row(
    target: PerformanceTarget, other: Indicator
) -> None:
    fields = ("level1", "level2", "name", "operator", "value", "unit", "weight", "note")

    def setting(row_id: str, source: Indicator) -> tuple[Edit, ...]:
        values = {name: getattr(source, name) for name in fields}
        return tuple(
            Edit(
                op=EditOp.SET,
                indicator=row_id,
                field=name,
                value=None if value is None else str(value),
            )
            for name, value in values.items()
        )

    there = tuple(edit for row in target.indicators for edit in setting(row.id, other))
    back = tuple(edit for row in target.indicators for edit in setting(row.id, row))
    assert apply_edits(target, there + back) == target


def test_an_edit_travels_through_json_unchanged() -> None:
    edit = Edit(op=EditOp.ADD, indicator="I1", row=TABLE.indicators[0])
    assert Edit.model_validate_json(edit.model_dump_json()) == edit
