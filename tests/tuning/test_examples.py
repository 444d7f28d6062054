"""The training set: what the product sends and takes, the same twice, sectors kept apart."""

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jinja2 import Environment

from assistant.domain.finding import Severity
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.drafting.ask import quotable, task_question
from assistant.drafting.candidates import Candidate
from assistant.drafting.ground import Rejected, ground
from assistant.drafting.refine_model import EditRow
from assistant.drafting.rows import DraftRow, RowClass, RowOperator
from assistant.exceptions import ConfigurationError
from assistant.library import all_sectors, family
from assistant.llm.embedded.server import PLAIN_TEXT
from assistant.llm.prompts import Prompt, load_prompt
from assistant.llm.schema import rows_schema
from assistant.profiles import load_profile
from assistant.tuning.examples import figures
from assistant.tuning.examples.cases import SCORED, TAUGHT, TAUGHT_EFFECTS, load_cases
from assistant.tuning.examples.checks import (
    UnfitError,
    bad_names,
    numbers_in,
    plan_of,
    taught_row,
    taught_rows,
)
from assistant.tuning.examples.dataset import (
    SCORE_SECTORS,
    SELECT_SECTORS,
    make_examples,
    read_examples,
    write_examples,
)
from assistant.tuning.examples.example import Example, Job, Split, rows_answer, served_text
from assistant.tuning.examples.goals import GoalAnswer
from assistant.tuning.examples.noise import spoil
from assistant.tuning.examples.parts import Measure, counted, occasions_and_people, often
from assistant.tuning.examples.words import metric_name, noun_of
from assistant.validators import review_target

MADE, DROPPED = make_examples(seed=11, count=240)
OUTPUTS = [example for example in MADE if example.job is Job.OUTPUTS]


def test_the_same_seed_makes_the_same_set_and_another_another() -> None:
    once, again = (make_examples(seed=4, count=40) for _ in range(2))
    assert once == again
    other, _ = make_examples(seed=5, count=40)
    assert {example.text for example in other} != {example.text for example in once[0]}


def test_few_draws_are_lost() -> None:
    assert sum(DROPPED.values()) < len(MADE) / 5, DROPPED


def test_every_job_is_taught_and_outputs_most() -> None:
    taught = Counter(example.job for example in MADE if example.split is Split.TRAIN)
    assert set(taught) == set(Job)
    assert taught[Job.OUTPUTS] > sum(taught.values()) / 2


def test_held_out_sectors_are_never_taught() -> None:
    by_split: dict[Split, set[str]] = {split: set() for split in Split}
    for example in MADE:
        by_split[example.split].add(example.sector)
    assert by_split[Split.SCORE] == set(SCORE_SECTORS)
    assert by_split[Split.SELECT] <= set(SELECT_SECTORS)
    assert not by_split[Split.TRAIN] & {*SCORE_SECTORS, *SELECT_SECTORS}
    assert {sector.name for sector in all_sectors()} > {*SCORE_SECTORS, *SELECT_SECTORS}


def test_scored_cases_are_never_taught() -> None:
    scored = {case.task for case in load_cases(SCORED)}
    assert not scored & {example.text for example in MADE}
    assert len(scored) >= 25


def test_the_texts_show_what_tasks_show() -> None:
    shown = {kind for example in OUTPUTS for kind in example.kinds}
    assert {
        "prose", "numbered", "listed", "several tasks", "occasions and people", "deadline",
        "frequency", "range", "万", "negation", "no number", "nothing to copy", "noise", "slogan",
        "injection", "background", "spelled", "satisfaction", "cost",
    } <= shown  # fmt: skip


@pytest.mark.parametrize("example", OUTPUTS[::7], ids=lambda example: example.text[:20])
def test_an_output_example_is_the_question_and_the_answer_of_the_product(example: Example) -> None:
    plan = plan_of(example.text)
    mark = example.prompt.user.partition("<<<材料 ")[2].partition("\n")[0]
    assert example.prompt == task_question(plan, mark=mark).prompt
    items = rows_schema(task_question(plan).row, 4)["properties"]["rows"]["items"]
    shapes = [shape["properties"] for shape in items.get("anyOf", [items])]
    rows = example.rows
    assert 1 <= len(rows) <= 4
    for row in rows:
        assert list(row) == list(shapes[0]), "keys in the order that the grammar asks for"
        assert any(is_offered(row, shape) for shape in shapes), row
        DraftRow.model_validate(row)


def is_offered(row: dict[str, Any], shape: dict[str, Any]) -> bool:
    """Whether clause, bound, value and unit of the row may stand together."""
    parts = shape["值"].get("anyOf", [shape["值"]])
    values = [value for part in parts for value in part.get("enum", [None])]
    return row["值"] in values and all(
        row[key] in shape[key].get("enum", [row[key]]) for key in ("原文", "性质", "单位")
    )


