"""No entry is one that our own rules would send back."""

from decimal import Decimal

import pytest

from assistant.domain.indicator import Indicator
from assistant.domain.target import AnnualTask, PerformanceTarget, TargetKind
from assistant.library import Family, all_families
from assistant.profiles import load_profile
from assistant.validators import all_rules, review_target

_FAMILIES = {
    "F": (2, 5), "T": (1, 2, 3, 7, 8), "V": (1, 2, 4, 5, 6, 7), "M": (1, 2, 5, 6, 7, 8, 9),
    "D": (1, 2, 3, 4, 6), "TM": (1, 2, 3), "R": (5,), "U": (1, 2),
}  # fmt: skip
ROW_RULES = {f"{group}{number:02d}" for group, numbers in _FAMILIES.items() for number in numbers}
"""Rules that judge a row by its words, bound and unit; the rest judge whole tables."""


def _table(family: Family, *, explained: bool) -> PerformanceTarget:
    rows = tuple(
        Indicator(
            id=f"I{number}",
            level1=entry.level1,
            level2=entry.level2,
            name=entry.name,
            operator=entry.operator,
            value=entry.value or "5",
            unit=entry.unit,
            weight=Decimal(5),
            note=entry.explanation if explained else None,
        )
        for number, entry in enumerate(family.entries, start=1)
    )
    words = "，".join(word.replace("+", "") for word in family.words)
    task = AnnualTask(id="T1", name=family.activity, content=f"{words}，服务{family.beneficiary}")
    return PerformanceTarget(year=2025, kind=TargetKind.PROJECT, indicators=rows, tasks=(task,))


@pytest.mark.parametrize(("profile", "explained"), [("national-2021", False), ("sichuan", True)])
def test_no_entry_is_sent_back(profile: str, explained: bool) -> None:
    chosen = sorted(ROW_RULES & {rule.code for rule in all_rules()})
    assert {"M05", "M06", "M07", "M08", "M09", "D01", "D02", "D03", "D04"} <= set(chosen)
    settings = load_profile(profile)
    found = [
        f"{finding.code} {family.entries[int(finding.indicator[1:]) - 1].id}: {finding.message}"
        for family in all_families()
        for finding in review_target(
            _table(family, explained=explained), settings, select=chosen, drafted=True
        ).findings
        if finding.indicator is not None
    ]
    assert not found
