"""Hold each row of the model against the unit's own words before it may enter the table.

The model proposes wording; facts, library and rules decide. A number that neither the text nor the
library has never becomes more than a proposal to confirm, and a bound is never weaker than what
the unit wrote.
"""

import re
from typing import NamedTuple

from rapidfuzz import fuzz

from assistant.domain.indicator import Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.quantity import normalise
from assistant.drafting.assemble import satisfaction_row
from assistant.drafting.candidates import (
    BENEFITS,
    COST,
    OUTPUTS,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    TIMELINESS,
    Candidate,
    Rank,
)
from assistant.drafting.facts import Fact, FactKind, FactRole
from assistant.drafting.naming import NO_METRIC, fault_of, fit, level_of_rate
from assistant.drafting.numerals import read_printed_number
from assistant.drafting.people import people_in, served_by
from assistant.drafting.phrases import clean_noun
from assistant.drafting.plan import SUGGESTED, TaskPlan, from_entry
from assistant.drafting.rows import DraftRow
from assistant.drafting.scan import metric_of
from assistant.drafting.stated import passport
from assistant.messages import Message
from assistant.validators.totals import plain


class Rejected(NamedTuple):
    """A row that was not used, and why."""

    reason: Message


NO_QUOTE = Message(zh="引文不在任务原文中", en="the quote does not stand in the task")
BAD_NAME = Message(
    zh="名称不像针对这项任务的指标名", en="the name is no indicator name for this task"
)
NO_BASIS = Message(zh="数值没有依据", en="the value rests on nothing")
WRONG_PEOPLE = Message(
    zh="满意度对象与任务服务的人不符", en="these are not the people whom the task serves"
)
KNOWN = Message(
    zh="任务没有给出这个数，指标库已有更合适的指标",
    en="the task gives no such number, and the library has a better row",
)
REPEATED = Message(zh="与已有指标重复", en="repeats another row")

_MARKS = re.compile(r"[\s,，。；;：:、“”\"'‘’()（）]")
_ENDING = re.compile(r"(?:[≥≤=<>]|达到|不少于|不低于).*$|指标$")
_LIBRARY_LIKENESS = 80


def ground(row: DraftRow, plan: TaskPlan) -> Candidate | Rejected:
    """The row as it may enter the table, or why it may not."""
    if not _quoted(row.quote, plan.text):
        return Rejected(NO_QUOTE)
    name = _ENDING.sub("", normalise(row.name).replace(" ", "")).strip("。,;:、.")
    level2 = row.level2.level2
    if level2 == SATISFACTION or "满意" in name:
        return _satisfaction(name, row, plan)
    name = _with_metric(name, level2, row.unit)
    if fault_of(name, plan.text) is not None:
        return Rejected(BAD_NAME)
    fact = _fact_for(row, plan)
    if fact is not None:
        return _stated(name, level2, row, fact, plan)
    if level2 == COST:
        return Rejected(NO_BASIS)
    return _unstated(name, level2, row, plan)


def _with_metric(name: str, level2: str, unit: str) -> str:
    """The name with the metric noun of its measure word, where a model left it out."""
    metric = metric_of(normalise(unit).strip())
    if level2 != QUANTITY or metric is None or fault_of(name, name) != NO_METRIC:
        return name
    return fit(clean_noun(name) or name, metric)


def _quoted(quote: str, text: str) -> bool:
    """Whether the quote stands in the text, marks and blanks aside; a short one says nothing."""
    bare = _MARKS.sub("", normalise(quote))
    return len(bare) >= 2 and bare in _MARKS.sub("", normalise(text))


def _fact_for(row: DraftRow, plan: TaskPlan) -> Fact | None:
    """The fact whose number the row repeats; that of its quote where several have it."""
    number = read_printed_number(normalise(row.value or "").rstrip("%"))
    if number is None:
        return None
    same = [
        fact
        for fact in plan.facts
        if fact.value == plain(number)
        and fact.role is not FactRole.CONTEXT
        and _same_measure(row.unit, fact)
    ]
    quoted = [fact for fact in same if fact.quote in normalise(row.quote)]
    return next(iter(quoted or same), None)


def _same_measure(unit: str, fact: Fact) -> bool:
    if fact.kind in (FactKind.RATE, FactKind.CHANGE):
        return "%" in unit or "百分" in unit
    ours, theirs = metric_of(normalise(unit)), metric_of(fact.unit)
    return normalise(unit) == fact.unit or (ours is not None and ours == theirs)


