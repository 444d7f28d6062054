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
from assistant.intake.recognise import doubts, problems
from assistant.intake.recognise.cells import Row
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
        """Take unit, year and kind from the form above, where this one turns out to name none."""
        own, other = self.facts, earlier.facts
        own.unit = own.unit or other.unit
        own.department = own.department or other.department
        own.code = own.code or other.code
        own.year = own.year or other.year
        own.kind = own.kind or other.kind

    def targets(self, *, read_by_ocr: bool = False) -> list[PerformanceTarget]:
        """The target of the form; one per project where its sheet has a column of projects."""
        groups: dict[tuple[str | None, str | None], list[ReadRow]] = {}
        for read in self.rows:
            key = (read.facts.get(Role.UNIT_NAME), read.facts.get(Role.PROJECT))
            groups.setdefault(key, []).append(read)
        if len(groups) <= 1 and not any(read.facts for read in self.rows):
            return [self._target(self.rows, {}, read_by_ocr=read_by_ocr)]
        return [
            self._target(rows, rows[0].facts, read_by_ocr=read_by_ocr, first=at == 0)
            for at, rows in enumerate(groups.values())
        ]

    def _target(
        self,
        rows: list[ReadRow],
        facts: dict[Role, str],
        *,
        read_by_ocr: bool,
        first: bool = True,
    ) -> PerformanceTarget:
        """One target; what concerns the whole sheet is told on its first one only."""
        indicators = tuple(
            read.indicator.model_copy(update={"id": f"I{number}"})
            for number, read in enumerate(rows, start=1)
        )
        funding = self._funding(facts)
        return PerformanceTarget(
            unit=self._unit(facts),
            year=self.facts.year,
            kind=TargetKind.PROJECT if facts.get(Role.PROJECT) else self.facts.kind,
            project=facts.get(Role.PROJECT) or self.facts.project,
            status=self.facts.status,
            funding=funding,
            tasks=tuple(
                AnnualTask(id=f"T{at}", name=task.name, content=task.content, amount=task.amount)
                for at, task in enumerate(self.tasks, start=1)
            ),
            goal=facts.get(Role.GOAL) or self.facts.goal or self.facts.goal_long,
            notes=self.facts.notes,
            indicators=indicators,
            problems=(
                *_row_problems(rows, indicators, read_by_ocr=read_by_ocr),
                *_numbering_problems(rows),
                *(_arithmetic_problems(indicators, funding) if read_by_ocr else ()),
                *(self._sheet_problems() if first else ()),
            ),
        )

    def _unit(self, facts: dict[Role, str]) -> Unit:
        if facts.get(Role.UNIT_NAME):
            return read_unit(facts[Role.UNIT_NAME])
        found = self.facts.unit or self.facts.title_unit() or self.facts.department or Unit()
        if found.code is None and self.facts.code is not None:
            return found.model_copy(update={"code": self.facts.code})
        return found

    def _funding(self, facts: dict[Role, str]) -> Funding | None:
        if facts.get(Role.BUDGET):
            reader = FundingReader()
            reader.note_unit(self.budget_label)
            reader.set_total(facts[Role.BUDGET])
            return reader.funding(whole_unit=False)
        found = self.funding.funding(whole_unit=self.facts.kind is TargetKind.WHOLE_UNIT)
        if found is None and any(task.amount is not None for task in self.tasks):
            # Amounts of tasks alone: what they are counted in must not get lost.
            return self.funding.blank()
        return found

    def note_currency(self, row: Row) -> None:
        """Take the currency unit from the header of the task table."""
        for token in row.own:
            self.funding.note_unit(token.text)

    def _sheet_problems(self) -> list[Problem]:
        found = []
        if self.template_rows:
            samples = "；".join(self.template_rows[:3])
            count = len(self.template_rows)
            found.append(problems.problem(problems.TEMPLATE_ROWS, count=count, samples=samples))
        for label, printed in self.funding.unread:
            found.append(problems.problem(problems.AMOUNT_DOUBT, label=label, printed=printed))
        return found + self.problems


def _numbering_problems(rows: list[ReadRow]) -> list[Problem]:
    numbered = [read.numbered for read in rows if read.numbered]
    samples = "、".join(dict.fromkeys(numbered))
    return [problems.problem(problems.NUMBERED_NAMES, samples=samples)] if numbered else []


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


def _row_problems(
    rows: list[ReadRow], indicators: tuple[Indicator, ...], *, read_by_ocr: bool
) -> list[Problem]:
    """The doubts about each row; those about level names that several rows share are told once."""
    odd = _odd_offsets(rows)
    suspected = read_by_ocr or any(doubts.sign_as_letter(row) for row in indicators)
    found: dict[str, _Doubted] = {}
    for read, row in zip(rows, indicators, strict=True):
        moved = [_name_moved(read, row)] if row.number in odd else []
        for doubt in (*moved, *read.doubts, *_misread(row, suspected=suspected)):
            alike = doubt.message in problems.ABOUT_LEVELS
            key = repr(doubt) if alike else f"{row.id} {doubt!r}"
            found.setdefault(key, _Doubted(doubt, [], read.evidence)).rows.append(row.id)
    return [
        problems.row_problem(one.doubt.message, one.doubt.values, one.rows, one.evidence)
        for one in found.values()
    ]


def _name_moved(read: ReadRow, row: Indicator) -> Doubt:
    values: dict[str, object] = {
        "name": row.name or "",
        "column": read.name_column + 1,
        "value": row.value or "",
        "weight": row.weight if row.weight is not None else "",
    }
    return Doubt(problems.NAME_MOVED, values)


def _misread(row: Indicator, *, suspected: bool) -> list[Doubt]:
    """What character recognition may have made of the value."""
    printed = f"{row.value or ''}{row.unit or ''}"
    sign = doubts.sign_as_letter(row) or doubts.sign_as_two(row, suspected=suspected)
    if sign is not None:
        return [Doubt(problems.VALUE_DOUBT, {"printed": printed, "supposed": sign})]
    comma = doubts.lost_comma(row) if suspected else None
    if comma is not None:
        return [Doubt(problems.COMMA_DOUBT, {"printed": row.value, "supposed": comma})]
    return []


def _arithmetic_problems(
    indicators: tuple[Indicator, ...], funding: Funding | None
) -> list[Problem]:
    """Sums as a check on recognised figures, and how many of those nobody has confirmed."""
    found = [
        problems.problem(problems.SUM_DOUBT, name=name, printed=printed, sum=total)
        for name, printed, total in doubts.sums_that_fail(funding)
    ]
    weights = doubts.odd_weight_total(indicators)
    if weights is not None:
        found.append(problems.problem(problems.WEIGHTS_DOUBT, total=weights))
    unchecked = sum(row.confirm for row in indicators)
    if unchecked:
        found.append(problems.problem(problems.UNCHECKED, count=unchecked))
    return found
