"""Weights under a change: room for a new row, a total restored, a heavy row relieved."""

from decimal import ROUND_DOWN, Decimal

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import SuggestionKind
from assistant.messages import Message
from assistant.review.desk import Desk, Proposal
from assistant.validators.rows import Row
from assistant.validators.totals import is_execution_row, plain, weight_sum

_RESCALED = Message(
    zh="各行权重按原有比例折算，合计正好为 {total}，轻重次序不变。请先确认本地口径的总分。",
    en="All weights are scaled in proportion to {total} exactly; their order stays. Confirm the "
    "local total first.",
)
_RELIEVED = Message(
    zh="本行降到单项上限 {most}，多出的 {spare} 分按原有轻重分给其他行，合计不变。",
    en="This row comes down to the limit of {most}; the {spare} points go to the other rows.",
)
_ASK_TOTAL = Message(
    zh="本地要求的权重合计是否为 {total}？", en="Is {total} the total that your bureau asks for?"
)
_LEAST, _USUAL, _MOST = Decimal(3), Decimal(4), Decimal(10)
"""Points of a new row: enough to tell in the total."""


def set_weight(row: Row, weight: Decimal) -> Edit:
    """The edit that gives ``row`` this weight."""
    return Edit(op=EditOp.SET, indicator=row.id, field="weight", value=plain(weight))


def room_for(desk: Desk, rows: int) -> tuple[Decimal | None, tuple[Edit, ...]]:
    """The weight of each of ``rows`` new rows and the edits that make room for them.

    A table without weights gives none; a total that falls short is filled up first; otherwise the
    heaviest rows give a part of theirs.
    """
    weighed = [row for row in desk.context.rows if row.weight]
    if not weighed:
        return None, ()
    short = desk.profile.weight_total - weight_sum(desk.context)
    touched = any(desk.weights.get(row.id) != row.weight for row in weighed)
    if short >= rows and short % rows == 0 and not touched:
        return min(short / rows, _MOST), ()
    each = _USUAL if len(weighed) <= 15 and rows <= 2 else _LEAST
    left = each * rows
    edits = []
    givers = [row for row in desk.free_rows() if not is_execution_row(row)]
    for row in sorted(givers, key=lambda row: -(desk.weights[row.id] or Decimal(0))):
        weight = desk.weights[row.id] or Decimal(0)
        part = min(left, (weight / 2).quantize(Decimal(1), ROUND_DOWN))
        if part <= 0:
            break
        edits.append(set_weight(row, weight - part))
        left -= part
        if not left:
            return each, tuple(edits)
    return each, ()


def heir_of(desk: Desk, row: Row) -> Row | None:
    """The row that takes the weight of ``row`` when it goes: the lightest of its own class."""
    others = [other for other in desk.context.rows if other.id != row.id and not other.doubtful]
    for near in (
        [other for other in others if other.level2 is row.level2 and row.level2 is not None],
        [other for other in others if other.level1 is row.level1 and row.level1 is not None],
        others,
    ):
        if near:
            return min(near, key=lambda other: other.weight or Decimal(0))
    return None


def spread(desk: Desk, row: Row) -> tuple[Edit, ...] | None:
    """The weight of a row that goes, shared out among all others in proportion."""
    others = [other for other in desk.free_rows() if other.id != row.id]
    held = sum((other.weight for other in others if other.weight), Decimal(0))
    total = held + (row.weight or Decimal(0))
    shares = _in_proportion([other.weight for other in others if other.weight], total)
    if shares is None:
        return None
    return tuple(
        set_weight(other, share)
        for other, share in zip(others, shares, strict=True)
        if other.weight != share
    )


def rescaled(desk: Desk) -> Proposal | None:
    """All weights in proportion, so that the profile's total is met exactly."""
    rows = [row for row in desk.context.rows if not is_execution_row(row)]
    weights = [row.weight for row in rows]
    if not rows or any(weight is None or weight <= 0 for weight in weights):
        return None
    total = desk.profile.weight_total
    shares = _in_proportion([weight for weight in weights if weight is not None], total)
    if shares is None:
        return None
    edits = tuple(
        set_weight(row, share)
        for row, share in zip(rows, shares, strict=True)
        if row.weight != share
    )
    if not edits:
        return None
    return Proposal(
        edits,
        SuggestionKind.WEIGHTS,
        _RESCALED.text(desk.language, total=plain(total)),
        (_ASK_TOTAL.text(desk.language, total=plain(total)),),
        last_resort=True,
    )


def relieved(desk: Desk, row: Row) -> Proposal | None:
    """The weight of a heavy row brought down to the limit, the rest shared out."""
    most = desk.profile.max_single_weight
    if row.weight is None or row.weight <= most:
        return None
    others = [
        other for other in desk.free_rows() if other.id != row.id and not is_execution_row(other)
    ]
    held = sum((other.weight for other in others if other.weight), Decimal(0))
    spare = row.weight - most
    shares = _in_proportion([other.weight for other in others if other.weight], held + spare)
    if not others or shares is None:
        return None
    edits = [set_weight(row, most)]
    edits += [
        set_weight(other, share)
        for other, share in zip(others, shares, strict=True)
        if other.weight != share
    ]
    reason = _RELIEVED.text(desk.language, most=plain(most), spare=plain(spare))
    return Proposal(tuple(edits), SuggestionKind.WEIGHTS, reason)


def _in_proportion(weights: list[Decimal], total: Decimal) -> list[Decimal] | None:
    """Weights in proportion that add up to ``total``: whole points, else halves or tenths."""
    held = sum(weights, Decimal(0))
    if not held:
        return None
    for step in map(Decimal, ("1", "0.5", "0.1", "0.01")):
        if total % step or total / step < len(weights):
            continue
        exact = [weight * total / held / step for weight in weights]
        parts = [max(Decimal(1), part.quantize(Decimal(1), ROUND_DOWN)) for part in exact]
        missing = int(total / step - sum(parts))
        order = sorted(range(len(exact)), key=lambda place: parts[place] - exact[place])
        if 0 <= missing <= len(order):
            for place in order[:missing]:
                parts[place] += 1
            return [part * step for part in parts]
    return None
