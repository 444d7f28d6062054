"""The audit trail: every link holds the hash of the one before, and the database keeps it closed.

Triggers refuse to change or delete a link, so that no bug and no ordinary access does; whoever can
drop a trigger can still not rewrite a link without every later hash telling. The end of the chain
alone could be cut off unseen: its `head` is printed by backup and check, to be kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.orm import Session

from assistant.messages import Message
from assistant.store.columns import now, plain_text
from assistant.store.records import AuditEntry, AuditReport
from assistant.store.tables import AuditRow, FormRow, RevisionRow

_FIRST = "0" * 64
# Any number will do, as long as nobody else in the database locks it.
_TRAIL_LOCK = 20_210_101
_MAX_BROKEN = 20
_FORMS_AT_ONCE = 500
_BROKEN_LINK = Message(
    zh="审计记录第 {number} 条被改动、删除或插入过（哈希与内容不符）",
    en="link {number} of the audit trail was changed, removed or put in (its hash does not hold)",
)
_BROKEN_REVISION = Message(
    zh="表 {form} 第 {number} 版的内容与审计记录不符",
    en="revision {number} of form {form} differs from what the audit trail recorded",
)
_LOST_REVISION = Message(
    zh="表 {form} 第 {number} 版不见了，而审计记录里有",
    en="revision {number} of form {form} is recorded in the audit trail, but gone",
)
_FOREIGN_REVISION = Message(
    zh="表 {form} 第 {number} 版没有审计记录",
    en="revision {number} of form {form} has no link in the audit trail",
)
_OTHER_HEAD = Message(
    zh="审计记录里没有哈希为 {head} 的一条，末尾可能被截去",
    en="no link of the audit trail has the hash {head}: its end may have been cut off",
)


class Event(NamedTuple):
    """What is to be recorded; see `AuditEntry`."""

    who: str
    action: str
    subject: str | None
    details: dict[str, Any]


def digest(document: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(document.encode("utf-8")).hexdigest()


def append(session: Session, events: Sequence[Event]) -> str | None:
    """Write ``events`` behind the last link, alone in doing so until the transaction ends.

    Returns:
        The hash of the new last link, which no other transaction can have written; None where
        there is nothing to write.
    """
    if not events:
        return None
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TRAIL_LOCK})
    number, previous = head(session)
    rows = []
    for happened in events:
        number += 1
        row = _link(number, previous, happened)
        previous = row["hash"]
        rows.append(row)
    session.execute(insert(AuditRow), rows)
    return previous


def holds(connection: Connection, link: str) -> bool:
    """Whether a link with this hash is in the trail."""
    found = select(AuditRow.number).where(AuditRow.hash == link).limit(1)
    return connection.execute(found).first() is not None


def _link(number: int, previous: str, happened: Event) -> dict[str, Any]:
    row = {
        "number": number,
        "at": now().isoformat(timespec="microseconds"),
        "who": plain_text(happened.who),
        "action": happened.action,
        "subject": happened.subject if happened.subject is None else plain_text(happened.subject),
        "details": json.dumps(happened.details, sort_keys=True, separators=(",", ":")),
        "previous": previous,
    }
    return {**row, "hash": _hash(row)}


def _hash(row: dict[str, Any]) -> str:
    return digest(json.dumps(list(row.values()), ensure_ascii=True, separators=(",", ":")))


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last link; 0 and zeros before the first."""
    last = select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)
    row = session.execute(last).first()
    return (row.number, row.hash) if row else (0, _FIRST)


def entries(session: Session, *, subject: str | None, limit: int) -> tuple[AuditEntry, ...]:
    """The newest links, newest first, all or those about one form or user."""
    query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    return tuple(_entry(row) for row in session.scalars(query))


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        who=row.who,
        action=row.action,
        subject=row.subject,
        details=json.loads(row.details),
        previous=row.previous,
        hash=row.hash,
    )


def verify(session: Session, *, expected: str | None = None) -> AuditReport:
    """Check every link, and every revision against its link.

    Args:
        session: where to read.
        expected: hash that must be among the links, as printed by an earlier check or backup.
    """
    chain = _Chain()
    links = select(*AuditRow.__table__.columns).order_by(AuditRow.number)
    for row in session.execute(links.execution_options(yield_per=1000)).mappings():
        chain.follow(dict(row), expected)
    broken = list(chain.broken)
    if expected not in {None, _FIRST} and not chain.met_head:
        broken.append(_OTHER_HEAD.text(head=expected))
    broken.extend(_broken_revisions(session))
    return AuditReport(entries=chain.length, head=chain.hash, broken=tuple(broken[:_MAX_BROKEN]))


class _Chain:
    def __init__(self) -> None:
        self.length, self.hash = 0, _FIRST
        self.broken: list[str] = []
        self.met_head = False

    def follow(self, row: dict[str, Any], expected: str | None) -> None:
        self.length += 1
        kept = row.pop("hash")
        sound = (row["number"], row["previous"]) == (self.length, self.hash)
        if not sound or _hash(row) != kept:
            self.broken.append(_BROKEN_LINK.text(number=row["number"]))
            self.length = row["number"]
        self.hash = kept
        self.met_head = self.met_head or kept == expected


def _broken_revisions(session: Session) -> Iterator[str]:
    forms = set(session.scalars(select(FormRow.id)))
    told = select(func.coalesce(AuditRow.subject, ""), AuditRow.action).where(
        AuditRow.action.in_(("form.created", "form.purged"))
    )
    recorded: set[str] = set()
    purged: set[str] = set()
    for subject, action in session.execute(told):
        (purged if action == "form.purged" else recorded).add(subject)
    every = iter(sorted(forms | (recorded - purged)))
    while some := list(islice(every, _FORMS_AT_ONCE)):
        yield from _broken_forms(session, some)


def _broken_forms(session: Session, forms: list[str]) -> Iterator[str]:
    links = session.execute(
        select(func.coalesce(AuditRow.subject, ""), AuditRow.details).where(
            AuditRow.subject.in_(forms), AuditRow.action == "form.revised"
        )
    )
    details = ((form, json.loads(link)) for form, link in links)
    recorded = {
        (str(form), int(one["revision"])): one["sha256"] for form, one in details if "sha256" in one
    }
    revisions = session.execute(
        select(RevisionRow.form_id, RevisionRow.number, RevisionRow.target)
        .where(RevisionRow.form_id.in_(forms))
        .execution_options(yield_per=1000)
    )
    kept = {(form, number): digest(target) for form, number, target in revisions}
    for form, number in sorted(recorded.keys() | kept.keys(), key=str):
        found, expected = kept.get((form, number)), recorded.get((form, number))
        if found is None:
            yield _LOST_REVISION.text(form=form, number=number)
        elif expected is None:
            yield _FOREIGN_REVISION.text(form=form, number=number)
        elif expected != found:
            yield _BROKEN_REVISION.text(form=form, number=number)
