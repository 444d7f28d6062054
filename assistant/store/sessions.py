"""Conversations at the page, kept so that neither a reload nor a restart loses anything."""

import json
import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.exceptions import NotFoundError
from assistant.messages import Message
from assistant.store.access import visible_form
from assistant.store.columns import now, plain_text
from assistant.store.database import Database, Transaction
from assistant.store.records import DraftingSession, SpokenMessage, User
from assistant.store.tables import MessageRow, SessionRow

_NO_SESSION = Message(
    zh="这次对话（{session}）没有保存，或不是您的；请新开一次。",
    en="The conversation {session} is not kept, or not yours; begin a new one.",
)


class Sessions:
    """Conversations at the page; each is its owner's alone, whatever the role of who asks.

    Work in progress (a draft that is growing row by row) belongs into the state, which is
    overwritten; what a person did belongs into a revision of the form, which never is.
    """

    def __init__(self, database: Database) -> None:
        """Keep them in this database."""
        self._database = database

    def begin(
        self, *, by: User, form_id: str | None = None, state: dict[str, Any] | None = None
    ) -> DraftingSession:
        """Begin a conversation, about a form or before there is one.

        Raises:
            NotFoundError: there is no such form.
        """
        session_id, kept = uuid.uuid4().hex, _json(state or {})

        def work(transaction: Transaction) -> DraftingSession:
            if form_id is not None:
                visible_form(transaction.session, form_id, by)
            moment = now()
            row = SessionRow(
                id=session_id,
                owner=by.name,
                form_id=form_id,
                state=kept,
                created=moment,
                updated=moment,
            )
            transaction.session.add(row)
            return _session(row)

        return self._database.write(work)

    def get(self, session_id: str, *, by: User) -> DraftingSession:
        """The conversation as it was last kept.

        Raises:
            NotFoundError: there is none of this user's.
        """
        return self._database.read(lambda session: _session(_own(session, session_id, by)))

    def recent(
        self, *, by: User, form_id: str | None = None, limit: int = 20
    ) -> tuple[DraftingSession, ...]:
        """The user's conversations, the last kept first; all, or those about one form."""
        query = select(SessionRow).where(SessionRow.owner == by.name)
        if form_id is not None:
            query = query.where(SessionRow.form_id == form_id)
        query = query.order_by(SessionRow.updated.desc(), SessionRow.id).limit(limit)
        return self._database.read(
            lambda session: tuple(_session(row) for row in session.scalars(query))
        )

    def keep(
        self,
        session_id: str,
        state: dict[str, Any],
        *,
        by: User,
        form_id: str | None = None,
    ) -> None:
        """Keep the state in place of the one before.

        Args:
            session_id: the conversation.
            state: JSON values.
            by: its owner.
            form_id: the form that it is now about; None leaves that as it is.

        Raises:
            NotFoundError: there is no such conversation of this user's, or no such form.
        """
        kept = _json(state)

        def work(transaction: Transaction) -> None:
            row = _own(transaction.session, session_id, by)
            if form_id is not None:
                row.form_id = visible_form(transaction.session, form_id, by).id
            row.state, row.updated = kept, now()

        self._database.write(work)

    def say(self, session_id: str, speaker: str, text: str, *, by: User) -> SpokenMessage:
        """Add one message to the conversation.

        Args:
            session_id: the conversation.
            speaker: ``user`` or ``assistant``.
            text: plain text.
            by: the conversation's owner.

        Raises:
            NotFoundError: there is no such conversation of this user's.
        """

        def work(transaction: Transaction) -> SpokenMessage:
            row = _own(transaction.session, session_id, by, lock=True)
            row.updated = now()
            said = select(func.max(MessageRow.number)).where(MessageRow.session_id == row.id)
            number = (transaction.session.scalar(said) or 0) + 1
            message = SpokenMessage(
                number=number, speaker=speaker, text=plain_text(text), at=row.updated
            )
            transaction.session.add(MessageRow(session_id=row.id, **message.model_dump()))
            return message

        return self._database.write(work)

    def messages(self, session_id: str, *, by: User) -> tuple[SpokenMessage, ...]:
        """The whole conversation in order.

        Raises:
            NotFoundError: there is no such conversation of this user's.
        """

        def work(session: Session) -> tuple[SpokenMessage, ...]:
            row = _own(session, session_id, by)
            query = select(MessageRow).where(MessageRow.session_id == row.id)
            return tuple(
                SpokenMessage(number=one.number, speaker=one.speaker, text=one.text, at=one.at)
                for one in session.scalars(query.order_by(MessageRow.number))
            )

        return self._database.read(work)


def _own(session: Session, session_id: str, by: User, *, lock: bool = False) -> SessionRow:
    query = select(SessionRow).where(SessionRow.id == session_id, SessionRow.owner == by.name)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError(_NO_SESSION, session=session_id)
    return row


def _json(state: dict[str, Any]) -> str:
    return json.dumps(state, separators=(",", ":"), allow_nan=False)


def _session(row: SessionRow) -> DraftingSession:
    return DraftingSession(
        id=row.id,
        owner=row.owner,
        form_id=row.form_id,
        state=json.loads(row.state),
        created=row.created,
        updated=row.updated,
    )
