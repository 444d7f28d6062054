"""The vague rows are whole, and what they ask of a rewrite can be met and missed."""

import pytest

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Suggestion
from evals.datasets.vague_rows import VagueRow, load_vague_rows, rewrite_faults

ROWS = load_vague_rows()


def rewrite(case: VagueRow, supply: tuple[str, ...] = (), **fields: str | None) -> Suggestion:
    edits = tuple(
        Edit(op=EditOp.SET, indicator=case.row, field=field, value=value)
        for field, value in fields.items()
    )
    return Suggestion(edits=edits, rationale="", verified=True, supply=supply)


def named(name: str) -> VagueRow:
    return next(case for case in ROWS if case.name == name)


def test_enough_rows_over_sectors_and_kinds() -> None:
    assert len(ROWS) >= 40
    assert len({case.name for case in ROWS}) == len(ROWS)
    assert len({case.sector for case in ROWS}) >= 15
    assert len({case.kind for case in ROWS}) >= 8


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.name)
def test_the_row_as_it_stands_is_not_acceptable(case: VagueRow) -> None:
    """Else a suggestion that does nothing would pass."""
    assert rewrite_faults(case, rewrite(case))
    assert case.indicator.id == case.row


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.name)
def test_some_rewrite_is_acceptable(case: VagueRow) -> None:
    """The first word of every group makes a name; the figure is left to the unit."""
    name = "".join(group[0] for group in case.accept.names)
    fields = {
        "name": name,
        "level2": case.accept.level2[0],
        "operator": "≥",
        "value": "〔待填〕",
        "unit": case.accept.units[0] or None,
    }
    assert rewrite_faults(case, rewrite(case, **fields)) == ()


def test_each_requirement_can_be_missed() -> None:
    case = named("trainees-good-bad")
    good = {"operator": "≥", "value": "90", "unit": "%"}
    assert rewrite_faults(case, rewrite(case, ("从哪里取？",), **good)) == ()
    assert rewrite_faults(case, rewrite(case, confirm="true", **good)) == ()
    assert rewrite_faults(case, rewrite(case, **good)) == ("invents 90",)
    for change, fault in (
        ({"unit": "项"}, "is counted in 项"),
        ({"name": "参训人员出勤率"}, "names none of 满意"),
        ({"name": "参训校长满意度好坏"}, "still says 好坏"),
        ({"level2": "质量指标"}, "stands under 质量指标"),
    ):
        assert fault in rewrite_faults(case, rewrite(case, confirm="true", **(good | change)))


def test_words_need_a_graded_standard_where_words_may_stay() -> None:
    graded = named("training-effect-striking")
    bare = rewrite(graded, value="验收合格")
    assert rewrite_faults(graded, bare) == ("has no graded standard",)
    note = "达成：全部通过；部分达成：经整改通过；未达成：没有通过"
    assert rewrite_faults(graded, rewrite(graded, value="验收合格", note=note)) == ()
    counted = named("trainees-good-bad")
    assert rewrite_faults(counted, rewrite(counted, value="满意", note=note)) == ("is not counted",)


def test_a_row_may_go_only_where_that_is_an_answer() -> None:
    for name, gone in (("catch-all-done", ()), ("road-smooth", ("the row is gone",))):
        case = named(name)
        edits = (Edit(op=EditOp.REMOVE, indicator=case.row),)
        suggestion = Suggestion(edits=edits, rationale="", verified=True)
        assert rewrite_faults(case, suggestion) == gone
