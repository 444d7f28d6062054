"""Year to year: copied, lowered, dropped, held against last year's target and actual."""

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.yearly import YearFate
from assistant.export.pages import pages_markdown
from assistant.export.yearly import yearly_json, yearly_pages
from assistant.messages import Language
from assistant.review.yearly import compare_years
from tests.review.tables import seed, tables


def _set(row: str, field: str, value: str) -> Edit:
    return Edit(op=EditOp.SET, indicator=row, field=field, value=value)


def test_the_same_table_twice_is_copied_whole() -> None:
    for target in tables().values():
        found = compare_years(target, target)
        assert found.copied_share == 1.0
        assert all(row.fates[0] is YearFate.COPIED for row in found.rows)


def test_each_fate_is_told() -> None:
    this = apply_edits(
        seed(),
        (
            _set("I1", "value", "8"),
            _set("I2", "value", "12"),
            Edit(op=EditOp.REMOVE, indicator="I8"),
            _set("I15", "value", "120"),
            _set("I15", "operator", "≤"),
        ),
    )
    found = {row.old: row.fates for row in compare_years(seed(), this).rows}
    assert found["I1"] == (YearFate.LOWERED,)
    assert found["I2"] == (YearFate.RAISED,)
    assert found["I8"] == (YearFate.DROPPED,)
    # Under a cap a larger figure is the easier one.
    assert found["I15"] == (YearFate.LOWERED,)
    assert found["I3"] == (YearFate.COPIED,)


def test_a_copied_target_below_what_was_reached_is_told() -> None:
    row = seed().indicators[0].model_copy(update={"actual": "14"})
    last = seed().model_copy(update={"indicators": (row, *seed().indicators[1:])})
    first = compare_years(last, seed()).rows[0]
    assert first.fates == (YearFate.COPIED, YearFate.BELOW_ACTUAL)
    assert first.last_actual == "14"


def test_report_and_data_hold_every_row() -> None:
    this = apply_edits(seed(), (Edit(op=EditOp.REMOVE, indicator="I8"),))
    found = compare_years(seed(), this)
    text = pages_markdown(yearly_pages(found, Language.CHINESE))
    assert "未再设" in text and "照抄上年" in text
    assert yearly_json([found]).count('"fates"') == len(found.rows)
