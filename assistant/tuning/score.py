"""How right rows are, counted the same for every drafter."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.domain.quantity import normalise
from assistant.drafting.rows import DraftRow, RowClass
from assistant.tuning.asking import Answer, Drafter
from assistant.tuning.examples.cases import SCORED, SCORED_EFFECTS, load_cases
from assistant.tuning.examples.checks import bad_names, plan_of, taught_rows
from assistant.tuning.examples.example import Example, Job, Split

Goals = Mapping[str, tuple[str, float]]
"""Measures, each with its title and the share to reach."""

GOALS: Goals = {
    "valid": ("行有效 rows valid", 1.0),
    "class": ("类别正确 class right", 0.95),
    "copied": ("数、界限、单位照抄正确 number, bound, unit", 0.97),
    "used": ("每个数都用到 every number used", 0.90),
    "null": ("没有数时为空 null where none", 0.97),
    "named": ("名称合规 M05-M08", 0.95),
    "people": ("满意度对象正确 beneficiary", 0.90),
}
"""What is measured, in print and with the share to reach."""


class Question(NamedTuple):
    """A task with the rows that are right for it.

    Attributes:
        job: what is asked.
        text: the task or tasks.
        rows: right rows; a name is one good answer of many.
        people: words one of which a satisfaction row must name; empty where it is open.
    """

    job: Job
    text: str
    rows: tuple[DraftRow, ...]
    people: tuple[str, ...]


class Tally:
    """Hits and chances by measure, and the time taken."""

    def __init__(self, goals: Goals = GOALS) -> None:
        """Start at nothing of these measures."""
        self.goals = goals
        self.right, self.all = Counter[str](), Counter[str]()
        self.seconds: list[float] = []

    def add(self, measure: str, right: int, chances: int) -> None:
        """Count ``right`` of ``chances``."""
        self.right[measure] += right
        self.all[measure] += chances

    def share(self, measure: str) -> float | None:
        """The share of hits; None where there was no chance."""
        return self.right[measure] / self.all[measure] if self.all[measure] else None

    def shown(self) -> dict[str, str]:
        """The figures as they are printed and recorded."""
        figures = {}
        for measure in self.goals:
            share = self.share(measure)
            told = "-" if share is None else f"{share:.1%}"
            figures[measure] = f"{told} ({self.right[measure]}/{self.all[measure]})"
        times = sorted(self.seconds)
        figures["seconds"] = f"{times[len(times) // 2]:.2f} / {times[-1]:.2f}" if times else "-"
        return figures


def held_out(examples: Iterable[Example], split: Split, most: int) -> list[Question]:
    """Questions from the sectors kept apart, outputs and effects, ``most`` of each."""
    taken = Counter[Job]()
    questions = []
    for example in examples:
        if example.split is not split or example.job not in (Job.OUTPUTS, Job.EFFECTS):
            continue
        if taken[example.job] < most:
            taken[example.job] += 1
            rows = tuple(DraftRow.model_validate(row) for row in example.rows)
            asked = (row.name for row in rows if row.level2 is RowClass.SATISFACTION)
            people = tuple(name.removesuffix("满意度") for name in asked)
            questions.append(Question(example.job, example.text, rows, people))
    return questions


def by_hand(job: Job = Job.OUTPUTS) -> list[Question]:
    """Questions from the cases that are only ever scored."""
    return [
        Question(
            job,
            case.task,
            taught_rows(case.sentence.measures, (plan_of(case.task),)),
            case.people,
        )
        for case in load_cases(SCORED_EFFECTS if job is Job.EFFECTS else SCORED)
    ]


def score(drafter: Drafter, questions: Sequence[Question]) -> Tally:
    """Ask every question and count."""
    tally = Tally()
    for question in questions:
        count(tally, question, drafter(plan_of(question.text), question.job))
    return tally


def count(tally: Tally, question: Question, answer: Answer) -> None:
    """Hold one answer against what is right."""
    rows = answer.rows
    tally.seconds.append(answer.seconds)
    tally.add("valid", len(rows), len(rows) + answer.dropped)
    pairs = list(_pairs(rows, question.rows))
    tally.add("class", sum(mine.level2 is right.level2 for mine, right in pairs), len(pairs))
    stated = [row for row in rows if row.value is not None]
    copied = sum(any(_same_figure(row, right) for right in question.rows) for row in stated)
    tally.add("copied", copied, len(stated))
    wanted = {row.value for row in question.rows if row.value is not None}
    tally.add("used", len(wanted & {_digits(row.value) for row in stated}), len(wanted))
    _count_nulls(tally, question, rows)
    tally.add("named", len(rows) - len(bad_names(rows)), len(rows))
    asked = [row for row in rows if row.level2 is RowClass.SATISFACTION]
    if question.people and (asked or question.job is Job.EFFECTS):
        named = any(who in row.name for who in question.people for row in asked)
        tally.add("people", int(named), 1)


def _count_nulls(tally: Tally, question: Question, rows: Sequence[DraftRow]) -> None:
    """A row whose quote gives no number must give none: a number there would be invented."""
    empty = {row.quote for row in question.rows if row.value is None}
    empty -= {row.quote for row in question.rows if row.value is not None}
    none_at_all = all(row.value is None for row in question.rows)
    silent = [row for row in rows if none_at_all or row.quote in empty]
    tally.add("null", sum(row.value is None for row in silent), len(silent))


def _pairs(
    rows: Sequence[DraftRow], right: Sequence[DraftRow]
) -> Iterator[tuple[DraftRow, DraftRow]]:
    """Rows of an answer with the right row for the same figure or, without one, the same words."""
    for row in rows:
        if row.value is not None:
            same = [other for other in right if other.value == _digits(row.value)]
        else:
            same = [o for o in right if o.value is None and o.quote == row.quote]
        if same:
            yield row, next((o for o in same if o.level2 is row.level2), same[0])


def _same_figure(row: DraftRow, right: DraftRow) -> bool:
    units = (normalise(row.unit), normalise(right.unit))
    return (
        _digits(row.value) == right.value
        and row.operator is right.operator
        and units[0] == units[1]
    )


def _digits(value: str | None) -> str | None:
    return None if value is None else re.sub(r"[,%\s]", "", value)


def table(tallies: dict[str, Tally]) -> str:
    """The figures of every drafter side by side, as Markdown."""
    names = list(tallies)
    lines = [
        "| 指标 measure | 要求 goal | " + " | ".join(names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    shown = {name: tally.shown() for name, tally in tallies.items()}
    for measure, (title, goal) in next(iter(tallies.values())).goals.items():
        cells = " | ".join(shown[name][measure] for name in names)
        lines.append(f"| {title} | ≥ {goal:.0%} | {cells} |")
    times = " | ".join(shown[name]["seconds"] for name in names)
    lines.append(f"| 秒/项（中位、最长）seconds a task | ≤ 2 | {times} |")
    return "\n".join(lines)
