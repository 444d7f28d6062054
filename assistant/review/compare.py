"""A resubmission held against what was returned: fixed, left, new, and changed though not asked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.domain.comparison import CellChange, Comparison, Fate, FindingFate, Match
from assistant.domain.edit import EditOp
from assistant.domain.finding import Finding, TargetReview
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import read_number, read_quantity
from assistant.domain.target import PerformanceTarget
from assistant.review.matching import match_rows
from assistant.review.verify import Key, Settings, keys_of
from assistant.validators import review_target

_FIELDS = ("level1", "level2", "name", "operator", "value", "unit", "direction", "note")
_TABLE_FIELDS = ("year", "project", "goal", "notes")
_WORDING = ("name", "operator", "value", "unit", "note")
_REWRITES = (
    "M01", "M02", "M03", "M05", "M08", "M09", "T07", "T08", "D04", "D06", "TM", "F03",
)  # fmt: skip
"""Findings that ask for another row rather than for one other cell."""
_MERGED = ("U01", "U02", "W04")
_LEVELS = ("T01", "T02", "T03", "T06", "T07")
_ADDITIONS = ("T04", "T05", "T09", "R01", "R03", "R04", "M05", "M06")
_GOAL = ("X", "R04", "F04", "F01")
_Rows = dict[str | None, str | None]


def compare_targets(
    old: PerformanceTarget,
    new: PerformanceTarget,
    settings: Settings,
    *,
    history: Sequence[PerformanceTarget] = (),
) -> Comparison:
    """What became of ``old``.

    Args:
        old: the table that was returned.
        new: the resubmission.
        settings: how both are reviewed.
        history: versions before ``old``, to tell what came back from what is new.
    """
    matches = match_rows(old, new)
    before, after = _review(old, settings), _review(new, settings)
    changes = tuple(_changes(old, new, matches, before))
    return Comparison(
        old=old,
        new=new,
        matches=matches,
        findings=tuple(_fates(before, after, matches, _earlier(history, new, settings))),
        changes=changes,
        weights=tuple(_weights(old, new, matches, before)),
        before=before.summary,
        after=after.summary,
        profile=settings.profile.name,
    )


def _review(target: PerformanceTarget, settings: Settings) -> TargetReview:
    return review_target(
        target,
        settings.profile,
        ignore=settings.ignore,
        language=settings.language,
        drafted=settings.drafted,
    )


def _fates(
    before: TargetReview, after: TargetReview, matches: tuple[Match, ...], earlier: set[Key]
) -> Iterator[FindingFate]:
    """Each finding of both reviews once; those that stand are told in their new words."""
    to_new: _Rows = {match.old: match.new for match in matches if match.old}
    to_old: _Rows = {match.new: match.old for match in matches if match.new}
    stood = Counter(key for finding in before.findings for key in _moved(finding, to_new))
    stands = Counter(key for finding in after.findings for key in keys_of(finding))
    for finding in after.findings:
        keys = keys_of(finding)
        old_row = to_old.get(finding.indicator)
        if any(stood[key] for key in keys):
            fate = Fate.REMAINING
        elif any(key in earlier for key in keys):
            fate = Fate.RETURNED
        else:
            fate = Fate.NEW
        yield FindingFate(fate=fate, finding=finding, old=old_row, new=finding.indicator)
    for finding in before.findings:
        if not any(stands[key] for key in _moved(finding, to_new)):
            new_row = to_new.get(finding.indicator)
            yield FindingFate(fate=Fate.FIXED, finding=finding, old=finding.indicator, new=new_row)


def _moved(finding: Finding, rows: _Rows) -> tuple[Key, ...]:
    """The keys of an old finding with the row's new id; none where the row is gone."""
    if finding.indicator is None:
        return keys_of(finding)
    row = rows.get(finding.indicator)
    if row is None:
        return ()
    return tuple((code, row, field, told) for code, _, field, told in keys_of(finding))


def _earlier(
    history: Sequence[PerformanceTarget], new: PerformanceTarget, settings: Settings
) -> set[Key]:
    """What stood in earlier versions, by the rows of the new one."""
    found: set[Key] = set()
    for table in history:
        rows: _Rows = {match.old: match.new for match in match_rows(table, new) if match.old}
        for finding in _review(table, settings).findings:
            found.update(_moved(finding, rows))
    return found


def _changes(
    old: PerformanceTarget,
    new: PerformanceTarget,
    matches: tuple[Match, ...],
    review: TargetReview,
) -> Iterator[CellChange]:
    asked = _Asked(review.findings)
    for field in _TABLE_FIELDS:
        one, other = getattr(old, field), getattr(new, field)
        if one != other:
            yield CellChange(
                field=field, before=_text(one), after=_text(other), asked=asked.table(field)
            )
    yield from _tasks_and_money(old, new, asked)
    for match in matches:
        if match.old and match.new:
            yield from _row_changes(old.indicator(match.old), new.indicator(match.new), asked)
        elif match.new:
            row = new.indicator(match.new)
            yield CellChange(new=row.id, field="row", after=row.name, asked=asked.addition())
        elif match.old:
            row = old.indicator(match.old)
            yield CellChange(old=row.id, field="row", before=row.name, asked=asked.rewrite(row.id))


