"""Verified suggestions: every change that is shown has been tried, and the rules agree with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.finding import (
    Finding,
    Severity,
    Suggestion,
    SuggestionKind,
    TargetReview,
)
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import EditError
from assistant.messages import Language, Message
from assistant.review.answers import row_answers, table_answers
from assistant.review.desk import Desk, Proposal
from assistant.review.shown import after_text, before_text
from assistant.review.verify import (
    Key,
    Settings,
    Verdict,
    Verifier,
    is_blank,
    keys_of,
    supposed,
)

MOST = 3
"""Candidates shown for one finding."""
_TRIED = 12
"""Changes tried for one row or one finding on the table."""
_TOGETHER = Message(
    zh="逐行改为定量后，定性指标的占比自然降下来；各行的改法见各自的建议。",
    en="With these rows counted, the share of qualitative ones falls; see each row's own answer.",
)
_KINDS = tuple(
    SuggestionKind(kind)
    for kind in ("fix", "text", "numeric", "weights", "add", "merge", "graded", "remove")
)


class Answer(NamedTuple):
    """A proposal that the rules agree with.

    Attributes:
        proposal: the change.
        verdict: what it does.
    """

    proposal: Proposal
    verdict: Verdict

    @property
    def names(self) -> frozenset[str]:
        """Names that the change gives to rows."""
        edits = self.proposal.edits
        given = [edit.value for edit in edits if edit.op is EditOp.SET and edit.field == "name"]
        given += [edit.row.name for edit in edits if edit.row is not None]
        return frozenset(name for name in given if name)


class Workbench:
    """One table, its desk and its verifier: answers for any of its findings."""

    def __init__(
        self,
        target: PerformanceTarget,
        settings: Settings,
        worded: Mapping[str, Sequence[Proposal]] | None = None,
    ) -> None:
        """Review the table and lay it out; ``worded`` are further proposals by row."""
        self.verifier = Verifier(target, settings)
        self.desk = Desk(target, settings.profile, settings.language, drafted=settings.drafted)
        self._rows: dict[str, list[Answer]] = {}
        self._worded = worded or {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything the rules say of the table."""
        return self.verifier.review.findings

    def answers(self, finding: Finding, taken: frozenset[str] = frozenset()) -> list[Answer]:
        """Verified answers to ``finding``, best first; names in ``taken`` are no longer free."""
        if finding.code == "M04":
            found = self._share(finding)
        elif finding.indicator is None:
            found = self._verified(table_answers(self.desk, finding), (finding,))
        else:
            found = self.for_row(finding.indicator)
        return [
            answer
            for answer in found
            if finding in answer.verdict.cleared and not answer.names & taken
        ]

    def for_row(self, row_id: str) -> list[Answer]:
        """Verified answers to whatever stands against one row, best first."""
        if row_id not in self._rows:
            row = self.desk.rows.get(row_id)
            about = [finding for finding in self.findings if finding.indicator == row_id]
            proposals = row_answers(self.desk, row, about) if row is not None else ()
            worded = self._worded.get(row_id, ())
            self._rows[row_id] = self._verified(chain(worded, proposals), about)
        return self._rows[row_id]

    def _verified(self, proposals: Iterable[Proposal], about: Sequence[Finding]) -> list[Answer]:
        found: list[Answer] = []
        seen: list[tuple[Edit, ...]] = []
        for proposal in proposals:
            if len(seen) >= _TRIED:
                break
            if not proposal.edits or proposal.edits in seen:
                continue
            seen.append(proposal.edits)
            verdict = self.verifier.judge(proposal.edits)
            if verdict is None or verdict.added or verdict.cleared.isdisjoint(about):
                continue
            found.append(Answer(proposal, verdict))
        order = {id(answer): place for place, answer in enumerate(found)}
        return sorted(found, key=lambda answer: (_worth(answer), order[id(answer)]))

    def _share(self, finding: Finding) -> list[Answer]:
        """Every qualitative row made countable, as far as each can be."""
        edits: list[Edit] = []
        supply: list[str] = []
        taken: frozenset[str] = frozenset()
        for row_id in finding.evidence.split("、"):
            for answer in self.for_row(row_id):
                counted = answer.proposal.kind in (SuggestionKind.NUMERIC, SuggestionKind.FIX)
                if counted and not answer.names & taken:
                    edits += answer.proposal.edits
                    supply += answer.proposal.supply
                    taken |= answer.names
                    break
        reason = _TOGETHER.text(self.desk.language)
        kind = SuggestionKind.NUMERIC
        proposal = Proposal(tuple(edits), kind, reason, tuple(dict.fromkeys(supply)))
        return self._verified((proposal,), (finding,))


