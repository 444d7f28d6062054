"""Changes that the user may take with one click, each proven by the rules before it is shown."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from assistant.domain.edit import Edit, apply_edits
from assistant.domain.finding import Finding, Suggestion, TargetReview
from assistant.domain.indicator import Indicator
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.drafting import Alternative, offers_for
from assistant.exceptions import EditError
from assistant.export.changes import edits_text
from assistant.messages import Language
from assistant.review import Settings, suggest_changes
from assistant.store import Decision
from assistant.validators import find_rule

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient


class Candidate(NamedTuple):
    """One way out.

    Attributes:
        key: what it is called when it is taken.
        after: what the table would say.
        why: the reason.
        supply: what only the unit can supply or confirm.
        edits: the change.
        row: the whole row with its passport, where an alternative replaces one.
    """

    key: str
    after: str
    why: str
    supply: tuple[str, ...]
    edits: tuple[Edit, ...]
    row: Indicator | None = None


class Offer(NamedTuple):
    """One trouble, or one row, with its ways out, the best first.

    Attributes:
        key: what it is called when it is passed over.
        code: the rule, or None for a row that the user wants another for.
        title: the rule's name.
        message: what is wrong.
        indicator: the row concerned.
        before: what the table says now.
        candidates: the ways out.
    """

    key: str
    code: str | None
    title: str
    message: str
    indicator: str | None
    before: str
    candidates: tuple[Candidate, ...]


class Proposed(NamedTuple):
    """A change that the reviewer asks for.

    Attributes:
        candidate: the change.
        before: what the returned table says.
        done: the table says so already.
    """

    candidate: Candidate
    before: str
    done: bool


class Offered(NamedTuple):
    """All that stands open.

    Attributes:
        offers: the offers, the gravest first.
        failure: why a model that was asked gave nothing, in the user's language, or None.
    """

    offers: tuple[Offer, ...] = ()
    failure: str | None = None


def suggestions_for(
    review: TargetReview, profile: Profile, ignore: tuple[str, ...], language: Language
) -> Offered:
    """One offer for every trouble that has an answer, the gravest first."""
    settings = Settings(
        profile=profile, ignore=ignore, language=language, drafted=review.target.drafted
    )
    return Offered(tuple(_offers(suggest_changes(review, settings), language)))


def alternatives_for(
    target: PerformanceTarget,
    indicator: str,
    profile: Profile,
    language: Language,
    client: "ModelClient | None" = None,
) -> Offered:
    """Other rows that could stand in a row's place; no offer where there is none.

    Args:
        target: the table.
        indicator: id of the row.
        profile: local rule settings.
        language: language of the reasons.
        client: a model that words one more, or None for text and library alone.

    Raises:
        KeyError: there is no such row.
    """
    found = offers_for(target, indicator, profile, client, language=language)
    candidates = tuple(_alternative(one, target, language) for one in found.rows)
    if not candidates:
        return Offered(failure=found.failure)
    before = _shown(target, indicator)
    offer = Offer(f"row-{indicator}", None, "", "", indicator, before, candidates)
    return Offered((offer,), found.failure)


def proposals_for(
    decisions: Iterable[Decision],
    returned: PerformanceTarget,
    target: PerformanceTarget,
    language: Language,
) -> Iterator[Proposed]:
    """What reviewers accepted or worded anew, each change once, to be taken with one click.

    Args:
        decisions: those that counted when the form went back.
        returned: the table as it went back.
        target: the table now; a change that no longer fits it is left out.
        language: language of the words.
    """
    seen: set[str] = set()
    for decision in decisions:
        key = _key(decision.edits)
        if not decision.edits or key in seen:
            continue
        seen.add(key)
        try:
            done = apply_edits(target, decision.edits) == target
        except EditError:
            continue
        after, before = decision.suggestion and decision.suggestion.after, ""
        if decision.suggestion is not None:
            before = decision.suggestion.before or ""
        words = after or edits_text(decision.edits, returned, language)
        why = decision.reason or (decision.suggestion.rationale if decision.suggestion else "")
        candidate = Candidate(key, words, why, (), decision.edits)
        yield Proposed(candidate, before, done)


def _offers(review: TargetReview, language: Language) -> Iterator[Offer]:
    seen: set[str] = set()
    for finding in review.findings:
        if finding.suggestion is None or finding.waiver is not None:
            continue
        key = _key(finding.suggestion.edits)
        if key in seen:
            continue
        seen.add(key)
        yield _offer(finding, key, review.target, language)


def _offer(finding: Finding, key: str, target: PerformanceTarget, language: Language) -> Offer:
    proposals = (finding.suggestion, *finding.candidates)
    title = find_rule(finding.code).title.text(language)
    return Offer(
        key=key,
        code=finding.code,
        title=title,
        message=finding.message,
        indicator=finding.indicator,
        before=next((one.before for one in proposals if one and one.before), finding.evidence),
        candidates=tuple(_candidate(one, target, language) for one in proposals if one),
    )


def _candidate(one: Suggestion, target: PerformanceTarget, language: Language) -> Candidate:
    after = one.after or edits_text(one.edits, target, language)
    return Candidate(_key(one.edits), after, one.rationale, one.supply, one.edits)


def _alternative(one: Alternative, target: PerformanceTarget, language: Language) -> Candidate:
    after = edits_text(one.edits, target, language)
    return Candidate(_key(one.edits), after, one.why, (), one.edits, one.row)


def _shown(target: PerformanceTarget, indicator: str) -> str:
    row = target.indicator(indicator)
    return " ".join(
        part
        for part in (row.name, "".join(filter(None, (row.operator, row.value, row.unit))))
        if part
    )


def _key(edits: tuple[Edit, ...]) -> str:
    text = "\n".join(edit.model_dump_json() for edit in edits)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