def _stated(
    name: str, level2: str, row: DraftRow, fact: Fact, plan: TaskPlan
) -> Candidate | Rejected:
    """A row for the unit's own number: bound, value and unit are the unit's, the name is new."""
    own = next((r for r in plan.stated if (fact.source, fact.start) in r.facts), None)
    if own is None:
        return Rejected(NO_BASIS)
    if own.level2 != level2 and not (own.level2 in (*OUTPUTS, *BENEFITS) and level2 in BENEFITS):
        level2 = own.level2
    metric = metric_of(fact.unit)
    suits = metric is None or name.endswith(metric) or own.level2 != QUANTITY
    return own.model_copy(
        update={
            "name": name if suits and _shorter(name, own.name) else own.name,
            "level2": own.level2 if level2 in OUTPUTS else level2,
            "importance": row.importance,
            "passport": passport(fact),
            "by_model": True,
        }
    )


def _shorter(name: str, own: str) -> bool:
    """A model's name is taken where it says the same in fewer characters."""
    stem, other = name[:-2], own[:-2]
    return len(name) < len(own) and fuzz.partial_ratio(stem, other) >= 80


def _unstated(name: str, level2: str, row: DraftRow, plan: TaskPlan) -> Candidate | Rejected:
    """A row without a number of the unit's: the library's value, or a proposal to confirm."""
    entry = next(
        (
            entry
            for family in plan.families
            for entry in family.entries
            if entry.level2 == level2
            and entry.value is not None
            and fuzz.ratio(entry.name, name) >= _LIBRARY_LIKENESS
        ),
        None,
    )
    if entry is not None:
        return from_entry(entry, plan.task.id, rank=Rank.MODEL).model_copy(
            update={"by_model": True, "importance": row.importance}
        )
    if level2 == QUANTITY and row.unit.strip() != "%":
        return _count_proposal(name, row, plan)
    if row.unit.strip() != "%" or not re.search(r"[率度]$|比例$|占比$", name):
        # A count that the unit has not given would be a number of the model's own making.
        return Rejected(NO_BASIS)
    return _proposal(name, level2, row, plan)


def _count_proposal(name: str, row: DraftRow, plan: TaskPlan) -> Candidate | Rejected:
    """A count that the task does not give: only where the library knows no such work.

    Its number is the usual first proposal for the measure word, never the model's.
    """
    counted = [other for other in plan.rows() if other.level2 == QUANTITY and other.unit != "%"]
    unit = normalise(row.unit).strip()
    value = SUGGESTED.get(metric_of(unit) or "")
    if counted or plan.is_payroll or plan.is_catch_all or value is None:
        return Rejected(KNOWN)
    return Candidate(
        level2=QUANTITY,
        name=name,
        operator=Operator.AT_LEAST,
        value=value,
        unit=unit,
        passport=Provenance(kind=ProvenanceKind.MODEL, source=plan.task.id),
        confirm=True,
        tasks=(plan.task.id,),
        importance=row.importance,
        rank=Rank.NEEDED,
        by_model=True,
    )


def _proposal(name: str, level2: str, row: DraftRow, plan: TaskPlan) -> Candidate | Rejected:
    number = read_printed_number(normalise(row.value or "").rstrip("%"))
    operator = Operator(row.operator.value)
    by_name = level_of_rate(name)
    if level2 in (QUANTITY, QUALITY, TIMELINESS) or by_name == TIMELINESS:
        level2 = by_name if by_name in OUTPUTS else QUALITY
    if level2 not in (*OUTPUTS, *BENEFITS):
        return Rejected(NO_BASIS)
    falling = re.search(r"差错|事故|投诉|故障|逾期|流失|返修|违规|死亡|发案", name)
    if falling and not re.search(r"下降|降低|减少|办结|处置|整改", name):
        operator, usual = Operator.AT_MOST, "5"
    else:
        usual = "95" if level2 != TIMELINESS else "100"
        operator = Operator.EQUAL if usual == "100" else Operator.AT_LEAST
    if number is not None and 0 < number <= 100 and operator is Operator.AT_LEAST:
        usual = plain(number)
    return Candidate(
        level2=level2,
        name=name,
        operator=operator,
        value=usual,
        unit="%",
        passport=Provenance(kind=ProvenanceKind.MODEL, source=plan.task.id),
        confirm=True,
        tasks=(plan.task.id,),
        importance=row.importance,
        rank=Rank.MODEL,
        by_model=True,
    )


def _satisfaction(name: str, row: DraftRow, plan: TaskPlan) -> Candidate | Rejected:
    """Only of people whom the task serves; the value is the text's or the usual one."""
    who = re.sub(r"(?:的)?满意(?:度|率).*$", "", name)
    served = served_by(plan)
    if not who or (who not in served and not any(word in who for word in people_in(plan.text))):
        return Rejected(WRONG_PEOPLE)
    if fault_of(f"{who}满意度", plan.text, known=True) is not None:
        return Rejected(BAD_NAME)
    fact = _fact_for(row, plan)
    if fact is not None:
        own = next((r for r in plan.stated if (fact.source, fact.start) in r.facts), None)
        return own if own is not None else Rejected(REPEATED)
    return satisfaction_row(who, (plan.task.id,)).model_copy(
        update={"by_model": True, "rank": Rank.MODEL}
    )
