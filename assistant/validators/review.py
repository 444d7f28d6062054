"""The one way in: a table and a profile give a review."""

from collections.abc import Iterable
from functools import cache

from assistant.domain.edit import Edit
from assistant.domain.finding import Applicability, Finding, Severity, Summary, TargetReview
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language
from assistant.validators.base import Rule
from assistant.validators.context import RuleContext
from assistant.validators.engine import run_rules
from assistant.validators.registry import choose_rules

_chosen = cache(choose_rules)


def review_target(
    target: PerformanceTarget,
    profile: Profile,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    drafted: bool = False,
    submitted: bool = False,
    language: Language = Language.CHINESE,
) -> TargetReview:
    """Everything the rules say of ``target``.

    Args:
        target: the table.
        profile: local settings.
        select: codes, readable names or groups of the rules to run; all if empty.
        ignore: those to leave out.
        drafted: the table was drafted by us.
        submitted: the table is being submitted.
        language: language of messages.

    Raises:
        InputError: ``select`` or ``ignore`` names a rule that does not exist.
    """
    rules: tuple[Rule, ...] = _chosen(tuple(select), tuple(ignore))
    run = run_rules(rules, RuleContext(target, profile, language, drafted, submitted))
    return TargetReview(
        target=target,
        findings=run.findings,
        not_checked=run.not_checked,
        summary=count(run.findings),
        profile=profile.name,
    )


def count(findings: Iterable[Finding]) -> Summary:
    """How many findings of each severity stand; waived ones are not counted."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        if finding.waiver is None:
            counts[finding.severity] += 1
    return Summary(**{severity.value: number for severity, number in counts.items()})


def safe_fixes(review: TargetReview) -> tuple[Edit, ...]:
    """The edits that may be applied unasked, each once, in the order of the findings."""
    edits: dict[Edit, None] = {}
    for finding in review.findings:
        fix = finding.fix if finding.waiver is None else None
        if fix is not None and fix.applicability is Applicability.SAFE:
            edits.update(dict.fromkeys(fix.edits))
    return tuple(edits)
