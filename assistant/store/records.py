"""What the store hands out: frozen values, never a row that is tied to a connection."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from assistant.domain.edit import Edit
from assistant.domain.finding import Finding, Suggestion, Summary
from assistant.domain.frozen import Frozen
from assistant.domain.slip import Slip
from assistant.domain.target import PerformanceTarget, Unit
from assistant.domain.waiver import Waiver


class Role(StrEnum):
    """What a user may do; each role may do what those before it may."""

    UNIT = "unit"
    """Writes the forms of one unit and sees no other's."""
    REVIEWER = "reviewer"
    """Sees every form, decides, waives, returns and passes."""
    ADMIN = "admin"
    """Keeps the users as well."""

    @property
    def reviews(self) -> bool:
        """Whether forms of every unit are open to it."""
        return self is not Role.UNIT


class User(Frozen):
    """A person who may sign in.

    Attributes:
        name: what they sign in with; never changes.
        unit: their budget unit; users of one unit share its forms.
        role: what they may do.
        disabled: they can no longer sign in.
        has_password: False for the user of a desk that needs no sign-in.
        created: when they were added.
    """

    name: str
    unit: Unit = Unit()
    role: Role = Role.UNIT
    disabled: bool = False
    has_password: bool = True
    created: datetime


class FormStatus(StrEnum):
    """Where a form stands between unit and reviewer."""

    DRAFT = "起草中"
    SUBMITTED = "已提交"
    RETURNED = "已退回"
    PASSED = "已通过"


class Form(Frozen):
    """What a queue shows of a form.

    Attributes:
        id: key, 32 hexadecimal digits.
        owner: name of the user who brought it.
        unit: the unit whose form it is.
        year: budget year.
        title: what it is called on screen.
        source_name: name of the file that it was read from, if any.
        profile: local rule settings that it is held to, or None for ``auto``.
        status: where it stands.
        version: number of its newest revision, to be given back with the next save.
        reviewed: revision that `lights` are about, or None before the first review.
        lights: findings that stand, by severity.
        created: when it was first kept.
        updated: when it last changed.
    """

    id: str
    owner: str
    unit: Unit = Unit()
    year: int | None = None
    title: str
    source_name: str | None = None
    profile: str | None = None
    status: FormStatus = FormStatus.DRAFT
    version: int
    reviewed: int | None = None
    lights: Summary = Summary()
    created: datetime
    updated: datetime


class FormOrder(StrEnum):
    """What a queue is ordered by; equals stand newest first."""

    UPDATED = "updated"
    CREATED = "created"
    ERRORS = "errors"
    UNIT = "unit"
    YEAR = "year"


class FormPage(Frozen):
    """One page of a queue.

    Attributes:
        forms: the forms of this page.
        total: how many the whole queue holds.
    """

    forms: tuple[Form, ...]
    total: int


class RevisionAction(StrEnum):
    """How a revision came about."""

    CREATED = "created"
    EDITED = "edited"
    UNDONE = "undone"
    REDONE = "redone"
    RESTORED = "restored"
    """An older revision put back as the newest."""


class RevisionEntry(Frozen):
    """One line of a form's history.

    Attributes:
        form_id: the form.
        number: 1 for the first; the newest is the form's version.
        action: how it came about.
        who: name of the user.
        why: their reason or what they did, as shown in the history.
        at: when.
        edits: the changes that led here from the revision before, where they are known.
        can_undo: a revision stands before it.
        can_redo: something was undone here that can be done again.
    """

    form_id: str
    number: int
    action: RevisionAction
    who: str
    why: str
    at: datetime
    edits: tuple[Edit, ...] = ()
    can_undo: bool = False
    can_redo: bool = False


class Revision(RevisionEntry):
    """A form as somebody left it.

    Attributes:
        target: the whole table.
    """

    target: PerformanceTarget


class DraftingSession(Frozen):
    """One conversation at the page.

    Attributes:
        id: key, 32 hexadecimal digits.
        owner: name of the user.
        form_id: the form that it is about, once there is one.
        state: what the page must know to go on, as JSON values; the page's own business.
        created: when it began.
        updated: when it was last kept.
    """

    id: str
    owner: str
    form_id: str | None = None
    state: dict[str, Any]
    created: datetime
    updated: datetime


