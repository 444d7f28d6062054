"""The questions by hand for the jobs that change a table, and what is kept of a comparison."""

import json
from pathlib import Path

from assistant.domain.edit import EditOp
from assistant.tuning.changes import EDIT_GOALS, EditQuestion, RepairQuestion, count_edits
from assistant.tuning.comparison import Comparison
from assistant.tuning.examples.example import Job
from assistant.tuning.score import Tally
from evals.embedded import Compared, changes_by_hand, record


def test_sentences_by_hand_ask_for_what_the_model_is_taught() -> None:
    questions = changes_by_hand(most=60)[Job.EDITS]
    assert len(questions) > 30
    tally = Tally(EDIT_GOALS)
    for question in questions:
        assert isinstance(question, EditQuestion)
        assert {edit.op for edit in question.right} <= {EditOp.SET, EditOp.REMOVE}
        count_edits(tally, question, question.right)
    assert tally.share("exact") == 1.0


def test_vague_rows_by_hand_bring_their_finding_and_their_tasks() -> None:
    questions = changes_by_hand(most=40)[Job.REPAIR]
    assert len(questions) > 20
    for question in questions:
        assert isinstance(question, RepairQuestion)
        assert question.finding.indicator == question.bad.id
        assert question.task


def test_the_cap_takes_from_the_whole_file() -> None:
    few, many = changes_by_hand(most=5)[Job.EDITS], changes_by_hand(most=400)[Job.EDITS]
    assert len(few) == 5
    assert many.index(few[-1]) > len(many) / 2


def test_figures_are_kept_with_what_they_were_measured_on(tmp_path: Path) -> None:
    tally = Tally(EDIT_GOALS)
    tally.add("exact", 3, 4)
    comparison = Comparison({"edits": {"model": tally}}, {"edits": 4}, {"alone": 480, "both": None})
    assert "| alone | 480 |" in comparison.report
    assert "| both | - |" in comparison.report
    record(Compared(comparison, "a1", None), tmp_path / "embedded.json")
    kept = json.loads((tmp_path / "embedded.json").read_text(encoding="utf-8"))
    assert kept["figures"]["edits"]["model"]["exact"] == "75.0% (3/4)"
    assert (kept["adapter"], kept["effects"]) == ("a1", None)
    assert kept["memory_mib"] == {"alone": 480, "both": None}
