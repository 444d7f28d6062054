"""优/良/中/差 by the formula that docs/verdict.md publishes; rules alone decide it."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from assistant.domain.finding import Finding, Head, Severity, TargetReview
from assistant.domain.slip import HeadScore, Verdict
from assistant.validators import Card

HEAD_POINTS = Decimal(25)
"""Points of each of the four heads."""
COSTS: dict[Severity, Decimal] = {
    Severity.ERROR: Decimal(10),
    Severity.WARNING: Decimal(4),
    Severity.INFO: Decimal(0),
}
"""What one trouble costs if it concerns the whole table."""
EXCELLENT, GOOD, FAIR = Decimal(90), Decimal(75), Decimal(60)
"""Points from which the verdict is 优, 良, 中; with an error it is 中 at best."""
_TENTH = Decimal("0.1")


class Score(NamedTuple):
    """What the formula gives.

    Attributes:
        verdict: 优, 良, 中 or 差.
        points: 0 to 100.
        heads: points of each head.
    """

    verdict: Verdict
    points: Decimal
    heads: tuple[HeadScore, ...]


class _Trouble(NamedTuple):
    """Everything one rule says of a table."""

    head: Head | None
    severity: Severity
    share: Decimal


def score_of(review: TargetReview) -> Score:
    """The verdict on a reviewed table; findings of a model and waived ones do not count."""
    counted: dict[str, list[Finding]] = {}
    for finding in review.findings:
        if finding.origin == "rule" and finding.waiver is None:
            counted.setdefault(finding.code, []).append(finding)
    rows = max(len(review.target.indicators), 1)
    troubles = [_trouble(findings, rows) for findings in counted.values()]
    heads = tuple(_head(head, troubles) for head in Head)
    points = sum((head.points for head in heads), Decimal(0))
    errors = any(trouble.severity is Severity.ERROR for trouble in troubles)
    return Score(_verdict(points, errors=errors), points, heads)


def head_of(card: Card) -> Head | None:
    """The head under which a trouble stands; doubts of the reading stand under none."""
    return card.findings[0].head


def _trouble(findings: list[Finding], rows: int) -> _Trouble:
    places = {finding.indicator for finding in findings}
    share = Decimal(1) if None in places else min(Decimal(1), Decimal(len(places)) / rows)
    severity = max((finding.severity for finding in findings), key=lambda level: level.rank)
    return _Trouble(findings[0].head, severity, share)


def _head(head: Head, troubles: Iterable[_Trouble]) -> HeadScore:
    mine = [trouble for trouble in troubles if trouble.head is head]
    lost = sum((_cost(trouble) for trouble in mine), Decimal(0))
    points = max(Decimal(0), HEAD_POINTS - lost).quantize(_TENTH, ROUND_HALF_UP)
    return HeadScore(
        head=head,
        points=points,
        errors=sum(trouble.severity is Severity.ERROR for trouble in mine),
        warnings=sum(trouble.severity is Severity.WARNING for trouble in mine),
    )


def _cost(trouble: _Trouble) -> Decimal:
    """Half the price for being there, half by the share of rows that it concerns."""
    return COSTS[trouble.severity] * (1 + trouble.share) / 2


def _verdict(points: Decimal, *, errors: bool) -> Verdict:
    if points < FAIR:
        return Verdict.POOR
    if errors or points < GOOD:
        return Verdict.FAIR
    return Verdict.EXCELLENT if points >= EXCELLENT else Verdict.GOOD