class SpokenMessage(Frozen):
    """One thing said in a conversation.

    Attributes:
        number: place in the conversation, from 1.
        speaker: ``user`` or ``assistant``.
        text: the words, plain text.
        at: when.
    """

    number: int
    speaker: str
    text: str
    at: datetime


class DecisionKind(StrEnum):
    """What a person made of a finding or a suggestion."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    """Accepted with the person's own changes."""
    REJECTED = "rejected"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"
    """The decision before is taken back; that it was taken stays on record."""


class Decision(Frozen):
    """What a person decided, with all that they saw.

    Attributes:
        id: number of the decision.
        form_id: the form.
        revision: the revision that was on screen.
        kind: what was decided.
        finding: the finding as it was shown.
        suggestion: the suggestion that was decided on, if any.
        edits: the changes that were made of it.
        reason: why; required for a waiver.
        who: name of the user.
        at: when.
    """

    id: int
    form_id: str
    revision: int
    kind: DecisionKind
    finding: Finding
    suggestion: Suggestion | None = None
    edits: tuple[Edit, ...] = ()
    reason: str | None = None
    who: str
    at: datetime


class KeptWaiver(Frozen):
    """A finding that a person lets stand.

    Attributes:
        id: number of the waiver, to revoke it by.
        form_id: the form.
        waiver: what is waived, by whom and why.
        at: when.
        revoked_by: who took it back, if anybody did.
        revoked_at: when.
    """

    id: int
    form_id: str
    waiver: Waiver
    at: datetime
    revoked_by: str | None = None
    revoked_at: datetime | None = None


class IssuedSlip(Frozen):
    """An opinion slip as it was issued.

    Attributes:
        form_id: the form.
        number: 1 for the form's first slip.
        revision: the revision that it is about.
        slip: the slip itself, with the reviewer's words.
        who: name of the reviewer.
        at: when.
    """

    form_id: str
    number: int
    revision: int
    slip: Slip
    who: str
    at: datetime


class UsageLine(Frozen):
    """What the calls of one model cost on one day.

    Attributes:
        day: the day, in the time zone asked for.
        provider: name of the provider.
        model: name of the model.
        calls: requests sent.
        prompt_tokens: tokens of the prompts.
        completion_tokens: tokens of the answers.
        seconds: time spent waiting.
        estimated: some of the token counts are our own estimate.
    """

    day: date
    provider: str
    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    estimated: bool


class AuditEntry(Frozen):
    """One link of the audit trail.

    Attributes:
        number: 1, 2, 3 … without gaps.
        at: when, ISO 8601 in UTC.
        who: name of the user, or of the command that acted.
        action: what was done (``form.saved``, ``user.added`` …).
        subject: the form or the user concerned.
        details: what belongs to it, as JSON values.
        previous: hash of the link before; 64 zeros for the first.
        hash: SHA-256 over all of the above.
    """

    number: int
    at: str
    who: str
    action: str
    subject: str | None = None
    details: dict[str, Any]
    previous: str
    hash: str


class AuditReport(Frozen):
    """What checking the audit trail found.

    Attributes:
        entries: how many links there are.
        head: hash of the last; keep it elsewhere, and a cut-off end shows as well.
        broken: what does not hold, by number or form, as sentences; empty where all holds.
    """

    entries: int
    head: str
    broken: tuple[str, ...] = ()


class KeptTable(Frozen):
    """One table in a backup.

    Attributes:
        rows: how many it holds.
        sha256: over its lines as they stand in the file.
    """

    rows: int
    sha256: str


class Backup(Frozen):
    """What a backup holds; the file carries it as ``manifest.json``.

    Attributes:
        schema_name: name and version of the file's own format; the key in JSON is ``schema``.
        tables_version: the migration that the tables were at.
        made: when.
        audit_entries: links of the audit trail.
        audit_head: hash of the last; keep it elsewhere, and a cut-off end shows as well.
        tables: its tables by name.
    """

    schema_name: str = Field(alias="schema")
    tables_version: str
    made: datetime
    audit_entries: int
    audit_head: str
    tables: dict[str, KeptTable]


class Restored(Frozen):
    """What a restore did.

    Attributes:
        backup: what was put in.
        broken: what did not hold in the backup's audit trail, as sentences.
        kept_aside: the damaged file that stood there before, if there was one.
    """

    backup: Backup
    broken: tuple[str, ...] = ()
    kept_aside: str | None = None
