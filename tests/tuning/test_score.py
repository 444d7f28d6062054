"""The counting: a perfect drafter has it all, each kind of mistake costs its own measure."""

from pathlib import Path
from typing import Any

import pytest

from assistant.drafting.plan import TaskPlan
from assistant.drafting.rows import DraftRow, RowClass, RowOperator
from assistant.settings import Settings
from assistant.tuning.asking import Answer, DeterministicDrafter, model_inside
from assistant.tuning.examples.checks import plan_of
from assistant.tuning.examples.dataset import make_examples
from assistant.tuning.examples.example import Job, Split
from assistant.tuning.score import GOALS, Question, Tally, by_hand, count, held_out, score, table

EXAMPLES, _ = make_examples(seed=3, count=60)
QUESTIONS = held_out(EXAMPLES, Split.SCORE, 20)


def row(**changes: Any) -> DraftRow:
    fields: dict[str, Any] = {
        "quote": "培训12场",
        "name": "业务培训场次",
        "level2": RowClass.QUANTITY,
        "operator": RowOperator.AT_LEAST,
        "value": "12",
        "unit": "场",
        "importance": 4,
    }
    return DraftRow(**{**fields, **changes})


NULL = row(quote="加强巡查", name="安全巡查次数", value=None, unit="次")
QUESTION = Question(Job.OUTPUTS, "培训12场，加强巡查。", (row(), NULL), ())


def tally_of(*rows: DraftRow, dropped: int = 0, question: Question = QUESTION) -> Tally:
    tally = Tally()
    count(tally, question, Answer(rows, dropped, 0.5))
    return tally


def test_right_answers_reach_every_goal() -> None:
    known = {question.text: question for question in (*QUESTIONS, *by_hand())}

    class Perfect:
        def __call__(self, plan: TaskPlan, job: Job) -> Answer:
            return Answer(known[plan.task.text].rows, 0, 0.1)

    tally = score(Perfect(), list(known.values()))
    assert {measure: tally.share(measure) for measure in GOALS} == dict.fromkeys(GOALS, 1.0)


@pytest.mark.parametrize(
    ("answer", "measure", "share"),
    [
        ((row(level2=RowClass.QUALITY), NULL), "class", 0.5),
        ((row(value="13"),), "copied", 0.0),
        ((row(unit="次"),), "copied", 0.0),
        ((row(operator=RowOperator.AT_MOST),), "copied", 0.0),
        ((row(value="12场"),), "copied", 0.0),
        ((NULL,), "used", 0.0),
        ((row(), NULL.model_copy(update={"value": "12"})), "null", 0.0),
        ((row(name="上级交办的各项任务"), NULL), "named", 0.5),
    ],
)
def test_each_mistake_costs_its_measure(
    answer: tuple[DraftRow, ...], measure: str, share: float
) -> None:
    assert tally_of(row(), NULL).share(measure) == 1.0
    assert tally_of(*answer).share(measure) == share


def test_a_row_lost_is_not_valid() -> None:
    assert tally_of(row(), dropped=1).share("valid") == 0.5


def test_people_are_asked_for_where_effects_are() -> None:
    asked = QUESTION._replace(job=Job.EFFECTS, people=("学生",))
    right = row(name="参训学生满意度", level2=RowClass.SATISFACTION, unit="%", value=None)
    wrong = right.model_copy(update={"name": "教师满意度"})
    assert tally_of(right, question=asked).share("people") == 1.0
    assert tally_of(wrong, question=asked).share("people") == 0.0
    assert tally_of(row(), question=asked).share("people") == 0.0
    assert tally_of(row()).share("people") is None


def test_held_out_questions_are_of_their_split_and_no_more_than_asked() -> None:
    texts = {example.text for example in EXAMPLES if example.split is Split.SCORE}
    assert QUESTIONS
    assert {question.text for question in QUESTIONS} <= texts
    assert len(held_out(EXAMPLES, Split.SCORE, 2)) == 4


def test_without_a_model_no_number_is_invented() -> None:
    """The deterministic draft copies what it reads; it is what the model has to beat."""
    tally = score(DeterministicDrafter(), by_hand())
    assert (tally.share("copied") or 0) > 0.9
    assert tally.share("null") == 1.0
    assert tally.share("valid") == 1.0


def test_without_a_model_effects_ask_those_served() -> None:
    plan = plan_of("面向学生开展心理健康讲座24场。")
    names = [made.name for made in DeterministicDrafter()(plan, Job.EFFECTS).rows]
    assert any("满意度" in name for name in names)


def test_the_table_shows_goals_and_every_drafter() -> None:
    text = table({"甲": tally_of(row()), "乙": tally_of()})
    assert text.splitlines()[0].endswith("| 甲 | 乙 |")
    assert len(text.splitlines()) == 3 + len(GOALS)
    assert "100.0% (1/1)" in text
    assert "- (0/0)" in text


@pytest.mark.embedded
def test_the_bare_model_answers_in_rows(model_home: Path) -> None:
    """The real server without adapter: the question, the grammar and the counting fit together."""
    with model_inside(Settings(home=model_home), None, most=1) as drafter:
        answer = drafter(plan_of("反诈宣传进社区60次。"), Job.OUTPUTS)
    assert answer.dropped == 0
    assert len(answer.rows) == 1
    assert {made.quote for made in answer.rows} == {"反诈宣传进社区60次"}
