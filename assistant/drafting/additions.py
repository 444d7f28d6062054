"""The row that 加一条… asks for: the user's own words first, else the usual one of its class."""

import re
from collections.abc import Iterator

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.profile import Profile
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.quantity import normalise, read_quantity
from assistant.domain.target import PerformanceTarget
from assistant.drafting.assemble import satisfaction_row
from assistant.drafting.candidates import (
    BENEFITS,
    COST,
    SATISFACTION,
    Candidate,
    Rank,
    indicator_of,
    printed_level2,
)
from assistant.drafting.context import DraftContext
from assistant.drafting.extract import facts_in
from assistant.drafting.facts import SourceText
from assistant.drafting.money import cost_rows, ratio_row
from assistant.drafting.naming import fault_of
from assistant.drafting.people import most_served
from assistant.drafting.stated import stated_rows
from assistant.library import search


def row_to_add(
    target: PerformanceTarget, levels: tuple[str, ...], text: str, profile: Profile
) -> Indicator | None:
    """A new row of one of ``levels`` (any, if empty) for what ``text`` says, without its weight.

    None where neither the words nor the library give a row that the table does not have.
    """
    context = DraftContext(target, history=())
    taken = {row.name for row in target.indicators}
    wanted = {printed_level2(level2, profile) for level2 in levels}
    found = (
        *_worded(text, levels),
        *_said(text, context),
        *_known(text, levels),
        *_usual(levels, context),
    )
    for candidate in found:
        row = indicator_of(candidate, 0, profile)
        if row.name in taken or (wanted and row.level2 not in wanted):
            continue
        return row
    return None


_WORDED = re.compile(
    r"(?P<name>[^,;。\d][^,;。]{2,24}?(?:率|度|比例|数量|人数|人次|场次|次数|个数|户数|面积|里程|长度|成本|费用|天数))"
    r"\s*(?:为|达到|达)?\s*(?P<value>.{1,16})"
)


def _worded(text: str, levels: tuple[str, ...]) -> Iterator[Candidate]:
    """The row itself, where the user names it, its value and its class (归档率100%)."""
    match = _WORDED.fullmatch(normalise(text))
    quantity = read_quantity(match["value"]) if match else None
    if match is None or quantity is None or not (len(levels) == 1 or levels[:1] == (COST,)):
        return
    if fault_of(match["name"], text, known=True) is not None:
        return
    whole = quantity.unit == "%" and quantity.value == "100"
    usual = Operator.EQUAL if whole else Operator.AT_LEAST
    yield Candidate(
        level2=levels[0],
        name=match["name"],
        operator=quantity.operator or (Operator.AT_MOST if levels[0] == COST else usual),
        value=quantity.value,
        unit=quantity.unit or "",
        passport=Provenance(kind=ProvenanceKind.USER, quote=text),
        confirm=False,
    )


def _said(text: str, context: DraftContext) -> Iterator[Candidate]:
    """A row for a number that the user says (培训教师不少于300人次)."""
    if not text:
        return
    source = SourceText(id="user", text=normalise(text))
    tasks = tuple(plan.task.id for plan in context.plans if _shares(text, plan.text))
    for row in stated_rows(facts_in(source), text, tasks, context.target.year):
        passport = Provenance(kind=ProvenanceKind.USER, quote=row.passport.quote)
        yield row.model_copy(update={"passport": passport, "confirm": False, "facts": ()})


def _shares(text: str, other: str) -> bool:
    return any(text[place : place + 2] in other for place in range(len(text) - 1))


def _known(text: str, levels: tuple[str, ...]) -> Iterator[Candidate]:
    """Library rows that the user's words call for."""
    if len(text) < 2:
        return
    for match in search(text, limit=8):
        entry = match.entry
        if levels and entry.level2 not in levels:
            continue
        yield Candidate(
            level2=entry.level2,
            name=entry.name,
            operator=entry.operator,
            value=entry.value or "1",
            unit=entry.unit,
            passport=Provenance(kind=ProvenanceKind.LIBRARY, source=entry.id),
            confirm=True,
            note=entry.explanation,
        )
    if fault_of(text, text) is None and text.endswith("率"):
        level2 = levels[0] if levels else "质量指标"
        yield Candidate(
            level2=level2,
            name=text,
            operator=Operator.AT_LEAST,
            value="95",
            unit="%",
            passport=Provenance(kind=ProvenanceKind.LIBRARY, source="common"),
            confirm=True,
            rank=Rank.USUAL,
        )


def _usual(levels: tuple[str, ...], context: DraftContext) -> Iterator[Candidate]:
    """What such tasks are usually measured by, in the class asked for."""
    plans = context.plans
    if COST in levels:
        yield from cost_rows(context.target, plans)
        if plans:
            yield ratio_row(plans)
    if SATISFACTION in levels:
        yield from (satisfaction_row(who, tasks) for who, tasks in most_served(plans))
    for plan in plans:
        yield from (row for row in plan.usual if row.level2 in levels)
    if set(levels) & set(BENEFITS):
        for plan in plans:
            for family in plan.families:
                yield from context.family_rows(family, levels, plan.task.id)