def test_names_that_are_taught_pass_the_rules_of_names() -> None:
    rows = [DraftRow.model_validate(row) for example in OUTPUTS for row in example.rows]
    assert bad_names(rows) == ()
    spoilt = rows[0].model_copy(update={"name": "上级交办的各项任务"})
    assert bad_names([spoilt]) == ("上级交办的各项任务",)


def test_stated_rows_are_taken_by_grounding() -> None:
    """What is taught would enter the table: over nine of ten rows with a number of the task."""
    outcomes: list[Candidate | Rejected] = [
        ground(DraftRow.model_validate(row), plan_of(example.text))
        for example in OUTPUTS
        for row in example.rows
        if row["值"] is not None
    ]
    taken = sum(isinstance(outcome, Candidate) for outcome in outcomes)
    assert len(outcomes) > 80
    assert taken / len(outcomes) > 0.9


def test_no_number_is_taught_where_the_task_gives_none() -> None:
    silent = [example for example in OUTPUTS if "nothing to copy" in example.kinds]
    assert silent
    assert all(row["值"] is None for example in silent for row in example.rows)


def test_orders_in_the_text_are_never_quoted() -> None:
    told = [example for example in OUTPUTS if "injection" in example.kinds]
    assert told
    for example in told:
        assert not [r for r in example.rows if "忽略" in str(r["原文"]) or r["值"] == "9999"]


EFFECTS = [
    example
    for example in make_examples(seed=11, count=240, jobs=(Job.EFFECTS,))[0]
    if example.job is Job.EFFECTS
]


def _rows(example: Example) -> list[DraftRow]:
    return [DraftRow.model_validate(row) for row in example.rows]


def test_effects_begin_with_whom_the_work_serves() -> None:
    assert len(EFFECTS) > 500
    for example in EFFECTS:
        first, *others = _rows(example)
        assert first.level2 is RowClass.SATISFACTION
        assert first.name.endswith("满意度")
        assert not any(row.level2 is RowClass.SATISFACTION for row in others)
        assert not [row for row in others if row.level2 in (RowClass.QUANTITY, RowClass.QUALITY)]


def test_effects_name_people_in_the_words_of_the_text_unless_it_names_none() -> None:
    generated = [example for example in EFFECTS if "by hand" not in example.kinds]
    named = [e for e in generated if "evident" not in e.kinds and "anonymous" not in e.kinds]
    told = sum(_rows(e)[0].name.removesuffix("满意度") in e.text for e in named)
    assert len(named) > 300
    # The others say 服务对象满意度达到…, and whom they serve is evident from the work.
    assert told / len(named) > 0.95
    assert len({_rows(e)[0].name for e in named}) > 200, "copied, not remembered"


def test_effects_state_what_the_text_says() -> None:
    """No row that the text does not state: its number in the quote, its words in the text."""
    for example in EFFECTS:
        for row in _rows(example)[1:]:
            shared = sum(char in example.text for char in row.name)
            assert shared * 2 >= len(row.name), (row.quote, row.name)
            assert row.value is None or row.value == "0" or row.value in row.quote


def test_effects_of_sectors_kept_apart_name_whom_they_serve() -> None:
    """There, whom a text leaves unnamed is known to the library alone, which is scored as well."""
    kept = [example for example in EFFECTS if example.split is not Split.TRAIN]
    assert len(kept) > 200
    for example in kept:
        assert _rows(example)[0].name.removesuffix("满意度") in example.text


def test_a_set_for_one_job_teaches_that_job_alone() -> None:
    made, _ = make_examples(seed=11, count=30, jobs=(Job.EFFECTS,))
    assert {example.job for example in made} == {Job.EFFECTS}
    by_hand = {example.text for example in made if "by hand" in example.kinds}
    assert len(by_hand) == len(load_cases(TAUGHT_EFFECTS))
    assert sum(example.split is Split.TRAIN for example in made) == 30 + 3 * len(by_hand)


def test_a_repair_names_a_finding_that_the_rules_make() -> None:
    repairs = [example for example in MADE if example.job is Job.REPAIR]
    assert {example.kinds[0] for example in repairs} <= {f"M0{n}" for n in range(1, 10)}
    assert all(
        "审核意见：" in example.prompt.user and len(example.rows) == 1 for example in repairs
    )


def test_edits_copy_what_the_sentence_says() -> None:
    edits = [example for example in MADE if example.job is Job.EDITS]
    assert {kind for example in edits for kind in example.kinds} >= {"改", "删"}
    for example in edits:
        for row in example.rows:
            edit = EditRow.model_validate(row)
            assert edit.value is None or edit.value in example.text


def test_a_goal_holds_only_figures_of_its_table() -> None:
    for example in (example for example in MADE if example.job is Job.GOAL):
        goal = GoalAnswer.model_validate_json(example.answer).goal
        rows = example.text.splitlines()[1:]
        named = [row for row in rows if row.split()[2] in goal]
        assert goal.startswith(example.text[:5])
        assert named or any(row.split()[2][:4] in goal for row in rows)


