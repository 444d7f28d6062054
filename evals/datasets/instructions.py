"""Sentences said to a table, each with the exact edits that it asks for."""

from enum import StrEnum

from assistant.domain.edit import Edit
from assistant.domain.target import PerformanceTarget
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


def load_instruction_tables() -> dict[str, InstructionTable]:
    """Every table that sentences are said to, by name."""
    return {table.name: table for table in read_folder(TABLES, InstructionTable)}


def load_instructions(split: Split = Split.DEVELOPMENT) -> tuple[Instruction, ...]:
    """Every sentence of a split, in the order of the file."""
    return tuple(case for case in read_file(FILE, Instruction) if case.split is split)
