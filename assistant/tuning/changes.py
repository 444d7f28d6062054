"""The jobs that change a table or sum it up: their questions, who answers, how right it is."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import NamedTuple, Protocol

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.finding import Finding
from assistant.domain.indicator import Indicator
from assistant.domain.quantity import normalise
from assistant.domain.target import PerformanceTarget
from assistant.drafting.ask import quotable
from assistant.drafting.goal import write_goal
from assistant.drafting.refine import refine
from assistant.drafting.refine_model import MAX_EDITS, EditField, EditRow, EditVerb
from assistant.drafting.rows import DraftRow, RowClass, row_for
from assistant.exceptions import EditError, ProviderError
from assistant.library import Sector
from assistant.llm.client import ModelClient
from assistant.profiles import load_profile
from assistant.tuning.asking import DeterministicDrafter
from assistant.tuning.examples.chat_edits import edit_prompt, spoken_of
from assistant.tuning.examples.checks import UnfitError, as_indicator, numbers_in, plan_of
from assistant.tuning.examples.dataset import sectors_of
from assistant.tuning.examples.example import Job, Split
from assistant.tuning.examples.goals import LONGEST_GOAL, GoalAnswer, goal_prompt, goal_table
from assistant.tuning.examples.repairs import repair_prompt, spoilt_row
from assistant.tuning.score import Goals, Tally
from assistant.validators import review_target

REPAIR_GOALS: Goals = {
    "cleared": ("意见已消除 finding cleared", 0.95),
    "sober": ("没有编造的数 no invented number", 0.97),
    "class": ("类别不变 class kept", 0.95),
}
EDIT_GOALS: Goals = {
    "exact": ("改得分毫不差 exact", 0.95),
    "others": ("没动别的行 no other row touched", 1.0),
}
GOAL_GOALS: Goals = {
    "copied": ("数字都写到 figures of the table", 0.95),
    "sober": ("没有编造的数 no invented number", 0.97),
    "tense": ("计划语气 planning tense", 0.95),
    "short": ("不超过 200 字 length", 0.95),
}

_PROFILE = "national-2021"
_SUMMARY = "X02"
"""The rule against a goal in the words of a report; it wants two of them, here one is enough."""
_REPORTED = re.compile(r"已经?(?:完成|实现|达到|建成|开展|培训|组织)|取得.{0,4}成效")
_DRAWS = 50
_FIELDS = {
    EditField.NAME: "name",
    EditField.VALUE: "value",
    EditField.UNIT: "unit",
    EditField.OPERATOR: "operator",
    EditField.WEIGHT: "weight",
}


class RepairQuestion(NamedTuple):
    """A vague row of a task, and what a rule says of it."""

    task: str
    bad: Indicator
    finding: Finding


class EditQuestion(NamedTuple):
    """A table, what is said of it, and the edits that it asks for; none where it is unclear."""

    table: PerformanceTarget
    said: str
    right: tuple[Edit, ...]


class GoalQuestion(NamedTuple):
    """A table to sum up."""

    table: PerformanceTarget


ChangeQuestion = RepairQuestion | EditQuestion | GoalQuestion


class Changer(Protocol):
    """Whoever does the three jobs; None, or no edits, where nothing comes."""

    def repair(self, question: RepairQuestion) -> DraftRow | None:
        """Another row in the place of the one."""

    def edits(self, question: EditQuestion) -> tuple[Edit, ...]:
        """What is to be changed."""

    def goal(self, question: GoalQuestion) -> str | None:
        """The goal sentence."""


class ModelChanger:
    """A model, asked as it is taught."""

    def __init__(self, client: ModelClient) -> None:
        """Ask this client."""
        self._client = client

    def repair(self, question: RepairQuestion) -> DraftRow | None:
        """The model's row, before anything of ours holds it against the text."""
        plan = plan_of(question.task)
        prompt = repair_prompt(question.bad, question.finding, plan.task.text)
        row = row_for(quotable(plan.text), sorted(numbers_in(plan)))
        try:
            return next(iter(self._client.rows(prompt, row, max_rows=1)), None)
        except ProviderError:
            return None

    def edits(self, question: EditQuestion) -> tuple[Edit, ...]:
        """The model's edits, before anything of ours holds them against the sentence."""
        prompt = edit_prompt(question.table, question.said)
        try:
            rows = list(self._client.rows(prompt, EditRow, max_rows=MAX_EDITS))
        except ProviderError:
            return ()
        return as_edits(rows)

    def goal(self, question: GoalQuestion) -> str | None:
        """The model's sentence."""
        try:
            return self._client.one(goal_prompt(question.table), GoalAnswer).goal
        except ProviderError:
            return None


