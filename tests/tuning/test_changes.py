"""The jobs that change a table: right answers have it all, each mistake costs its own measure."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.domain.edit import Edit, EditOp
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from assistant.drafting.refine_model import EditField, EditRow, EditVerb
from assistant.drafting.rows import DraftRow, RowClass, RowOperator
from assistant.profiles import load_profile
from assistant.settings import Settings
from assistant.tuning.asking import model_inside
from assistant.tuning.changes import (
    EDIT_GOALS,
    GOAL_GOALS,
    REPAIR_GOALS,
    DeterministicChanger,
    EditQuestion,
    GoalQuestion,
    ModelChanger,
    RepairQuestion,
    as_edits,
    count_edits,
    count_goal,
    count_repair,
    held_out_changes,
    score_changes,
)
from assistant.tuning.examples.dataset import SCORE_SECTORS, sectors_of
from assistant.tuning.examples.example import Job, Split
from assistant.tuning.memory import peak_memory
from assistant.tuning.score import Tally, table
from assistant.validators import review_target

QUESTIONS = held_out_changes(seed=5, split=Split.SCORE, most=12)
GOALS = {Job.REPAIR: REPAIR_GOALS, Job.EDITS: EDIT_GOALS, Job.GOAL: GOAL_GOALS}

TASK = "培训护林员12期，培训护林员300人次。"
BAD = Indicator(
    id="I1",
    level1="产出指标",
    level2="数量指标",
    name="加强护林员培训工作",
    operator=Operator.AT_LEAST,
    value="12",
    unit="期",
)


def repair_question() -> RepairQuestion:
    review = review_target(
        PerformanceTarget(indicators=(BAD,)), load_profile("national-2021"), drafted=True
    )
    found = [one for one in review.findings if one.indicator == "I1" and one.code.startswith("M")]
    return RepairQuestion(TASK, BAD, found[0])


def row(
    name: str = "护林员培训期数", level2: RowClass = RowClass.QUANTITY, value: str | None = "12"
) -> DraftRow:
    return DraftRow(
        quote="培训护林员12期",
        name=name,
        level2=level2,
        operator=RowOperator.AT_LEAST,
        value=value,
        unit="期",
        importance=4,
    )


@pytest.mark.parametrize(
    ("answer", "shares"),
    [
        (row(), {"cleared": 1.0, "sober": 1.0, "class": 1.0}),
        (row(value=None), {"cleared": 1.0, "sober": 1.0, "class": 1.0}),
        (row(name="加强护林员培训工作"), {"cleared": 0.0, "sober": 1.0, "class": 1.0}),
        (row(value="15"), {"cleared": 1.0, "sober": 0.0, "class": 1.0}),
        (row(level2=RowClass.QUALITY), {"sober": 1.0, "class": 0.0}),
        (None, {"cleared": 0.0, "sober": None, "class": None}),
    ],
)
def test_a_repair_clears_its_finding_and_makes_nothing_up(
    answer: DraftRow | None, shares: dict[str, float | None]
) -> None:
    tally = Tally(REPAIR_GOALS)
    count_repair(tally, repair_question(), answer)
    assert {measure: tally.share(measure) for measure in shares} == shares


TABLE = PerformanceTarget(
    year=2025,
    indicators=(
        BAD.model_copy(update={"name": "护林员培训期数"}),
        BAD.model_copy(
            update={"id": "I2", "name": "护林员培训人次", "value": "300", "unit": "人次"}
        ),
    ),
)
RIGHT = (Edit(op=EditOp.SET, indicator="I2", field="value", value="260"),)
QUESTION = EditQuestion(TABLE, "第2条改成260人次", RIGHT)


@pytest.mark.parametrize(
    ("edits", "exact", "others"),
    [
        (RIGHT, 1.0, 1.0),
        ((*RIGHT, Edit(op=EditOp.SET, indicator="I2", field="unit", value="人次")), 1.0, 1.0),
        ((Edit(op=EditOp.SET, indicator="I2", field="value", value="26"),), 0.0, 1.0),
        ((), 0.0, 1.0),
        ((*RIGHT, Edit(op=EditOp.REMOVE, indicator="I1")), 0.0, 0.0),
        ((Edit(op=EditOp.SET, indicator="I7", field="value", value="260"),), 0.0, None),
    ],
)
def test_edits_are_held_against_the_table_that_was_asked_for(
    edits: tuple[Edit, ...], exact: float, others: float | None
) -> None:
    tally = Tally(EDIT_GOALS)
    count_edits(tally, QUESTION, edits)
    assert (tally.share("exact"), tally.share("others")) == (exact, others)


def test_weights_count_only_where_one_was_asked_for() -> None:
    asked = EditQuestion(
        TABLE, "", (Edit(op=EditOp.SET, indicator="I1", field="weight", value="10"),)
    )
    follows = Edit(op=EditOp.SET, indicator="I2", field="weight", value="40")
    for edits, share in (((*asked.right, follows), 1.0), ((follows,), 0.0)):
        tally = Tally(EDIT_GOALS)
        count_edits(tally, asked, edits)
        assert tally.share("exact") == share
    assert TABLE.indicators[0].weight != Decimal(10)


def test_rows_of_a_model_become_edits() -> None:
    rows = (
        EditRow(verb=EditVerb.CHANGE, row=2, field=EditField.VALUE, value="260"),
        EditRow(verb=EditVerb.REMOVE, row=1, field=None, value=None),
        EditRow(verb=EditVerb.NONE, row=0, field=None, value=None),
        EditRow(verb=EditVerb.CHANGE, row=1, field=None, value="3"),
    )
    assert as_edits(rows) == (*RIGHT, Edit(op=EditOp.REMOVE, indicator="I1"))


GOOD = "2025年计划完成护林员培训12期，护林员培训300人次。"


@pytest.mark.parametrize(
    ("goal", "shares"),
    [
        (GOOD, {"copied": 1.0, "sober": 1.0, "tense": 1.0, "short": 1.0}),
        ("2025年计划完成护林员培训12期。", {"copied": 0.5, "sober": 1.0}),
        (GOOD + "覆盖9个乡镇。", {"copied": 1.0, "sober": 0.0}),
        ("2025年已完成护林员培训12期，培训300人次，取得显著成效，圆满完成任务。", {"tense": 0.0}),
        (GOOD + "确保培训。" * 40, {"short": 0.0}),
        (None, {"copied": 0.0, "sober": None}),
    ],
)
def test_a_goal_gives_the_figures_of_its_table_and_no_others(
    goal: str | None, shares: dict[str, float | None]
) -> None:
    tally = Tally(GOAL_GOALS)
    count_goal(tally, GoalQuestion(TABLE), goal)
    assert {measure: tally.share(measure) for measure in shares} == shares


@pytest.mark.parametrize("job", list(GOALS))
def test_held_out_questions_come_out_the_same_and_can_be_answered(job: Job) -> None:
    assert len(QUESTIONS[job]) == 12
    assert held_out_changes(seed=5, split=Split.SCORE, most=12)[job] == QUESTIONS[job]
    tally = score_changes(DeterministicChanger(), QUESTIONS[job], GOALS[job])
    assert len(tally.seconds) == 12
    assert "12" in table({"规则": tally})


def test_only_sectors_kept_apart_are_asked_about() -> None:
    assert {sector.name for sector in sectors_of(Split.SCORE)} == set(SCORE_SECTORS)


def test_the_right_edits_are_exact_on_every_held_out_question() -> None:
    tally = Tally(EDIT_GOALS)
    for question in QUESTIONS[Job.EDITS]:
        assert isinstance(question, EditQuestion)
        count_edits(tally, question, question.right)
    assert (tally.share("exact"), tally.share("others")) == (1.0, 1.0)


def test_the_goal_written_from_rows_is_sober_and_planned() -> None:
    tally = score_changes(DeterministicChanger(), QUESTIONS[Job.GOAL], GOAL_GOALS)
    assert tally.share("sober") == tally.share("tense") == 1.0


@pytest.mark.embedded
def test_the_model_inside_is_asked_for_every_job(model_home: Path) -> None:
    with model_inside(Settings(home=model_home), None, most=1) as drafter:
        changer = ModelChanger(drafter.client)
        new = changer.repair(repair_question())
        changer.edits(QUESTION)
    assert new is not None
    assert new.quote in ("培训护林员12期", "培训护林员300人次")


@pytest.mark.embedded
@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_memory_is_measured_in_a_process_of_its_own(model_home: Path) -> None:
    peak = peak_memory(model_home, None)
    assert peak is not None
    assert 200 < peak < 1229, "at most 1.2 GB"
    ballast = bytearray(b"x") * (peak + 400 << 20)
    again = peak_memory(model_home, None)
    assert again is not None
    assert abs(again - peak) < 100, "what the asking process takes is not counted"
    assert len(ballast) > 0


def test_memory_of_a_model_that_cannot_be_loaded_is_not_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    assert peak_memory(blocked, None) is None
