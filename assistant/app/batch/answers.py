"""Questions to a model that can be asked elsewhere and later: gathered, keyed, answered again."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from assistant.llm.prompts import Prompt
from assistant.llm.schema import JsonSchema, rows_schema
from assistant.review.model_rows import RowWording
from assistant.review.semantic import Remark

RowT = TypeVar("RowT", bound=BaseModel)

ROW_TYPES: dict[str, type[BaseModel]] = {kind.__name__: kind for kind in (Remark, RowWording)}
"""What a review asks for, by name, so that a question can be kept and asked by another process."""

_FENCE = re.compile(r"<<<材料 (?P<mark>[0-9a-f]{12})\n(?P<text>.*?)\n(?P=mark) 材料>>>", re.DOTALL)

Rows = list[dict[str, Any]]


class Question(NamedTuple):
    """One question of a review.

    Attributes:
        key: digest of everything that determines the answer.
        prompt: what is asked.
        row: name of the type of a row, in `ROW_TYPES`.
        max_rows: rows beyond this are not read.
    """

    key: str
    prompt: Prompt
    row: str
    max_rows: int


class Answer(NamedTuple):
    """What was answered to one question.

    Attributes:
        rows: the rows as JSON values.
        problem: why there are no more, in the user's language, where asking again will not help.
    """

    rows: Rows
    problem: str | None = None


class KeptAnswers:
    """Answers given before, in the place of a model; what was never asked is gathered.

    Attributes:
        missing: the questions without an answer, each once, in the order in which they came.
        problem: what the answers used lack, or None.
    """

    def __init__(self, model: str, kept: Mapping[str, Answer]) -> None:
        """Answer from ``kept``, by the keys that questions have for ``model``."""
        self._model, self._kept = model, kept
        self._missing: dict[str, Question] = {}
        self.problem: str | None = None

    @property
    def missing(self) -> tuple[Question, ...]:
        """The questions that were not answered."""
        return tuple(self._missing.values())

    def rows(self, prompt: Prompt, row: type[RowT], *, max_rows: int) -> Iterator[RowT]:
        """The rows kept for this question; none where it is missing."""
        key = question_key(self._model, prompt, row, max_rows)
        answer = self._kept.get(key)
        if answer is None:
            self._missing.setdefault(key, Question(key, prompt, row.__name__, max_rows))
            return
        self.problem = self.problem or answer.problem
        for value in answer.rows:
            yield row.model_validate(value)


@cache
def _schema(row: type[BaseModel], max_rows: int) -> JsonSchema:
    return rows_schema(row, max_rows)


def question_key(model: str, prompt: Prompt, row: type[BaseModel], max_rows: int) -> str:
    """Digest of all that determines the answer; the marks around material do not."""
    asked = {
        "model": model,
        "prompt": f"{prompt.name}/{prompt.version}",
        "system": prompt.system,
        "user": _FENCE.sub(lambda match: f"<<<{match['text']}>>>", prompt.user),
        "schema": _schema(row, max_rows),
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
