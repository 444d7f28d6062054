"""Draft a table, row by row, and always end with a valid one.

The model proposes, the facts decide, the rules judge. Whatever the model does (fails, is stopped,
answers nonsense, obeys words planted in a task), the table is completed from the unit's own
numbers and the library, and the notes say so.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.domain.draft import Draft, Usage
from assistant.domain.finding import Severity
from assistant.domain.indicator import Indicator
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.drafting.ask import Asker, Batch, Proposal
from assistant.drafting.assemble import assemble, ensure
from assistant.drafting.candidates import Candidate, indicator_of
from assistant.drafting.context import DraftContext
from assistant.drafting.events import (
    DraftEvent,
    Finished,
    Repairing,
    RowDrafted,
    RowRejected,
    Started,
    Switched,
    TaskDone,
    TaskStarted,
)
from assistant.drafting.goal import write_goal
from assistant.drafting.ground import Rejected
from assistant.drafting.notes import (
    DETERMINISTIC,
    GOAL_WRITTEN,
    MODEL_FAILED,
    NO_TASKS,
    STOPPED,
    TOO_SLOW,
    WEIGHTS,
    conditional_notes,
    confirm_note,
    instruction_notes,
    number_notes,
)
from assistant.drafting.plan import TaskPlan
from assistant.drafting.repair import Kitchen, Table, repair, without_errors
from assistant.drafting.repair_model import repair_with_model
from assistant.exceptions import CancelledError, ProviderError
from assistant.messages import Language, Message

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient


SWITCHED = Message(
    zh="模型服务 {before} 失败：{reason} 其余任务已改由 {after} 继续，此前得到的指标都已保留。",
    en="Provider {before} failed: {reason} The other tasks went on with {after}; rows so far are "
    "kept.",
)


class StopSign(Protocol):
    """What says that the user wants to stop; a `threading.Event` is one."""

    def is_set(self) -> bool:
        """True once the work should end."""


def stream_draft(
    target: PerformanceTarget,
    profile: Profile,
    client: "ModelClient | None" = None,
    *,
    history: Sequence[Indicator] | None = None,
    cancel: StopSign | None = None,
    language: Language = Language.CHINESE,
) -> Iterator[DraftEvent]:
    """Draft the indicators of ``target``; the last event is `Finished`, whatever happens.

    Args:
        target: the form: tasks, goal, money; its rows, if any, count as last year's.
        profile: local settings: total of the weights, norms, catalogue.
        client: the model, or None for facts and library alone.
        history: last year's rows, where they are not those of ``target``.
        cancel: set by the user to stop; what was drafted is kept.
        language: language of notes and findings.
    """
    return _Draft(target, profile, client, history, cancel, language).run()


class _Draft:
    """One run."""

    def __init__(
        self,
        target: PerformanceTarget,
        profile: Profile,
        client: "ModelClient | None",
        history: Sequence[Indicator] | None,
        cancel: StopSign | None,
        language: Language,
    ) -> None:
        self._context = DraftContext(target, history)
        self._kitchen = Kitchen(target, profile, language)
        self._client, self._cancel, self._language = client, cancel, language
        self._profile = profile
        self._places = {p.task.id: n for n, p in enumerate(self._context.plans, 1)}
        self._announced: set[str] = set()
        self._answered: set[str] = set()
        self._proposed: list[Candidate] = []
        self._notes: list[str] = []
        self._failure: str | None = None
        self._shown = 0
        self._failed = False

    def run(self) -> Iterator[DraftEvent]:
        plans = self._context.plans
        yield Started(total=len(plans), with_model=self._client is not None)
        before = self._client.usage if self._client else Usage()
        if self._client is None:
            self._notes.append(DETERMINISTIC.text(self._language))
            yield from self._by_rules()
        else:
            yield from self._by_model(self._client)
        yield from self._finish(before)

    def _by_rules(self) -> Iterator[DraftEvent]:
        """What rules and library make of the tasks that no model has answered for."""
        for plan in self._left():
            yield from self._announce((plan,))
            yield TaskDone(task=plan.task.id, place=self._places[plan.task.id], seconds=0.0)

    def _by_model(self, client: "ModelClient") -> Iterator[DraftEvent]:
        """Ask for each task; what no endpoint answers is left to rules and library."""
        try:
            while (error := (yield from self._ask_all(client.current))) is not None:
                if not self._left() or client.current.fall_back(error) is None:
                    yield from self._given_up(error)
                    return
                yield self._switched(client)
        except CancelledError:
            self._failed = True
            self._notes.append(STOPPED.text(self._language))

    def _ask_all(self, client: "ModelClient") -> Generator[DraftEvent, None, ProviderError | None]:
        """Put every open question to one endpoint; returns its error if it failed.

        Raises:
            CancelledError: the user stopped it.
        """
        asker, begun = Asker(client, self._left()), time.monotonic()
        try:
            for batch in asker.batches():
                if asker.patience is not None and time.monotonic() - begun > asker.patience:
                    place = self._places[batch.plans[0].task.id]
                    self._notes.append(TOO_SLOW.text(self._language, place=place))
                    self._failed = True
                    yield from self._by_rules()
                    return None
                yield from self._ask(batch)
        except ProviderError as error:
            return error
        return None

    def _given_up(self, error: ProviderError) -> Iterator[DraftEvent]:
        self._failed = True
        self._failure = reason = error.text(self._language)
        last = len(self._places)
        place = min((self._places[plan.task.id] for plan in self._left()), default=last)
        self._notes.append(MODEL_FAILED.text(self._language, reason=reason, place=place))
        yield from self._by_rules()

    def _switched(self, client: "ModelClient") -> Switched:
        switch = client.switches[-1]
        reason = switch.error.text(self._language)
        names = {"before": switch.before, "after": switch.after}
        self._notes.append(SWITCHED.text(self._language, reason=reason, **names))
        return Switched(reason=reason, **names)

    def _left(self) -> tuple[TaskPlan, ...]:
        """The tasks that no endpoint has given a row for: the others are not asked again."""
        return tuple(plan for plan in self._context.plans if plan.task.id not in self._answered)

    def _ask(self, batch: Batch) -> Iterator[DraftEvent]:
        """One question.

        Raises:
            CancelledError: the user stopped it.
            ProviderError: the model failed.
        """
        self._check_stopped(batch)
        yield from self._announce(batch.plans)
        started = time.monotonic()
        for proposal in batch.proposals():
            if proposal.task is not None and isinstance(proposal.outcome, Candidate):
                self._answered.add(proposal.task)
            yield self._taken(proposal)
            self._check_stopped(batch)
        seconds = round(time.monotonic() - started, 3)
        for plan in batch.plans:
            self._answered.add(plan.task.id)
            yield TaskDone(task=plan.task.id, place=self._places[plan.task.id], seconds=seconds)

    def _announce(self, plans: Sequence[TaskPlan]) -> Iterator[DraftEvent]:
        """Tell that work on these tasks begins, and the rows that their own words give; once."""
        for plan in plans:
            if plan.task.id in self._announced:
                continue
            self._announced.add(plan.task.id)
            place = self._places[plan.task.id]
            yield TaskStarted(task=plan.task, place=place, total=len(self._places))
            for row in plan.stated or plan.usual[:1]:
                yield self._drafted(row, plan.task.id)

    def _taken(self, proposal: Proposal) -> DraftEvent:
        outcome = proposal.outcome
        if isinstance(outcome, Rejected):
            reason = outcome.reason.text(self._language)
            return RowRejected(name=proposal.name, reason=reason, task=proposal.task)
        self._proposed.append(outcome)
        return self._drafted(outcome, proposal.task)

    def _drafted(self, row: Candidate, task: str | None) -> RowDrafted:
        self._shown += 1
        return RowDrafted(indicator=indicator_of(row, self._shown, self._profile), task=task)

    def _check_stopped(self, batch: Batch) -> None:
        if self._cancel is not None and self._cancel.is_set():
            batch.close()
            raise CancelledError(STOPPED)

    def _finish(self, before: Usage) -> Iterator[DraftEvent]:
        context = self._context
        if not context.plans:
            self._notes.append(NO_TASKS.text(self._language))
        rows = assemble(context.target, context.plans, self._proposed, context.from_goal)
        table = self._kitchen.make(rows)
        if not (context.target.goal or "").strip() and table.rows:
            table = self._with_goal(table)
        yield Repairing(round=1, findings=len(table.open))
        table, rounds = repair(table, self._kitchen, context.replacements)
        if self._client is not None and not self._failed and self._worth_asking(table):
            yield Repairing(round=rounds + 1, findings=len(table.open))
            table, rounds = self._by_model_repaired(table, self._client), rounds + 1
        table = without_errors(
            table, self._kitchen, lambda kept: ensure(kept, context.plans, context.target)
        )
        yield Finished(draft=self._draft(table, rounds, before))

    def _with_goal(self, table: Table) -> Table:
        """The table with a goal written from its rows, without promises that none seems to keep."""
        self._notes.append(GOAL_WRITTEN.text(self._language))
        unkept = ""
        for _ in range(2):
            goal = write_goal(table.target, without=unkept)
            self._kitchen.base = self._context.target.model_copy(update={"goal": goal})
            table = self._kitchen.make(table.rows)
            unkept = "；".join(f.evidence for f in table.open if f.code == "R04")
            if not unkept:
                break
        return table

    def _worth_asking(self, table: Table) -> bool:
        return any(f.indicator and f.severity is not Severity.INFO for f in table.open)

    def _by_model_repaired(self, table: Table, client: "ModelClient") -> Table:
        try:
            return repair_with_model(table, self._kitchen, self._context, client)
        except (ProviderError, CancelledError):
            return table

    def _draft(self, table: Table, rounds: int, before: Usage) -> Draft:
        language = self._language
        used = self._client.usage if self._client else Usage()
        joint = "；" if language is Language.CHINESE else "; "
        lines = joint.join(table.balance.explanations)
        kept_back = self._client.privacy_notice(language) if self._client else None
        notes = [
            *self._notes,
            *([kept_back] if kept_back else []),
            *instruction_notes(self._context.target, language),
            *conditional_notes(self._context.target, language),
            *confirm_note(table.rows, language),
            *number_notes(self._context.facts, table.rows, language),
            *([WEIGHTS.text(language, lines=lines)] if lines else []),
        ]
        return Draft(
            target=table.target,
            findings=table.review.findings,
            not_checked=table.review.not_checked,
            rounds=rounds,
            usage=used.model_copy(
                update={
                    "calls": used.calls - before.calls,
                    "prompt_tokens": used.prompt_tokens - before.prompt_tokens,
                    "completion_tokens": used.completion_tokens - before.completion_tokens,
                    "seconds": round(used.seconds - before.seconds, 3),
                }
            ),
            notes=tuple(notes),
            profile=self._profile.name,
            failure=self._failure,
        )
