"""What a rule says about a table, and what could not be said."""

from enum import StrEnum

from assistant.domain.edit import Edit
from assistant.domain.frozen import Frozen
from assistant.domain.target import PerformanceTarget
from assistant.domain.waiver import Waiver as Waiver


class Severity(StrEnum):
    """How much a finding weighs: an error blocks submission, a warning must be answered."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error, so that levels compare."""
        return ("info", "warning", "error").index(self.value)


class Head(StrEnum):
    """The four heads under which a reviewer judges (财预〔2015〕88号, wording not verified)."""

    COMPLETENESS = "完整性"
    RELEVANCE = "相关性"
    APPROPRIATENESS = "适当性"
    FEASIBILITY = "可行性"


class Outcome(StrEnum):
    """What came of running one rule on one table."""

    FAIL = "fail"
    PASS = "pass"
    NOT_APPLICABLE = "not_applicable"
    INSUFFICIENT_DATA = "insufficient_data"


class Applicability(StrEnum):
    """Whether a fix may be applied unasked: safe ones change form, never meaning."""

    SAFE = "safe"
    CONFIRM = "confirm"


class Fix(Frozen):
    """A deterministic repair.

    Attributes:
        applicability: safe, or offered for a yes.
        edits: the change; after it the rule is silent.
    """

    applicability: Applicability
    edits: tuple[Edit, ...]


class SuggestionKind(StrEnum):
    """What kind of answer a suggestion is."""

    FIX = "fix"
    """The rule's own deterministic repair."""
    NUMERIC = "numeric"
    """The row rewritten so that it can be counted."""
    GRADED = "graded"
    """A graded standard for what cannot be counted."""
    MERGE = "merge"
    REMOVE = "remove"
    ADD = "add"
    """A row that the table lacks."""
    WEIGHTS = "weights"
    TEXT = "text"
    """Another wording, of a name or of the goal."""


class Suggestion(Frozen):
    """A proposed change that the rules have been run on.

    Attributes:
        edits: the change.
        rationale: why, in the user's language.
        verified: True: it clears its finding and adds none; nothing else is ever shown.
        kind: what kind of answer it is.
        before: what it changes, as printed.
        after: the same once it is accepted; a blank that the unit must fill is 〔待填〕.
        supply: what only the unit can supply or confirm, as questions to it.
        evidence: the ledger or record that the actual value would be taken from.
        platform: what to choose and to write where a platform offers a drop-down only.
        origin: ``rule``, ``library`` or ``model``: who worded it.
    """

    edits: tuple[Edit, ...]
    rationale: str
    verified: bool
    kind: SuggestionKind | None = None
    before: str | None = None
    after: str | None = None
    supply: tuple[str, ...] = ()
    evidence: str | None = None
    platform: str | None = None
    origin: str = "rule"


class Question(Frozen):
    """What only the unit can answer, for the slip that goes back to it.

    Attributes:
        code: the rule that cannot be satisfied without the answer.
        indicator: row id, or None for the table.
        field: the field to fill or to confirm.
        text: the question, in the user's language.
        blocking: without the answer an error stands.
    """

    code: str
    indicator: str | None = None
    field: str | None = None
    text: str
    blocking: bool = True


class Finding(Frozen):
    """One thing wrong, where, on what evidence and on what basis.

    Attributes:
        code: rule code (``M01``).
        name: the rule's readable name (``scale-as-target``).
        severity: error, warning or info.
        indicator: row id, or None for the table.
        field: field of the row (or of the table) concerned.
        message: what was found, what was expected, what to do.
        evidence: the words or numbers judged, as printed.
        basis: the policy document that the rule rests on.
        head: review head.
        fix: deterministic repair, if there is one.
        suggestion: verified proposal, if one was asked for and found.
        candidates: further verified proposals, best first.
        origin: ``rule``, or ``model`` for a finding that the model added.
        waiver: the waiver that covers it, if any.
    """

    code: str
    name: str
    severity: Severity
    indicator: str | None = None
    field: str | None = None
    message: str
    evidence: str
    basis: str
    head: Head | None = None
    fix: Fix | None = None
    suggestion: Suggestion | None = None
    candidates: tuple[Suggestion, ...] = ()
    origin: str = "rule"
    waiver: Waiver | None = None


class NotChecked(Frozen):
    """A rule that could not decide, and why; said once a table.

    Attributes:
        code: rule code.
        reason: what is missing.
    """

    code: str
    reason: str


class Summary(Frozen):
    """How many findings of each severity stand (waived ones are not counted)."""

    error: int = 0
    warning: int = 0
    info: int = 0


class AcceptAll(Frozen):
    """What comes of accepting every verified suggestion.

    Attributes:
        edits: all changes in order; applied to the table they give the result.
        summary: what the rules say of the result.
        questions: what only the unit can answer: facts, blanks, figures to confirm.
    """

    edits: tuple[Edit, ...] = ()
    summary: Summary
    questions: tuple[Question, ...] = ()


class TargetReview(Frozen):
    """One table with everything the rules said of it.

    Attributes:
        target: the table.
        findings: most severe first, then in print order.
        not_checked: rules that lacked data.
        summary: counts by severity.
        profile: name of the profile whose values the rules read.
        rules_version: version of the rule set and its wording lists.
        known: findings set aside because a baseline has them; None where none was given.
        questions: what only the unit can answer, where suggestions were asked for.
        accept_all: what accepting every suggestion gives, where suggestions were asked for.
    """

    target: PerformanceTarget
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    summary: Summary = Summary()
    profile: str | None = None
    rules_version: str | None = None
    known: tuple[Finding, ...] | None = None
    questions: tuple[Question, ...] = ()
    accept_all: AcceptAll | None = None
