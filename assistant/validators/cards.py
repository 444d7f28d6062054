"""Findings grouped as people read them: seven qualitative rows are one card with seven rows.

Text, Markdown and the page show cards; JSON and SARIF keep every finding.
"""

from collections.abc import Iterable
from typing import NamedTuple

from assistant.domain.finding import Finding, Severity, TargetReview
from assistant.messages import Language
from assistant.validators.registry import find_rule

COMPANIONS: dict[str, str] = {
    "V03": "M01",
    "M03": "M01",
    "M04": "M01",
    "W02": "W01",
    "D06": "D02",
    "M08": "M09",
}
"""A rule that says the same trouble in other words, and the rule whose card takes it in.

It goes there only if that card covers the same rows, so that nothing is hidden.
"""


class Card(NamedTuple):
    """One trouble and everywhere it occurs.

    Attributes:
        code: the rule that leads.
        name: its readable name.
        severity: the gravest among its findings.
        rows: ids of the rows concerned in print order, each once; empty for the table alone.
        findings: the findings of the leading rule, in order.
        companions: findings of other rules about the same rows, folded in.
        basis: the policy documents of the leading rule.
    """

    code: str
    name: str
    severity: Severity
    rows: tuple[str, ...]
    findings: tuple[Finding, ...]
    companions: tuple[Finding, ...]
    basis: str

    def title(self, language: Language = Language.CHINESE) -> str:
        """The name of the leading rule in words."""
        if any(finding.origin != "rule" for finding in self.findings):
            return self.name
        return find_rule(self.code).title.text(language)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes on the card, the leading one first."""
        return tuple(dict.fromkeys((self.code, *(finding.code for finding in self.companions))))

    @property
    def messages(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each message once, with the rows that it is about."""
        rows: dict[str, list[str]] = {}
        for finding in (*self.findings, *self.companions):
            places = rows.setdefault(finding.message, [])
            if finding.indicator:
                places.append(finding.indicator)
        return tuple((message, tuple(places)) for message, places in rows.items())


def cards_of(review: TargetReview) -> tuple[Card, ...]:
    """The findings of ``review`` as cards, gravest first; waived findings are left out."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in review.findings:
        if finding.waiver is None:
            groups.setdefault((finding.code, finding.origin), []).append(finding)
    companions = _fold(groups)
    position = {row.id: place for place, row in enumerate(review.target.indicators)}
    cards = [_card(group, companions.get(key, []), position) for key, group in groups.items()]
    return tuple(sorted(cards, key=lambda card: -card.severity.rank))


def _fold(
    groups: dict[tuple[str, str], list[Finding]],
) -> dict[tuple[str, str], list[Finding]]:
    """Take companions out of ``groups``; what each leading group takes in."""
    folded: dict[tuple[str, str], list[Finding]] = {}
    for code, leader in COMPANIONS.items():
        group, leading = groups.get((code, "rule")), groups.get((leader, "rule"))
        if group is None or leading is None:
            continue
        covered = {finding.indicator for finding in leading}
        if {finding.indicator for finding in group} - {None} <= covered or covered == {None}:
            folded.setdefault((leader, "rule"), []).extend(group)
            del groups[(code, "rule")]
    return folded


def _card(findings: Iterable[Finding], companions: list[Finding], position: dict[str, int]) -> Card:
    group = tuple(findings)
    everything = (*group, *companions)
    rows = {finding.indicator for finding in everything if finding.indicator}
    return Card(
        code=group[0].code,
        name=group[0].name,
        severity=max((finding.severity for finding in everything), key=lambda level: level.rank),
        rows=tuple(sorted(rows, key=lambda row: position.get(row, -1))),
        findings=group,
        companions=tuple(companions),
        basis=group[0].basis,
    )
