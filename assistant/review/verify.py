"""Whether a change does what it is offered for: the rules themselves decide, on a copy."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from assistant.domain.edit import Edit, apply_edits
from assistant.domain.finding import Finding, TargetReview
from assistant.domain.indicator import Indicator
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.domain.waiver import Waiver
from assistant.exceptions import EditError
from assistant.messages import Language
from assistant.validators import review_target
from assistant.validators.notices import NOTICES

_BY_EVIDENCE = ("R01", "R03", "F04", "E01", "E02")
"""Rules that say several things of one place, told apart by what they quote."""
_NOTICES = frozenset(notice.code for notice in NOTICES)
_LISTS = {"R04": "；"}
"""Rules that list several troubles in one finding, and what stands between them."""
_PERCENT, _COUNT = "90", "2"
"""What stands in for a figure to come: it only lets the rules judge the rest of the row."""

Key = tuple[str, str | None, str | None, str]


class Settings(NamedTuple):
    """How a table was reviewed, so that the copy is reviewed alike.

    Attributes:
        profile: local settings.
        ignore: rules left out.
        language: language of messages.
        drafted: the table was drafted by us.
        waivers: findings that people have accepted, besides those that the table carries.
    """

    profile: Profile
    ignore: tuple[str, ...] = ()
    language: Language = Language.CHINESE
    drafted: bool = False
    waivers: tuple[Waiver, ...] = ()


class Verdict(NamedTuple):
    """What a change does.

    Attributes:
        after: the table with the change.
        cleared: the findings that are gone.
        added: the findings that it brings.
    """

    after: PerformanceTarget
    cleared: frozenset[Finding]
    added: tuple[Finding, ...]


class Verifier:
    """Judges changes to one table, each combination of edits once."""

    def __init__(self, target: PerformanceTarget, settings: Settings) -> None:
        """Review ``target`` by every rule: a change must not trouble those not asked for either."""
        self.target = target
        self.settings = settings
        self.review = self._run(target)
        self._before = _index(self.review.findings)
        self._known: dict[tuple[str, ...], Verdict | None] = {}

    def judge(self, edits: tuple[Edit, ...]) -> Verdict | None:
        """What ``edits`` do, or None where they cannot be applied or change nothing."""
        key = tuple(edit.model_dump_json() for edit in edits)
        if key not in self._known:
            self._known[key] = self._judge(edits)
        return self._known[key]

    def accepts(self, edits: tuple[Edit, ...], finding: Finding) -> bool:
        """Whether ``edits`` clear ``finding`` and add none."""
        verdict = self.judge(edits)
        return verdict is not None and not verdict.added and finding in verdict.cleared

    def findings_of(self, target: PerformanceTarget) -> tuple[Finding, ...]:
        """What the rules say of another version of the table."""
        return self._run(target).findings

    def _judge(self, edits: tuple[Edit, ...]) -> Verdict | None:
        try:
            after = apply_edits(self.target, edits)
        except EditError:
            return None
        if after == self.target:
            return None
        findings = self._run(supposed(after)).findings
        index = _index(findings)
        cleared = frozenset(
            finding for finding in self.review.findings if _is_gone(finding, self._before, index)
        )
        return Verdict(after, cleared, tuple(_added(findings, self._before, index)))

    def _run(self, target: PerformanceTarget) -> TargetReview:
        settings = self.settings
        return review_target(
            target,
            settings.profile,
            ignore=settings.ignore,
            language=settings.language,
            drafted=settings.drafted,
            waivers=settings.waivers,
        )


class _Index(NamedTuple):
    counts: Counter[Key]
    ranks: dict[Key, int]
    messages: dict[Key, set[str]]


def supposed(target: PerformanceTarget) -> PerformanceTarget:
    """``target`` as if the unit had filled in the blanks that it is asked to fill."""
    rows = tuple(map(_supposed, target.indicators))
    return target if rows == target.indicators else target.model_copy(update={"indicators": rows})


def is_blank(row: Indicator) -> bool:
    """Whether the row waits for a figure that only the unit knows."""
    return row.confirm and not row.value


def _supposed(row: Indicator) -> Indicator:
    if not is_blank(row):
        return row
    figure = _PERCENT if (row.unit or "").startswith("%") else _COUNT
    return row.model_copy(update={"value": figure})


def keys_of(finding: Finding) -> tuple[Key, ...]:
    """What the finding is about, so that the same trouble is known again in changed words."""
    place = finding.code, finding.indicator, finding.field
    if finding.code in _LISTS:
        return tuple((*place, part) for part in finding.evidence.split(_LISTS[finding.code]))
    return ((*place, finding.evidence if finding.code in _BY_EVIDENCE else ""),)


def _index(findings: Iterable[Finding]) -> _Index:
    counts: Counter[Key] = Counter()
    ranks: dict[Key, int] = {}
    messages: dict[Key, set[str]] = {}
    for finding in findings:
        for key in keys_of(finding):
            counts[key] += 1
            ranks[key] = max(ranks.get(key, 0), finding.severity.rank)
            messages.setdefault(key, set()).add(finding.message)
    return _Index(counts, ranks, messages)


def _is_gone(finding: Finding, before: _Index, after: _Index) -> bool:
    """Whether none of what the finding says is said any more."""
    for key in keys_of(finding):
        left = after.counts[key]
        if left and (left >= before.counts[key] or finding.message in after.messages[key]):
            return False
    return True


def _added(findings: Iterable[Finding], before: _Index, after: _Index) -> Iterable[Finding]:
    """Findings that are new, more than there were, or graver than before.

    That a waiver is no longer needed is no harm done by a change.
    """
    for finding in findings:
        if finding.code in _NOTICES:
            continue
        for key in keys_of(finding):
            more = after.counts[key] > before.counts[key]
            if more or finding.severity.rank > before.ranks.get(key, 0):
                yield finding
                break
