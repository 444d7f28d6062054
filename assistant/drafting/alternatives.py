"""Other rows that could stand in a row's place, each proven on the whole table first."""

from collections import Counter

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.finding import Severity
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.profile import Profile
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget
from assistant.drafting.candidates import Candidate, indicator_of
from assistant.drafting.context import DraftContext
from assistant.drafting.naming import shared_words
from assistant.drafting.repair import UNCONFIRMED
from assistant.messages import Language, Message
from assistant.validators import review_target

_FROM_LIBRARY = Message(
    zh="指标库中同类工作常用；{note}", en="usual for such work in the library; {note}"
)
_FROM_TEXT = Message(zh="取自任务原文“{quote}”", en="from the task's words '{quote}'")
LIMIT = 3


class Alternative(Frozen):
    """A proposal for a row.

    Attributes:
        row: the row as it would be, id and weight kept.
        edits: what turns the present row into it.
        why: where it comes from and how it is computed.
    """

    row: Indicator
    edits: tuple[Edit, ...]
    why: str


def alternatives(
    target: PerformanceTarget,
    indicator_id: str,
    profile: Profile,
    *,
    limit: int = LIMIT,
    language: Language = Language.CHINESE,
) -> tuple[Alternative, ...]:
    """Up to ``limit`` rows that could replace one, those that leave the fewest findings first.

    Raises:
        KeyError: there is no such row.
    """
    row = target.indicator(indicator_id)
    context = DraftContext(target, history=())
    found: list[tuple[int, int, Alternative]] = []
    taken = {other.name for other in target.indicators}
    before = _weighed(target, profile, language)
    for candidate in context.replacements(_as_candidate(row, context)):
        if candidate.name in taken:
            continue
        taken.add(candidate.name)
        new = _in_place(row, candidate, profile)
        made = _replaced(target, new)
        score = _weighed(made, profile, language)
        if score <= before:
            offer = Alternative(
                row=new, edits=edits_between(row, new), why=_why(candidate, language)
            )
            found.append((score, len(found), offer))
        if len(found) >= 3 * limit:
            break
    return tuple(offer for _, _, offer in sorted(found, key=lambda item: item[:2])[:limit])


def edits_between(before: Indicator, after: Indicator) -> tuple[Edit, ...]:
    """The edits that turn one row into the other."""
    edits = []
    for field in ("level1", "level2", "name", "operator", "value", "unit", "weight", "note"):
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            text = None if new is None else format(new, "f") if field == "weight" else str(new)
            edits.append(Edit(op=EditOp.SET, indicator=before.id, field=field, value=text))
    if before.confirm != after.confirm:
        value = "true" if after.confirm else "false"
        edits.append(Edit(op=EditOp.SET, indicator=before.id, field="confirm", value=value))
    return tuple(edits)


def _replaced(target: PerformanceTarget, new: Indicator) -> PerformanceTarget:
    rows = tuple(new if row.id == new.id else row for row in target.indicators)
    return target.model_copy(update={"indicators": rows})


def _weighed(target: PerformanceTarget, profile: Profile, language: Language) -> int:
    findings = review_target(target, profile, drafted=True, language=language).findings
    counts = Counter(f.severity for f in findings if f.code != UNCONFIRMED)
    return counts[Severity.ERROR] * 100 + counts[Severity.WARNING] * 10 + counts[Severity.INFO]


def _in_place(row: Indicator, candidate: Candidate, profile: Profile) -> Indicator:
    new = indicator_of(candidate, row.number, profile)
    return new.model_copy(
        update={"id": row.id, "weight": row.weight, "tasks": row.tasks or candidate.tasks}
    )


def _as_candidate(row: Indicator, context: DraftContext) -> Candidate:
    tasks = row.tasks
    if not tasks and context.plans:
        nearest = max(context.plans, key=lambda plan: shared_words(row.name or "", plan.text))
        tasks = (nearest.task.id,)
    return Candidate(
        level2=row.level2 or "",
        name=row.name or "",
        operator=row.operator or Operator.AT_LEAST,
        value=row.value or "",
        unit=row.unit or "",
        passport=row.provenance.get("value", Provenance(kind=ProvenanceKind.USER)),
        tasks=tasks,
    )


def _why(candidate: Candidate, language: Language) -> str:
    if candidate.passport.quote:
        return _FROM_TEXT.text(language, quote=candidate.passport.quote)
    return _FROM_LIBRARY.text(language, note=candidate.note or "-")


def applied(target: PerformanceTarget, offer: Alternative) -> PerformanceTarget:
    """The table with an alternative taken, its passport included."""
    changed = apply_edits(target, offer.edits)
    return _replaced(changed, offer.row)
