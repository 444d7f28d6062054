"""What is done with need not be kept for ever; that it was there stays on record."""

from datetime import datetime

from sqlalchemy import select

from assistant.store.database import Database, Transaction
from assistant.store.history import form_of
from assistant.store.records import Form, FormStatus
from assistant.store.tables import FormRow

_CLOSED = (FormStatus.PASSED.value, FormStatus.RETURNED.value)


def purge(database: Database, before: datetime, *, by: str, dry_run: bool) -> tuple[Form, ...]:
    """Remove closed forms that have not changed since; see `Store.purge`."""

    def work(transaction: Transaction) -> tuple[Form, ...]:
        session = transaction.session
        query = select(FormRow).where(FormRow.status.in_(_CLOSED), FormRow.updated < before)
        rows = session.scalars(query.order_by(FormRow.updated).with_for_update()).all()
        forms = tuple(map(form_of, rows))
        for row in () if dry_run else rows:
            transaction.record(
                by, "form.purged", row.id, title=row.title, status=row.status, version=row.version
            )
            session.delete(row)
        return forms

    return database.write(work)
