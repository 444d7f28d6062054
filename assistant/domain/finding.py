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


class Suggestion(Frozen):
    """A proposed change that the rules have been run on.

    Attributes:
        edits: the change.
        rationale: why, in the user's language.
        verified: True: it clears its finding and adds none; nothing else is ever shown.
    """

    edits: tuple[Edit, ...]
    rationale: str
    verified: bool


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
    """

    target: PerformanceTarget
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    summary: Summary = Summary()
    profile: str | None = None
    rules_version: str | None = None
    known: tuple[Finding, ...] | None = None
