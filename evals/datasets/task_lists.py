"""The tasks of one unit and year as units write them, with the facts that a draft must hold."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import read_number
from assistant.domain.target import AnnualTask, Funding, PerformanceTarget, TargetKind, Unit
from evals.datasets.cases import FOLDER, Case, Split, read_folder

LISTS = FOLDER / "task_lists"
HELD_OUT = LISTS / "held_out"


class Fact(Frozen):
    """One figure of the text that a row of the draft must carry.

    Attributes:
        quote: the words of the text that hold it.
        number: the figure in plain digits (``1500``, ``70``), a Chinese number spelt out.
        unit: its unit as printed, 万 and 亿 included (``万亩``); ``百分之七十`` has ``%``.
        operators: bounds, any of which is right.
        level2: classes, in any of which the row may stand.
        about: words of which the name must hold one; empty where the unit says it all.
    """

    quote: str
    number: str
    unit: str
    operators: tuple[Operator, ...]
    level2: tuple[str, ...]
    about: tuple[str, ...] = ()


class TaskList(Case):
    """One unit's tasks with what a draft of them must hold.

    Attributes:
        sector: 行业.
        unit: name of the unit.
        year: budget year.
        kind: whole unit or project, where the form says so.
        tasks: the tasks, as text or with name and content.
        goal: overall goal, where the form has one.
        funding: money, where the form has it.
        style: how the tasks are written, on held-out lists.
        uses: numbers of the text, as printed, that a row must use.
        people: words one of which the satisfaction rows must name; empty where it is open.
        absent: words that no name may hold.
        names: names that must stand in the table, each word for word.
        facts: figures with their bound and class that rows must carry.
        deadlines: dates, as printed, that the name or the value of a row must hold.
        not_targets: figures with unit that no row may have as its target: last year's, money
            that is no cost of anything, numbers of documents and meetings.
    """

    sector: str
    unit: str
    year: int
    kind: TargetKind | None = None
    tasks: tuple[str | dict[str, str], ...]
    goal: str | None = None
    funding: Funding | None = None
    style: str | None = None
    uses: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    deadlines: tuple[str, ...] = ()
    not_targets: tuple[str, ...] = ()

    @property
    def target(self) -> PerformanceTarget:
        """The form with these tasks and no indicator."""
        tasks = (
            AnnualTask(id=f"T{place}", **(task if isinstance(task, dict) else {"content": task}))
            for place, task in enumerate(self.tasks, 1)
        )
        return PerformanceTarget(
            unit=Unit(name=self.unit),
            year=self.year,
            kind=self.kind,
            funding=self.funding,
            tasks=tuple(tasks),
            goal=self.goal,
        )


class FactFault(NamedTuple):
    """What is wrong about one figure in a draft.

    Attributes:
        words: the figure as the text prints it.
        kind: ``missing`` (no row has it), else ``unit``, ``bound``, ``class`` or ``name`` of the
            row that has it; ``deadline`` for a date in no row, ``target`` for a figure that is a
            row's target and must not be.
    """

    words: str
    kind: str


def fact_faults(case: TaskList, rows: Sequence[Indicator]) -> tuple[FactFault, ...]:
    """What ``rows`` lack or get wrong of the figures of ``case``."""
    faults = [fault for fact in case.facts for fault in _faults_of(fact, rows)]
    printed = " ".join(f"{row.name} {row.value}" for row in rows)
    faults += [
        FactFault(words, "deadline")
        for words in case.deadlines
        if not any(form in printed for form in (words, words.removesuffix("前")))
    ]
    targets = {_amount(row.value, row.unit) for row in rows}
    for words in case.not_targets:
        match = _FIGURE.fullmatch(words)
        if match and _amount(match[1], match[2]) in targets:
            faults.append(FactFault(words, "target"))
    return tuple(faults)


def _faults_of(fact: Fact, rows: Sequence[Indicator]) -> Iterator[FactFault]:
    """The faults of the row that carries the figure best."""
    number, unit = _amount(fact.number, fact.unit)
    same = [row for row in rows if _amount(row.value, row.unit)[0] == number]
    if not same:
        yield FactFault(fact.quote, "missing")
        return
    kinds = min((_kinds(fact, unit, row) for row in same), key=len)
    yield from (FactFault(fact.quote, kind) for kind in kinds)


def _kinds(fact: Fact, unit: str, row: Indicator) -> list[str]:
    kinds = []
    printed = _amount(row.value, row.unit)[1]
    if not (printed and (printed in unit or unit in printed)):
        kinds.append("unit")
    if row.operator not in fact.operators:
        kinds.append("bound")
    if row.level2 not in fact.level2:
        kinds.append("class")
    if fact.about and not any(word in (row.name or "") for word in fact.about):
        kinds.append("name")
    return kinds


_FIGURE = re.compile(r"([\d.]+)(.*)")
_SCALES = {"万": 10_000, "亿": 100_000_000}
_SAME_UNITS = {"名": "人", "㎡": "平方米", "场次": "场", "百分比": "%"}


def _amount(value: str | None, unit: str | None) -> tuple[Decimal | None, str]:
    """Number and unit with 万 and 亿 worked in, so that 1.5万亩 is 15000 亩."""
    number, plain = read_number(value or ""), unit or ""
    while plain[:1] in _SCALES:
        number = None if number is None else number * _SCALES[plain[0]]
        plain = plain[1:]
    return number, _SAME_UNITS.get(plain, plain)


def load_task_lists(split: Split = Split.DEVELOPMENT) -> tuple[TaskList, ...]:
    """Every list of a split, by name; the held-out ones stand in a folder of their own."""
    folder = LISTS if split is Split.DEVELOPMENT else HELD_OUT
    return read_folder(folder, TaskList)
