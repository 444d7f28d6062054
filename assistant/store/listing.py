"""Which forms a queue shows, and in which order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, or_
from sqlalchemy.orm import InstrumentedAttribute

from assistant.store.records import FormOrder, FormStatus
from assistant.store.tables import FormRow

_ORDERS: dict[FormOrder, tuple[InstrumentedAttribute[Any], ...]] = {
    FormOrder.UPDATED: (FormRow.updated,),
    FormOrder.CREATED: (FormRow.created,),
    FormOrder.ERRORS: (FormRow.errors, FormRow.warnings),
    FormOrder.UNIT: (FormRow.unit_name,),
    FormOrder.YEAR: (FormRow.year,),
}


def conditions(
    status: FormStatus | Sequence[FormStatus] | None,
    unit: str | None,
    year: int | None,
    owner: str | None,
    search: str | None,
) -> list[ColumnElement[bool]]:
    """What a form must be to be shown; see `Forms.queue`."""
    found: list[ColumnElement[bool]] = []
    if status is not None:
        wanted = [status] if isinstance(status, FormStatus) else status
        found.append(FormRow.status.in_([one.value for one in wanted]))
    if unit is not None:
        found.append(or_(FormRow.unit_key == unit, FormRow.unit_name == unit))
    if year is not None:
        found.append(FormRow.year == year)
    if owner is not None:
        found.append(FormRow.owner == owner)
    if search:
        columns = (FormRow.title, FormRow.unit_name, FormRow.unit_code)
        found.append(or_(*(one.icontains(search, autoescape=True) for one in columns)))
    return found


def ordering(order: FormOrder, descending: bool) -> list[UnaryExpression[Any]]:
    """The order asked for; equals newest first, and by key at last, so that pages never overlap."""
    chosen = [one.desc() if descending else one.asc() for one in _ORDERS[order]]
    return [*chosen, FormRow.updated.desc(), FormRow.id.asc()]
