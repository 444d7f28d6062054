"""Baselines: last year's findings by content, so that a bureau sees only what is new.

A finding is known by the words of its row, never by its number, so that rows may move.
"""

from collections import Counter
from hashlib import sha256

from assistant.domain.finding import Finding, TargetReview
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator
from assistant.domain.quantity import normalise
from assistant.messages import Language, Message
from assistant.validators.engine import count
from assistant.validators.notices import N04
from assistant.validators.policy import basis_text

_STALE = Message(
    zh="基线里有 {number} 处问题在本表已不存在（{codes}），请用本次结果更新基线。",
    en="{number} findings of the baseline are gone from this table ({codes}); refresh it.",
)
_FIELDS = ("level2", "name", "operator", "value", "unit")


class Baseline(Frozen):
    """Findings already known.

    Attributes:
        schema_name: what kind of file this is.
        known: fingerprint of a finding to the rule's code and how often it occurs.
    """

    schema_name: str = "assistant/baseline/1"
    known: dict[str, tuple[str, int]] = {}


def make_baseline(review: TargetReview) -> Baseline:
    """The findings of ``review`` as a baseline; waived ones have their own record and stay out."""
    rows = {row.id: row for row in review.target.indicators}
    prints = Counter(
        (fingerprint(finding, rows.get(finding.indicator or "")), finding.code)
        for finding in review.findings
        if finding.waiver is None
    )
    return Baseline(known={print_: (code, times) for (print_, code), times in prints.items()})


def apply_baseline(
    review: TargetReview, baseline: Baseline, language: Language = Language.CHINESE
) -> TargetReview:
    """``review`` with only what ``baseline`` does not know, and a notice where it is stale."""
    rows = {row.id: row for row in review.target.indicators}
    left = {print_: times for print_, (_, times) in baseline.known.items()}
    new = []
    for finding in review.findings:
        print_ = fingerprint(finding, rows.get(finding.indicator or ""))
        if finding.waiver is None and left.get(print_, 0) > 0:
            left[print_] -= 1
        else:
            new.append(finding)
    gone = Counter(
        {baseline.known[print_][0]: times for print_, times in left.items() if times > 0}
    )
    if gone:
        new.append(_stale(gone, language))
    findings = tuple(new)
    return review.model_copy(update={"findings": findings, "summary": count(findings)})


def fingerprint(finding: Finding, row: Indicator | None) -> str:
    """What a finding is about, whatever the number of its row or the language of the run."""
    parts = [finding.code, finding.field or ""]
    if row is None:
        parts.append(finding.evidence)
    else:
        parts += [str(getattr(row, field) or "") for field in _FIELDS]
    plain = "\x1f".join("".join(normalise(part).split()) for part in parts)
    return sha256(plain.encode()).hexdigest()[:16]


def _stale(gone: Counter[str], language: Language) -> Finding:
    codes = "、".join(sorted(gone))
    return Finding(
        code=N04.code,
        name=N04.name,
        severity=N04.severity,
        message=_STALE.text(language, number=gone.total(), codes=codes),
        evidence=codes,
        basis=basis_text(N04.basis, language),
        head=N04.head,
    )
