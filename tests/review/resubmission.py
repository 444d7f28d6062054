"""The sample sent back and filed again: some done, some not, some changed on the quiet."""

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.target import PerformanceTarget

ORDER = (
    "I14", "I3", "I15", "I2", "I1", "I4", "I6", "I7", "I8", "I9", "I10", "I13", "I16", "I5", "I11",
)  # fmt: skip
"""Old ids in the order of the new table; I12 was dropped."""


def _set(row: str, **fields: str) -> list[Edit]:
    return [
        Edit(op=EditOp.SET, indicator=row, field=field, value=value)
        for field, value in fields.items()
    ]


def resubmitted(target: PerformanceTarget) -> PerformanceTarget:
    """``target`` after the unit has worked on it, rows in another order with new ids."""
    edits = (
        *_set("I14", level1="满意度指标", operator="≥", value="90", unit="%"),
        *_set("I3", name="优质课评选数量", value="60"),
        *_set("I15", name="教师人均培训成本", operator="≤"),
        *_set("I2", value="5", weight="12"),
    )
    changed = apply_edits(target, edits)
    rows = tuple(
        changed.indicator(old).model_copy(update={"id": f"I{number}"})
        for number, old in enumerate(ORDER, start=1)
    )
    return changed.model_copy(update={"indicators": rows, "problems": ()})
