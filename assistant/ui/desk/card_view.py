"""Cards as the desk shows them: findings in plain words, changes before and after."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.app.desk.cards import Candidate, DeskCard, Point
from assistant.app.rulebook import rule_title
from assistant.domain.edit import EditOp
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language
from assistant.store import Decision, DecisionKind
from assistant.ui.desk import wording
from assistant.ui.desk.document_view import cell_text
from assistant.ui.desk.moments import local_time
from assistant.ui.marking import Line, lines_of, marked

EDITABLE = ("level1", "level2", "name", "operator", "value", "unit", "weight", "note")
"""Fields of a row that a reviewer may word anew."""
_MOST_CANDIDATES = 3
_LONG = 3
"""Lines of a change above which it is folded."""


class CandidateView(NamedTuple):
    """One change to choose.

    Attributes:
        before: lines as they stand.
        after: lines as they will stand.
        summary: its first line, where it is folded.
        long: how many lines it has where it is folded, else 0.
        rationale: why.
        codes: what it clears.
        supply: what the unit must supply.
        platform: what to choose on the platform.
        chosen: it is the one that stands chosen.
    """

    before: tuple[Line, ...]
    after: tuple[Line, ...]
    summary: str
    long: int
    rationale: str
    codes: str
    supply: tuple[str, ...]
    platform: str | None
    chosen: bool


class PointView(NamedTuple):
    """One finding on a card; ``decision`` says what became of it, by whom, when and why."""

    key: str
    severity: str
    code: str
    title: str
    message: str
    decision: str


class CardView(NamedTuple):
    """One card; see card.html for what each value is for."""

    id: str
    row: str
    where: str
    name: str
    severity: str
    severity_label: str
    state: str
    done: bool
    closed: bool
    decided: bool
    alike: int
    points: tuple[PointView, ...]
    basis: str
    candidates: tuple[CandidateView, ...]
    fields: tuple[tuple[str, str, str], ...]
    proposal: str


def card_views(
    cards: Sequence[DeskCard], target: PerformanceTarget, language: Language
) -> tuple[CardView, ...]:
    """Every card, in the order given."""
    alike = Counter(card.kind for card in cards if not card.is_done)
    numbers = {row.id: number for number, row in enumerate(target.indicators, start=1)}
    return tuple(_view(card, target, numbers, alike, language) for card in cards)


def _view(
    card: DeskCard,
    target: PerformanceTarget,
    numbers: Mapping[str, int],
    alike: Mapping[str, int],
    language: Language,
) -> CardView:
    row = next((row for row in target.indicators if row.id == card.row), None)
    decided = [point.decision for point in card.points if point.decision is not None]
    state = wording.SETTLED if card.is_done and decided else wording.OPEN
    offered = card.candidates[:_MOST_CANDIDATES]
    best = _chosen(offered, decided)
    return CardView(
        id=card.id,
        row=card.row or "",
        where=_where(card, numbers, language),
        name=(row.name or "") if row else rule_title(card.points[0].finding.code, language),
        severity=card.severity.value,
        severity_label=wording.SEVERITIES[card.severity.value].text(language),
        state=state.text(language),
        done=card.is_done and bool(decided),
        closed=not card.open_points,
        decided=bool(decided),
        alike=alike.get(card.kind, 0),
        points=tuple(_point(point, language) for point in card.points),
        basis=_basis(card),
        candidates=tuple(
            _candidate(one, place == best, language) for place, one in enumerate(offered)
        ),
        fields=_fields(row, offered, best, language) if row else (),
        proposal=(offered[best].suggestion.after or "") if offered else "",
    )


def _basis(card: DeskCard) -> str:
    """Every policy document that the findings rest on, each once."""
    parts = (part for point in card.points for part in point.finding.basis.split("；"))
    return "；".join(dict.fromkeys(parts))


def _where(card: DeskCard, numbers: Mapping[str, int], language: Language) -> str:
    if card.row is None:
        return wording.WHOLE_TABLE.text(language)
    return wording.ROW.text(language, number=numbers.get(card.row, card.row))


def _point(point: Point, language: Language) -> PointView:
    finding = point.finding
    return PointView(
        key=point.key,
        severity=finding.severity.value,
        code=finding.code,
        title=rule_title(finding.code, language),
        message=finding.message,
        decision=decision_text(point.decision, language) if point.decision else "",
    )


def decision_text(decision: Decision, language: Language) -> str:
    """What was decided, by whom, when and why."""
    told = wording.DECISIONS[decision.kind.value].text(language)
    if decision.kind is DecisionKind.EDITED:
        verified = decision.suggestion is not None and decision.suggestion.verified
        told = (wording.VERIFIED_EDIT if verified else wording.UNVERIFIED).text(language)
        after = (decision.suggestion.after or "") if decision.suggestion else ""
        told = f"{told}：{after}"
    when = wording.DECIDED_BY.text(language, who=decision.who, when=local_time(decision.at))
    reason = f"：{decision.reason}" if decision.reason else ""
    return f"{told} · {when}{reason}"


def _chosen(offered: Sequence[Candidate], decided: Sequence[Decision]) -> int:
    """The candidate that was accepted, else the best."""
    taken = [one.edits for one in decided if one.kind is DecisionKind.ACCEPTED]
    places = (n for n, one in enumerate(offered) if one.suggestion.edits in taken)
    return next(places, 0)


def _candidate(one: Candidate, chosen: bool, language: Language) -> CandidateView:
    suggestion = one.suggestion
    before, after = lines_of(suggestion.before), lines_of(suggestion.after)
    pairs = marked(before, after)
    longest = max(len(before), len(after))
    return CandidateView(
        before=tuple(old for old, _ in pairs if old),
        after=tuple(new for _, new in pairs if new),
        summary=after[0] if after else "",
        long=longest if longest > _LONG else 0,
        rationale=suggestion.rationale,
        codes=" ".join(one.codes),
        supply=suggestion.supply,
        platform=suggestion.platform,
        chosen=chosen,
    )


def _fields(
    row: Indicator, offered: Sequence[Candidate], best: int, language: Language
) -> tuple[tuple[str, str, str], ...]:
    """The row's fields to edit, as the chosen change would leave them."""
    values = {field: cell_text(row, field) for field in EDITABLE}
    if offered:
        for edit in offered[best].suggestion.edits:
            if edit.indicator == row.id and edit.op is EditOp.SET and edit.field in values:
                values[edit.field] = edit.value or ""
    return tuple((field, wording.FIELDS[field].text(language), values[field]) for field in EDITABLE)
