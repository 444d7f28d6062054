"""One command to a table, as it was read from a sentence."""

from enum import StrEnum
from typing import NamedTuple

from assistant.domain.quantity import Quantity
from assistant.drafting.references import Reference


class Verb(StrEnum):
    """What a command does."""

    UNDO = "undo"
    KEEP = "keep"
    REMOVE = "remove"
    ADD = "add"
    SET = "set"
    WEIGHT = "weight"
    RENAME = "rename"
    UNIT = "unit"
    OPERATOR = "operator"
    REPLACE = "replace"
    CONFIRM = "confirm"
    MERGE = "merge"
    BALANCE = "balance"
    LEAN = "lean"
    GOAL = "goal"
    DEADLINE = "deadline"


class Command(NamedTuple):
    """One command as read.

    Attributes:
        verb: what to do.
        rows: which rows it names.
        quantity: the new value, for SET.
        text: the new name, unit, weight or goal, or what to add.
        levels: level-2 names concerned, for ADD and LEAN.
        words: the part of the sentence that it was read from.
    """

    verb: Verb
    rows: Reference = Reference()
    quantity: Quantity | None = None
    text: str = ""
    levels: tuple[str, ...] = ()
    words: str = ""
