"""Year to year: what was copied, made easier or dropped since last year's target and actual."""

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import read_number, read_quantity
from assistant.domain.target import PerformanceTarget
from assistant.domain.yearly import YearComparison, YearFate, YearRow
from assistant.review.compare import figure_of, is_lowered
from assistant.review.matching import match_rows
from assistant.validators.likeness import plain_text

_GRAVEST = tuple(YearFate)
_CEILINGS = (Operator.AT_MOST, Operator.LESS)


def compare_years(last: PerformanceTarget, this: PerformanceTarget) -> YearComparison:
    """Every row of both years, matched by meaning."""
    rows = []
    for match in match_rows(last, this):
        old = last.indicator(match.old) if match.old else None
        new = this.indicator(match.new) if match.new else None
        rows.append(_row(old, new))
    return YearComparison(last=last, this=this, rows=tuple(rows))


def _row(old: Indicator | None, new: Indicator | None) -> YearRow:
    fates = sorted(_fates(old, new), key=_GRAVEST.index)
    return YearRow(
        old=old.id if old else None,
        new=new.id if new else None,
        name=(new.name if new else None) or (old.name if old else None) or "",
        last_target=_printed(old),
        last_actual=old.actual if old else None,
        target=_printed(new),
        fates=tuple(fates),
    )


def _fates(old: Indicator | None, new: Indicator | None) -> set[YearFate]:
    if old is None:
        return {YearFate.ADDED}
    if new is None:
        return {YearFate.DROPPED}
    fates: set[YearFate] = set()
    same = (old.operator, old.value, old.unit) == (new.operator, new.value, new.unit)
    if same and plain_text(old.name or "") == plain_text(new.name or ""):
        fates.add(YearFate.COPIED)
    elif is_lowered(old, new):
        fates.add(YearFate.LOWERED)
    elif figure_of(old) is not None and figure_of(new) is not None and is_lowered(new, old):
        fates.add(YearFate.RAISED)
    else:
        fates.add(YearFate.CHANGED)
    if _below_actual(old, new):
        fates.add(YearFate.BELOW_ACTUAL)
    return fates


def _below_actual(old: Indicator, new: Indicator) -> bool:
    """Whether this year asks for less than was reached, in the same unit."""
    target, actual = figure_of(new), _figure(old.actual)
    if target is None or actual is None or old.unit != new.unit:
        return False
    bound = new.operator or old.operator or Operator.AT_LEAST
    return target > actual if bound in _CEILINGS else target < actual


def _figure(printed: str | None) -> float | None:
    number = read_number(printed or "")
    if number is None and printed and (quantity := read_quantity(printed)) is not None:
        number = read_number(quantity.value)
    return None if number is None else float(number)


def _printed(row: Indicator | None) -> str | None:
    if row is None:
        return None
    return f"{row.operator or ''}{row.value or ''}{row.unit or ''}"
