"""One training example, and the text that the model really sees."""

import json
from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel

from assistant.domain.frozen import Frozen
from assistant.llm.prompts import Prompt


class Job(StrEnum):
    """What the model is asked to do."""

    OUTPUTS = "outputs"
    """Rows of one task."""
    EFFECTS = "effects"
    """Benefit, satisfaction and cost rows for a set of tasks."""
    REPAIR = "repair"
    """One row rewritten, given the finding against it."""
    EDITS = "edits"
    """A sentence of the user turned into edits."""
    GOAL = "goal"
    """The goal sentence of a table."""


class Split(StrEnum):
    """What an example may be used for."""

    TRAIN = "train"
    SELECT = "select"
    """Sectors to choose between runs by; never trained on."""
    SCORE = "score"
    """Sectors for the last word; neither trained on nor chosen by."""


class Example(Frozen):
    """A question with the answer that we want.

    Attributes:
        job: what is asked.
        split: what it may be used for.
        sector: 行业 that it was made from.
        kinds: what the text shows (prose, 万, no number …), for counts and for scores by kind.
        text: the task or tasks, as the unit writes them.
        prompt: the question as the product sends it.
        answer: compact JSON, the shape that the grammar holds answers to.
    """

    job: Job
    split: Split = Split.TRAIN
    sector: str
    kinds: tuple[str, ...]
    text: str
    prompt: Prompt
    answer: str

    @property
    def rows(self) -> list[dict[str, object]]:
        """The rows of the answer; empty for an answer that is one object."""
        rows: list[dict[str, object]] = json.loads(self.answer).get("rows", [])
        return rows


def served_text(prompt: Prompt) -> str:
    """What the model inside sees: its chat template prints the messages one after another."""
    return "".join(f"{message['content']}\n" for message in prompt.messages)


def rows_answer(rows: Sequence[BaseModel]) -> str:
    """The answer that holds these rows; without blanks, since its length is its time."""
    return compact({"rows": [row.model_dump(mode="json", by_alias=True) for row in rows]})


def compact(value: object) -> str:
    """``value`` as JSON without a blank that is not data."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
