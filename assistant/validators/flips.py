"""Turning a bound round: ≥ to ≤ and back, the direction column along with it."""

from assistant.domain.edit import Edit
from assistant.domain.finding import Fix
from assistant.domain.indicator import Operator
from assistant.validators.base import confirm, set_field
from assistant.validators.rows import Row
from assistant.validators.wording import words

FLIPPED = {
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.MORE: Operator.LESS,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.LESS: Operator.MORE,
}
FLOORS = (Operator.AT_LEAST, Operator.MORE)
CEILINGS = (Operator.AT_MOST, Operator.LESS)


def says_less_is_better(direction: str | None) -> bool | None:
    """What a direction cell says: True for 反向, False for 正向, None for anything else."""
    if direction is None:
        return None
    if words("direction.flipped_directions").find(direction):
        return True
    return False if words("direction.upright_directions").find(direction) else None


def direction_for(row: Row, operator: Operator) -> Edit | None:
    """The edit that makes the direction column agree with ``operator``, where it does not."""
    said = says_less_is_better(row.indicator.direction)
    wanted = operator in CEILINGS
    if said is None or said is wanted:
        return None
    printed = row.indicator.direction or ""
    right = "反向" if wanted else "正向"
    return set_field(row, "direction", f"{right}指标" if printed.endswith("指标") else right)


def flip(row: Row, operator: Operator) -> Fix:
    """Turn ``operator`` of ``row`` round, after a yes."""
    flipped = FLIPPED[operator]
    along = direction_for(row, flipped)
    edit = set_field(row, "operator", flipped.value)
    return confirm(edit, along) if along else confirm(edit)