class DeterministicChanger:
    """The draft of the task, the commands that are read without a model, the goal from the rows."""

    def repair(self, question: RepairQuestion) -> DraftRow | None:
        """The first row of the same class that facts and library give for the task.

        The product's own suggestions do more than that, for they know the whole table: the suite
        of vague rows measures them.
        """
        plan, drafter = plan_of(question.task), DeterministicDrafter()
        rows = (row for job in (Job.OUTPUTS, Job.EFFECTS) for row in drafter(plan, job).rows)
        same = (row for row in rows if row.level2.level2 == question.bad.level2)
        return next(same, None)

    def edits(self, question: EditQuestion) -> tuple[Edit, ...]:
        """The edits of the commands that are understood."""
        return refine(question.table, question.said, load_profile(_PROFILE)).edits

    def goal(self, question: GoalQuestion) -> str | None:
        """The goal that is written from the rows."""
        return write_goal(question.table)


def as_edits(rows: Iterable[EditRow]) -> tuple[Edit, ...]:
    """The rows of a model in the vocabulary of edits."""
    edits = []
    for row in rows:
        if row.verb is EditVerb.REMOVE:
            edits.append(Edit(op=EditOp.REMOVE, indicator=f"I{row.row}"))
        elif row.verb is EditVerb.CHANGE and row.field is not None:
            field = _FIELDS[row.field]
            edit = Edit(op=EditOp.SET, indicator=f"I{row.row}", field=field, value=row.value)
            edits.append(edit)
    return tuple(edits)


def held_out_changes(seed: int, split: Split, most: int) -> dict[Job, list[ChangeQuestion]]:
    """Questions of each job from the sectors kept apart; the same for the same seed."""
    makers: dict[Job, Callable[[Random, Sector], ChangeQuestion]] = {
        Job.REPAIR: _repair,
        Job.EDITS: _edit,
        Job.GOAL: _goal,
    }
    return {
        job: list(_drawn(Random(f"{seed}/{split}/{job}/scored"), maker, split, most))
        for job, maker in makers.items()
    }


def _repair(rng: Random, sector: Sector) -> ChangeQuestion:
    spoilt = spoilt_row(rng, sector)
    return RepairQuestion(spoilt.sentence.text, spoilt.bad, spoilt.finding)


def _edit(rng: Random, sector: Sector) -> ChangeQuestion:
    spoken = spoken_of(rng, sector)
    return EditQuestion(spoken.table, spoken.text, as_edits(spoken.edits))


def _goal(rng: Random, sector: Sector) -> ChangeQuestion:
    table = goal_table(rng, sector)
    if not _figures_due(table):
        raise UnfitError("no figures")
    return GoalQuestion(table)


def _drawn(
    rng: Random, maker: Callable[[Random, Sector], ChangeQuestion], split: Split, most: int
) -> Iterator[ChangeQuestion]:
    sectors = sectors_of(split)
    made = 0
    for _ in range(most * _DRAWS):
        if made == most:
            return
        try:
            question = maker(rng, rng.choice(sectors))
        except UnfitError:
            continue
        made += 1
        yield question