def suggest_changes(
    review: TargetReview,
    settings: Settings,
    *,
    worded: Mapping[str, Sequence[Proposal]] | None = None,
) -> TargetReview:
    """``review`` with up to `MOST` verified answers on each finding that a change can answer.

    Args:
        review: what the rules said.
        settings: how they were run.
        worded: a model's proposals by row id; they are tried like any other.
    """
    bench = Workbench(review.target, settings, worded)
    together = _Together(bench)
    findings = []
    for finding in review.findings:
        if finding.waiver is not None:
            findings.append(finding)
            continue
        found = bench.answers(finding)
        chosen = together.choose(finding, found)
        findings.append(_with(finding, chosen, found, bench, settings.language))
    return review.model_copy(update={"findings": tuple(findings)})


class _Together:
    """First choices that can all be taken, one after the other, without a new error."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._stand = bench.desk.target
        self._errors = self._errors_of(self._stand)
        self._taken: frozenset[str] = frozenset()
        self._rows: dict[str, list[Answer]] = {}
        self._edits: list[tuple[Edit, ...]] = []
        self._chosen: list[Answer] = []

    def choose(self, finding: Finding, found: list[Answer]) -> Answer | None:
        """What already answers another finding of the row, else the best that fits the others."""
        own = self._rows.setdefault(finding.indicator or "", [])
        for answer in found:
            if answer in own or answer.proposal.edits in self._edits:
                return answer
        fresh = [answer for answer in found if not answer.names & self._taken]
        for answer in fresh:
            if self._fits(answer):
                own.append(answer)
                self._taken |= answer.names
                self._edits.append(answer.proposal.edits)
                self._chosen.append(answer)
                return answer
        # What was chosen for another finding may answer this one along with it.
        return next((one for one in self._chosen if finding in one.verdict.cleared), None)

    def _fits(self, answer: Answer) -> bool:
        try:
            after = apply_edits(self._stand, answer.proposal.edits)
        except EditError:
            return False
        errors = self._errors_of(after)
        if errors - self._errors:
            return False
        self._stand, self._errors = after, errors
        self._bench.desk.weights = {row.id: row.weight for row in after.indicators}
        return True

    def _errors_of(self, target: PerformanceTarget) -> Counter[Key]:
        findings = self._bench.verifier.findings_of(supposed(target))
        return Counter(
            key
            for finding in findings
            if finding.severity is Severity.ERROR
            for key in keys_of(finding)
        )


def _with(
    finding: Finding,
    chosen: Answer | None,
    found: list[Answer],
    bench: Workbench,
    language: Language,
) -> Finding:
    if chosen is None:
        return finding
    others = [answer for answer in found if answer is not chosen]
    shown: list[Answer] = []
    kinds = {chosen.proposal.kind}
    for varied in (True, False):  # another kind of answer says more than another wording
        for answer in others:
            new = answer.proposal.kind not in kinds
            if len(shown) < MOST - 1 and answer not in shown and (new or not varied):
                shown.append(answer)
                kinds.add(answer.proposal.kind)
    first, *rest = (as_suggestion(a, bench.desk.target, language) for a in (chosen, *shown))
    return finding.model_copy(update={"suggestion": first, "candidates": tuple(rest)})


def as_suggestion(answer: Answer, target: PerformanceTarget, language: Language) -> Suggestion:
    """The answer as people and programs read it."""
    proposal, after = answer.proposal, answer.verdict.after
    return Suggestion(
        edits=proposal.edits,
        rationale=proposal.rationale,
        verified=True,
        kind=proposal.kind,
        before=before_text(proposal.edits, target, language),
        after=after_text(proposal.edits, target, after, language),
        supply=proposal.supply,
        evidence=proposal.evidence,
        platform=proposal.platform,
        origin=proposal.origin,
    )


def _worth(answer: Answer) -> tuple[int, ...]:
    """Smaller is better: what it clears, whose figure stays, how much it changes."""
    counts = dict.fromkeys(Severity, 0)
    for finding in answer.verdict.cleared:
        counts[finding.severity] += 1
    proposal = answer.proposal
    return (
        -counts[Severity.ERROR],
        proposal.last_resort,
        -counts[Severity.WARNING],
        not proposal.keeps_value,
        any(map(is_blank, answer.verdict.after.indicators)),
        -counts[Severity.INFO],
        _KINDS.index(proposal.kind),
        len(proposal.edits),
    )
