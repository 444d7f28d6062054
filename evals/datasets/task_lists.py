"""The tasks of one unit and year as units write them, with the facts that a draft must hold."""

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Operator
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


def load_task_lists(split: Split = Split.DEVELOPMENT) -> tuple[TaskList, ...]:
    """Every list of a split, by name; the held-out ones stand in a folder of their own."""
    folder = LISTS if split is Split.DEVELOPMENT else HELD_OUT
    return read_folder(folder, TaskList)