def score_changes(changer: Changer, questions: Sequence[ChangeQuestion], goals: Goals) -> Tally:
    """Ask every question and count."""
    tally = Tally(goals)
    for question in questions:
        began = time.perf_counter()
        if isinstance(question, RepairQuestion):
            row = changer.repair(question)
            tally.seconds.append(time.perf_counter() - began)
            count_repair(tally, question, row)
        elif isinstance(question, EditQuestion):
            edits = changer.edits(question)
            tally.seconds.append(time.perf_counter() - began)
            count_edits(tally, question, edits)
        else:
            goal = changer.goal(question)
            tally.seconds.append(time.perf_counter() - began)
            count_goal(tally, question, goal)
    return tally


def count_repair(tally: Tally, question: RepairQuestion, row: DraftRow | None) -> None:
    """Hold a row against the finding that it should clear; no row clears nothing."""
    tally.add("cleared", int(row is not None and _clears(question, row)), 1)
    if row is None:
        return
    known = numbers_in(plan_of(question.task))
    tally.add("sober", int(row.value is None or row.value in known), 1)
    tally.add("class", int(row.level2.level2 == question.bad.level2), 1)


def _clears(question: RepairQuestion, row: DraftRow) -> bool:
    """Whether the rule that objected to the old row has nothing against the new one."""
    target = PerformanceTarget(indicators=(as_indicator(row, question.bad.id),))
    code = question.finding.code
    review = review_target(target, load_profile(_PROFILE), select=(code,), drafted=True)
    return not any(finding.indicator == question.bad.id for finding in review.findings)


def count_edits(tally: Tally, question: EditQuestion, edits: tuple[Edit, ...]) -> None:
    """Hold the table after the edits against the table as it should be."""
    wanted = apply_edits(question.table, question.right)
    try:
        came = apply_edits(question.table, edits)
    except EditError:
        tally.add("exact", 0, 1)
        return
    weighed = {edit.indicator for edit in question.right if edit.field == "weight"}
    differ = {row_id for row_id, _ in _cells(wanted, weighed) ^ _cells(came, weighed)}
    tally.add("exact", int(not differ), 1)
    named = {edit.indicator for edit in question.right}
    tally.add("others", int(differ <= named), 1)


def _cells(table: PerformanceTarget, weighed: set[str | None]) -> set[tuple[str, str]]:
    """What the rows say; weights only of the rows that were given one, for others follow."""
    return {
        (
            row.id,
            f"{row.name}|{row.operator}|{row.value}|{row.unit}"
            f"|{row.weight if row.id in weighed else ''}",
        )
        for row in table.indicators
    }


def count_goal(tally: Tally, question: GoalQuestion, goal: str | None) -> None:
    """Hold the sentence against the figures of its table; no sentence has none of them."""
    due = _figures_due(question.table)
    said = _figures_in(goal or "")
    tally.add("copied", len(due & said), len(due))
    if not goal:
        return
    rows = question.table.indicators
    known = {row.value for row in rows} | {str(question.table.year)}
    known |= {figure for row in rows for figure in _figures_in(f"{row.name}{row.unit or ''}")}
    tally.add("sober", int(said <= known), 1)
    review = review_target(
        question.table.model_copy(update={"goal": goal}), load_profile(_PROFILE), select=(_SUMMARY,)
    )
    tally.add("tense", int(not review.findings and not _REPORTED.search(goal)), 1)
    tally.add("short", int(len(goal) <= LONGEST_GOAL), 1)


def _figures_due(table: PerformanceTarget) -> set[str]:
    """The figures of what is counted: a goal without them promises nothing."""
    rows = (row for row in table.indicators if row.level2 == RowClass.QUANTITY.level2)
    return {row.value for row in rows if row.value is not None and _FIGURE.fullmatch(row.value)}


_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def _figures_in(text: str) -> set[str]:
    return set(_FIGURE.findall(normalise(text)))
