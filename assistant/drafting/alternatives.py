"""Other rows that could stand in a row's place, each proven on the whole table first.

Text and library give most of them; a model, where there is one, words one more, which is grounded
and judged like any other. Where the model fails the others stand, and the failure is said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.finding import Severity
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.profile import Profile
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget
from assistant.drafting.candidates import Candidate, indicator_of
from assistant.drafting.context import DraftContext
from assistant.drafting.ground import ground
from assistant.drafting.naming import shared_words
from assistant.drafting.repair import UNCONFIRMED
from assistant.drafting.rows import DraftRow
from assistant.exceptions import CancelledError, ProviderError
from assistant.llm.prompts import fence, load_prompt
from assistant.messages import Language, Message
from assistant.validators import review_target

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient

_FROM_LIBRARY = Message(
    zh="指标库中同类工作常用；{note}", en="usual for such work in the library; {note}"
)
_FROM_TEXT = Message(zh="取自任务原文“{quote}”", en="from the task's words '{quote}'")
_FROM_MODEL = Message(
    zh="模型拟写，已按任务原文核对；数值请核实", en="worded by the model, held against the task"
)
_WANTED = "请为同一项任务另拟一个更贴切、能核算的指标，不得与原指标同名。"
"""What the model is asked in the place of a finding; prompts are Chinese throughout."""
LIMIT = 3
_LONGEST_TASK = 600


class Alternative(Frozen):
    """A proposal for a row.

    Attributes:
        row: the row as it would be, id and weight kept.
        edits: what turns the present row into it.
        why: where it comes from and how it is computed.
        by_model: True where the model worded it.
    """

    row: Indicator
    edits: tuple[Edit, ...]
    why: str
    by_model: bool = False


class Offers(Frozen):
    """All that is offered for one row.

    Attributes:
        rows: the proposals, best first.
        failure: why the model that was asked gave none, in the user's language, or None.
    """

    rows: tuple[Alternative, ...] = ()
    failure: str | None = None


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
    search = _Search(target, indicator_id, profile, language)
    return tuple(search.proven(search.known(), most=3 * limit)[:limit])


def offers_for(
    target: PerformanceTarget,
    indicator_id: str,
    profile: Profile,
    client: "ModelClient | None",
    *,
    limit: int = LIMIT,
    language: Language = Language.CHINESE,
) -> Offers:
    """`alternatives` with one of the model's own among them, where it gives one that holds.

    Args:
        target: the table.
        indicator_id: the row.
        profile: local rule settings.
        client: the model, or None for text and library alone.
        limit: how many proposals at most.
        language: language of the reasons.

    Raises:
        KeyError: there is no such row.
    """
    search = _Search(target, indicator_id, profile, language)
    known = search.proven(search.known(), most=3 * limit)
    if client is None:
        return Offers(rows=tuple(known[:limit]))
    try:
        worded = search.proven(search.worded(client), most=limit)
    except (ProviderError, CancelledError) as error:
        return Offers(rows=tuple(known[:limit]), failure=error.text(language))
    kept = known[: max(0, limit - 1)] if worded else known
    return Offers(rows=(*kept, *worded)[:limit])


class _Search:
    """Looks for rows in the place of one."""

    def __init__(
        self, target: PerformanceTarget, indicator_id: str, profile: Profile, language: Language
    ) -> None:
        self._target, self._profile, self._language = target, profile, language
        self._row = target.indicator(indicator_id)
        self._context = DraftContext(target, history=())
        self._taken = {other.name for other in target.indicators}
        self._before = _weighed(target, profile, language)

    def known(self) -> Iterator[Candidate]:
        """What text and library give in this class."""
        yield from self._context.replacements(_as_candidate(self._row, self._context))

    def worded(self, client: "ModelClient") -> Iterator[Candidate]:
        """What the model words for the row's task, grounded; other classes are left out.

        Raises:
            ProviderError: the model failed.
            CancelledError: the client was cancelled.
        """
        row = _as_candidate(self._row, self._context)
        plan = next((one for one in self._context.plans if one.task.id in row.tasks), None)
        if plan is None:
            return
        prompt = load_prompt("repair-row").render(
            row=f"{row.level2} {row.name} {row.operator.value}{row.value}{row.unit}",
            finding=_WANTED,
            task=fence(plan.task.text[:_LONGEST_TASK]),
        )
        for answer in client.rows(prompt, DraftRow, max_rows=LIMIT):
            made = ground(answer, plan)
            if isinstance(made, Candidate) and made.level2 == row.level2:
                yield made.model_copy(update={"tasks": row.tasks, "by_model": True})

    def proven(self, candidates: Iterable[Candidate], *, most: int) -> list[Alternative]:
        """Those that leave the table no worse, those that leave it best first."""
        found: list[tuple[int, int, Alternative]] = []
        for candidate in candidates:
            if candidate.name in self._taken:
                continue
            self._taken.add(candidate.name)
            new = _in_place(self._row, candidate, self._profile)
            score = _weighed(_replaced(self._target, new), self._profile, self._language)
            if score <= self._before:
                offer = Alternative(
                    row=new,
                    edits=edits_between(self._row, new),
                    why=_why(candidate, self._language),
                    by_model=candidate.by_model,
                )
                found.append((score, len(found), offer))
            if len(found) >= most:
                break
        return [offer for _, _, offer in sorted(found, key=lambda item: item[:2])]


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
    if candidate.by_model:
        return _FROM_MODEL.text(language)
    if candidate.passport.quote:
        return _FROM_TEXT.text(language, quote=candidate.passport.quote)
    return _FROM_LIBRARY.text(language, note=candidate.note or "-")


def applied(target: PerformanceTarget, offer: Alternative) -> PerformanceTarget:
    """The table with an alternative taken, its passport included."""
    changed = apply_edits(target, offer.edits)
    return _replaced(changed, offer.row)
