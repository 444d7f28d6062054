"""One form while it is being read: what is gathered becomes one target, or one per project."""

from collections import Counter
from typing import NamedTuple

from assistant.domain.indicator import Indicator
from assistant.domain.target import (
    AnnualTask,
    Funding,
    PerformanceTarget,
    Problem,
    TargetKind,
    Unit,
)
from assistant.intake.recognise import problems
from assistant.intake.recognise.facts import Facts, read_unit
from assistant.intake.recognise.funding import FundingReader
from assistant.intake.recognise.indicators import Doubt, ReadRow
from assistant.intake.recognise.roles import Role
from assistant.intake.recognise.tasks import PrintedTask


class Form:
    """What has been read of one form."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self.facts = Facts()
        self.funding = FundingReader()
        self.tasks: list[PrintedTask] = []
        self.rows: list[ReadRow] = []
        self.template_rows: list[str] = []
        self.problems: list[Problem] = []
        self.budget_label = ""

    @property
    def found_something(self) -> bool:
        """Whether there is an indicator or a task in it."""
        return bool(self.rows or self.tasks)

    def inherit(self, earlier: "Form") -> None:
        """Take unit and year from the form above on the same sheet, where this one has none."""
        own, other = self.facts, earlier.facts
        own.unit = own.unit or other.unit
        own.department = own.department or other.department
        own.year = own.year or other.year
        own.kind = own.kind or other.kind

    def targets(self) -> list[PerformanceTarget]:
        """The target of the form; one per project where its sheet has a column of projects."""
        groups: dict[tuple[str | None, str | None], list[ReadRow]] = {}
        for read in self.rows:
            key = (read.facts.get(Role.UNIT_NAME), read.facts.get(Role.PROJECT))
            groups.setdefault(key, []).append(read)
        if len(groups) <= 1 and not any(read.facts for read in self.rows):
            return [self._target(self.rows, {})]
        return [self._target(rows, rows[0].facts) for rows in groups.values()]

    def _target(self, rows: list[ReadRow], facts: dict[Role, str]) -> PerformanceTarget:
        indicators: list[Indicator] = []
        doubts: dict[str, _Doubted] = {}
        odd = _odd_offsets(rows)
        for number, read in enumerate(rows, start=1):
            indicator = read.indicator.model_copy(update={"id": f"I{number}"})
            indicators.append(indicator)
            for doubt in _doubts_of(read, indicator, moved=number in odd):
                alike = doubt.message in problems.ABOUT_LEVELS
                key = repr(doubt) if alike else f"{indicator.id} {doubt!r}"
                doubts.setdefault(key, _Doubted(doubt, [], read.evidence)).rows.append(indicator.id)
        found = [
            problems.row_problem(one.doubt.message, one.doubt.values, one.rows, one.evidence)
            for one in doubts.values()
        ]
        return PerformanceTarget(
            unit=self._unit(facts),
            year=self.facts.year,
            kind=TargetKind.PROJECT if facts.get(Role.PROJECT) else self.facts.kind,
            project=facts.get(Role.PROJECT) or self.facts.project,
            status=self.facts.status,
            funding=self._funding(facts),
            tasks=tuple(
                AnnualTask(id=f"T{at}", name=task.name, content=task.content, amount=task.amount)
                for at, task in enumerate(self.tasks, start=1)
            ),
            goal=facts.get(Role.GOAL) or self.facts.goal or self.facts.goal_long,
            notes=self.facts.notes,
            indicators=tuple(indicators),
            problems=(*found, *self._form_problems(rows), *self.problems),
        )

    def _unit(self, facts: dict[Role, str]) -> Unit:
        if facts.get(Role.UNIT_NAME):
            return read_unit(facts[Role.UNIT_NAME])
        title = self.facts.title_unit()
        return self.facts.unit or title or self.facts.department or Unit()

    def _funding(self, facts: dict[Role, str]) -> Funding | None:
        if facts.get(Role.BUDGET):
            reader = FundingReader()
            reader.note_unit(self.budget_label)
            reader.set_total(facts[Role.BUDGET])
            return reader.funding(whole_unit=False)
        return self.funding.funding(whole_unit=self.facts.kind is TargetKind.WHOLE_UNIT)

    def _form_problems(self, rows: list[ReadRow]) -> list[Problem]:
        found = []
        if self.template_rows:
            found.append(
                problems.problem(
                    problems.TEMPLATE_ROWS,
                    count=len(self.template_rows),
                    samples="；".join(self.template_rows[:3]),
                )
            )
        numbered = [read.numbered for read in rows if read.numbered]
        if numbered:
            samples = "、".join(dict.fromkeys(numbered))
            found.append(problems.problem(problems.NUMBERED_NAMES, samples=samples))
        for label, printed in self.funding.unread:
            found.append(problems.problem(problems.AMOUNT_DOUBT, label=label, printed=printed))
        return found


def _odd_offsets(rows: list[ReadRow]) -> set[int]:
    """Rows whose name slid further than the cells beside it did, unlike the rows around them.

    A row that slid as a whole keeps its order and distances, and every cell is recognised; where
    the name alone stands elsewhere, nothing vouches that the figures kept their places.
    """
    usual: dict[int | None, Counter[int]] = {}
    for read in rows:
        if read.name_offset is not None:
            table = read.indicator.source.table if read.indicator.source else None
            usual.setdefault(table, Counter())[read.name_offset] += 1
    odd = set()
    for number, read in enumerate(rows, start=1):
        if read.name_offset in (None, 0):
            continue
        table = read.indicator.source.table if read.indicator.source else None
        offset, count = usual[table].most_common(1)[0]
        if offset != read.name_offset or count < 3:
            odd.add(number)
    return odd


class _Doubted(NamedTuple):
    doubt: Doubt
    rows: list[str]
    evidence: str


def _doubts_of(read: ReadRow, indicator: Indicator, *, moved: bool) -> list[Doubt]:
    doubts = list(read.doubts)
    if moved:
        values: dict[str, object] = {
            "name": indicator.name or "",
            "column": read.name_column + 1,
            "value": indicator.value or "",
            "weight": indicator.weight if indicator.weight is not None else "",
        }
        doubts.insert(0, Doubt(problems.NAME_MOVED, values))
    return doubts