def _tasks_and_money(
    old: PerformanceTarget, new: PerformanceTarget, asked: "_Asked"
) -> Iterator[CellChange]:
    one = "；".join(task.text for task in old.tasks)
    other = "；".join(task.text for task in new.tasks)
    if one != other:
        yield CellChange(field="tasks", before=one, after=other, asked=asked.table("tasks"))
    for name in ("total", "basic", "project"):
        first, second = _amount(old, name), _amount(new, name)
        if first != second:
            yield CellChange(
                field=f"funding.{name}", before=first, after=second, asked=asked.table("funding")
            )


def _amount(target: PerformanceTarget, name: str) -> str | None:
    if target.funding is None:
        return None
    part = getattr(target.funding, name)
    return _text(part if name == "total" else part.total)


def _row_changes(one: Indicator, other: Indicator, asked: "_Asked") -> Iterator[CellChange]:
    for field in _FIELDS:
        before, after = getattr(one, field), getattr(other, field)
        if before != after:
            yield CellChange(
                old=one.id,
                new=other.id,
                field=field,
                before=_text(before),
                after=_text(after),
                asked=asked.cell(one.id, field)
                # A figure in another unit is another figure.
                or (field == "value" and one.unit != other.unit and asked.cell(one.id, "unit")),
                lowered=field == "value" and is_lowered(one, other),
            )


def is_lowered(one: Indicator, other: Indicator) -> bool:
    """Whether the target of ``other`` is easier to reach than that of ``one``."""
    bound = other.operator or one.operator or Operator.AT_LEAST
    first, second = figure_of(one), figure_of(other)
    if first is None or second is None or first == second or one.unit != other.unit:
        return False
    if bound in (Operator.AT_MOST, Operator.LESS):
        return second > first
    return second < first


def figure_of(row: Indicator) -> float | None:
    """The target as a number, where it is one."""
    number = read_number(row.value or "")
    if number is None and row.value and (quantity := read_quantity(row.value)) is not None:
        number = read_number(quantity.value)
    return None if number is None else float(number)


def _weights(
    old: PerformanceTarget,
    new: PerformanceTarget,
    matches: tuple[Match, ...],
    review: TargetReview,
) -> Iterator[CellChange]:
    asked = _Asked(review.findings)
    for match in matches:
        if not (match.old and match.new):
            continue
        one, other = old.indicator(match.old), new.indicator(match.new)
        if one.weight != other.weight:
            yield CellChange(
                old=one.id,
                new=other.id,
                field="weight",
                before=_text(one.weight),
                after=_text(other.weight),
                asked=asked.weight(one.id),
            )


class _Asked:
    """What the findings of the old review ask to be changed."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._findings = tuple(findings)

    def cell(self, row: str, field: str) -> bool:
        return any(
            finding.indicator == row and field in _fields_of(finding) for finding in self._findings
        )

    def rewrite(self, row: str) -> bool:
        return any(
            finding.indicator == row and finding.code.startswith((*_REWRITES, *_MERGED))
            for finding in self._findings
        )

    def addition(self) -> bool:
        return any(finding.code in _ADDITIONS for finding in self._findings)

    def weight(self, row: str) -> bool:
        return any(
            finding.code.startswith("W") and finding.indicator in (row, None)
            for finding in self._findings
        )

    def table(self, field: str) -> bool:
        if field == "goal":
            return any(finding.code.startswith(_GOAL) for finding in self._findings)
        if field == "notes":
            return any(finding.code in ("M01", "M02", "M03") for finding in self._findings)
        return any(
            finding.field == field or (field == "funding" and finding.code.startswith("Y"))
            for finding in self._findings
        )


def _fields_of(finding: Finding) -> set[str | None]:
    """The cells that a finding on a row may rightly change."""
    fields: set[str | None] = {finding.field}
    if finding.code.startswith(_REWRITES):
        fields |= set(_WORDING)
    if finding.code in _LEVELS:
        fields |= {"level1", "level2"}
    if finding.code.startswith(("D", "V0")) and finding.code not in ("V05", "V06", "V07"):
        fields |= {"operator", "value", "unit", "direction"}
    for edit in finding.fix.edits if finding.fix else ():
        if edit.op is EditOp.SWAP:
            fields |= {edit.field, edit.value}
        fields.add(edit.field)
    return fields


def _text(value: object) -> str | None:
    return None if value is None else str(value)
