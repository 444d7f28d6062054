"""Rounds of validation and repair: each kept only where it leaves fewer findings.

Deterministic repairs first: the rules' own fixes, another row of the same class, or leaving out a
row that the table can spare. What remains may go to the model with the finding's words.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.finding import Finding, Severity, TargetReview
from assistant.domain.indicator import Indicator
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.drafting.assemble import spare_rows
from assistant.drafting.candidates import Candidate, indicator_of
from assistant.drafting.smart import with_smart
from assistant.drafting.weights import Balance, WeightRow, balance
from assistant.exceptions import AssistantError
from assistant.messages import Language
from assistant.validators import review_target

MAX_ROUNDS = 4
_MAX_TRIES = 12
UNCONFIRMED = "P01"
"""The rule that asks a person to confirm a value; no repair of ours may answer it."""


class Table(NamedTuple):
    """A drafted table with its review.

    Attributes:
        rows: what it was made of, in print order.
        target: the table.
        review: what the rules say.
        balance: its weights, explained.
    """

    rows: tuple[Candidate, ...]
    target: PerformanceTarget
    review: TargetReview
    balance: Balance

    @property
    def score(self) -> tuple[int, int, int]:
        """Errors, warnings and infos that a repair could answer; less is better."""
        counts = dict.fromkeys(Severity, 0)
        for finding in self.open:
            counts[finding.severity] += 1
        return counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.INFO]

    @property
    def open(self) -> tuple[Finding, ...]:
        """Findings other than values to confirm."""
        return tuple(f for f in self.review.findings if f.code != UNCONFIRMED and not f.waiver)


class Kitchen:
    """Makes tables out of rows for one form: ids, weights, review, letters."""

    def __init__(
        self, base: PerformanceTarget, profile: Profile, language: Language = Language.CHINESE
    ) -> None:
        """Prepare; ``base`` gives everything but the rows."""
        self.base, self.profile, self.language = base, profile, language

    def make(self, rows: Sequence[Candidate]) -> Table:
        """The table of these rows."""
        made = [indicator_of(row, place, self.profile) for place, row in enumerate(rows, 1)]
        weighed = balance(
            [
                WeightRow(row.level1 or "", candidate.importance)
                for row, candidate in zip(made, rows, strict=True)
            ],
            self.profile,
            language=self.language,
        )
        if weighed.weights:
            made = [
                row.model_copy(update={"weight": weight})
                for row, weight in zip(made, weighed.weights, strict=True)
            ]
        target = self.base.model_copy(update={"indicators": tuple(made), "problems": ()})
        review = review_target(target, self.profile, drafted=True, language=self.language)
        target = with_smart(target, review.findings)
        return Table(tuple(rows), target, review.model_copy(update={"target": target}), weighed)


Replacements = Callable[[Candidate], Iterator[Candidate]]
"""Other rows that could stand in a row's place."""


Completion = Callable[[Sequence[Candidate]], list[Candidate]]
"""What no table may lack, added to some rows."""


def repair(table: Table, kitchen: Kitchen, replacements: Replacements) -> tuple[Table, int]:
    """The best table that deterministic repairs reach, and how many rounds that took."""
    rounds = 1
    while rounds < MAX_ROUNDS:
        better = _one_round(table, kitchen, replacements)
        if better is None:
            break
        table, rounds = better, rounds + 1
    return table, rounds


def without_errors(table: Table, kitchen: Kitchen, complete: Completion) -> Table:
    """The table less the rows that still hold an error, completed by common rows.

    A number of the unit's that no rule can pass (a rate of 150 %, the stability of society at
    95 %) is better listed as unused than put before a reviewer.
    """
    for _ in range(2):
        wrong = {f.indicator for f in table.open if f.severity is Severity.ERROR}
        kept = [
            row
            for row, made in zip(table.rows, table.target.indicators, strict=True)
            if made.id not in wrong
        ]
        if not wrong:
            break
        table = kitchen.make(complete(kept))
    return table


def _one_round(table: Table, kitchen: Kitchen, replacements: Replacements) -> Table | None:
    """One pass over the findings, each repair tried on the table that the last one left."""
    start, tries = table.score, 0
    for finding in table.open:
        if finding.severity is Severity.INFO or tries >= _MAX_TRIES:
            continue
        for rows in _answers(table, finding, replacements):
            tries += 1
            made = kitchen.make(rows)
            if made.score < table.score:
                table = made
                break
            if tries >= _MAX_TRIES:
                break
    return table if table.score < start else None


def _answers(
    table: Table, finding: Finding, replacements: Replacements
) -> Iterator[tuple[Candidate, ...]]:
    """Tables that might not have the finding."""
    place = _place(table, finding)
    if place is None:
        return
    row = table.rows[place]
    for changed in _by_fix(table, finding, row):
        yield _with(table.rows, place, changed)
    if row.from_text and finding.severity is not Severity.ERROR:
        # What the unit wrote is left to it, with the finding beside it.
        return
    for other in replacements(row):
        other = other.model_copy(update={"tasks": row.tasks})
        if all(other.key != kept.key for kept in table.rows):
            yield _with(table.rows, place, other)
    if row in spare_rows(table.rows):
        yield _with(table.rows, place, None)


def _place(table: Table, finding: Finding) -> int | None:
    ids = [row.id for row in table.target.indicators]
    return ids.index(finding.indicator) if finding.indicator in ids else None


def _with(rows: tuple[Candidate, ...], place: int, new: Candidate | None) -> tuple[Candidate, ...]:
    middle = () if new is None else (new,)
    return (*rows[:place], *middle, *rows[place + 1 :])


_FORM_FIELDS = ("name", "unit", "operator", "note")


def _by_fix(table: Table, finding: Finding, row: Candidate) -> Iterator[Candidate]:
    """The rule's own fix, where it leaves the number alone."""
    edits = finding.fix.edits if finding.fix else ()
    if not edits or any(not _is_form(edit, finding, row) for edit in edits):
        return
    try:
        after = apply_edits(table.target, edits)
        changed = after.indicator(finding.indicator or "")
    except (AssistantError, KeyError):
        return
    yield row.model_copy(update=_taken_over(changed))


def _is_form(edit: Edit, finding: Finding, row: Candidate) -> bool:
    if edit.op is not EditOp.SET or edit.indicator != finding.indicator:
        return False
    return edit.field in _FORM_FIELDS and not (edit.field == "operator" and row.from_text)


def _taken_over(changed: Indicator) -> dict[str, object]:
    return {
        "name": changed.name,
        "unit": changed.unit or "",
        "operator": changed.operator,
        "note": changed.note,
    }
