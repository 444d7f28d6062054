"""Change a drafted table by talking to it: each change shown, exact, and only where it was asked.

Clear commands are read here; what is not clear goes to the model, whose edits may touch only rows
that the sentence names and values that it gives; what is ambiguous comes back as one question.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from assistant.domain.calendar import read_calendar
from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.finding import Finding, NotChecked
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator
from assistant.domain.profile import Profile
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget
from assistant.drafting.additions import row_to_add
from assistant.drafting.alternatives import alternatives, applied, edits_between
from assistant.drafting.candidates import ORDER
from assistant.drafting.command import Command, Verb
from assistant.drafting.commands import read_commands
from assistant.drafting.goal import write_goal
from assistant.drafting.refine_model import ask_for_edits
from assistant.drafting.refine_notes import (
    ALREADY,
    BAD_WEIGHT,
    GOAL_CHANGED,
    HOW_TO_SAY,
    MERGE_TWO,
    MODEL_FAILED,
    NO_ALTERNATIVE,
    NO_DEADLINE,
    NO_ROWS,
    NO_SUCH_ROW,
    NOTHING_CHANGED,
    NOTHING_TO_UNDO,
    UNDONE,
    WEIGHTS_MOVED,
    WHICH,
    WHICH_TO_ADD,
    describe,
)
from assistant.drafting.smart import with_smart
from assistant.drafting.weights import WeightRow, balance
from assistant.exceptions import CancelledError, EditError, ProviderError
from assistant.messages import Language, Message
from assistant.validators import review_target

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient


class Change(Frozen):
    """One row before and after.

    Attributes:
        before: the row as it was, or None for one that was added.
        after: the row as it is, or None for one that was removed.
        words: the change in one line.
    """

    before: Indicator | None
    after: Indicator | None
    words: str


class Refinement(Frozen):
    """What came of one sentence.

    Attributes:
        target: the table after it; the same as before where a question is asked.
        edits: what was done, in order.
        changes: every row that differs, before and after.
        question: what must be answered first, or None.
        failure: why the model did not answer, where the question is for want of its answer.
        undone: True where the sentence took the last change back.
        by_model: True where the model read the sentence.
        findings: what the rules say of the table now.
        not_checked: rules that lacked data.
        notes: what else the user should know.
        profile: name of the profile that the table was weighed and judged by.
    """

    target: PerformanceTarget
    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    question: str | None = None
    failure: str | None = None
    undone: bool = False
    by_model: bool = False
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    notes: tuple[str, ...] = ()
    profile: str | None = None


class _Unclear(Exception):
    """A question to the user."""

    def __init__(self, message: Message, **values: object) -> None:
        super().__init__()
        self.message, self.values = message, values


def refine(
    target: PerformanceTarget,
    instruction: str,
    profile: Profile,
    client: "ModelClient | None" = None,
    *,
    previous: PerformanceTarget | None = None,
    language: Language = Language.CHINESE,
) -> Refinement:
    """The table after one sentence of the user.

    Args:
        target: the table.
        instruction: what the user said.
        profile: local settings.
        client: the model for what is not a clear command, or None.
        previous: the table before the last change, for 撤销.
        language: language of questions, notes and findings.
    """
    return _Session(target, profile, language).run(instruction, client, previous)


class _Session:
    """One sentence at work on one table."""

    def __init__(self, target: PerformanceTarget, profile: Profile, language: Language) -> None:
        self._before, self._target = target, target
        self._profile, self._language = profile, language
        self._edits: list[Edit] = []
        self._notes: list[str] = []
        self._by_model = False
        self._failure: str | None = None

    def run(
        self, instruction: str, client: "ModelClient | None", previous: PerformanceTarget | None
    ) -> Refinement:
        try:
            commands = read_commands(instruction, self._target.indicators)
            if commands and commands[0].verb is Verb.UNDO:
                return self._undo(previous)
            if commands is None:
                self._ask_model(instruction, client)
            for command in commands or ():
                self._do(command)
        except _Unclear as unclear:
            return self._question(unclear)
        except EditError as error:
            return self._result(question=error.text(self._language))
        return self._result()

    def _do(self, command: Command) -> None:
        if command.verb is Verb.KEEP:
            return
        named = command.rows
        if named.missing:
            raise _Unclear(
                NO_SUCH_ROW, rows="、".join(map(str, named.missing)), count=len(self._rows)
            )
        here = {row.id for row in self._rows}
        gone = [row.number for row in self._before.indicators if row.id in {*named.ids} - here]
        if gone:  # the sentence itself dropped it before
            raise _Unclear(NO_SUCH_ROW, rows="、".join(map(str, gone)), count=len(self._rows))
        if named.several and command.verb not in (Verb.ADD, Verb.LEAN):
            raise _Unclear(WHICH, rows=self._listed(named.several))
        {
            Verb.REMOVE: self._remove,
            Verb.ADD: self._add,
            Verb.SET: self._set_value,
            Verb.WEIGHT: self._set_weight,
            Verb.RENAME: self._set_text,
            Verb.UNIT: self._set_text,
            Verb.OPERATOR: self._set_text,
            Verb.REPLACE: self._replace,
            Verb.CONFIRM: self._confirm,
            Verb.MERGE: self._merge,
            Verb.BALANCE: self._balance,
            Verb.LEAN: self._balance,
            Verb.GOAL: self._goal,
            Verb.DEADLINE: self._deadline,
        }[command.verb](command)

    @property
    def _rows(self) -> tuple[Indicator, ...]:
        return self._target.indicators

    def _apply(self, *edits: Edit) -> None:
        self._target = apply_edits(self._target, edits)
        self._edits.extend(edits)

    def _put(self, new: Indicator) -> None:
        """Replace a row by its new form, edits and passport alike."""
        self._apply(*edits_between(self._target.indicator(new.id), new))
        rows = tuple(new if row.id == new.id else row for row in self._rows)
        self._target = self._target.model_copy(update={"indicators": rows})

    def _remove(self, command: Command) -> None:
        for row_id in command.rows.ids:
            row = self._target.indicator(row_id)
            self._apply(Edit(op=EditOp.REMOVE, indicator=row_id))
            self._keep_total(row.level1)

    def _add(self, command: Command) -> None:
        row = row_to_add(self._target, command.levels, command.text, self._profile)
        if row is None:
            raise _Unclear(WHICH_TO_ADD)
        if any(other.name == row.name for other in self._rows):
            raise _Unclear(ALREADY, name=row.name)
        row = row.model_copy(update={"id": "", "weight": self._profile.min_single_weight + 1})
        known = {other.id for other in self._rows}
        self._apply(Edit(op=EditOp.ADD, indicator=self._last_of(row), row=row))
        added = next(other for other in self._rows if other.id not in known)
        self._keep_total(added.level1, keep=added.id)

    def _last_of(self, row: Indicator) -> str | None:
        """The row after which a new one of its class stands."""
        order = ORDER.index(row.level2) if row.level2 in ORDER else len(ORDER)
        before = [
            other.id
            for other in self._rows
            if other.level2 in ORDER and ORDER.index(other.level2) <= order
        ]
        return before[-1] if before else None

    def _set_value(self, command: Command) -> None:
        quantity = command.quantity
        assert quantity is not None
        for row_id in command.rows.ids:
            row = self._target.indicator(row_id)
            self._put(
                row.model_copy(
                    update={
                        "operator": quantity.operator or row.operator,
                        "value": quantity.value,
                        "unit": quantity.unit or row.unit,
                        "confirm": False,
                        "provenance": self._by_user(row, command.words),
                    }
                )
            )

    @staticmethod
    def _by_user(row: Indicator, words: str) -> dict[str, Provenance]:
        passport = Provenance(kind=ProvenanceKind.USER, quote=words)
        return {**row.provenance, "value": passport}

    def _set_text(self, command: Command) -> None:
        field = {Verb.RENAME: "name", Verb.UNIT: "unit", Verb.OPERATOR: "operator"}[command.verb]
        for row_id in command.rows.ids:
            self._apply(Edit(op=EditOp.SET, indicator=row_id, field=field, value=command.text))

    def _set_weight(self, command: Command) -> None:
        for row_id in command.rows.ids:
            self._apply(Edit(op=EditOp.SET, indicator=row_id, field="weight", value=command.text))
        first = self._target.indicator(command.rows.ids[0])
        self._keep_total(first.level1, keep=first.id, also=command.rows.ids)

    def _confirm(self, command: Command) -> None:
        for row_id in command.rows.ids:
            if self._target.indicator(row_id).confirm:
                self._apply(Edit(op=EditOp.SET, indicator=row_id, field="confirm", value="false"))

    def _merge(self, command: Command) -> None:
        if len(command.rows.ids) != 2:
            raise _Unclear(MERGE_TWO)
        kept, dropped = command.rows.ids
        tasks = self._target.indicator(dropped).tasks
        self._apply(Edit(op=EditOp.MERGE, indicator=dropped, value=kept))
        row = self._target.indicator(kept)
        both = tuple(dict.fromkeys((*row.tasks, *tasks)))
        rows = tuple(
            other.model_copy(update={"tasks": both}) if other.id == kept else other
            for other in self._rows
        )
        self._target = self._target.model_copy(update={"indicators": rows})

    def _replace(self, command: Command) -> None:
        for row_id in command.rows.ids:
            offers = alternatives(
                self._target, row_id, self._profile, limit=1, language=self._language
            )
            if not offers:
                raise _Unclear(NO_ALTERNATIVE, name=self._target.indicator(row_id).name)
            self._target = applied(self._target, offers[0])
            self._edits.extend(offers[0].edits)
            self._notes.append(offers[0].why)

    def _deadline(self, command: Command) -> None:
        """Another day in the name of the row that says by when."""
        for row_id in command.rows.ids:
            name = self._target.indicator(row_id).name or ""
            days = [found for found in read_calendar(name) if found.is_deadline]
            if not days:
                raise _Unclear(NO_DEADLINE, name=name)
            new = f"{name[: days[0].start]}{command.text}{name[days[0].end :]}"
            self._apply(Edit(op=EditOp.SET, indicator=row_id, field="name", value=new))

    def _goal(self, command: Command) -> None:
        text = command.text or write_goal(self._target)
        if text is None:
            raise _Unclear(NO_ROWS)
        self._apply(Edit(op=EditOp.SET, field="goal", value=text))
        self._notes.append(GOAL_CHANGED.text(self._language, text=text))

    def _balance(self, command: Command) -> None:
        """Weights anew for the whole table, which the command names as a whole."""
        if not self._rows:
            raise _Unclear(NO_ROWS)
        levels = {row.level1 for row in self._rows if row.level2 in command.levels}
        emphasis = {level: Fraction(13, 10) for level in levels if level}
        weighed = balance(
            [
                WeightRow(row.level1 or "", 5 if row.level2 in command.levels else 3)
                for row in self._rows
            ],
            self._profile,
            language=self._language,
            emphasis=emphasis,
        )
        self._take_weights(weighed.weights)
        self._notes.extend(weighed.explanations)

    def _take_weights(self, weights: tuple[Decimal, ...]) -> None:
        for row, weight in zip(self._rows, weights, strict=True):
            if row.weight != weight:
                value = format(weight, "f")
                self._apply(Edit(op=EditOp.SET, indicator=row.id, field="weight", value=value))

    def _keep_total(
        self, level1: str | None, *, keep: str | None = None, also: tuple[str, ...] = ()
    ) -> None:
        """Bring the sum back to the profile's total, within the class where that can be.

        Only a table that held its total before is kept at it; nobody asked to repair another.
        """
        total = self._profile.weight_total
        if self._sum(self._before) != total or self._sum(self._target) == total:
            return
        held = {keep, *also}
        for same_class in (True, False):
            free = {
                row.id
                for row in self._rows
                if row.id not in held and (row.level1 == level1 or not same_class)
            }
            rows = [
                WeightRow(
                    row.level1 or "",
                    min(5, max(1, round(row.weight or 3))),
                    None if row.id in free else row.weight,
                )
                for row in self._rows
            ]
            weighed = balance(rows, self._profile, language=self._language)
            if free and weighed.weights and min(weighed.weights) >= 1:
                self._take_weights(weighed.weights)
                self._notes.append(WEIGHTS_MOVED.text(self._language, total=total))
                return
        raise _Unclear(BAD_WEIGHT, total=total)

    @staticmethod
    def _sum(target: PerformanceTarget) -> Decimal:
        return sum((row.weight or Decimal(0) for row in target.indicators), Decimal(0))

    def _ask_model(self, instruction: str, client: "ModelClient | None") -> None:
        if client is None or not self._rows:
            raise _Unclear(HOW_TO_SAY)
        try:
            edits = ask_for_edits(self._target, instruction, client)
        except (ProviderError, CancelledError) as error:
            self._failure = error.text(self._language)
            raise _Unclear(MODEL_FAILED, reason=self._failure) from error
        if not edits:
            raise _Unclear(HOW_TO_SAY)
        self._by_model = True
        for edit in edits:
            if edit.op is EditOp.REMOVE:
                level1 = self._target.indicator(edit.indicator or "").level1
                self._apply(edit)
                self._keep_total(level1)
            else:
                self._take_edit(edit, instruction)

    def _take_edit(self, edit: Edit, instruction: str) -> None:
        self._apply(edit)
        if edit.field == "value" and edit.indicator:
            row = self._target.indicator(edit.indicator)
            update = {"confirm": False, "provenance": self._by_user(row, instruction)}
            self._put(row.model_copy(update=update))
        elif edit.field == "weight" and edit.indicator:
            row = self._target.indicator(edit.indicator)
            self._keep_total(row.level1, keep=row.id)

    def _undo(self, previous: PerformanceTarget | None) -> Refinement:
        if previous is None:
            return self._question(_Unclear(NOTHING_TO_UNDO))
        self._target = previous
        self._notes.append(UNDONE.text(self._language))
        return self._result().model_copy(update={"undone": True})

    def _question(self, unclear: _Unclear) -> Refinement:
        return self._result(question=unclear.message.text(self._language, **unclear.values))

    def _listed(self, ids: tuple[str, ...]) -> str:
        known = {row.id: f"第{row.number}条“{row.name}”" for row in self._rows}
        return "、".join(known[row_id] for row_id in ids if row_id in known)

    def _result(self, question: str | None = None) -> Refinement:
        if not question and not self._edits and not self._notes:
            self._notes.append(NOTHING_CHANGED.text(self._language))
        target = self._before if question else self._target
        review = review_target(target, self._profile, drafted=True, language=self._language)
        target = with_smart(target, review.findings)
        return Refinement(
            target=target,
            edits=() if question else tuple(self._edits),
            changes=() if question else tuple(_changes(self._before, target, self._language)),
            question=question,
            failure=self._failure,
            by_model=self._by_model,
            findings=review.findings,
            not_checked=review.not_checked,
            notes=() if question else tuple(dict.fromkeys(self._notes)),
            profile=self._profile.name,
        )


def _changes(
    before: PerformanceTarget, after: PerformanceTarget, language: Language
) -> Iterator[Change]:
    """Every row that differs in what a form prints, in print order."""
    old = {row.id: row for row in before.indicators}
    new = {row.id: row for row in after.indicators}
    for row_id in dict.fromkeys((*old, *new)):
        one, other = old.get(row_id), new.get(row_id)
        if words := describe(one, other, language):
            yield Change(before=one, after=other, words=words)
