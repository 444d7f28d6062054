"""Findings as a reviewer answers them: one card a row, with what has been decided of each."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from assistant.domain.finding import Finding, Severity, Suggestion, TargetReview
from assistant.store import Decision


class Candidate(NamedTuple):
    """A verified proposal on a card.

    Attributes:
        suggestion: the proposal.
        codes: the rules of the card's findings that it answers.
    """

    suggestion: Suggestion
    codes: tuple[str, ...]


class Point(NamedTuple):
    """One finding on a card and what became of it.

    Attributes:
        key: names the finding in decisions.
        finding: what the rules said.
        decision: the last decision on it, or None while it is open.
    """

    key: str
    finding: Finding
    decision: Decision | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it."""
        return self.decision is None


class DeskCard(NamedTuple):
    """Everything found on one row, or one finding on the table as a whole.

    Attributes:
        id: names the card on the page; the same for the same table.
        row: id of the row, or None.
        points: the findings, gravest first.
        candidates: what could be put in its place, best first.
    """

    id: str
    row: str | None
    points: tuple[Point, ...]
    candidates: tuple[Candidate, ...] = ()

    @property
    def severity(self) -> Severity:
        """The gravest of its findings."""
        return max((point.finding.severity for point in self.points), key=lambda one: one.rank)

    @property
    def open_points(self) -> tuple[Point, ...]:
        """The findings that nobody has decided on."""
        return tuple(point for point in self.points if point.is_open)

    @property
    def is_grave(self) -> bool:
        """Whether it must be answered: infos alone need not be."""
        return self.severity is not Severity.INFO

    @property
    def is_done(self) -> bool:
        """Whether nothing on it but infos is open."""
        return all(point.finding.severity is Severity.INFO for point in self.open_points)

    @property
    def kind(self) -> str:
        """What cards of one kind share: the rule that leads."""
        return self.points[0].finding.code


def desk_cards(review: TargetReview, decisions: Mapping[str, Decision]) -> tuple[DeskCard, ...]:
    """The cards of a review: those that must be answered first, then in print order.

    Args:
        review: with or without suggestions; the cards are the same, but for their candidates.
        decisions: the last decision on each finding, by key.
    """
    groups: dict[str, list[Point]] = {}
    for finding in review.findings:
        key = finding_key(finding)
        card = finding.indicator or f"T-{key}"
        groups.setdefault(card, []).append(Point(key, finding, decisions.get(key)))
    place = {row.id: number for number, row in enumerate(review.target.indicators)}
    cards = [_card(name, points) for name, points in groups.items()]
    return tuple(
        sorted(cards, key=lambda card: (-card.severity.rank, place.get(card.row or "", -1)))
    )


def finding_key(finding: Finding) -> str:
    """What a finding is known by in decisions: rule, row, field and the words judged.

    It outlives a new version of the table as long as the same rule judges the same words of the
    same row.
    """
    words = hashlib.sha256(finding.evidence.encode()).hexdigest()[:10]
    return f"{finding.code}-{finding.indicator or ''}-{finding.field or ''}-{words}"


def _card(name: str, points: list[Point]) -> DeskCard:
    ordered = sorted(points, key=lambda point: -point.finding.severity.rank)
    row = points[0].finding.indicator
    return DeskCard(name, row, tuple(ordered), _candidates(ordered))


def _candidates(points: Iterable[Point]) -> tuple[Candidate, ...]:
    """The proposals of all findings, each once, with every rule that it answers."""
    # Not by hash: an edit that adds a row has none.
    found: list[tuple[Suggestion, dict[str, None]]] = []
    for point in points:
        finding = point.finding
        for suggestion in (finding.suggestion, *finding.candidates):
            if suggestion is None:
                continue
            codes = next((codes for one, codes in found if one.edits == suggestion.edits), None)
            if codes is None:
                found.append((suggestion, {finding.code: None}))
            else:
                codes[finding.code] = None
    return tuple(Candidate(suggestion, tuple(codes)) for suggestion, codes in found)
