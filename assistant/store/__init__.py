"""Keeps forms, every revision of them, decisions, users, usage and an audit trail.

    with open_store(load_settings()) as store:
        me = store.users.local()
        form = store.forms.create(target, by=me)
        store.forms.save(form.id, form.version, changed, by=me, why="…", edits=edits)

A SQLite file by default, PostgreSQL by ``ASSISTANT_DATABASE_URL``. A `Store` may be used by many
threads at once and by many processes on one database; each opens its own.

What belongs here: what must outlive a process. What does not: what a form is (`assistant.domain`)
and what a user does with it (`assistant.app`).
"""

from assistant.store.records import (
    AuditEntry,
    AuditReport,
    Backup,
    Decision,
    DecisionKind,
    DraftingSession,
    Form,
    FormOrder,
    FormPage,
    FormStatus,
    IssuedSlip,
    KeptWaiver,
    Restored,
    Revision,
    RevisionAction,
    RevisionEntry,
    Role,
    SpokenMessage,
    UsageLine,
    User,
)
from assistant.store.store import Store, StoreState, look_at_store, open_store, restore_store
from assistant.store.users import LOCAL_USER

__all__ = [
    "LOCAL_USER",
    "AuditEntry",
    "AuditReport",
    "Backup",
    "Decision",
    "DecisionKind",
    "DraftingSession",
    "Form",
    "FormOrder",
    "FormPage",
    "FormStatus",
    "IssuedSlip",
    "KeptWaiver",
    "Restored",
    "Revision",
    "RevisionAction",
    "RevisionEntry",
    "Role",
    "SpokenMessage",
    "Store",
    "StoreState",
    "UsageLine",
    "User",
    "look_at_store",
    "open_store",
    "restore_store",
]
