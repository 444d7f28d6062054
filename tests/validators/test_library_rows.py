"""Sound rows in quantity: the indicator library must not raise one finding on a row."""

import pytest

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from assistant.library import all_entries
from assistant.profiles import load_profile
from assistant.validators import review_target

ENTRIES = all_entries()
SIZE = 15


@pytest.mark.parametrize("first", range(0, len(ENTRIES), SIZE * 12))
def test_a_library_row_with_a_value_raises_nothing(first: int) -> None:
    for start in range(first, min(first + SIZE * 12, len(ENTRIES)), SIZE):
        rows = tuple(
            Indicator(
                id=f"I{number}",
                level1=entry.level1,
                level2=entry.level2,
                name=entry.name,
                operator=entry.operator,
                value=str(entry.value or 12),
                unit=None if entry.operator is Operator.QUALITATIVE else entry.unit,
                weight=6,  # type: ignore[arg-type]
            )
            for number, entry in enumerate(ENTRIES[start : start + SIZE], start=1)
        )
        review = review_target(PerformanceTarget(indicators=rows), load_profile("national-2021"))
        found = [(item.code, item.evidence) for item in review.findings if item.indicator]
        assert found == []
