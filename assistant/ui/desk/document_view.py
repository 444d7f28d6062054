"""A form as the desk shows it: every cell that something was found on carries a mark."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.app.desk.cards import DeskCard, Point
from assistant.app.rulebook import rule_title
from assistant.domain.finding import Severity
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.export.form import (
    GOAL_LABEL,
    INDICATORS_LABEL,
    NOTES_LABEL,
    TASKS_LABEL,
    Form,
    form_of,
    printed,
)
from assistant.messages import Language
from assistant.ui.desk import wording

_FUNDING_LABEL = "总体资金情况"
_ALWAYS = ("level1", "level2", "name", "operator", "value", "unit", "weight")
_WHERE_FILLED = ("direction", "note", "actual", "score")
_NUMBER = "number"
_BLOCKS = {"goal": GOAL_LABEL, "tasks": TASKS_LABEL, "funding": _FUNDING_LABEL}


class Mark(NamedTuple):
    """What was found on a cell.

    Attributes:
        severity: the gravest.
        card: id of the card that says it.
        label: for the pointer and for screen readers.
        settled: everything found there is decided.
    """

    severity: str
    card: str
    label: str
    settled: bool


class Cell(NamedTuple):
    """One cell.

    Attributes:
        text: as printed.
        mark: what was found on it, if anything.
        same: it repeats the cell above.
    """

    text: str
    mark: Mark | None = None
    same: bool = False


class Row(NamedTuple):
    """One indicator; the first cell is its number."""

    id: str
    cells: tuple[Cell, ...]


class Block(NamedTuple):
    """A part of the form: a text or a small table, header first; one mark for each card on it."""

    title: str
    marks: tuple[Cell, ...] = ()
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


class Document(NamedTuple):
    """The whole form.

    Attributes:
        facts: label and text of what stands above.
        problems: what reading it left open.
        blocks: money, tasks and goal.
        table: heading of the indicator table, with what was found on the table as a whole.
        columns: headers of the indicator table.
        rows: its rows.
        notes: what stands below.
        notes_label: its label.
    """

    facts: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    blocks: tuple[Block, ...]
    table: Block
    columns: tuple[Cell, ...]
    rows: tuple[Row, ...]
    notes: str
    notes_label: str = NOTES_LABEL


class _Found(NamedTuple):
    card: str
    point: Point


_Places = Mapping[tuple[str | None, str], Sequence[_Found]]


def document_view(
    target: PerformanceTarget, cards: Iterable[DeskCard], language: Language
) -> Document:
    """The form with the findings of ``cards`` on its cells."""
    fields = _fields(target)
    places = _places(cards, fields)
    marker = _Marker(places, language)
    form = form_of(target)
    return Document(
        facts=form.facts,
        problems=tuple(problem.message for problem in target.problems),
        blocks=tuple(_blocks(form, marker)),
        table=Block(INDICATORS_LABEL, (*marker.each(""), *marker.each("weight"))),
        columns=tuple(_header(field, target, marker, language) for field in fields),
        rows=tuple(_rows(target, fields, marker)),
        notes=form.notes,
    )


def _fields(target: PerformanceTarget) -> tuple[str, ...]:
    """The columns of the form: those that every form has, then those that this one fills."""
    rows = target.indicators
    filled = tuple(
        field for field in _WHERE_FILLED if any(printed(getattr(row, field)) for row in rows)
    )
    further = dict.fromkeys(header for row in rows for header in row.columns)
    return (_NUMBER, *_ALWAYS, *filled, *(f"columns.{header}" for header in further))


def _places(cards: Iterable[DeskCard], fields: Sequence[str]) -> _Places:
    """Every finding by row and column; what names no column stands at the row's number."""
    places: dict[tuple[str | None, str], list[_Found]] = {}
    for card in cards:
        for point in card.points:
            field = point.finding.field or ""
            if card.row is not None and field not in fields:
                field = _NUMBER
            elif card.row is None and field not in (*_BLOCKS, "weight"):
                field = ""
            places.setdefault((card.row, field), []).append(_Found(card.id, point))
    return places


class _Marker:
    """Puts marks on cells."""

    def __init__(self, places: _Places, language: Language) -> None:
        self._places = places
        self._language = language

    def cell(self, text: str, row: str | None, field: str, *, same: bool = False) -> Cell:
        return Cell(text, self._mark(self._places.get((row, field), ())), same)

    def each(self, field: str) -> tuple[Cell, ...]:
        """One mark for each card on a part of the form, told by its rules."""
        cards: dict[str, list[_Found]] = {}
        for one in self._places.get((None, field), ()):
            cards.setdefault(one.card, []).append(one)
        return tuple(
            Cell(rule_title(found[0].point.finding.code, self._language), self._mark(found))
            for found in cards.values()
        )

    def _mark(self, found: Sequence[_Found]) -> Mark | None:
        if not found:
            return None
        worst = max(found, key=lambda one: (one.point.is_open, one.point.finding.severity.rank))
        severity: Severity = worst.point.finding.severity
        codes = " ".join(dict.fromkeys(one.point.finding.code for one in found))
        label = f"{wording.SEVERITIES[severity.value].text(self._language)} {codes}"
        settled = not any(one.point.is_open for one in found)
        return Mark(severity.value, worst.card, label, settled)


def _blocks(form: Form, marker: _Marker) -> Iterable[Block]:
    def block(field: str, text: str = "", rows: tuple[tuple[str, ...], ...] = ()) -> Block:
        return Block(_BLOCKS[field], marker.each(field), text if rows else text or "—", rows)

    if form.funding or marker.each("funding"):
        yield block("funding", rows=_money(form.funding) if form.funding else ())
    if form.tasks or marker.each("tasks"):
        yield block("tasks", rows=form.tasks)
    yield block("goal", form.goal)


def _money(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Three printed rows with merged headers, as one header over one row."""
    upper, lower, amounts = rows
    header = [upper[0], upper[1]]
    block = ""
    for top, name in zip(upper[2:], lower[2:], strict=True):
        block = top or block
        header.append(f"{block}·{name}")
    return tuple(header[1:]), amounts[1:]


def _header(field: str, target: PerformanceTarget, marker: _Marker, language: Language) -> Cell:
    if field == _NUMBER:
        return Cell(wording.NUMBER.text(language))
    if field == "weight":
        weights = [row.weight for row in target.indicators if row.weight is not None]
        total = f"（{printed(sum(weights))}）" if weights else ""
        return marker.cell(f"{wording.FIELDS[field].text(language)}{total}", None, "weight")
    message = wording.FIELDS.get(field)
    return Cell(message.text(language) if message else field.removeprefix("columns."))


def _rows(target: PerformanceTarget, fields: Sequence[str], marker: _Marker) -> Iterable[Row]:
    above: Indicator | None = None
    for number, row in enumerate(target.indicators, start=1):
        cells = [marker.cell(str(number), row.id, _NUMBER)]
        for field in fields[1:]:
            text = cell_text(row, field)
            same = field in ("level1", "level2") and above is not None
            same = same and bool(text) and text == cell_text(above, field)
            cells.append(marker.cell(text, row.id, field, same=same))
        yield Row(row.id, tuple(cells))
        above = row


def cell_text(row: Indicator | None, field: str) -> str:
    """The text that a row prints in a column."""
    if row is None:
        return ""
    if field.startswith("columns."):
        return row.columns.get(field.removeprefix("columns."), "")
    value = getattr(row, field)
    return value.value if field == "operator" and value is not None else printed(value)
