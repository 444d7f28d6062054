"""The one way in: a table and a profile give a review."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from assistant.domain.edit import Edit
from assistant.domain.finding import Applicability, Finding, Severity, TargetReview, Waiver
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language
from assistant.validators.base import Rule
from assistant.validators.context import RuleContext
from assistant.validators.engine import count, in_order, run_rules
from assistant.validators.registry import choose_rules
from assistant.validators.trust import is_trusted
from assistant.validators.waivers import apply_waivers
from assistant.validators.wording import wording_version

RULES_VERSION = "1"
"""Version of the rules; raised when a rule is added, dropped or changes its meaning."""

_chosen = cache(choose_rules)


def review_target(
    target: PerformanceTarget,
    profile: Profile,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    waivers: Iterable[Waiver] = (),
    drafted: bool = False,
    submitted: bool = False,
    language: Language = Language.CHINESE,
    previous: PerformanceTarget | None = None,
    accepted: Iterable[str] = (),
    today: date | None = None,
) -> TargetReview:
    """Everything the rules say of ``target``.

    Args:
        target: the table.
        profile: local settings.
        select: codes, readable names or groups of the rules to run; all if empty.
        ignore: those to leave out.
        waivers: findings that a person has accepted, with a reason, besides those that the table
            carries itself.
        drafted: the table was drafted by us.
        submitted: the table is being submitted.
        language: language of messages.
        previous: the table before it was rewritten, to see drift (P03).
        accepted: ids of rows whose changes since ``previous`` a person agreed to.
        today: the day by which waivers expire; None is the real one.

    Raises:
        InputError: ``select``, ``ignore`` or one of ``waivers`` names a rule that does not exist.
    """
    rules: tuple[Rule, ...] = _chosen(tuple(select), tuple(ignore))
    ctx = RuleContext(target, profile, language, drafted, submitted, previous, frozenset(accepted))
    run = run_rules(rules, ctx)
    findings = _as_trusted(run.findings, ctx)
    decisions = (*target.waivers, *waivers)
    if decisions:
        waived = apply_waivers(findings, decisions, ctx, run.outcomes, today)
        findings = in_order((*waived.findings, *waived.notices), ctx)
    return TargetReview(
        target=target,
        findings=findings,
        not_checked=run.not_checked,
        summary=count(findings),
        profile=profile.name,
        rules_version=f"{RULES_VERSION}+{wording_version()}",
    )


def _as_trusted(findings: tuple[Finding, ...], ctx: RuleContext) -> tuple[Finding, ...]:
    """Findings of rules that were measured too often wrong only inform."""
    if all(is_trusted(finding.code) for finding in findings):
        return findings
    lowered = (
        finding
        if is_trusted(finding.code)
        else finding.model_copy(update={"severity": Severity.INFO})
        for finding in findings
    )
    return in_order(lowered, ctx)


def safe_fixes(review: TargetReview) -> tuple[Edit, ...]:
    """The edits that may be applied unasked, each once, in the order of the findings."""
    edits: dict[Edit, None] = {}
    for finding in review.findings:
        fix = finding.fix if finding.waiver is None else None
        if fix is not None and fix.applicability is Applicability.SAFE:
            edits.update(dict.fromkeys(fix.edits))
    return tuple(edits)
