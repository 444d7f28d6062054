"""The opinion slip: what matters of a review, by head, with the reviewer's own words kept."""

from collections.abc import Iterable

from assistant.domain.finding import Finding, Head, Severity, TargetReview
from assistant.domain.slip import ReviewerNote, Slip, SlipItem, SlipNotes
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language
from assistant.review.verdict import head_of, score_of
from assistant.validators import Card, cards_of

MOST = 20
"""Items on a slip: more than that no unit works through."""
_PROPOSALS, _SUPPLY = 6, 6


def make_slip(
    review: TargetReview,
    *,
    profile: str,
    notes: SlipNotes | None = None,
    language: Language = Language.CHINESE,
) -> Slip:
    """The slip of a reviewed table.

    Args:
        review: with suggestions, where proposals are wanted on the slip.
        profile: the local settings by their name on screen.
        notes: what the reviewer adds; kept whatever the rules say by now.
        language: language of titles.
    """
    notes = notes or SlipNotes()
    score = score_of(review)
    matter = [
        card
        for card in cards_of(review)
        if card.severity is not Severity.INFO or _said(card, notes, review.target)
    ]
    shown = [card for card in matter if not _is_dropped(card, notes, review.target)]
    heads = list(Head)
    chosen = sorted(shown[:MOST], key=lambda card: (heads.index(_place(card)), -card.severity.rank))
    told: dict[str, int] = {}
    return Slip(
        target=review.target,
        profile=profile,
        verdict=score.verdict,
        points=score.points,
        heads=score.heads,
        items=tuple(
            _item(card, notes, review.target, told, number, language)
            for number, card in enumerate(chosen, start=1)
        ),
        left_out=len(cards_of(review)) - len(chosen),
        questions=tuple(question for question in review.questions if question.blocking),
        notes=notes,
    )


def _place(card: Card) -> Head:
    """Doubts of the reading are put with what is incomplete."""
    return head_of(card) or Head.COMPLETENESS


def _item(
    card: Card,
    notes: SlipNotes,
    target: PerformanceTarget,
    told: dict[str, int],
    number: int,
    language: Language,
) -> SlipItem:
    findings = (*card.findings, *card.companions)
    said = list(_said(card, notes, target))
    own = tuple(note.proposal for note in said if note.proposal)
    offered = _proposals(card.findings) or _proposals(card.companions)
    fresh = tuple(text for text in offered if text not in told)
    see = min((told[text] for text in offered if text in told), default=None)
    told.update(dict.fromkeys(fresh, number))
    return SlipItem(
        head=_place(card),
        codes=card.codes,
        title=card.title(language),
        severity=card.severity,
        rows=card.rows,
        words=_words(findings, target),
        problems=tuple(message for message, _ in card.messages),
        basis=card.basis,
        proposals=own or fresh[:_PROPOSALS],
        see=None if own else see,
        supply=_supply(findings)[:_SUPPLY],
        comments=tuple(note.comment for note in said if note.comment),
    )


def _words(findings: Iterable[Finding], target: PerformanceTarget) -> tuple[str, ...]:
    """The rows concerned as they are printed; for the table, what the rule quotes."""
    rows = {row.id: row for row in target.indicators}
    words: dict[str, None] = {}
    for finding in findings:
        row = rows.get(finding.indicator or "")
        if row is not None:
            bound = f"{row.operator or ''}{row.value or ''}{row.unit or ''}"
            words[f"{row.name or ''} {bound}".strip()] = None
        elif finding.evidence:
            words[finding.evidence] = None
    return tuple(words)


def _proposals(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The first proposal for each finding, each once."""
    after = (finding.suggestion.after for finding in findings if finding.suggestion)
    return tuple(dict.fromkeys(text for text in after if text))


def _supply(findings: Iterable[Finding]) -> tuple[str, ...]:
    asked = (text for f in findings if f.suggestion for text in f.suggestion.supply)
    return tuple(dict.fromkeys(asked))


def _said(card: Card, notes: SlipNotes, target: PerformanceTarget) -> list[ReviewerNote]:
    """The reviewer's notes on a card: by code, and by row where the note names one."""
    names = {row.name for row in target.indicators if row.id in card.rows}
    return [
        note
        for note in notes.notes
        if note.code in card.codes
        and (
            (note.indicator is None and note.name is None)
            or (note.name in names if note.name else note.indicator in card.rows)
        )
    ]


def _is_dropped(card: Card, notes: SlipNotes, target: PerformanceTarget) -> bool:
    return any(note.dropped for note in _said(card, notes, target))
