"""Changes that mean nothing change nothing: order of rows, width of digits, spelling of units."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.intake import read_file
from assistant.profiles import guess_profile
from assistant.validators import review_target
from evals.real_tables import load_real_tables

SAMPLE = Path(__file__).parents[2] / "evals" / "documents" / "kaijiang-2023.md"
TABLES = {
    "kaijiang": read_file(SAMPLE).targets[0],
    **{table.name: table.target for table in load_real_tables()},
}

_WIDE = {code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)}
_SYNONYMS = {"%": "百分比", "百分比": "%", "平方米": "㎡", "万元": "万 元", "人次": " 人次"}


def _counted(target: PerformanceTarget, profile: Profile) -> Counter[tuple[str, str, str]]:
    """Findings by rule, level and the words of their row, whatever its number."""
    names = {row.id: f"{row.level2}{row.name}{row.weight}" for row in target.indicators}
    review = review_target(target, profile)
    return Counter(
        (found.code, found.severity.value, names.get(found.indicator or "", ""))
        for found in review.findings
    )


def _with_rows(target: PerformanceTarget, rows: list[Indicator]) -> PerformanceTarget:
    return target.model_copy(update={"indicators": tuple(rows)})


def _each(change: Callable[[Indicator], dict[str, object]]) -> Callable[..., PerformanceTarget]:
    def apply(target: PerformanceTarget) -> PerformanceTarget:
        rows = [row.model_copy(update=change(row)) for row in target.indicators]
        return _with_rows(target, rows)

    return apply


def _reversed(target: PerformanceTarget) -> PerformanceTarget:
    """The rows in the opposite order; levels stand on every row, so nothing is lost."""
    return _with_rows(target, list(reversed(target.indicators)))


def _wide_value(row: Indicator) -> dict[str, object]:
    return {"value": row.value.translate(_WIDE) if row.value else row.value}


def _synonym(row: Indicator) -> dict[str, object]:
    return {"unit": _SYNONYMS.get(row.unit or "", row.unit)}


def _merged_cell(row: Indicator) -> dict[str, object]:
    """≥ · 95 · % printed in one cell, as most forms outside the platforms do."""
    if row.operator in (None, Operator.QUALITATIVE, Operator.RANGE) or not row.value:
        return {}
    return {"value": f"{row.operator}{row.value}{row.unit or ''}", "operator": None, "unit": None}


CHANGES = {
    "reversed": _reversed,
    "wide digits": _each(_wide_value),
    "synonyms of units": _each(_synonym),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", TABLES)
def test_nothing_changes(name: str, change: str) -> None:
    target = TABLES[name]
    profile = guess_profile(target)
    assert _counted(CHANGES[change](target), profile) == _counted(target, profile)


@pytest.mark.parametrize("name", TABLES)
def test_one_cell_or_three_is_the_same_row(name: str) -> None:
    """Rules on the columns themselves apart: is there one for operators, could two be exchanged?"""
    target = TABLES[name]
    profile = guess_profile(target)
    merged, plain = (
        {key: count for key, count in found.items() if key[0] not in ("F02", "V01", "W02")}
        for found in (
            _counted(_each(_merged_cell)(target), profile),
            _counted(target, profile),
        )
    )
    assert merged == plain


@pytest.mark.parametrize("name", TABLES)
def test_the_guess_does_not_hang_on_order(name: str) -> None:
    assert guess_profile(_reversed(TABLES[name])).name == guess_profile(TABLES[name]).name