def test_the_set_is_written_with_its_card_and_read_back(tmp_path: Path) -> None:
    made, _ = make_examples(seed=11, count=40)
    card = write_examples(tmp_path, seed=11, count=40)
    examples, sha256 = read_examples(tmp_path)
    assert examples == made
    assert sha256 == card.sha256
    assert sum(card.count["train"].values()) == sum(e.split is Split.TRAIN for e in made)
    assert card.prompts["draft-task"] == load_prompt("draft-task").front.version
    assert json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))["seed"] == 11


def test_without_a_set_there_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="examples"):
        read_examples(tmp_path)


def test_the_model_meets_the_text_that_the_server_makes() -> None:
    prompt = Prompt(name="x", version="1", system="规则\n二", user="任务：\n培训{{ 1 }}")
    served = Environment(autoescape=True).from_string(PLAIN_TEXT.replace("}}", "|safe}}"))
    assert served.render(messages=prompt.messages) == served_text(prompt)


@pytest.mark.parametrize("name", [TAUGHT, SCORED, TAUGHT_EFFECTS])
def test_every_case_by_hand_can_be_answered(name: str) -> None:
    for case in load_cases(name):
        rows = taught_rows(case.sentence.measures, (plan_of(case.task),))
        assert len(rows) == len(case.rows), case.id


MEASURE = Measure(
    words="培训12场",
    name="业务培训场次",
    level2=RowClass.QUANTITY,
    operator=RowOperator.AT_LEAST,
    value="12",
    unit="场",
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"words": "讲座"}, "quote"),
        ({"value": "13"}, "value"),
        ({"name": "加强培训"}, "name"),
        ({"name": "业" * 31 + "次数"}, "length"),
    ],
)
def test_what_the_product_would_not_accept_is_not_taught(
    change: dict[str, str], reason: str
) -> None:
    plan = plan_of("开展培训12场。")
    quotes, numbers = quotable(plan.text), numbers_in(plan)
    assert taught_row(MEASURE, quotes, numbers).value == "12"
    with pytest.raises(UnfitError, match=reason):
        taught_row(MEASURE.model_copy(update=change), quotes, numbers)


def test_a_thousands_mark_ends_no_clause() -> None:
    assert quotable("家庭医生签约1,250人，随访3,400人次") == ["家庭医生签约1250人", "随访3400人次"]


def test_the_printed_figure_and_its_value_agree() -> None:
    rng = Random(5)
    for unit in ("人次", "亩", "场", "公里", "万亩", "户"):
        for _ in range(60):
            figure = figures.count(rng, unit)
            assert figure.value in numbers_in(plan_of(f"开展惠民活动{figure.text}。")), figure


def test_a_frequency_gives_the_count_of_a_year() -> None:
    rng = Random(1)
    part = next(p for _ in range(99) if (p := often(rng, family("主题活动举办"))))
    (measure,) = part.measures
    assert measure.value in numbers_in(plan_of(part.text))
    assert int(measure.value or 0) >= 2


def test_occasions_and_people_are_two_rows() -> None:
    part = occasions_and_people(Random(2), family("主题活动举办"))
    assert part is not None
    assert [measure.unit.removeprefix("万") for measure in part.measures] == ["场次", "人次"]


def test_nouns_of_counts_are_words_of_tasks() -> None:
    nouns = {entry.name: noun for entry, noun in counted(family("预防接种"))}
    assert nouns == {"预防接种剂次数": "预防接种"}
    assert metric_name("困难户", "户") == "困难户户数"
    sound = [e for s in all_sectors() for f in s.families for e in f.entries if noun_of(e)]
    assert len(sound) > 350


def test_noise_leaves_every_number() -> None:
    text = "开展宣传，全年培训800人次，合格率达到95%以上；检查企业60家。"
    values = {"800", "95", "60"}
    for seed in range(60):
        # A page mark adds a number of its own.
        assert numbers_in(plan_of(spoil(Random(seed), text))) >= values


def test_answers_are_compact() -> None:
    row = taught_row(MEASURE, ["培训12场"], {"12"})
    assert " " not in rows_answer([row])
    assert "\\u" not in rows_answer([row])


def test_a_taught_row_stands_before_the_rules() -> None:
    """A table of taught rows holds no error of measurability."""
    rows = [DraftRow.model_validate(row) for row in OUTPUTS[0].rows]
    assert rows
    made = tuple(
        Indicator(id=f"I{n}", level2=row.level2.level2, name=row.name, value="90")
        for n, row in enumerate(rows, 1)
    )
    review = review_target(PerformanceTarget(indicators=made), load_profile("national-2021"))
    wrong = [f for f in review.findings if f.severity is Severity.ERROR and f.code[0] == "M"]
    assert not wrong
