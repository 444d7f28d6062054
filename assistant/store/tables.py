"""The tables. Documents (targets, findings, slips) are JSON text in the shape of their type.

Text and not a database's own JSON type: both databases then keep it byte for byte, which the hashes
of the audit trail rest on. What is searched or sorted by stands in a column of its own.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assistant.store.columns import PlainText, UtcTime

# SQLite numbers rows by itself only in a column declared INTEGER.
_Number = BigInteger().with_variant(Integer, "sqlite")


def _of_form() -> ForeignKey:
    return ForeignKey("forms.id", ondelete="CASCADE")


class Table(DeclarativeBase):
    """Base of every table; constraints are named, so that later migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {str: PlainText, datetime: UtcTime}


class UserRow(Table):
    """A person who may sign in; never deleted, for what they did keeps their name."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(primary_key=True)
    unit_code: Mapped[str | None]
    unit_name: Mapped[str | None]
    # Code, else name: users of one unit see each other's forms.
    unit_key: Mapped[str | None] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(Text)
    disabled: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created: Mapped[datetime]


class FormRow(Table):
    """One form at its newest version, with what a queue shows of it."""

    __tablename__ = "forms"
    __table_args__ = (
        Index(None, "status", "updated"),
        Index(None, "owner", "updated"),
        Index(None, "updated"),
        Index(None, "unit_key", "updated"),
        Index(None, "unit_name", "updated"),
        Index(None, "errors", "warnings", "updated"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("users.name"))
    unit_code: Mapped[str | None]
    unit_name: Mapped[str | None]
    unit_key: Mapped[str | None]
    year: Mapped[int | None]
    title: Mapped[str]
    source_name: Mapped[str | None]
    profile: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    reviewed: Mapped[int | None]
    errors: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[int] = mapped_column(default=0)
    infos: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime]
    updated: Mapped[datetime]


class RevisionRow(Table):
    """A form as somebody left it; never changed."""

    __tablename__ = "revisions"

    form_id: Mapped[str] = mapped_column(_of_form(), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(16))
    who: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]
    target: Mapped[str] = mapped_column(Text)
    edits: Mapped[str] = mapped_column(Text)
    undo_to: Mapped[int | None]
    redo_to: Mapped[int | None]


class SessionRow(Table):
    """One conversation at the page, and what the page must know to go on."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "owner", "updated"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("users.name"))
    form_id: Mapped[str | None] = mapped_column(_of_form(), index=True)
    state: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime]
    updated: Mapped[datetime]


class MessageRow(Table):
    """One thing said in a conversation."""

    __tablename__ = "messages"

    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    speaker: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class FindingRow(Table):
    """One finding of a form's newest review."""

    __tablename__ = "findings"
    __table_args__ = (Index(None, "code"),)

    form_id: Mapped[str] = mapped_column(_of_form(), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str]
    severity: Mapped[str] = mapped_column(String(16))
    indicator: Mapped[str | None]
    finding: Mapped[str] = mapped_column(Text)


class DecisionRow(Table):
    """What a person decided on a finding or a suggestion."""

    __tablename__ = "decisions"
    __table_args__ = (Index(None, "form_id"), Index(None, "code"))

    id: Mapped[int] = mapped_column(_Number, primary_key=True)
    form_id: Mapped[str] = mapped_column(_of_form())
    revision: Mapped[int]
    code: Mapped[str]
    indicator: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(16))
    finding: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str | None] = mapped_column(Text)
    edits: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None]
    who: Mapped[str]
    at: Mapped[datetime]


class WaiverRow(Table):
    """A finding that a person lets stand; revoked ones stay for the record."""

    __tablename__ = "waivers"
    __table_args__ = (Index(None, "form_id"),)

    id: Mapped[int] = mapped_column(_Number, primary_key=True)
    form_id: Mapped[str] = mapped_column(_of_form())
    waiver: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    revoked_by: Mapped[str | None]
    revoked_at: Mapped[datetime | None]


class SlipRow(Table):
    """An opinion slip as it was issued."""

    __tablename__ = "slips"

    form_id: Mapped[str] = mapped_column(_of_form(), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(16))
    slip: Mapped[str] = mapped_column(Text)
    who: Mapped[str]
    at: Mapped[datetime]


class UsageRow(Table):
    """What one piece of work cost at a model."""

    __tablename__ = "usage"
    __table_args__ = (Index(None, "at"), Index(None, "form_id"))

    id: Mapped[int] = mapped_column(_Number, primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str | None]
    form_id: Mapped[str | None] = mapped_column(ForeignKey("forms.id", ondelete="SET NULL"))
    provider: Mapped[str]
    model: Mapped[str]
    purpose: Mapped[str]
    calls: Mapped[int]
    prompt_tokens: Mapped[int] = mapped_column(BigInteger)
    completion_tokens: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float]
    estimated: Mapped[bool]


class AuditRow(Table):
    """One link of the audit trail; the database refuses to change or delete it."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "subject"),)

    number: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    # ISO 8601 as text, for the hash is over exactly what is stored.
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str]
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str | None]
    details: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
