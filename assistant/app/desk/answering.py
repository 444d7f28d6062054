"""Answering a card: accept, reword, reject, waive, or take it back; all of it on record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from assistant.app.desk.cards import DeskCard, Point
from assistant.app.desk.decided import proposal_of, still_said
from assistant.app.desk.desk import Desk, DeskForm
from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Finding, Severity, Suggestion
from assistant.domain.indicator import Indicator
from assistant.exceptions import InputError
from assistant.export.form import printed
from assistant.messages import Language, Message
from assistant.store import DecisionKind, User

FIELDS = ("level1", "level2", "name", "operator", "value", "unit", "weight", "note")
"""Fields of a row that a reviewer may word anew."""
_NO_CANDIDATE = Message(
    zh="没有第 {number} 个建议；请另选一个，或按“修改”自己写。",
    en="There is no change number {number}; choose another, or write your own.",
)
_NO_REASON = Message(
    zh="{codes} 是错误级，判为不成立要写明理由（写入审核记录，供复核）。",
    en="{codes}: rejecting an error needs a reason, which is kept on record.",
)
_NO_WAIVER_REASON = Message(
    zh="豁免 {codes} 要写明理由（写入审核记录，供复核）。",
    en="Waiving {codes} needs a reason, which is kept on record.",
)
_NOTHING_OPEN = Message(
    zh="这张卡片上没有选中待处理的发现；已处理的要先撤回。",
    en="Nothing open is chosen on this card; withdraw a decision first.",
)
_NOTHING_CHANGED = Message(
    zh="改写的内容和原表一样；请改动一处，或按“取消”。",
    en="The wording is the same as in the form; change something, or close.",
)
_NO_WORDS = Message(zh="请写明建议改成什么。", en="Say what to put in its place.")


class Answer(NamedTuple):
    """What a reviewer does with a card.

    Attributes:
        kind: accepted, edited, rejected, waived or withdrawn.
        candidate: which change, from 0, for accepted.
        keys: which findings of the card, for rejected and waived; empty for all that are open.
        reason: why.
        expires: last day of a waiver, or None for no end.
        fields: the row as the reviewer words it, for edited.
        proposal: what to do in words, for edited where the card is about no row.
        alike: do the same with every card that the same rule leads; not for edited.
    """

    kind: DecisionKind
    candidate: int = 0
    keys: tuple[str, ...] = ()
    reason: str = ""
    expires: date | None = None
    fields: Mapping[str, str] = MappingProxyType({})
    proposal: str = ""
    alike: bool = False


def answer_card(
    desk: Desk,
    form_id: str,
    version: int,
    card_id: str,
    answer: Answer,
    *,
    by: User,
    language: Language = Language.CHINESE,
) -> int:
    """Keep what the reviewer decided on a card.

    Args:
        desk: the desk.
        form_id: the form.
        version: the version that was on screen.
        card_id: the card.
        answer: the decision.
        by: the reviewer.
        language: language of messages.

    Returns:
        How many cards were answered.

    Raises:
        InputError: the card is gone, a reason is missing, or nothing is chosen or changed.
        ConflictError: the unit has filed a new version.
        NotPermittedError: the form is no longer to be decided on.
    """
    on_desk = desk.open_to_decide(form_id, version, by=by, language=language)
    card = on_desk.card(card_id)
    cards = [card, *_alike(on_desk, card)] if answer.alike else [card]
    answering = _Answering(desk, on_desk, by, language)
    # Everything is checked before anything is kept.
    steps = [
        answering.plan(one, answer if one is card else answer._replace(keys=(), candidate=0))
        for one in cards
    ]
    for step in steps:
        answering.keep(step)
    desk.keep_lights(on_desk, by=by)
    return len(steps)


def _alike(on_desk: DeskForm, card: DeskCard) -> list[DeskCard]:
    """The other open cards that the same rule leads."""
    return [
        one
        for one in on_desk.cards
        if one.id != card.id and one.kind == card.kind and not one.is_done
    ]


class _Step(NamedTuple):
    """What is to be kept of one card."""

    kind: DecisionKind
    findings: tuple[Finding, ...]
    suggestion: Suggestion | None = None
    reason: str | None = None
    expires: date | None = None


class _Answering:
    """Turns answers into decisions on one form."""

    def __init__(self, desk: Desk, on_desk: DeskForm, by: User, language: Language) -> None:
        self._reviews = desk.store.reviews
        self._on_desk = on_desk
        self._by = by
        self._language = language

    def plan(self, card: DeskCard, answer: Answer) -> _Step:
        """What to keep, once it is known to be allowed."""
        match answer.kind:
            case DecisionKind.ACCEPTED:
                return self._accepted(card, answer)
            case DecisionKind.EDITED:
                return self._edited(card, answer)
            case DecisionKind.WITHDRAWN:
                points = [point for point in card.points if not point.is_open]
                return _Step(answer.kind, _findings(points))
            case _:
                return _refused(card, answer)

    def _accepted(self, card: DeskCard, answer: Answer) -> _Step:
        if not 0 <= answer.candidate < len(card.candidates):
            raise InputError(_NO_CANDIDATE, number=answer.candidate + 1)
        candidate = card.candidates[answer.candidate]
        points = [one for one in card.open_points if one.finding.code in candidate.codes]
        return _Step(answer.kind, _findings(points), candidate.suggestion, answer.reason or None)

    def _edited(self, card: DeskCard, answer: Answer) -> _Step:
        target, language = self._on_desk.target, self._language
        edits = self._edits(card, answer)
        settings = self._on_desk.reviewed.settings(language)
        left = still_said(edits, target, settings, card.row) if edits else ()
        suggestion = proposal_of(
            edits, target, language, text=answer.proposal.strip(), verified=bool(edits) and not left
        )
        told = " ".join(dict.fromkeys(finding.code for finding in left)) or None
        return _Step(answer.kind, _findings(card.open_points), suggestion, told)

    def _edits(self, card: DeskCard, answer: Answer) -> tuple[Edit, ...]:
        if card.row is not None:
            row = self._on_desk.target.indicator(card.row)
            edits = tuple(_changes(row, answer.fields))
            if not edits:
                raise InputError(_NOTHING_CHANGED)
            return edits
        words = answer.proposal.strip()
        if not words:
            raise InputError(_NO_WORDS)
        if card.points[0].finding.field != "goal":
            return ()
        if words == (self._on_desk.target.goal or ""):
            raise InputError(_NOTHING_CHANGED)
        return (Edit(op=EditOp.SET, field="goal", value=words),)

    def keep(self, step: _Step) -> None:
        """Write it down."""
        form = self._on_desk.form
        for finding in step.findings:
            if step.kind is DecisionKind.WAIVED:
                self._reviews.waive(
                    form.id,
                    form.version,
                    finding,
                    step.reason or "",
                    by=self._by,
                    expires=step.expires,
                )
                continue
            if step.kind is DecisionKind.WITHDRAWN:
                self._revoke(finding)
            self._reviews.decide(
                form.id,
                form.version,
                step.kind,
                finding,
                by=self._by,
                suggestion=step.suggestion,
                edits=step.suggestion.edits if step.suggestion else (),
                reason=step.reason,
            )

    def _revoke(self, finding: Finding) -> None:
        place = (finding.code, finding.indicator)
        for kept in self._reviews.waivers(self._on_desk.form.id, by=self._by):
            if (kept.waiver.code, kept.waiver.indicator) == place:
                self._reviews.revoke(self._on_desk.form.id, kept.id, by=self._by)


def _refused(card: DeskCard, answer: Answer) -> _Step:
    """Rejected or waived: which findings, and whether the reason is given."""
    points = [one for one in card.open_points if not answer.keys or one.key in answer.keys]
    findings, reason = _findings(points), answer.reason.strip()
    errors = [one.code for one in findings if one.severity is Severity.ERROR]
    if not reason and answer.kind is DecisionKind.WAIVED:
        raise InputError(_NO_WAIVER_REASON, codes=_listed(one.code for one in findings))
    if not reason and errors:
        raise InputError(_NO_REASON, codes=_listed(errors))
    return _Step(answer.kind, findings, None, reason or None, answer.expires)


def _findings(points: Sequence[Point]) -> tuple[Finding, ...]:
    if not points:
        raise InputError(_NOTHING_OPEN)
    return tuple(point.finding for point in points)


def _listed(codes: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(codes))


def _changes(row: Indicator, fields: Mapping[str, str]) -> Iterable[Edit]:
    """The edits that make the row what the reviewer typed; other fields are no business of theirs.

    Raises:
        EditError: a value cannot stand in its field; raised when the edits are applied.
    """
    for field in FIELDS:
        if field not in fields:
            continue
        typed, now = fields[field].strip(), printed(getattr(row, field))
        if typed != now:
            yield Edit(op=EditOp.SET, indicator=row.id, field=field, value=typed or None)
