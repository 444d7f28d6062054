"""What a reviewer's decisions make of a review: what still stands, what the table would become."""

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from assistant.app.desk.cards import finding_key
from assistant.domain.edit import Edit, apply_edits
from assistant.domain.finding import (
    Finding,
    Severity,
    Suggestion,
    SuggestionKind,
    Summary,
    TargetReview,
)
from assistant.domain.target import PerformanceTarget
from assistant.domain.waiver import Waiver
from assistant.exceptions import EditError
from assistant.messages import Language, Message
from assistant.review import Settings, Verifier
from assistant.review.shown import after_text, before_text
from assistant.store import Decision, DecisionKind

REVIEWER = "reviewer"
"""Origin of a change that the reviewer worded."""
_PROPOSED = (DecisionKind.ACCEPTED, DecisionKind.EDITED)
_OWN_WORDS = Message(zh="审核人改写", en="the reviewer's own wording")


class Applied(NamedTuple):
    """A table with every accepted change.

    Attributes:
        target: the table.
        edits: the changes that were made, in order.
        conflicts: decisions whose changes no longer fit after those before them.
    """

    target: PerformanceTarget
    edits: tuple[Edit, ...]
    conflicts: tuple[Decision, ...] = ()


def standing_decisions(
    decisions: Iterable[Decision], version: int, waived: Container[tuple[str, str | None]]
) -> dict[str, Decision]:
    """The decision that counts on each finding of this version of the form, by finding key.

    The last word counts. What was rejected or waived stays so as long as the rule says the same of
    the same words; a proposal was made to the version that it was made on, and to no other.

    Args:
        decisions: of one form, oldest first.
        version: the version on the desk.
        waived: rule and row of every waiver that holds today.
    """
    standing: dict[str, Decision] = {}
    for decision in decisions:
        key = finding_key(decision.finding)
        if decision.kind is DecisionKind.WITHDRAWN:
            standing.pop(key, None)
        elif _still_counts(decision, version, waived):
            standing[key] = decision
        else:
            standing.pop(key, None)
    return standing


def _still_counts(
    decision: Decision, version: int, waived: Container[tuple[str, str | None]]
) -> bool:
    if decision.kind in _PROPOSED:
        return decision.revision == version
    if decision.kind is DecisionKind.WAIVED:
        return (decision.finding.code, decision.finding.indicator) in waived
    return True


def open_errors(review: TargetReview, decisions: Mapping[str, Decision]) -> tuple[Finding, ...]:
    """Errors that keep a form from passing: not resolved, not rejected with a reason, not waived.

    A proposal does not resolve anything before the form has it.
    """
    return tuple(
        finding
        for finding in review.findings
        if finding.severity is Severity.ERROR
        and finding.waiver is None
        and not is_settled(finding, decisions)
    )


def is_settled(finding: Finding, decisions: Mapping[str, Decision]) -> bool:
    """Whether the finding no longer counts: waived, or rejected, an error with a reason."""
    decision = decisions.get(finding_key(finding))
    if decision is None or decision.kind in _PROPOSED:
        return False
    needs_reason = finding.severity is Severity.ERROR
    return not needs_reason or bool((decision.reason or "").strip())


def standing_summary(review: TargetReview, decisions: Mapping[str, Decision]) -> Summary:
    """How many findings stand, once those rejected or waived are taken out."""
    counts = dict.fromkeys(Severity, 0)
    for finding in review.findings:
        if finding.waiver is None and not is_settled(finding, decisions):
            counts[finding.severity] += 1
    return Summary(**{severity.value: count for severity, count in counts.items()})


def standing_review(review: TargetReview, decisions: Mapping[str, Decision]) -> TargetReview:
    """The review without what was rejected, and with a waiver on what was waived."""
    findings = []
    for finding in review.findings:
        decision = decisions.get(finding_key(finding))
        if decision is not None and decision.kind is DecisionKind.WAIVED:
            findings.append(finding.model_copy(update={"waiver": _waiver(finding, decision)}))
        elif not is_settled(finding, decisions):
            findings.append(finding)
    return review.model_copy(update={"findings": tuple(findings)})


def decided_review(review: TargetReview, decisions: Mapping[str, Decision]) -> TargetReview:
    """The review as the slip prints it: what was accepted or rewritten is the one proposal."""
    standing = standing_review(review, decisions)
    findings = (_proposing(one, decisions.get(finding_key(one))) for one in standing.findings)
    return standing.model_copy(update={"findings": tuple(findings)})


def _proposing(finding: Finding, decision: Decision | None) -> Finding:
    if decision is None or decision.kind not in _PROPOSED:
        return finding
    return finding.model_copy(update={"suggestion": decision.suggestion, "candidates": ()})


def _waiver(finding: Finding, decision: Decision) -> Waiver:
    return Waiver(
        code=finding.code,
        indicator=finding.indicator,
        who=decision.who,
        reason=decision.reason or "",
    )


def proposal_of(
    edits: tuple[Edit, ...],
    target: PerformanceTarget,
    language: Language,
    *,
    text: str | None = None,
    verified: bool = False,
) -> Suggestion:
    """The reviewer's own change as a proposal.

    Args:
        edits: the change; may be empty where the reviewer says in words what to do.
        target: the table that it is about.
        language: language of the rationale.
        text: the reviewer's words where there are no edits.
        verified: the rules were run on it, and agree.

    Raises:
        EditError: an edit does not fit the table.
    """
    return Suggestion(
        edits=edits,
        rationale=_OWN_WORDS.text(language),
        verified=verified,
        kind=SuggestionKind.TEXT,
        before=before_text(edits, target, language) if edits else None,
        after=after_text(edits, target, apply_edits(target, edits), language) if edits else text,
        origin=REVIEWER,
    )


def with_accepted(target: PerformanceTarget, decisions: Iterable[Decision]) -> Applied:
    """``target`` with every accepted or rewritten change, each once, in the order of the decisions.

    A change that no longer fits, because one before it has dropped its row, is left out and told.
    """
    done: list[tuple[Edit, ...]] = []
    conflicts: list[Decision] = []
    for decision in sorted(decisions, key=lambda one: one.id):
        if decision.kind not in _PROPOSED or not decision.edits or decision.edits in done:
            continue
        try:
            target = apply_edits(target, decision.edits)
        except EditError:
            conflicts.append(decision)
        else:
            done.append(decision.edits)
    return Applied(target, tuple(edit for edits in done for edit in edits), tuple(conflicts))


def still_said(
    edits: tuple[Edit, ...], target: PerformanceTarget, settings: Settings, row: str | None
) -> tuple[Finding, ...]:
    """What the rules, infos left out, would still say of the row once the edits are made.

    New findings anywhere in the table count as well.

    Raises:
        EditError: an edit does not fit the table.
    """
    after = apply_edits(target, edits)
    verifier = Verifier(target, settings)
    verdict = verifier.judge(edits)
    added = verdict.added if verdict is not None else ()
    about = [finding for finding in verifier.findings_of(after) if finding.indicator == row]
    grave = {finding_key(one): one for one in (*about, *added) if one.severity is not Severity.INFO}
    return tuple(grave.values())
