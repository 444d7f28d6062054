"""Sentences said to a table, each with the exact edits that it asks for."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from assistant.domain.edit import ROW_FIELDS, Edit, EditOp, apply_edits
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.profiles import load_profile
from evals.datasets.cases import FOLDER, Case, Split, read_file, read_folder

FILE = FOLDER / "instructions.yaml"
TABLES = FOLDER / "instruction_tables"


class Expected(StrEnum):
    """What must come of a sentence."""

    EDITS = "edits"
    """Exactly the edits listed."""
    QUESTION = "question"
    """One question back, and nothing changed."""
    NOTHING = "nothing"
    """Nothing changed; a note or a question may say why."""
    UNDO = "undo"
    """The table as it was before the last change."""


class Style(StrEnum):
    """How the sentence is said; a case may be of several."""

    PLAIN = "plain"
    SEVERAL = "several"
    SPOKEN = "spoken"
    TYPO = "typo"
    WRONG_ROW = "wrong_row"
    AMBIGUOUS = "ambiguous"
    NOTHING_TO_DO = "nothing_to_do"
    ENGLISH = "english"
    INJECTION = "injection"


class InstructionTable(Case):
    """A table that sentences are said to.

    Attributes:
        target: the table, whose weights add up to its profile's total.
        profile: name of the local settings.
    """

    target: PerformanceTarget
    profile: str = "national-2021"


class Instruction(Case):
    """One sentence.

    Attributes:
        table: name of the table that it is said to.
        said: the sentence.
        styles: how it is said.
        after: a sentence said before it, for what takes a change back.
        expected: what must come of it.
        edits: the edits, in the vocabulary of `assistant.domain.edit`. A row that is added holds
            only the fields that the sentence fixes; the others are free. Where an edit moves a
            weight, adds or drops a row, the weights of other rows may follow so that the total
            stays.
        asks: words of which the question must hold one; empty where its wording is free.
    """

    table: str
    said: str
    styles: tuple[Style, ...]
    after: str | None = None
    expected: Expected
    edits: tuple[Edit, ...] = ()
    asks: tuple[str, ...] = ()


class Judgement(NamedTuple):
    """What came of a sentence beside what it asks for, in words; right where both are empty.

    Attributes:
        missing: what should have come of it and did not.
        collateral: what changed though nobody asked.
    """

    missing: tuple[str, ...]
    collateral: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Exactly what was asked, and nothing else."""
        return not self.missing and not self.collateral


def judge(case: Instruction, after: PerformanceTarget, question: str | None) -> Judgement:
    """Compare what came of ``case`` with what it asks for.

    Args:
        case: the sentence.
        after: the table after it; for `Expected.UNDO`, after the last change was taken back.
        question: the question back, if one was asked.
    """
    before = load_instruction_tables()[case.table]
    wanted = apply_edits(before.target, _without_free_rows(case.edits))
    missing, collateral = _differences(before, wanted, after, case)
    if case.expected is Expected.QUESTION:
        if not question:
            missing.append("no question is asked")
        elif case.asks and not any(word in question for word in case.asks):
            missing.append(f"the question names none of {case.asks}")
    elif case.expected is Expected.EDITS and question:
        missing.append(f"asks instead: {question}")
    return Judgement(tuple(missing), tuple(collateral))


def _without_free_rows(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    return tuple(edit for edit in edits if edit.op is not EditOp.ADD)


def _differences(
    before: InstructionTable, wanted: PerformanceTarget, after: PerformanceTarget, case: Instruction
) -> tuple[list[str], list[str]]:
    """What is missing and what is collateral, in words."""
    missing: list[str] = []
    collateral: list[str] = []
    old = {row.id: row for row in before.target.indicators}
    due = {row.id: row for row in wanted.indicators}
    now = {row.id: row for row in after.indicators}
    for row_id in old:
        if (row_id in due) is not (row_id in now):
            (missing if row_id not in due else collateral).append(f"{row_id} is there or gone")
    for row_id in due.keys() & now.keys():
        for field in _changed(due[row_id], now[row_id], case):
            asked = getattr(old[row_id], field) != getattr(due[row_id], field)
            (missing if asked else collateral).append(
                f"{row_id} {field}: {getattr(now[row_id], field)}"
            )
    added = [row for row_id, row in now.items() if row_id not in old]
    _compare_added(case, added, missing, collateral)
    if after.goal != wanted.goal:
        (missing if wanted.goal != before.target.goal else collateral).append("goal")
    total = load_profile(before.profile).weight_total
    if _moves_weights(case) and _sum(after) != total:
        collateral.append(f"weights add up to {_sum(after)}")
    return missing, collateral


def _changed(due: Indicator, now: Indicator, case: Instruction) -> Iterator[str]:
    """Fields in which a row is not what it should be; a weight that only follows is let pass."""
    set_weights = {edit.indicator for edit in case.edits if edit.field == "weight"}
    asks_to_confirm = any(edit.field == "confirm" for edit in case.edits)
    for field in ROW_FIELDS:
        if field == "weight" and _moves_weights(case) and due.id not in set_weights:
            continue
        # A value that is set is the user's own, and so no longer waits for a yes.
        if field == "confirm" and not asks_to_confirm:
            continue
        if getattr(due, field) != getattr(now, field):
            yield field


def _moves_weights(case: Instruction) -> bool:
    moving = (EditOp.ADD, EditOp.REMOVE, EditOp.MERGE)
    return any(edit.op in moving or edit.field == "weight" for edit in case.edits)


def _compare_added(
    case: Instruction, added: list[Indicator], missing: list[str], collateral: list[str]
) -> None:
    """Each row asked for beside the one that was added in its place."""
    asked = [edit.row for edit in case.edits if edit.row is not None]
    collateral.extend(f"added {row.name}" for row in added[len(asked) :])
    missing.extend(f"not added: {row.name}" for row in asked[len(added) :])
    for want, got in zip(asked, added, strict=False):
        for field in want.model_fields_set - {"id"}:
            if getattr(want, field) != getattr(got, field):
                missing.append(f"added {field}: {getattr(got, field)}")


def _sum(target: PerformanceTarget) -> Decimal:
    return sum((row.weight or Decimal(0) for row in target.indicators), Decimal(0))


def load_instruction_tables() -> dict[str, InstructionTable]:
    """Every table that sentences are said to, by name."""
    return {table.name: table for table in read_folder(TABLES, InstructionTable)}


def load_instructions(split: Split = Split.DEVELOPMENT) -> tuple[Instruction, ...]:
    """Every sentence of a split, in the order of the file."""
    return tuple(case for case in read_file(FILE, Instruction) if case.split is split)
