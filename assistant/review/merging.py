"""Rows that go: into their twin, or out of the table with their weight to another."""

from collections.abc import Iterator

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import SuggestionKind
from assistant.messages import Message
from assistant.review.desk import Desk, Proposal
from assistant.review.weighing import heir_of, spread
from assistant.validators.likeness import plain_text
from assistant.validators.rows import Row

_MERGED = Message(
    zh="与第 {other} 行是同一件事，并入该行，权重相加。",
    en="The same thing as row {other}: merged into it, weights added.",
)
_REMOVED = Message(
    zh="本行无法考核、也没有可替换的内容时删去，权重 {weight} 并入第 {other} 行。",
    en="Where nothing measurable can take its place: removed, its weight of {weight} goes to row "
    "{other}.",
)
_SHARED = Message(
    zh="本行无法考核、也没有可替换的内容时删去，权重 {weight} 按比例分给其他行。",
    en="Where nothing measurable can take its place: removed, its weight {weight} is shared out.",
)
_DROPPED = Message(
    zh="本行无法考核、也没有可替换的内容时删去。",
    en="Removed where nothing measurable can take its place.",
)


def merged(desk: Desk, row: Row) -> Iterator[Proposal]:
    """Into the earlier row of the same name."""
    text = plain_text(desk.facts(row).name.core)
    for other in desk.context.rows[: row.position]:
        if text and plain_text(desk.facts(other).name.core) == text:
            edit = Edit(op=EditOp.MERGE, indicator=row.id, value=other.id)
            reason = _MERGED.text(desk.language, other=other.position + 1)
            yield Proposal((edit,), SuggestionKind.MERGE, reason)
            return


def removed(desk: Desk, row: Row) -> Iterator[Proposal]:
    """Out of the table; its weight goes to the lightest row of its class."""
    heir = heir_of(desk, row)
    if heir is None or row.doubtful:
        return
    if row.weight is None:
        edit = Edit(op=EditOp.REMOVE, indicator=row.id)
        yield Proposal(
            (edit,), SuggestionKind.REMOVE, _DROPPED.text(desk.language), last_resort=True
        )
        return
    if row.weight + (heir.weight or 0) > desk.profile.max_single_weight:
        shares = spread(desk, row)
        if shares is not None:
            gone = Edit(op=EditOp.REMOVE, indicator=row.id)
            reason = _SHARED.text(desk.language, weight=row.weight)
            kind = SuggestionKind.REMOVE
            yield Proposal((gone, *shares), kind, reason, last_resort=True)
    edit = Edit(op=EditOp.MERGE, indicator=row.id, value=heir.id)
    reason = _REMOVED.text(desk.language, weight=row.weight, other=heir.position + 1)
    yield Proposal((edit,), SuggestionKind.REMOVE, reason, last_resort=True)
