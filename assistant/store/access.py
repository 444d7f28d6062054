"""Who may see and change which form."""

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from assistant.exceptions import NotFoundError, NotPermittedError
from assistant.messages import Message
from assistant.store.records import FormStatus, User
from assistant.store.tables import FormRow, UserRow
from assistant.store.users import unit_key

_NO_FORM = Message(
    zh="没有这份表（{form}），或您无权查看；请从列表里重新打开。",
    en="There is no form {form} that you may see; open it from the list.",
)
_CLOSED = Message(
    zh="“{title}”{status}，现在不能改；请先撤回，或等审核人退回。",
    en="'{title}' is {status} and cannot be changed now; withdraw it, or wait for its return.",
)
_REVIEWERS_ONLY = Message(
    zh="只有审核人能这样做；您登录的是单位用户“{name}”。",
    en="Only a reviewer can do this; you are signed in as '{name}' of a unit.",
)


def visible_to(user: User) -> ColumnElement[bool]:
    """The condition on forms that ``user`` may see: all, or those that their unit brought."""
    if user.role.reviews:
        return true()
    key = unit_key(user.unit)
    if key is None:
        return FormRow.owner == user.name
    # What a reviewer uploaded of this unit is the reviewer's own working copy.
    colleagues = select(UserRow.name).where(UserRow.unit_key == key, UserRow.role == user.role)
    return or_(FormRow.owner == user.name, FormRow.owner.in_(colleagues))


def visible_form(session: Session, form_id: str, user: User, *, lock: bool = False) -> FormRow:
    """The form, where asked for locked for others until the transaction ends.

    Raises:
        NotFoundError: there is none that ``user`` may see.
    """
    query = select(FormRow).where(FormRow.id == form_id, visible_to(user))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError(_NO_FORM, form=form_id)
    return row


def writable_form(session: Session, form_id: str, user: User) -> FormRow:
    """The form, locked for others until the transaction ends.

    Raises:
        NotFoundError: there is none that ``user`` may see.
        NotPermittedError: it is out of the unit's hands.
    """
    row = visible_form(session, form_id, user, lock=True)
    closed = row.status in {FormStatus.SUBMITTED, FormStatus.PASSED}
    if closed and not user.role.reviews:
        raise NotPermittedError(_CLOSED, title=row.title, status=row.status)
    return row


def require_reviewer(user: User) -> None:
    """Refuse what only reviewers may do.

    Raises:
        NotPermittedError: ``user`` is of a unit.
    """
    if not user.role.reviews:
        raise NotPermittedError(_REVIEWERS_ONLY, name=user.name)
